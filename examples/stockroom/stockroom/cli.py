"""The command line."""

import argparse
from datetime import date
from pathlib import Path

from stockroom.files import read_items, read_movements, write_report
from stockroom.levels import between, levels, running_low
from stockroom.orders import suggestions
from stockroom.report import order_report, stock_report


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="stockroom", description=__doc__)
    parser.add_argument("items", type=Path)
    parser.add_argument("movements", type=Path)
    parser.add_argument("--since", type=date.fromisoformat)
    parser.add_argument("--supplier")
    parser.add_argument("--pack", type=int)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args(arguments)

    items = read_items(options.items, options.supplier)
    stock = levels(between(read_movements(options.movements), options.since))
    orders = suggestions(running_low(items, stock), stock, options.pack)
    text = stock_report(items, stock, "In stock") + "\n" + order_report(orders)
    if options.output:
        write_report(text, options.output)
    else:
        print(text, end="")
    return 0
