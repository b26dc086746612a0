"""A YAML file changed in place, for a program that takes it for the same afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assay.core.action import Declined, Proposal
from assay.core.patch import FileChange, Patch
from assay.recipes.recipe import Question
from assay.syntax import yaml
from assay.syntax.yaml import Part


@dataclass(frozen=True, slots=True)
class InPlace:
    """How a file is changed.

    `meant` tells what the program takes it for, and `changed` gives its text afterwards; both raise `ValueError` with a
    reason for the user. `stuck` is said where it would be something else.
    """

    recipe: str
    meant: Callable[[Part | None], object]
    changed: Callable[[str, Part | None], str]
    stuck: str
    unverified: str

    def proposed(self, question: Question, rationale: str) -> Proposal | Declined | None:
        """The target's file afterwards; there is no second try."""
        path = question.target.path
        if question.failures or (text := question.snapshot.read(path)) is None:
            return None
        try:
            root = yaml.read(text)
            wanted = self.meant(root)
            after = self.changed(text, root)
            same = self.meant(yaml.read(after)) == wanted
        except ValueError as error:
            return Declined(f"{path}: {error}")
        if not same:
            return Declined(f"{path}: {self.stuck}")
        return Proposal(Patch((FileChange(path, text, after),)), self.recipe, rationale, self.unverified)
