"""What one run says to a model and hears, noted as it goes on and written at its end; or given again, in a replay."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assay import __version__
from assay.cache.store import Store
from assay.core.errors import BadInput
from assay.core.fingerprint import Fingerprint
from assay.core.model import Message
from assay.core.snapshot import Snapshot
from assay.model import values
from assay.model.egress import Tape
from assay.model.exchange import Asker, Exchange
from assay.model.recorded import Recorded
from assay.settings import Settings
from assay.workspace import traces
from assay.workspace.files import moved
from assay.workspace.memory import Shelf
from assay.workspace.trace import Head, Trace, kept, written

if TYPE_CHECKING:
    from assay.core.action import Target
    from assay.workspace.ground import Ground
    from assay.workspace.units import Solved

_NAMED = 5
"""Files that are named of those that moved."""


class Tracing:
    """The trace of one run. All of it is used from one event loop, but for `keep`, which blocks on the disk."""

    def __init__(self, run: str, settings: Settings, folder: Path, replay: Trace | None) -> None:
        """`folder` is where traces are kept; `replay` is the recorded run that is given again."""
        self._run = run
        self._settings = settings
        self._folder = folder
        self._replay = replay
        self._recorded = None if replay is None else Recorded(replay.head.run, replay.exchanges)
        self._noted: list[tuple[Asker, Exchange]] = []
        self._said: set[Message] = set()
        self._room = traces.LONGEST
        self._recalled: dict[str, object] = {}
        self._started = time.time()

    @property
    def replayed(self) -> str | None:
        """The name of the run that is given again; None where none is."""
        return None if self._replay is None else self._replay.head.run

    @property
    def tape(self) -> Tape:
        """What takes the requests of the run, and answers them in a replay."""
        return Tape(self._note, self._recorded)

    def shelf(self, store: Store) -> Shelf:
        """What is remembered of earlier runs: that of the store or, in a replay, what there was then."""
        return _Noting(store, self._recalled) if self._replay is None else _Then(self._replay.head.recalled)

    def pairs(self, *, here: bool) -> bool:
        """Whether a model may be asked twice at once: as it can be here or, in a replay, as it could be then."""
        return here if self._replay is None else self._replay.head.pairs

    def agrees(self, ground: Ground) -> None:
        """Have a replay stand on the files that the recorded run stood on. Raises `BadInput` where they moved."""
        if self._replay is None:
            return
        head, now = self._replay.head, ground.seen
        mine = now if head.all_files else {path: now[path] for path in head.files if path in now}
        if found := moved(head.files, mine):
            names = ", ".join(map(str, found[:_NAMED])) + (f" and {len(found) - _NAMED} more" * (len(found) > _NAMED))
            raise BadInput(f"{names}: not as in run {head.run}; a replay needs the files as they were then")
        if head.fingerprint.files != ground.fingerprint.files:
            raise BadInput(f"a file that this trace does not name is not as in run {head.run}, or was not there then")
        for difference in _differences(head.fingerprint, ground.fingerprint):
            ground.tell(f"not as in run {head.run}: {difference}")

    def exhausted(self) -> None:
        """Have a replay be asked all that the recorded run was asked. Raises `BadInput` where it was not."""
        if self._recorded is not None and (left := self._recorded.left):
            what = f"{len(left)} of its requests were" if len(left) > 1 else "one of its requests was"
            raise BadInput(f"the replay takes another way than run {self.replayed}: {what} not made again")

    def keep(self, ground: Ground | None, solved: Iterable[Solved]) -> str | None:
        """Write the trace of a run that asked a model and give its file; None where none is kept. Raises `OSError`."""
        days = self._settings.model_traces
        file = None
        if days and self._replay is None and ground is not None and (self._noted or self._recalled):
            numbers = {each.outcome.target: each.number for each in solved}
            noted = tuple((_of(asker, numbers), exchange) for asker, exchange in self._noted)
            file = str(traces.keep(self._folder, self._run, written(self._head(ground), noted)))
        traces.prune(self._folder, days)
        return file

    def _note(self, asker: Asker, exchange: Exchange) -> None:
        replied = () if exchange.reply is None else (exchange.reply.message,)
        new = {*exchange.prompt.messages, *replied} - self._said
        self._room -= sum(map(_length, new))
        if self._replay is None and self._room >= 0:
            self._said |= new
            self._noted.append((asker, exchange))

    def _head(self, ground: Ground) -> Head:
        order = ground.order
        return Head(
            run=self._run,
            started=self._started,
            assay=__version__,
            request=replace(order.request, snapshot=Snapshot(Path())),
            accept=tuple(sorted(order.accept)),
            seconds=order.budget.seconds,
            settings=kept(self._settings),
            pairs=ground.pairs,
            fingerprint=ground.fingerprint,
            files=ground.seen,
            recalled=self._recalled,
            whole=self._room >= 0,
        )


class _Noting:
    """What is remembered, with a note of what was asked for and found."""

    def __init__(self, store: Store, recalled: dict[str, object]) -> None:
        self._store = store
        self._recalled = recalled

    async def get(self, key: str) -> object:
        """The value under a key."""
        if (found := await self._store.get(key)) is not None:
            self._recalled[key] = found
        return found

    async def put(self, key: str, value: object, *, seconds: float) -> bool:
        """Keep a value."""
        return await self._store.put(key, value, seconds=seconds)


class _Then:
    """What was remembered then. Nothing is added to it: a replay tells nothing new."""

    def __init__(self, recalled: Mapping[str, object]) -> None:
        self._recalled = recalled

    async def get(self, key: str) -> object:
        """The value under a key."""
        return self._recalled.get(key)

    async def put(self, key: str, value: object, *, seconds: float) -> bool:  # noqa: ARG002 - as a store's
        """Keep nothing."""
        return False


def _length(message: Message) -> int:
    """The characters that a message takes in a trace: of what it calls too, and more where they are not ASCII."""
    return len(json.dumps(values.of_message(message)))


def _of(asker: Asker, numbers: Mapping[Target, int]) -> dict[str, Any]:
    """Whose request it is. One that belongs to no unit that ended belongs to the one that was under way."""
    unit = numbers.get(asker.target, len(numbers) + 1)
    return {"unit": unit, "attempt": asker.attempt, "candidate": 2 if asker.beside else 1}


def _differences(then: Fingerprint, now: Fingerprint) -> Iterable[str]:
    """What else is not as it was, in words. It is said; where it matters, the requests or the verdicts differ."""
    tools = sorted(then.tools.keys() | now.tools.keys())
    yield from (
        f"{name} was {then.tools.get(name, 'not there')}, is {now.tools.get(name, 'not there')}"
        for name in tools
        if then.tools.get(name) != now.tools.get(name)
    )
    for name in ("interpreter", "distributions", "policy"):
        if getattr(then, name) != getattr(now, name):
            yield {"distributions": "what is installed", "interpreter": "the Python", "policy": "the policy"}[name]
