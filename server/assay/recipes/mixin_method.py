"""Mixin method: a mixin calls a method of the classes that it is mixed into, and does not have it itself.

What it does: declares the method in the mixin for type checkers alone, under `if TYPE_CHECKING:`, as those classes
declare it that have it. When the program runs there is nothing of it. No type is made up: where a parameter has no
annotation there, it has none here, and names in annotations have to mean the same in the mixin's file.

When it is offered: at a method that a class does not have and uses, where every class of the project that inherits from
it has the method or gets it from another base, declared in the same words wherever it comes from. It proposes nothing
for properties and other decorated methods, nor where one of those classes is lacking it.

For example,

    from typing import TYPE_CHECKING

    class Priced:
        def total(self) -> int:
            return self.price(2) * 2

    class Item:
        def price(self, times: int) -> int:
            return 3 * times

    class Book(Priced, Item):
        pass

becomes

    from typing import TYPE_CHECKING

    class Priced:
        if TYPE_CHECKING:
            def price(self, times: int) -> int: ...

        def total(self) -> int:
            return self.price(2) * 2

    class Item:
        def price(self, times: int) -> int:
            return 3 * times

    class Book(Priced, Item):
        pass

What is verified: that every class which inherits from it has that method with that signature, that nothing in the
project makes objects of the mixin itself, that the error is gone and no other appeared, and that the tests which passed
still do.

What is not verified: whether classes of other projects that use the mixin have the method.
"""

from __future__ import annotations

import builtins

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import FileChange, Patch
from assay.core.text import TextEdit, apply_edits, line_ending
from assay.recipes.attribute_declaration import attribute_of, cause, recognises
from assay.recipes.class_body import declared
from assay.recipes.definitions import Definition, method_of, name_of
from assay.recipes.hierarchy import Family, family
from assay.recipes.import_placing import from_typing
from assay.recipes.recipe import Question, Recipe
from assay.recipes.sources import Sources
from assay.recipes.spelling import names_of
from assay.recipes.typing_import import imported
from assay.recipes.wording.read import meaning
from assay.syntax.signatures import declaring
from assay.syntax.tree import Node, captured

NAME = "mixin_method"

UNVERIFIED = "No check tells whether classes of other projects that use the mixin have the method."


def title(diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    found = meaning(diagnostic)
    return f"Declare the method {found.name if found is not None else ''} in the mixin"


def propose(question: Question) -> Proposal | None:
    """The declaration; there is no second try."""
    sources = Sources(question.snapshot)
    attribute = None if question.failures else attribute_of(sources, question.target.diagnostics[0])
    kin = None if attribute is None else family(sources, attribute.holder)
    if attribute is None or kin is None:
        return None
    holder = attribute.holder
    given = _given(sources, kin, attribute.name)
    lines = {declaring(each.tree, each.node) for each in given}
    line = lines.pop() if len(lines) == 1 else None
    if line is None or not all(_means_the_same(sources, holder, each) for each in given):
        return None
    edits = _edits(holder, line)
    if edits is None:
        return None
    text = apply_edits(holder.tree.text, sorted(edits))
    change = FileChange(holder.path, question.snapshot.read(holder.path), text)
    rationale = f"Every class that inherits from {name_of(holder)} has {attribute.name}."
    return Proposal(Patch((change,)), NAME, rationale, UNVERIFIED)


def _given(sources: Sources, kin: Family, name: str) -> tuple[Definition, ...]:
    """The methods that all classes below have or get from another base; none where one of them is lacking it."""
    found: dict[Definition, None] = {}
    for member in kin.members:
        method = method_of(sources, member, name, own=member != kin.head)
        if method is not None:
            found[method] = None
        elif member != kin.head and not kin.below(member):
            return ()
    return tuple(found)


def _means_the_same(sources: Sources, holder: Definition, given: Definition) -> bool:
    """Whether every name in the method's annotations stands for the same thing in the mixin's file."""
    here = names_of(sources.snapshot, holder.path, holder.tree, len(holder.tree.text))
    there = names_of(sources.snapshot, given.path, given.tree, len(given.tree.text))
    origin = {bound: full for full, bound in there.items()}
    listed = [*captured(given.node, "(type) @type")]
    for annotation in listed if holder.path != given.path else ():
        for node in captured(annotation, "[(identifier) (string)] @name"):
            name = given.tree.code(node)
            if _is_attribute(node) or (name not in origin and hasattr(builtins, name)):
                continue
            if node.type == "string" or name not in origin or here.get(origin[name]) != name:
                return False
    return True


def _is_attribute(node: Node) -> bool:
    parent = node.parent
    return parent is not None and parent.type == "attribute" and parent.child_by_field_name("attribute") == node


def _edits(holder: Definition, line: str) -> list[TextEdit] | None:
    """The declaration under the class's own `if TYPE_CHECKING:`, and the import that it needs."""
    tree, body = holder.tree, holder.node.child_by_field_name("body")
    ending, indent = line_ending(tree.text), " " * (body.start_point[1] if body is not None else 0)
    before = tree.span(holder.node).start
    bound = next((each.bound for each in imported(tree) if each.origin == "typing.TYPE_CHECKING"), "")
    edits = [] if bound else from_typing(tree, {"TYPE_CHECKING": before})
    there = _block(holder)
    if there is not None:
        end = tree.span(there).end
        inner = " " * there.start_point[1]
        return [*edits, TextEdit.at(end, f"{ending}{inner}{line}")]
    edit = declared(tree, holder.node, f"if TYPE_CHECKING:{ending}{indent}{indent}{line}")
    return None if edit is None or bound not in ("", "TYPE_CHECKING") else [*edits, edit]


def _block(holder: Definition) -> Node | None:
    """What stands under `if TYPE_CHECKING:` in the body of the class already."""
    body = holder.node.child_by_field_name("body")
    for each in body.named_children if body is not None else ():
        condition = each.child_by_field_name("condition") if each.type == "if_statement" else None
        if condition is not None and holder.tree.code(condition) == "TYPE_CHECKING":
            return None if each.child_by_field_name("alternative") else each.child_by_field_name("consequence")
    return None


RECIPE = Recipe(NAME, recognises, title, cause, propose)
