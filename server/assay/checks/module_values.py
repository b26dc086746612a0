"""Whether a project may give a value of a module of the standard library another one, as tests do with `os.name`.

It reads every text of the project that could. What is not certain counts as given: the module handed to a function
that may do anything with it, or put anywhere; its own dictionary; a string that is the dotted name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.checks.class_mentions import Mention, mentions
from assay.checks.project_files import ProjectFiles
from assay.syntax.tree import Node, Tree, captured

_HARMLESS = frozenset(("dir", "getattr", "hasattr", "help", "id", "isinstance", "print", "reload", "repr", "type"))
"""Functions that give nothing to a module that is handed to them."""

_REPLACES = re.compile(r"patch|import|attr|multiple")
"""What functions are called like that make something of a string that is the module's name."""

_IDLE = ("comparison_operator", "expression_statement")
_PLAIN = re.compile(r"['\"]+\w+['\"]+")


def may_be_given(project: ProjectFiles, owner: str, name: str) -> bool:
    """Whether any text of the project may give `owner.name` a value."""
    likely = re.compile(
        rf"\b{owner}\s*\.\s*(?:{name}|__dict__)\b|\b{owner}\s+as\b"
        rf"|(?<!import )\b{owner}\b(?:\s+(?:and|else|for|if|in|or)\b|(?![ \t]*[.\w]))"
    )
    files = project.matching(likely)
    return files is None or any(_gives(tree, owner, name) for _, tree in files)


def _gives(tree: Tree, owner: str, name: str) -> bool:
    dotted = rf"^([A-Za-z0-9_]+[.])*{owner}([.]{name})?$".replace("\\", "\\\\")
    texts = captured(tree.root, rf'((string_content) @text (#match? @text "{dotted}"))')
    if any(_is_given_by_name(tree, text, name) for text in texts):
        return True
    return any(
        _is_given(tree, each, name) for called in {owner, *_aliases(tree, owner)} for each in mentions(tree, called)
    )


def _is_given_by_name(tree: Tree, text: Node, name: str) -> bool:
    """Whether a string that is the name of the module, or of its value, may be used to replace it."""
    if tree.code(text).endswith(f".{name}"):
        return True
    literal = text.parent
    around = None if literal is None else literal.parent
    if around is not None and around.type == "subscript":
        return tree.code(around).startswith("sys.modules")
    call = None if around is None or around.type != "argument_list" else around.parent
    function = None if call is None else call.child_by_field_name("function")
    return function is not None and _REPLACES.search(tree.code(function)) is not None


def _aliases(tree: Tree, owner: str) -> Iterator[str]:
    """Other names under which a file imports the module."""
    for statement in captured(tree.root, "(import_statement (aliased_import) @import)"):
        imported, alias = statement.child_by_field_name("name"), statement.child_by_field_name("alias")
        if imported is not None and alias is not None and tree.code(imported) == owner:
            yield tree.code(alias)


def _is_given(tree: Tree, mention: Mention, name: str) -> bool:
    """Whether what happens to the module at one place may give the value."""
    if mention.role in ("imported", "renamed", "module", "type"):
        return False
    if mention.role == "bound":
        # as a name it is that of the file, as an attribute that of an object or the module of another one
        return "." in mention.dotted and not mention.dotted.startswith(("self.", "cls."))
    whole = _whole(mention)
    holder = whole.parent
    if holder is not None and holder.type == "attribute":
        attribute = holder.child_by_field_name("attribute")
        called = "" if attribute is None else tree.code(attribute)
        return called == "__dict__" or (called == name and attribute is not None and _is_bound(tree, attribute, name))
    return not _is_harmless(tree, whole, name)


def _whole(mention: Mention) -> Node:
    """The expression that the name of a mention ends."""
    parent = mention.node.parent
    is_end = parent is not None and parent.type == "attribute" and parent.child_by_field_name("object") != mention.node
    return parent if parent is not None and is_end else mention.node


def _is_bound(tree: Tree, attribute: Node, name: str) -> bool:
    return any(each.node == attribute and each.role == "bound" for each in mentions(tree, name))


def _is_harmless(tree: Tree, module: Node, name: str) -> bool:
    """Whether the module stands where nothing is made of it, or where something else of it is named."""
    arguments = module.parent
    call = arguments.parent if arguments is not None and arguments.type == "argument_list" else None
    function = None if call is None else call.child_by_field_name("function")
    if arguments is None or function is None:
        return arguments is not None and (arguments.type in _IDLE or _is_kept(tree, arguments, module))
    if tree.code(function).rpartition(".")[2] in _HARMLESS:
        return True
    after = module.next_named_sibling
    text = "" if after is None or after.type != "string" else tree.code(after)
    return _PLAIN.fullmatch(text) is not None and text.strip("'\"") != name


def _is_kept(tree: Tree, around: Node, module: Node) -> bool:
    """Whether it is assigned to an attribute of its own name, by which it is found: `self.sys = sys`."""
    left = around.child_by_field_name("left") if around.type == "assignment" else None
    return left is not None and tree.code(left) == f"self.{tree.code(module)}"
