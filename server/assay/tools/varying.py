"""Runs of the project's pytest that differ in all that a good test does not depend on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import resources

from assay.core.command import INPUT, Command


@dataclass(frozen=True, slots=True)
class Variation:
    """One way to be different: the seed of hashes, order and chance; how many days later it is; the time zone."""

    seed: int
    days: int
    zone: str


VARIATIONS = (
    Variation(0, 0, "UTC"),
    Variation(1, 1, "XXX-14"),
    Variation(2, 40, "XXX+12"),
    Variation(3, 500, "XXX-5:45"),
    Variation(4, -3000, "UTC"),
)


def varied(command: Command, variation: Variation, name: str) -> Command:
    """The command in that variation. `name` is drawn for the run, so that no file of the repository has it.

    The first one is as the project has it. In the others pytest does not rewrite assertions, nor every plugin that is
    installed, so that they say what they compared: that decides nothing, and takes longer than most tests.
    """
    text = resources.files("assay.tools").joinpath("varying_payload.py").read_text("utf-8")
    environment = {
        "PYTHONHASHSEED": str(variation.seed),
        "PYTHONPATH": INPUT,
        "ASSAY_SEED": str(variation.seed),
        "ASSAY_DAYS": str(variation.days),
        "TZ": variation.zone,
    }
    return replace(
        command,
        argv=(*command.argv, *(() if variation == VARIATIONS[0] else ("--assert=plain",)), "-p", name),
        environment={**command.environment, **environment},
        inputs={**command.inputs, f"{name}.py": text},
    )
