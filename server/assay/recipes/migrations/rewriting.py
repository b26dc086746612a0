"""One file written anew: what every migration does that stays within its file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assay.core.action import Declined, Proposal
from assay.core.patch import FileChange, Patch
from assay.core.text import with_line_ending
from assay.recipes.recipe import Question


@dataclass(frozen=True, slots=True)
class Rewriting:
    """How a file is written anew.

    `moved` gives the text afterwards, of one and with one that ends its lines by line feeds, and raises `ValueError`
    with a reason for the user. `odd` is said where it meets a value of a kind that nobody wrote it for.
    """

    recipe: str
    moved: Callable[[str], str]
    odd: str
    unverified: str

    def proposed(self, question: Question, rationale: str) -> Proposal | Declined | None:
        """The target's file afterwards, with the line ends that it has; there is no second try."""
        path = question.target.path
        if question.failures or (text := question.snapshot.read(path)) is None:
            return None
        try:
            after = self.moved(with_line_ending(text, "\n"))
        except ValueError as error:
            return Declined(f"{path}: {error}")
        except (TypeError, AttributeError):  # of a file that somebody else wrote, any value may be of any kind
            return Declined(f"{path}: {self.odd}")
        change = FileChange(path, text, with_line_ending(after, "\r\n" if "\r\n" in text else "\n"))
        return Proposal(Patch((change,)), self.recipe, rationale, self.unverified)
