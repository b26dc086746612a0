from datetime import date

from stockroom.levels import between, levels, running_low
from stockroom.records import Item, Movement


def test_a_period_is_open_where_a_day_is_not_given(movements: list[Movement]) -> None:
    assert between(movements) == movements
    assert between(movements, first=date(2026, 3, 5)) == movements[1:]
    assert between(movements, last=date(2026, 3, 5)) == movements[:2]


def test_levels_begin_with_the_opening_stock(movements: list[Movement]) -> None:
    assert levels(movements) == {"BOX": 60, "TAPE": 60}
    assert levels(movements, {"BOX": 5}) == {"BOX": 65, "TAPE": 60}


def test_what_is_below_its_minimum_runs_low(items: list[Item]) -> None:
    assert running_low(items, {"BOX": 60, "TAPE": 60}) == items[:1]
