"""A call to try, with what it was made up of, so that others can be made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assay.recipes.drafting.case import Case
from assay.recipes.drafting.forms import case
from assay.recipes.drafting.matter import Matter
from assay.recipes.drafting.receivers import Made


@dataclass(frozen=True, slots=True)
class Trial:
    """A call. `given` are the values by parameter; None where it is one that was shown, or a sequence of several."""

    case: Case
    given: Mapping[str, str] | None = None
    maker: Made | None = None


def trial(matter: Matter, given: Mapping[str, str], maker: Made | None) -> Trial:
    """The call with these values; it costs the more, the longer it is."""
    cost = 20 + sum(map(len, given.values())) + (len(maker.source) if maker else 0)
    return Trial(case(matter, given, maker.call if maker else None, cost), given, maker)
