"""What an entry of the catalogue is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import MappingProxyType

from assay.actions.bench import Bench
from assay.core.action import Failure, Offer, Proposal, Proposer, Request, Target
from assay.core.check import Check
from assay.core.diagnostics import Diagnostic
from assay.core.snapshot import Snapshot
from assay.recipes.recipe import Ask, Recipe, Watch
from assay.syntax.tree import Tree

Parsed = Callable[[], Tree | None]
"""Gives the tree of the request's file when it is asked for; None where the file is not in memory."""


@dataclass(frozen=True, slots=True)
class Whole:
    """How an action is offered for a whole file and for a whole project: the kind of the entries, their titles.

    The entry of the project is of the kind `KIND.project`. `file` is None where `offers` has the entry of the whole
    file already.
    """

    kind: str
    file: str | None
    project: str


@dataclass(frozen=True, slots=True)
class Guided:
    """How a model works on an action in which no type checker has a say.

    `rules` say to it what its work is put to. `guide` gives what it is shown of a target, and whose text that is.
    `rest` is what is left of a proposal without what its checks named; None where nothing is. `withheld` says why what
    it proposes cannot be judged; empty where it can.
    """

    rules: str
    guide: Callable[[Bench, Snapshot, Target], Awaitable[tuple[str, tuple[PurePosixPath, ...]]]]
    rest: Callable[[Failure], Proposal | None]
    withheld: Callable[[Bench], str]


@dataclass(frozen=True, slots=True)
class Action:
    """One action: what it is called, where it applies, who proposes, what judges.

    `refuses` says why it cannot work on a file of this name; empty where it can. Where it is not `diagnosed`, no type
    checker has a say in it. `offers` answers the menu: instantly, from what is in memory. `targets` picks what the
    request asks to solve from what the project's checker said. `guesses` does the same from the syntax alone, where no
    checker may run. `whole` is how it is offered for all that is wrong in a file or project, None where it is not.
    `recipes` are the deterministic proposers, asked in order, and then `runners`, which have the project's code run;
    `running` names what makes these, for the manual;
    `task` says to a model what it is to do where none of them solves it, `beyond` offers what only a model could solve,
    and `guided` is how a model works where no type checker has a say; None where none is asked then. `checks` are in
    order of cost, the cheapest first. `untested` picks what there is to do about lines, from 1, that no test runs; None
    where that is nothing to it.
    """

    name: str
    title: str
    kind: str
    refuses: Callable[[PurePosixPath], str]
    diagnosed: bool
    offers: Callable[[Request, Parsed], tuple[Offer, ...]]
    targets: Callable[[Request, tuple[Diagnostic, ...]], tuple[Target, ...]]
    guesses: Callable[[Request, Parsed], tuple[Target, ...]]
    whole: Whole | None
    recipes: tuple[Recipe, ...]
    task: str
    beyond: Callable[[Request, Parsed], tuple[Offer, ...]]
    checks: Callable[[Bench], tuple[Check, ...]]
    runners: Callable[[Bench], tuple[Proposer, ...]] | None = None
    running: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    guided: Guided | None = None
    untested: Callable[[Request, Mapping[PurePosixPath, frozenset[int]]], tuple[Target, ...]] | None = None

    def proposers(self, bench: Bench, ask: Ask, watch: Watch) -> tuple[Proposer, ...]:
        """All that may make a patch, in the order in which they are asked; `ask` and `watch` are for recipes."""
        runners = () if self.runners is None else self.runners(bench)
        return (*(recipe.proposer(ask, watch) for recipe in self.recipes), *runners)
