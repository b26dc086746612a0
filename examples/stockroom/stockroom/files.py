"""Reads the catalogue and the movements, and writes reports."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

from stockroom.records import Item, Movement


def read_items(path: Path, supplier: str = None) -> list[Item]:
    """The catalogue; of one supplier where it is named."""
    with path.open(newline="", encoding="utf-8") as file:
        items = [
            Item(row["sku"], row["name"], row["supplier"], Decimal(row["price"]), int(row["minimum"]))
            for row in csv.DictReader(file)
        ]
    if supplier:
        return [item for item in items if item.supplier == supplier]
    return items


def read_movements(path: Path) -> list[Movement]:
    """All movements, the oldest first."""
    with path.open(newline="", encoding="utf-8") as file:
        movements = [
            Movement(date.fromisoformat(row["day"]), row["sku"], int(row["quantity"]), row["note"])
            for row in csv.DictReader(file)
        ]
    return sorted(movements, key=lambda movement: movement.day)


def write_report(text: str, path: Path = None) -> int:
    """Write a report and say how many characters it has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return len(text)
