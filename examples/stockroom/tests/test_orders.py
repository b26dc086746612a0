from decimal import Decimal

from stockroom.orders import in_currency, suggestions, total
from stockroom.records import Item, Suggestion


def test_orders_fill_up_to_twice_the_minimum(items: list[Item]) -> None:
    assert suggestions(items[:1], {"BOX": 60}) == [Suggestion(items[0], 140)]


def test_orders_come_in_whole_packs(items: list[Item]) -> None:
    assert suggestions(items[:1], {"BOX": 60}, pack=50) == [Suggestion(items[0], 150)]


def test_an_amount_in_another_currency_is_rounded_to_the_cent() -> None:
    rates = {"CHF": Decimal("0.9345"), "EUR": Decimal(1)}
    assert in_currency(Decimal("70.00"), rates, "CHF") == Decimal("65.42")
    assert in_currency(Decimal("70.00"), rates) == Decimal("70.00")


def test_the_total_is_the_sum_of_the_costs(items: list[Item]) -> None:
    assert total([Suggestion(items[0], 140), Suggestion(items[1], 10)]) == Decimal("93.00")
