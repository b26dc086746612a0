"""Attribute declaration: a class uses an attribute that it never declares; others give it to its objects.

What it does: writes the attribute with its type into the body of the class, `name: str`, which makes nothing when the
program runs. The type is what the type checker reveals: of the values that are assigned to objects of the class, or
else of the attribute in the classes below it, where each of them has it and in all it is of one type. A value that is
not known is taken for one of those that are, as the receipt says; where none is but None, there is no declaration:
`Any` would only hide the question.

When it is offered: at an attribute that a class of the project does not have, or only assigns behind its first use, so
that the type checker cannot tell its type. It proposes nothing where annotations mean more than that: in dataclasses,
enumerations, protocols and under decorators, metaclasses and bases that are not known to leave annotations alone. Nor
where the project makes objects of a class that only those below it complete. A method that is lacking it leaves alone.

For example,

    class Paged:
        def sheets(self) -> int:
            return self.pages // 2

    class Book(Paged):
        pages = 300

becomes

    class Paged:
        pages: int

        def sheets(self) -> int:
            return self.pages // 2

    class Book(Paged):
        pages = 300

What is verified: that the error is gone and no other appeared, and that the tests which passed still do.

What is not verified: whether every object has the attribute by the time that it is used. Values of no known type are
taken for what the others are; then the verdict is never more than partial.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Hashable
from dataclasses import dataclass

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.core.text import Span, apply_edits
from assay.recipes.class_body import declared
from assay.recipes.declarations import Declared
from assay.recipes.definitions import Definition, classes, is_called, name_of, own_class, resolved
from assay.recipes.given_attributes import Places, places
from assay.recipes.hierarchy import family
from assay.recipes.recipe import Question, Recipe
from assay.recipes.revealed import NONE, Type, is_told, joined
from assay.recipes.sources import Sources
from assay.recipes.spelling import Speller
from assay.recipes.tuples import of_any_length
from assay.recipes.wording.read import meaning, means
from assay.syntax.scopes import outwards
from assay.syntax.tree import Node, Tree, captured

NAME = "attribute_declaration"

UNVERIFIED = "No check tells whether every object has the attribute by the time that it is used."

ASSUMED = "values of no known type are taken for what the others are"

_OWNER = re.compile(r"(?:type\[)?(?P<name>\w+)(?:\[.*\])?[*@\]]?")


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute that a class of the project does not have."""

    holder: Definition
    name: str


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether a class lacks an attribute or its type, and it is none of Python's own."""
    found = meaning(diagnostic)
    if found is None or found.kind not in ("no attribute", "unknown type") or found.name.startswith("__"):
        return False
    owner = owner_named(diagnostic)
    return found.kind == "unknown type" or (bool(owner) and not hasattr(builtins, owner))


def title(diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    found = meaning(diagnostic)
    return f"Declare the attribute {found.name if found is not None else ''} in its class"


def fits(tree: Tree, diagnostic: Diagnostic) -> bool:
    """Whether the file gives anything that name; what only other files give is found when it is asked for."""
    return re.search(_giving(diagnostic), tree.text) is not None


def cause(sources: Sources, diagnostic: Diagnostic) -> Hashable | None:
    """One attribute of one class; of a class that is not the project's, everything that it lacks."""
    found, said = attribute_of(sources, diagnostic), meaning(diagnostic)
    if found is None:
        return said.owner or None if said is not None else None
    return found.holder.path, found.holder.node.start_byte, found.name


def probe(question: Question) -> Snapshot | None:
    """The files with all that tells of the attribute revealed."""
    sources, first = Sources(question.snapshot), question.target.diagnostics[0]
    found = None if question.failures else _places(sources, _given(sources, first))
    return None if found is None or not found.paths else found.probe(sources)


def propose(question: Question) -> Proposal | None:
    """The declaration; there is no second try."""
    if not question.told:
        return None
    sources = Sources(question.snapshot)
    attribute = _given(sources, question.target.diagnostics[0])
    found = _places(sources, attribute)
    if attribute is None or found is None:
        return None
    given = found.given(sources, question.told)
    kind = _type(sources, found, given, question)
    written = None if kind is None else in_its_class(question.snapshot, attribute, kind)
    if written is None:
        return None
    where = "where its type is known" if None in given else "wherever it is given"
    rationale = f"{name_of(attribute.holder)}.{attribute.name} is {written.kind} {where}; the class now says so."
    return Proposal(Patch((written.change,)), NAME, rationale, UNVERIFIED, assumed=ASSUMED if None in given else "")


def in_its_class(snapshot: Snapshot, attribute: Attribute, kind: Type) -> Declared | None:
    """The file with the type of the attribute in the body of its class; None where it cannot stand there."""
    holder = attribute.holder
    body = holder.node.child_by_field_name("body")
    if body is None:
        return None
    before = holder.tree.offset(body.start_byte)
    speller = Speller(snapshot, holder.path, holder.tree, before, evaluated=holder.path.suffix != ".pyi")
    spelled = speller.spelled(kind)
    edit = None if spelled is None else declared(holder.tree, holder.node, f"{attribute.name}: {spelled.text}")
    if spelled is None or edit is None:
        return None
    text = apply_edits(holder.tree.text, sorted((edit, *spelled.edits)))
    return Declared(FileChange(holder.path, snapshot.read(holder.path), text), spelled.text)


def _type(sources: Sources, found: Places, given: tuple[Type | None, ...], question: Question) -> Type | None:
    """What the attribute is given; what the classes below have counts where the class has no objects of its own."""
    if given:
        return _joined(given) if has_room(found.family.head, found.attribute) else None
    if is_called(sources, found.family.head) or not means(question.target.diagnostics[0], "no attribute"):
        return None
    return found.inherited(sources, question.told)


def _joined(given: tuple[Type | None, ...]) -> Type | None:
    """What admits every value that is known; None where there is none but None, or `()`."""
    known = [kind for kind in given if kind is not None]
    kind = of_any_length(joined(known)) if known else NONE
    return kind if is_told(kind) else None


def has_room(holder: Definition, name: str) -> bool:
    """Whether objects of the class can have the attribute: `__slots__` lists it, or there are none."""
    for assignment in captured(holder.node, "(assignment left: (identifier) @left) @assignment"):
        left, right = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
        if left is not None and right is not None and holder.tree.code(left) == "__slots__":
            listed = (holder.tree.code(each) for each in captured(right, "(string_content) @text"))
            return name in listed or "__dict__" in listed
    return True


def _places(sources: Sources, attribute: Attribute | None) -> Places | None:
    kin = None if attribute is None else family(sources, attribute.holder)
    return None if attribute is None or kin is None else places(sources, kin, attribute.name)


def _giving(diagnostic: Diagnostic) -> str:
    """A pattern of what may give something the name of the attribute; of nothing where the error names none.

    It begins with the name itself, and not with its boundary: so it is found twenty times as fast.
    """
    found = meaning(diagnostic)
    if found is None:
        return r"(?!)"
    name = re.escape(found.name)
    return rf"{name}\b[^\n=]*(?<![=!<>])=(?!=)|{name}['\"][,)\]]"


def _given(sources: Sources, diagnostic: Diagnostic) -> Attribute | None:
    """The attribute, where a file of the project gives it to anything."""
    return attribute_of(sources, diagnostic) if sources.hold(_giving(diagnostic)) else None


def attribute_of(sources: Sources, diagnostic: Diagnostic) -> Attribute | None:
    """The attribute that an error speaks of, and its class; None where no file of the project defines or gives it."""
    said = meaning(diagnostic)
    if said is None or not (sources.hold(_giving(diagnostic)) or sources.hold(rf"def\s+{re.escape(said.name)}\b")):
        return None  # there may be thousands of such errors, and what follows looks at whole files
    tree = sources.tree(diagnostic.path)
    node = None if tree is None else accessed(tree, diagnostic, said.name)
    found = None if tree is None or node is None else holder_of(sources, diagnostic, tree, node)
    return None if found is None else Attribute(found, said.name)


def holder_of(sources: Sources, diagnostic: Diagnostic, tree: Tree, access: Node) -> Definition | None:
    """The class of the project whose attribute is read or given at a place; None where it is none, or not certain."""
    owner = access.child_by_field_name("object")
    holder = None if owner is None else own_class(tree, owner)
    if holder is not None:
        return Definition(diagnostic.path, tree, holder)
    name = owner_named(diagnostic)
    return _class(sources, diagnostic, name) if name else None


def accessed(tree: Tree, diagnostic: Diagnostic, name: str) -> Node | None:
    """The attribute access at the error's place; checkers place it at the whole, at its object or at its name."""
    lines = tree.lines
    here = tree.at(Span(lines.offset(diagnostic.start), lines.offset(diagnostic.end)))
    for node in outwards(here):
        attribute = node.child_by_field_name("attribute") if node.type == "attribute" else None
        if attribute is not None and tree.code(attribute) == name:
            return node
        if node.type.endswith("_statement") or node.type == "block":
            break
    return None


def owner_named(diagnostic: Diagnostic) -> str:
    """The name of the class that an error says to lack something; empty where it names none."""
    said = meaning(diagnostic)
    named = None if said is None else _OWNER.match(said.owner)
    return named["name"] if named is not None else ""


def _class(sources: Sources, diagnostic: Diagnostic, name: str) -> Definition | None:
    """The class that the checker names: what the file calls so, else the only one of the project."""
    found = resolved(sources, diagnostic.path, [name])
    if found is None:
        every = classes(sources, name)
        found = every[0] if len(every) == 1 else None
    return found if found is not None and found.node.type == "class_definition" else None


RECIPE = Recipe(NAME, recognises, title, cause, propose, probe=probe, fits=fits)
