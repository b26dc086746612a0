"""What the VS Code extension takes from the server's code: its settings, in package.json, and names, in TypeScript.

A setting has one name everywhere, written with underscores by the server and as VS Code writes names by the extension.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from assay.actions import migrate_config
from assay.actions.catalogue import CATALOGUE
from assay.checks.eslint import TOUCHED
from assay.lsp.messages import CROSSED
from assay.lsp.names import COMMANDS
from assay.settings import EDITOR, Settings, about
from assay.tools.homes import MANIFEST, PYPROJECT
from assay.tools.npm_packages import PACKAGE

OWN: dict[str, Any] = {
    "assay.codeLens": {
        "order": 80,
        "scope": "resource",
        "type": "boolean",
        "default": True,
        "markdownDescription": "Whether a line above a change says how its last run ended, and opens its evidence.",
    },
    "assay.server.command": {
        "order": 90,
        "scope": "machine",
        "type": "array",
        "items": {"type": "string"},
        "default": [],
        "markdownDescription": "A server that is installed already, as a command and its arguments, in place of that "
        'of the extension. Example: `["/home/me/.local/bin/assay"]`',
    },
    "assay.server.python": {
        "order": 91,
        "scope": "machine",
        "type": "string",
        "default": "",
        "markdownDescription": "The Python, 3.11 to 3.14, that the server of the extension runs on: an absolute path. "
        "Unset, it is the first one on PATH. It need not be the Python of your projects.",
    },
}
"""Settings of the extension itself."""

INTERPRETER = "interpreter"
"""The setting that each folder may have for itself: it is handed over by folder when the server starts."""


_ALL = dict.fromkeys((PYPROJECT, MANIFEST, *TOUCHED, *migrate_config.FILES))
FILES = tuple(name for name in _ALL if not name.endswith(".py"))
"""What an action reads or writes beside Python, which a language names."""


def manifest(text: str) -> str:
    """package.json with its settings as the code has them, and what starts the extension."""
    found = json.loads(text)
    ours = {f"assay.{key(name)}": _schema(name, order) for order, name in enumerate(about())}
    found["contributes"]["configuration"]["properties"] = {**ours, **OWN}
    restricted = [name for name, each in {**ours, **OWN}.items() if each["scope"].startswith("machine")]
    found["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"] = restricted
    # workflows and package.json are in projects of any language: they alone start nothing
    migrated = (
        name for name in migrate_config.FILES if name in FILES and not name.endswith((".yml", ".yaml", PACKAGE))
    )
    found["activationEvents"] = ["onLanguage:python", *(f"workspaceContains:{name}" for name in migrated)]
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def names() -> str:
    """The TypeScript module of names."""
    settings = [
        f"  {{ key: '{key(name)}', name: '{name}', narrows: {str(each.scope != 'user').lower()} }},"
        for name, each in about().items()
    ]
    return "\n".join(
        [
            "/** Written by scripts/generate from the server's code; change it there. */",
            "",
            "export interface Setting {",
            "  /** Its name as VS Code has it, and as the server has it. */",
            "  readonly key: string;",
            "  readonly name: string;",
            "  /** Whether a workspace may narrow it. */",
            "  readonly narrows: boolean;",
            "}",
            "",
            "export const SETTINGS: readonly Setting[] = [",
            *settings,
            "];",
            "",
            "/** The server's commands, which are the only ones that its Markdown may link to. */",
            f"export const COMMANDS: readonly string[] = [{_strings(COMMANDS)}];",
            "",
            "/** The kind of each action, for a whole file where there is one; `KIND.project` is for the project. */",
            "export const KINDS = {",
            *(f"  {each.name}: '{each.whole.kind if each.whole else each.kind}'," for each in CATALOGUE),
            "} as const;",
            "",
            "/** What a person has to confirm, in words. */",
            "export const CROSSED: Readonly<Record<string, string>> = {",
            *(f"  {name}: '{words}'," for name, words in CROSSED.items()),
            "};",
            "",
            "/** The files beside Python that the server takes an interest in, by the patterns of their names. */",
            f"export const FILES: readonly string[] = [{_strings(FILES)}];",
            "",
        ]
    )


def key(name: str) -> str:
    """A setting's name as VS Code writes names."""
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)


def _schema(name: str, order: int) -> dict[str, Any]:
    each = about()[name]
    user = "machine-overridable" if name == INTERPRETER else "machine"
    default = getattr(EDITOR, name)
    return {
        "order": order,
        "scope": user if each.scope == "user" else "resource",
        **_shape(get_type_hints(Settings)[name], default),
        "markdownDescription": f"{each.description}\n\nValue: {each.shape}. Can be set {_where(name)}.",
    }


def _where(name: str) -> str:
    if name == INTERPRETER:
        return "by you, and by a workspace that you trust"
    return "only by you" if about()[name].scope == "user" else "by you; a workspace can only narrow it"


def _shape(hint: Any, default: Any) -> dict[str, Any]:
    """A type of Python as a schema of JSON. A text that is not set is empty: null has no field in the settings."""
    if get_origin(hint) in (Union, UnionType):
        hint = next(each for each in get_args(hint) if each is not NoneType)
    if get_origin(hint) is Literal:
        unset = [""] if default is None else []
        labels = {"enumItemLabels": ["not set", *get_args(hint)]} if unset else {}
        return {"type": "string", "enum": [*unset, *get_args(hint)], **labels, "default": default or ""}
    if get_origin(hint) is tuple and get_args(hint)[-1] is Ellipsis:
        return {"type": "array", "items": {"type": "string"}, "default": list(default)}
    if get_origin(hint) is tuple:
        parts = [{"type": _TYPES[each]} for each in get_args(hint)]
        size = len(parts)
        return {"type": ["array", "null"], "items": parts, "minItems": size, "maxItems": size, "default": default}
    if hint in (float, int):
        kind = _TYPES[hint] if default is not None else [_TYPES[hint], "null"]
        return {"type": kind, "minimum": 0, "default": default}
    return {"type": _TYPES[hint], "default": "" if default is None else default}


_TYPES: dict[Any, str] = {Path: "string", str: "string", bool: "boolean", float: "number", int: "integer"}


def _strings(texts: tuple[str, ...]) -> str:
    return ", ".join(f"'{each}'" for each in texts)
