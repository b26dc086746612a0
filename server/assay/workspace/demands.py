"""The constraints for which something of the project has to run, as checks: they come last, after the action's own."""

from __future__ import annotations

from collections.abc import Iterable

from assay.actions.bench import Bench
from assay.checks.examples import example_holds
from assay.checks.must_pass import Stand, command_passes, test_passes
from assay.checks.withheld import withheld
from assay.core.check import Check
from assay.core.constraint import Constraint
from assay.core.errors import BadInput
from assay.core.rules import Permit, decide


def demands(constraints: Iterable[Constraint], bench: Bench, permit: Permit) -> tuple[Check, ...]:
    """One required check each. Where nothing of the project may run, they are withheld."""
    running = tuple(each for each in constraints if each.runs)
    if bench.withheld:
        return tuple(withheld(each.check, bench.withheld) for each in running)
    stand = Stand(bench.project, bench.runner, bench.limits, bench.remaining, permit)
    return tuple(_check(each, stand) for each in running)


def refuse_forbidden(constraints: Iterable[Constraint]) -> None:
    """Raise `BadInput` for a command that may never run: better before a run than after it."""
    for each in constraints:
        decision, why = decide(each.argv) if each.kind == "command" else ("allow", "")
        if decision == "forbid":
            raise BadInput(f"{each.text!r} cannot be checked: {why}")


def _check(constraint: Constraint, stand: Stand) -> Check:
    match constraint.kind:
        case "example":
            return example_holds(constraint, stand.project, remaining=stand.remaining)
        case "test":
            return test_passes(constraint, stand)
        case _:
            return command_passes(constraint, stand)
