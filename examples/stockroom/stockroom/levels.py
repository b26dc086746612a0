"""How much of each item is on the shelves."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from stockroom.records import Item, Movement


def between(movements: Iterable[Movement], first: date = None, last: date = None) -> list[Movement]:
    """The movements of a period, open where a day is not given."""
    return [
        movement
        for movement in movements
        if (first is None or movement.day >= first) and (last is None or movement.day <= last)
    ]


def levels(movements: Iterable[Movement], opening: Mapping[str, int] = None) -> dict[str, int]:
    """Pieces on the shelves by item, beginning with the opening stock."""
    counted: dict[str, int] = defaultdict(int)
    counted.update(opening or {})
    for movement in movements:
        counted[movement.sku] += movement.quantity
    return dict(counted)


def running_low(items: Iterable[Item], stock: Mapping[str, int]) -> list[Item]:
    """The items of which less than the minimum is left."""
    return [item for item in items if stock.get(item.sku, 0) < item.minimum]
