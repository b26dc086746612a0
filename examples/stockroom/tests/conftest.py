from datetime import date
from decimal import Decimal

import pytest

from stockroom.records import Item, Movement


@pytest.fixture
def items() -> list[Item]:
    return [
        Item("BOX", "Shipping box", "Karton AG", Decimal("0.50"), 100),
        Item("TAPE", "Packing tape", "Stick & Co", Decimal("2.30"), 40),
    ]


@pytest.fixture
def movements() -> list[Movement]:
    return [
        Movement(date(2026, 3, 1), "BOX", 150, "delivery"),
        Movement(date(2026, 3, 5), "BOX", -90),
        Movement(date(2026, 3, 9), "TAPE", 60, "delivery"),
    ]
