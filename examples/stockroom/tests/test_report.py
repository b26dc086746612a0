from pathlib import Path

import pytest

from stockroom.cli import main
from stockroom.orders import suggestions
from stockroom.records import Item
from stockroom.report import order_report, stock_report

DATA = Path(__file__).parent.parent / "data"


def test_a_star_marks_what_runs_low(items: list[Item]) -> None:
    assert stock_report(items, {"BOX": 60, "TAPE": 60}).splitlines() == [
        "BOX       Shipping box                      60 *",
        "TAPE      Packing tape                      60",
    ]


def test_a_title_stands_above(items: list[Item]) -> None:
    assert stock_report(items, {}, "In stock").startswith("IN STOCK\n====")


def test_orders_end_with_their_total(items: list[Item]) -> None:
    assert order_report(suggestions(items[:1], {"BOX": 60})).splitlines()[-1].split() == ["total", "=", "70.00"]


def test_the_command_prints_both_reports(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(DATA / "items.csv"), str(DATA / "movements.csv"), "--since", "2026-03-01"]) == 0
    printed = capsys.readouterr().out
    assert "TAPE-50   Packing tape 50 mm                36 *" in printed
    assert "total" in printed


def test_the_command_writes_a_file(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    assert main([str(DATA / "items.csv"), str(DATA / "movements.csv"), "--output", str(path)]) == 0
    assert path.read_text(encoding="utf-8").startswith("IN STOCK")
