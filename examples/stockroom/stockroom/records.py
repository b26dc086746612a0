"""The records that everything else works on."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Item:
    """One line of the catalogue."""

    sku: str
    name: str
    supplier: str
    price: Decimal
    minimum: int


@dataclass(frozen=True)
class Movement:
    """So many pieces of an item came in (or went out, where `quantity` is negative) on a day."""

    day: date
    sku: str
    quantity: int
    note: str = ""


@dataclass(frozen=True)
class Suggestion:
    """An order worth placing."""

    item: Item
    quantity: int

    @property
    def cost(self) -> Decimal:
        return self.item.price * self.quantity
