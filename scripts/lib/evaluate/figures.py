"""Rates with how sure they are, and quantiles."""

from __future__ import annotations

import math
from collections.abc import Iterable

Z = 1.959963984540054
"""Of the normal distribution, for 95%."""


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95% interval of a rate (E. B. Wilson, Probable inference, 1927); everything where there was no trial."""
    if not total:
        return 0.0, 1.0
    rate, square = hits / total, Z * Z
    centre = (rate + square / (2 * total)) / (1 + square / total)
    half = Z * math.sqrt(rate * (1 - rate) / total + square / (4 * total * total)) / (1 + square / total)
    return max(0.0, centre - half), min(1.0, centre + half)


def rate(hits: int, total: int) -> str:
    """A rate as it is printed."""
    if not total:
        return "-"
    low, high = wilson(hits, total)
    return f"{hits / total:.0%} ({low:.0%}-{high:.0%})"


def quantile(values: Iterable[float], part: float) -> float | None:
    """The smallest value that so large a part of them does not exceed; None where there are none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)] if ordered else None
