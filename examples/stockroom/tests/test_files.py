from pathlib import Path

from stockroom.files import read_items, read_movements, write_report

DATA = Path(__file__).parent.parent / "data"


def test_items_can_be_narrowed_to_a_supplier() -> None:
    assert len(read_items(DATA / "items.csv")) == 5
    assert {item.sku for item in read_items(DATA / "items.csv", "Stick & Co")} == {"TAPE-50", "LABEL-A6"}


def test_movements_come_oldest_first() -> None:
    days = [movement.day for movement in read_movements(DATA / "movements.csv")]
    assert days == sorted(days)


def test_a_report_is_written_into_a_new_folder(tmp_path: Path) -> None:
    path = tmp_path / "reports" / "march.txt"
    assert write_report("TAPE 60\n", path) == 8
    assert path.read_text(encoding="utf-8") == "TAPE 60\n"
