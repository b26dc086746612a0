"""Writes the files whose source is the code, so that they cannot say anything else: of docs/ and of client-vscode/."""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Iterable
from pathlib import Path

import manifest
from assay.actions.action import Action
from assay.actions.catalogue import CATALOGUE
from assay.settings import SCOPES, About, about

ROOT = Path(__file__).resolve().parent.parent.parent
CLIENT = ROOT / "client-vscode"
SETTINGS = (
    "# Settings",
    "",
    "They are read from `config.toml` in your user configuration folder (`assay doctor` says where that is),",
    "one line each: `name = value`. An unknown name or a wrong value is an error that says which.",
)
NOTE = "<!-- Written by scripts/generate from {source}; change it there. -->\n\n"


def main(arguments: list[str]) -> int:
    """Write the pages, or say which of them are not what they should be."""
    parser = argparse.ArgumentParser(prog="scripts/generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a page is not fresh")
    options = parser.parse_args(arguments)
    old = {name: text for name, text in pages().items() if not same(ROOT / name, text)}
    for name, text in old.items():
        if options.check:
            print(f"{name} is not fresh; run scripts/generate")
        else:
            (ROOT / name).write_text(text, encoding="utf-8")
            print(f"wrote {name}")
    return 1 if options.check and old else 0


def pages() -> dict[str, str]:
    """What each generated page has to hold."""
    return {
        "docs/settings.md": NOTE.format(source="server/assay/settings.py") + settings_page(),
        "docs/actions.md": NOTE.format(source="the files of server/assay/actions and recipes") + actions(CATALOGUE),
        "client-vscode/package.json": manifest.manifest((CLIENT / "package.json").read_text(encoding="utf-8")),
        "client-vscode/src/generated.ts": manifest.names(),
    }


def settings_page() -> str:
    """The page of all settings."""
    return "\n".join(line for lines in (SETTINGS, *map(setting, about(), about().values())) for line in lines) + "\n"


def setting(name: str, each: About) -> tuple[str, ...]:
    """The section of one setting."""
    return (
        "",
        f"## `{name}`",
        "",
        each.description,
        "",
        f"- Value: {each.shape}",
        f"- Can be set: {SCOPES[each.scope]}",
        f"- Example: `{name} = {each.example}`",
    )


def actions(catalogue: Iterable[Action]) -> str:
    """The page of all actions: of each what its own file says, and what the files of its proposers say."""
    lines = ["# Actions"]
    for action in catalogue:
        lines += ["", f"## `{action.name}`: {action.title}", "", documentation(action.offers)]
        for recipe in action.recipes:
            lines += ["", f"### Recipe `{recipe.name}`", "", documentation(recipe.propose)]
        for name, proposer in action.running.items():
            lines += ["", f"### Recipe `{name}`", "", documentation(proposer)]
    return "\n".join(lines) + "\n"


def documentation(of: object) -> str:
    """What the file that defines something says of itself."""
    module = inspect.getmodule(of)
    if module is None or not module.__doc__:
        raise ValueError(f"{of!r}: the file that defines it has no docstring")
    return inspect.cleandoc(module.__doc__)


def same(page: Path, text: str) -> bool:
    """Whether a page holds a text already."""
    return page.is_file() and page.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
