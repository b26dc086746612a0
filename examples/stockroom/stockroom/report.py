"""The report that people read."""

from collections.abc import Iterable, Mapping

from stockroom.orders import total
from stockroom.records import Item, Suggestion

WIDTH = 48


def stock_report(items: Iterable[Item], stock: Mapping[str, int], title: str = None) -> str:
    """One line an item: how much is there, and a star where it runs low."""
    lines = [title.upper(), "=" * WIDTH] if title else []
    for item in items:
        there = stock.get(item.sku, 0)
        lines.append(f"{item.sku:<10}{item.name:<28}{there:>8} {'*' if there < item.minimum else ''}".rstrip())
    return "\n".join(lines) + "\n"


def order_report(orders: list[Suggestion]) -> str:
    """One line an order, the total below."""
    lines = [f"{order.item.sku:<10}{order.quantity:>6} x {order.item.price:>8} = {order.cost:>10}" for order in orders]
    return "\n".join([*lines, f"{'total':<27} = {total(orders):>10}"]) + "\n"
