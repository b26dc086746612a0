"""A plugin of pytest that makes runs differ as VARIED says: order, chance, and a clock days away that goes on."""

from __future__ import annotations

import datetime
import importlib
import os
import random
from typing import Any

SEED = int(os.environ["VARIED"])
_LOT = random.Random(SEED)  # noqa: S311 - it has to be the same every time


def pytest_configure() -> None:
    machine: Any = importlib.import_module("time_machine")
    away = datetime.timedelta(seconds=_LOT.randrange(400 * 86_400))
    machine.travel(datetime.datetime.now(datetime.UTC) + away, tick=True).start()
    random.seed(SEED)


def pytest_collection_modifyitems(items: list[Any]) -> None:
    _LOT.shuffle(items)
