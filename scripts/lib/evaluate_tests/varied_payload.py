"""A plugin of pytest that makes runs differ as VARIED says: order, chance, and a clock days away that goes on."""

from __future__ import annotations

import datetime as dt
import importlib
import os
import random
from typing import Any

SEED = int(os.environ["VARIED"])
_LOT = random.Random(SEED)


def pytest_configure() -> None:
    machine: Any = importlib.import_module("time_machine")
    away = dt.timedelta(seconds=_LOT.randrange(400 * 86_400))
    machine.travel(dt.datetime.now(dt.UTC) + away, tick=True).start()
    random.seed(SEED)


def pytest_collection_modifyitems(items: list[Any]) -> None:
    _LOT.shuffle(items)
