"""An old configuration of ESLint becomes `eslint.config.mjs`.

What it does: the project's own `@eslint/migrate-config`, or the one on your PATH, translates `.eslintrc.*` or
`eslintConfig` of `package.json`, and `.eslintignore` or `eslintIgnore` with it. ESLint itself is asked, in the version
of the project, what it makes of every file by the old one and the new, and what the translation left out is added: the
version of the language, which files are looked at, what is known without a declaration. Configurations of folders below
are said by the same file, each for its folder, and one that says that it is the root hears nothing of those above. The
old files go; a folder at no file of which ESLint looks keeps its own.

When it is offered: in a file that configures ESLint in the old way. It declines, and says why, where Node.js, ESLint
9.22 or later of version 9, or the migrator is not installed, where there is a configuration of the new kind already,
where ESLint reads another file than this one, or one of a folder above as well, where a rule is on that is no more, and
where the configuration is a program that computes what it says.

For example, in `.eslintrc.json`:

    {"root": true, "ignorePatterns": ["dist/"], "rules": {"semi": "error"}}

becomes, in `eslint.config.mjs`,

    import { defineConfig, globalIgnores } from "eslint/config";

    export default defineConfig([globalIgnores(["**/dist/"]), {
        rules: {
            semi: "error",
        },
    },
    // As the old configuration had it.
    {
        ignores: ["eslint.config.mjs"],
    },
    {
        linterOptions: {
            reportUnusedDisableDirectives: "off",
        },
        languageOptions: {
            ecmaVersion: 5,
            sourceType: "script",
        },
    },
    ]);

What is verified: ESLint looks at the same files, by the same rules with the same options, with the same parser and
globals, and finds the same problems on the same lines: in your files, and in probes for each pattern of the old
configuration and each kind of file in each folder.

What is not verified: editors that call ESLint in their own way, and files that are not there and no probe stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from assay.core.action import Declined, Failure, Proposal, Proposer, Target
from assay.core.command import Limits
from assay.core.diagnostics import Diagnostic
from assay.core.errors import SandboxFailed, Unreadable
from assay.core.patch import FileChange, Patch
from assay.core.snapshot import Snapshot
from assay.recipes.migrations.eslint_repairs import repaired
from assay.recipes.migrations.migration import Migration
from assay.recipes.migrations.workbench import Workbench
from assay.tools.eslint import SECONDS, Asked, Linted, in_use, lint, translate
from assay.tools.eslint_files import (
    CONFIG_KEY,
    FLAT,
    IGNORE,
    IGNORE_KEY,
    NEW,
    OLD,
    PACKAGE,
    computes,
    holds,
    undeclared,
)
from assay.tools.eslint_projects import above, asked_of
from assay.tools.json_in_place import read_object, without_key
from assay.tools.node import Node

NAME = "configuration of ESLint to eslint.config.mjs"
CODE = "eslint-flat"
UNVERIFIED = "editors that call ESLint in their own way, and files that are not there and no probe stands for"
_ROUNDS = 3
_UNKNOWN_RULE = re.compile(r'Key "(?P<rule>[^"]+)": Could not find "[^"]+" in plugin "(?P<plugin>[^"]+)"')


def title(_: Diagnostic) -> str:
    """As a line of a menu."""
    return f"Move the configuration of ESLint to {NEW}"


def message(path: PurePosixPath, text: str) -> str:
    """What there is to move, in words; empty where there is nothing."""
    if not holds(path.name, text):
        return ""
    return f"what {CONFIG_KEY if path.name == PACKAGE else path.name} says to ESLint"


def proposer(bench: Workbench, node: Node | None) -> Proposer:
    """Has the migrator of the project translate, and adds what it left out."""

    async def propose(snapshot: Snapshot, target: Target, failures: tuple[Failure, ...]) -> Proposal | Declined | None:
        if failures or not any(each.code == CODE for each in target.diagnostics):
            return None
        path = target.path
        try:
            if node is None:
                raise ValueError("Node.js is not on PATH; install it first")  # noqa: TRY301 - one way to decline
            _refuse(snapshot, path)
            return await _proposed(bench, node, snapshot, path)
        except (ValueError, RecursionError) as error:
            return Declined(f"{path}: {error}")
        except (Unreadable, SandboxFailed) as error:
            return Declined(f"{path}: it cannot be run here: {error}")

    return propose


async def _proposed(bench: Workbench, node: Node, snapshot: Snapshot, path: PurePosixPath) -> Proposal:
    asked, limits = asked_of(snapshot, path), Limits(wall=SECONDS)
    side = await bench.open_side(snapshot)
    assert side.branch is not None, "nothing is withheld"
    before = await lint(asked, node, side.branch, limits, flat=False)
    _hold(before, "")
    if not before.files:
        raise ValueError("ESLint looks at no file by it, so nothing can be compared")
    asked = replace(asked, nested=in_use(asked.nested, before))
    for each in asked.nested:
        _refuse_program(snapshot, path.parent / each, str(path.parent / each))
    translated = await translate(asked, node, side.branch, limits)
    if translated.failure:
        raise ValueError(translated.failure)
    text = translated.text if translated.text.endswith("\n") else f"{translated.text}\n"
    for _ in range(_ROUNDS):
        patch = _patch(snapshot, path, asked, text)
        side = await bench.open_side(snapshot.with_patch(patch))
        assert side.branch is not None, "nothing is withheld"
        after = await lint(asked, node, side.branch, limits, flat=True, probes=before.probes)
        if after.failure:
            _refuse_unknown_rule(after, before.version)
            missing = undeclared(text, snapshot.read(path.with_name(PACKAGE)))
            _hold(after, f"; install {', '.join(missing)}" if missing and "Cannot find" in after.failure else "")
        if (better := repaired(text, before, after, [str(each.parent) for each in asked.nested])) is None:
            break
        text = better
    said = " and ".join((str(path), *map(str, asked.nested[:1]), *(["others below"] if asked.nested[1:] else [])))
    verb = "say" if asked.nested else "says"
    return Proposal(_patch(snapshot, path, asked, text), NAME, f"moves what {said} {verb} to {NEW}", UNVERIFIED)


def _refuse_unknown_rule(after: Linted, version: str) -> None:
    if match := _UNKNOWN_RULE.search(after.failure):
        plugin, owner = match["plugin"], f"eslint-plugin-{match['plugin']} that is installed"
        who = f"ESLint {version}" if plugin == "@" else f"the {owner}"
        raise ValueError(
            f"the rule {match['rule']} is on and {who} has none of that name, which it reports in every file already;"
            f' say "{match["rule"]}": "off" in its rules first, also where it is something extended that turns it on'
        )


def _hold(linted: Linted, more: str) -> None:
    if linted.failure:
        raise ValueError(f"{linted.failure}{more}")


def _patch(snapshot: Snapshot, path: PurePosixPath, asked: Asked, text: str) -> Patch:
    changes = (*_changes(snapshot, path, asked, text), *(_moved(snapshot, path.parent / each) for each in asked.nested))
    return Patch(tuple(sorted(changes, key=lambda each: each.path)))


def _changes(snapshot: Snapshot, path: PurePosixPath, asked: Asked, text: str) -> Iterator[FileChange]:
    yield FileChange(path.with_name(NEW), None, text)
    ignore = snapshot.read(path.with_name(IGNORE))
    if ignore is not None:
        yield FileChange(path.with_name(IGNORE), ignore, None)
    told = snapshot.read(path.with_name(PACKAGE))
    after = told
    if path.name == PACKAGE:
        after = without_key(after or "", CONFIG_KEY)
    else:
        yield _moved(snapshot, path)
    if asked.ignored and ignore is None:
        after = without_key(after or "", IGNORE_KEY)
    if after != told:
        yield FileChange(path.with_name(PACKAGE), told, after)


def _moved(snapshot: Snapshot, path: PurePosixPath) -> FileChange:
    text = snapshot.read(path)
    return FileChange(path, text, without_key(text or "", CONFIG_KEY) if path.name == PACKAGE else None)


def _refuse(snapshot: Snapshot, path: PurePosixPath) -> None:
    """Raises `ValueError` where it is known before anything runs that nothing can be proposed."""
    if both := [name for name in FLAT if snapshot.read(path.with_name(name)) is not None]:
        raise ValueError(f"{both[0]} is there as well, and ESLint 9 reads it alone; delete one of the two")
    first = next(name for name in OLD if holds(name, snapshot.read(path.with_name(name))))
    if first != path.name:
        raise ValueError(f"ESLint reads {first} in the place of this file; migrate that, and delete this one")
    _refuse_program(snapshot, path, "it")
    text = snapshot.read(path) or ""
    if path.name == PACKAGE and IGNORE_KEY in read_object(text) and not isinstance(read_object(text)[IGNORE_KEY], list):
        raise ValueError(f"{IGNORE_KEY} is no list")
    if "root" not in text and (others := next(above(snapshot, path), None)):
        raise ValueError(f"{others} configures this folder as well; migrate that, and this one goes along with it")


def _refuse_program(snapshot: Snapshot, path: PurePosixPath, named: str) -> None:
    if path.suffix in {".js", ".cjs"} and (found := computes(snapshot.read(path) or "")):
        raise ValueError(f"{named} is a program ({found}), and what it computes would be frozen; move it by hand")


MIGRATION = Migration(OLD, CODE, message, title)
