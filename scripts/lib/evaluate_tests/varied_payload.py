"""A plugin of pytest that makes runs differ as VARIED says: order, chance, and a clock days away that goes on."""

from __future__ import annotations

import importlib
import os
import random
import time
from typing import Any

SEED = int(os.environ["VARIED"])
_LOT = random.Random(SEED)


def pytest_configure() -> None:
    machine: Any = importlib.import_module("time_machine")
    # a number of seconds: a moment with a zone would set that zone, too
    machine.travel(time.time() + _LOT.randrange(400 * 86_400), tick=True).start()
    random.seed(SEED)


def pytest_collection_modifyitems(items: list[Any]) -> None:
    _LOT.shuffle(items)
