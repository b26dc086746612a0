"""Runs inside the sandbox as a plugin of the project's pytest: another day, another order, another state of chance.

Loaded before anything of the repository is imported. Needs Python 3.9 and the standard library; Assay itself only ever
reads its text. The seed and the days are in the environment.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import time
from typing import Any

SEED, DAYS = int(os.environ["ASSAY_SEED"]), int(os.environ["ASSAY_DAYS"])
_real_time, _real_ns = time.time, time.time_ns
_now, _today = dt.datetime.now, dt.date.today
_shift = dt.timedelta(days=DAYS)


class _Shifted(type):
    def __instancecheck__(cls, value: object) -> bool:
        return cls.__base__ in type(value).__mro__


class shifted_datetime(dt.datetime, metaclass=_Shifted):  # noqa: N801 - it takes the place of one
    """Tells another time; all that it gives is of the real class."""

    def __new__(cls: Any, *given: Any, **named: Any) -> Any:
        return cls.__base__(*given, **named)

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return _now(tz) + _shift

    @classmethod
    def utcnow(cls) -> Any:
        return _now(dt.timezone.utc).replace(tzinfo=None) + _shift  # noqa: UP017 - Python 3.9 has no other

    @classmethod
    def today(cls) -> Any:
        return _now() + _shift


class shifted_date(dt.date, metaclass=_Shifted):  # noqa: N801 - likewise
    """Tells another day; all that it gives is of the real class."""

    def __new__(cls: Any, *given: Any, **named: Any) -> Any:
        return cls.__base__(*given, **named)

    @classmethod
    def today(cls) -> Any:
        return _today() + _shift


def pytest_collection_modifyitems(items: list[Any]) -> None:
    # by their names, so that those of the project keep their order among each other whether there are others or not
    items.sort(key=lambda item: random.Random(f"{SEED} {item.nodeid}").random())  # noqa: S311 - no secret


def pytest_runtest_setup(item: Any) -> None:  # noqa: ARG001 - pytest names it
    random.seed(SEED)


if DAYS:
    time.time = lambda: _real_time() + DAYS * 86400
    time.time_ns = lambda: _real_ns() + DAYS * 86400 * 10**9
    dt.datetime, dt.date = shifted_datetime, shifted_date  # type: ignore[misc]
