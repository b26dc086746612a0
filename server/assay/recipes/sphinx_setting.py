"""Sphinx setting: a value of Sphinx's `conf.py` begins empty, and nothing in the file tells what it would hold.

What it does: writes the type that Sphinx documents for it beside the name. Where Sphinx leaves open what a dictionary
holds, as in the options of a theme, its values are `object`: the file itself never looks at them.

When it is offered: at an empty list or dictionary at the top of a file `conf.py` that sets what such a file sets, where
it needs an annotation and its name is one of Sphinx's.

For example, in `docs/conf.py`,

    project = "shop"
    extensions = ["sphinx.ext.autodoc"]
    html_theme = "alabaster"
    exclude_patterns = []

becomes

    project = "shop"
    extensions = ["sphinx.ext.autodoc"]
    html_theme = "alabaster"
    exclude_patterns: list[str] = []

What is verified: that the error is gone and no other appeared, and that the tests which passed still do.

What is not verified: whether the version of Sphinx that builds these pages takes what the type admits.
"""

from __future__ import annotations

from assay.core.action import Proposal
from assay.core.diagnostics import Diagnostic
from assay.core.patch import Patch
from assay.recipes.container_annotation import annotated, declarable
from assay.recipes.recipe import Question, Recipe, alone
from assay.recipes.revealed import NONE, OBJECT, Type, joined
from assay.recipes.sources import Sources
from assay.recipes.wording.read import meaning, means
from assay.syntax.tree import Tree, captured

NAME = "sphinx_setting"

UNVERIFIED = "No check tells whether the version of Sphinx that builds these pages takes what the type admits."

_TEXT = Type("str")
_TEXTS, _PAIRS = Type("list", (_TEXT,)), Type("list", (Type("tuple", (_TEXT, _TEXT)),))
_OF_TEXTS, _OPTIONS = Type("dict", (_TEXT, _TEXT)), Type("dict", (_TEXT, OBJECT))
_TYPES = {
    "autodoc_default_options": _OPTIONS,
    "autodoc_mock_imports": _TEXTS,
    "exclude_patterns": _TEXTS,
    "exclude_trees": _TEXTS,
    "extensions": _TEXTS,
    "html_additional_pages": _OF_TEXTS,
    "html_context": _OPTIONS,
    "html_css_files": _TEXTS,
    "html_extra_path": _TEXTS,
    "html_js_files": _TEXTS,
    "html_sidebars": Type("dict", (_TEXT, _TEXTS)),
    "html_static_path": _TEXTS,
    "html_theme_options": _OPTIONS,
    "html_theme_path": _TEXTS,
    "intersphinx_mapping": Type("dict", (_TEXT, Type("tuple", (_TEXT, joined((_TEXT, NONE)))))),
    "latex_additional_files": _TEXTS,
    "latex_appendices": _TEXTS,
    "latex_elements": _OF_TEXTS,
    "linkcheck_ignore": _TEXTS,
    "locale_dirs": _TEXTS,
    "modindex_common_prefix": _TEXTS,
    "nitpick_ignore": _PAIRS,
    "nitpick_ignore_regex": _PAIRS,
    "suppress_warnings": _TEXTS,
    "templates_path": _TEXTS,
    "texinfo_appendices": _TEXTS,
    "unused_docs": _TEXTS,
}
"""Settings by their names, with the types that "Configuration" and the pages of extensions in Sphinx's manual give."""

_OTHERS = frozenset(("copyright", "html_theme", "master_doc", "project", "pygments_style", "root_doc", "source_suffix"))
_SETS = "(module (expression_statement (assignment left: (identifier) @name)))"
_ENOUGH = 2


def recognises(diagnostic: Diagnostic) -> bool:
    """Whether one of Sphinx's settings needs an annotation."""
    found = meaning(diagnostic)
    is_one = found is not None and found.name in _TYPES
    return is_one and diagnostic.path.name == "conf.py" and means(diagnostic, "needs annotation")


def title(diagnostic: Diagnostic) -> str:
    """What the recipe would do, as a line of a menu."""
    found = meaning(diagnostic)
    return f"Annotate {found.name if found is not None else 'it'} as Sphinx documents it"


def propose(question: Question) -> Proposal | None:
    """The annotation; there is no second try."""
    sources, first = Sources(question.snapshot), question.target.diagnostics[0]
    tree, said = sources.tree(first.path), meaning(first)
    if tree is None or said is None or question.failures or not _is_configuration(tree):
        return None
    container, kind = declarable(sources, tree, first), _TYPES[said.name]
    is_at_the_top = container is not None and container.target in captured(tree.root, _SETS)
    if container is None or not is_at_the_top or kind.name != container.kind:
        return None
    written = annotated(question, tree, container, kind)
    if written is None:
        return None
    rationale = f"Sphinx documents {said.name} as {written.kind}."
    return Proposal(Patch((written.change,)), NAME, rationale, UNVERIFIED)


def _is_configuration(tree: Tree) -> bool:
    """Whether the file sets what a configuration of Sphinx sets."""
    names = {tree.code(each) for each in captured(tree.root, _SETS)}
    return len(_OTHERS & names) >= _ENOUGH


RECIPE = Recipe(NAME, recognises, title, alone, propose)
