"""What a run leaves behind, however it ends: a receipt of every unit and the summary, in the ledger."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from assay import __version__
from assay.core.action import Target
from assay.core.check import CheckResult
from assay.core.errors import Lacking
from assay.core.event import Event, Notify
from assay.core.fingerprint import Fingerprint
from assay.core.outcome import Outcome
from assay.core.receipt import Receipt
from assay.core.reuse import Circumstances, Reuse
from assay.core.summary import Summary
from assay.core.trust import Trust
from assay.engine.loop import outcome as outcome_of
from assay.engine.means import Tell
from assay.ledger import ledger
from assay.workspace import settle
from assay.workspace.ground import Ground, Order
from assay.workspace.run import Run, Unit
from assay.workspace.units import Solved


class Record:
    """The record of one run while it goes on. Its methods block on the disk, but for `teller` and `reached`.

    A run ends once: one that is cancelled while its end is written down has ended as it is written there.
    """

    def __init__(self, run: str, order: Order, trust: Trust, file: Path) -> None:
        self.ground: Ground | None = None
        self.circumstances: Circumstances | None = None
        self._run = run
        self._order = order
        self._trust = trust
        self._file = file
        self._lost = ""
        self._ending = threading.Lock()
        self._kept: Run | None = None
        self._fraction: float | None = None
        self._started = time.time()
        self._clock = time.monotonic()

    def teller(self, notify: Notify) -> Tell:
        """A way to tell one line on this run."""
        return lambda message: notify(Event(self._run, self._order.action.title, message, self._fraction))

    def reached(self, fraction: float) -> None:
        """Note how far the run is; what is told from now on says so."""
        self._fraction = fraction

    def ended(self, solved: tuple[Solved, ...]) -> Run:
        """A run that came to its end."""
        withheld = self.ground.bench.withheld if self.ground is not None else ""
        reason = f"tests and types not run: {withheld}" if withheld else "" if solved else self._nothing()
        return self._keep(solved, reason, lacking=bool(withheld))

    def cancelled(self, solved: tuple[Solved, ...]) -> Run:
        """A run that the user stopped; nothing of it is offered."""
        stopped = [replace(each, outcome=_stopped(each.outcome, "cancelled")) for each in solved]
        target = Target(self._order.request.path, self._order.action.title, self._order.request.diagnostics)
        outcome = Outcome(target, "cancelled", (), "cancelled")
        last = Solved(len(stopped) + 1, outcome, (), self._spent(), self.ground.share() if self.ground else None)
        return self._keep((*stopped, last), "cancelled", lacking=False)

    def broken(self, solved: tuple[Solved, ...], reason: str) -> Run:
        """A run that could not go on; what was solved until then was not looked over at the end."""
        return self._keep(tuple(_unsettled(each, reason) for each in solved), reason, lacking=True)

    def _keep(self, solved: tuple[Solved, ...], reason: str, *, lacking: bool) -> Run:
        with self._ending:
            if self._kept is None:
                self._kept = self._written(solved, reason, lacking=lacking)
            return self._kept

    def _written(self, solved: tuple[Solved, ...], reason: str, *, lacking: bool) -> Run:
        fingerprint = self.ground.fingerprint if self.ground is not None else None
        trace = self._trace(solved)
        receipts = [self._receipt(each, fingerprint, trace) for each in solved]
        units = tuple(
            Unit(self._run, each.number, each.outcome, receipt, each.base)
            for each, receipt in zip(solved, receipts, strict=True)
        )
        summary = Summary(
            run=self._run,
            started=self._started,
            seconds=self._spent(),
            assay=__version__,
            action=self._order.request.action,
            path=self._order.request.path,
            units=tuple(unit.statement for unit in units),
            reason=reason,
        )
        self._append(*receipts, summary.statement())  # at once, for each time waits for the disk
        reason = _joined(reason, self._lost)
        return Run(self._run, units, reason, lacking or bool(self._lost), replace(summary, reason=reason).statement())

    def _nothing(self) -> str:
        """Why there was nothing to solve."""
        if self._order.request.changed:
            return "nothing to do: no line of a public function has changed since the last commit that no test runs"
        judge = self.ground.bench.judge if self.ground is not None else None
        if judge is None:
            return "nothing to do"
        return f"nothing to do: {judge.tool.name} {judge.tool.version} finds no error there"

    def _spent(self) -> float:
        return time.monotonic() - self._clock

    def _append(self, *statements: dict[str, Any]) -> None:
        """Keep statements. Where the ledger cannot, the run says so: its result is not to be lost with it."""
        try:
            ledger.append(self._file, *statements)
        except Lacking as error:
            self._lost = str(error)

    def _trace(self, solved: tuple[Solved, ...]) -> str | None:
        """Keep the trace and give its file. Where it cannot be kept, that is logged: the result is worth more."""
        try:
            return self._order.tracing.keep(self.ground, solved)
        except OSError as error:
            logging.getLogger(__name__).warning("the trace of run %s is not kept: %s", self._run, error)
            return None

    def _receipt(self, solved: Solved, fingerprint: Fingerprint | None, trace: str | None) -> dict[str, Any]:
        ground = self.ground
        return Receipt(
            run=self._run,
            unit=solved.number,
            started=self._started,
            seconds=solved.seconds,
            assay=__version__,
            request=self._order.request,
            outcome=solved.outcome,
            project=ground.bench.project if ground else None,
            sandbox=ground.tier if ground else None,
            trust=self._trust,
            fingerprint=fingerprint,
            tools=ground.tools if ground else {},
            builds_on=solved.base,
            share=solved.share,
            trace=None if solved.share is None else trace,
            replayed=self._order.tracing.replayed,
            reuse=None if self.circumstances is None else Reuse(self.circumstances, solved.verdict_of),
        ).statement()


def _joined(*reasons: str) -> str:
    return "; ".join(filter(None, reasons))


def _stopped(outcome: Outcome, reason: str) -> Outcome:
    return Outcome(outcome.target, "cancelled", outcome.attempts, reason)


def _unsettled(solved: Solved, reason: str) -> Solved:
    """A winner that nobody looked over at the end is partial at best."""
    winner, after = solved.outcome.winner, solved.outcome.after
    if winner is None or after is None:
        return solved
    skipped = CheckResult(settle.NAME, required=True, status="skipped", summary=f"not run: {reason}", reason=reason)
    attempts = (*solved.outcome.attempts[:-1], replace(winner, results=(*winner.results, skipped)))
    return replace(solved, outcome=outcome_of(solved.outcome.target, attempts, after))
