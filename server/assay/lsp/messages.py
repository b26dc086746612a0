"""What is said to the user: one line each, what happened and then what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from lsprotocol import types

from assay.core.visible import visible
from assay.lsp.protocol import Protocol

if TYPE_CHECKING:  # heavy, and first needed when a run ends
    from assay.core.check import Boundary
    from assay.core.outcome import Outcome

Level = Literal["info", "warning", "error"]

LEVELS: dict[Level, types.MessageType] = {
    "info": types.MessageType.Info,
    "warning": types.MessageType.Warning,
    "error": types.MessageType.Error,
}

CROSSED: dict[Boundary, str] = {
    "interface": "changes the public interface",
    "protected": "changes a protected file",
    "deletion": "deletes a file",
    "dependency": "declares another dependency",
    "presentation": "changes what is shown of the package",
    "partial": "is verified only in part",
}


def say(protocol: Protocol, text: str, level: Level = "info") -> None:
    """Show one line to the user."""
    params = types.ShowMessageParams(type=LEVELS[level], message=one_line(text))
    protocol.notify(types.WINDOW_SHOW_MESSAGE, params)


def note(protocol: Protocol, text: str) -> None:
    """Leave one line in the editor's log of this server."""
    params = types.LogMessageParams(type=types.MessageType.Info, message=one_line(text))
    protocol.notify(types.WINDOW_LOG_MESSAGE, params)


def one_line(text: str) -> str:
    """The text on one line, with nothing in it that steers a display: parts of it come from the workspace."""
    return visible(" ".join(text.split()))


def crossed(outcome: Outcome) -> str:
    """What a person has to confirm, in words."""
    return " and ".join(CROSSED[boundary] for boundary in outcome.boundaries)


def verdict(outcome: Outcome) -> str:
    """One outcome in words: the verdict, what it is about, what passed or why not, what was skipped, and any notes."""
    skipped = [
        f"{result.name} skipped ({result.reason or result.summary})"
        for result in (outcome.winner.results if outcome.winner else ())
        if result.status == "skipped" and not result.required
    ]
    notes = [each.message for each in outcome.target.diagnostics[1:] if each.source == "assay"]
    return "; ".join([f"{outcome.verdict}: {outcome.target.title}: {outcome.reason}", *skipped, *notes])
