"""What to order, and what it costs."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from stockroom.records import Item, Suggestion

CENT = Decimal("0.01")


def suggestions(low: Iterable[Item], stock: Mapping[str, int], pack: int = None) -> list[Suggestion]:
    """Fill every item up to twice its minimum, in whole packs where a pack size is given."""
    found = []
    for item in low:
        wanted = 2 * item.minimum - stock.get(item.sku, 0)
        if pack is not None:
            wanted = -(-wanted // pack) * pack
        found.append(Suggestion(item, wanted))
    return found


def in_currency(amount: Decimal, rates: Mapping[str, Decimal] = None, currency: str = "EUR") -> Decimal:
    """An amount in euros in another currency, rounded to the cent."""
    return (amount * rates[currency]).quantize(CENT, ROUND_HALF_UP)


def total(orders: Iterable[Suggestion]) -> Decimal:
    """What all orders cost together."""
    return sum(order.cost for order in orders)
