"""An old configuration of ESLint becomes `eslint.config.mjs`.

What it does: the project's own `@eslint/migrate-config`, or the one on your PATH, translates `.eslintrc.*` or
`eslintConfig` of `package.json`, and `.eslintignore` or `eslintIgnore` with it. ESLint itself is asked, in the version
of the project, what it makes of every file by the old one and the new, and what the translation left out is added: the
version of the language, which files are looked at, what is known without a declaration. Configurations of folders below
are said by the same file, each for its folder, and one that says that it is the root hears nothing of those above. The
old files go; a folder at no file of which ESLint looks keeps its own. The packages that the new file imports are
declared for development, in the version that is installed, in `package.json` and in a lock of npm that has it already.

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
configuration and each kind of file in each folder. What the new file needs is declared, in a range that admits what is
installed, and a lock of npm holds just that.

What is not verified: editors that call ESLint in their own way, and files that are not there and no probe stands for.
"""

from __future__ import annotations

import re
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
from assay.tools.eslint_files import CONFIG_KEY, FLAT, IGNORE, IGNORE_KEY, NEW, OLD, computes, holds, packages_of
from assay.tools.eslint_projects import above, asked_of
from assay.tools.json_in_place import read_object, without_key
from assay.tools.node import Node
from assay.tools.npm_packages import (
    PACKAGE,
    Installed,
    declared,
    locks_in,
    relocked,
    told_in,
    wanted,
    with_development,
)

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
    installed = Installed(frozenset(), {})
    for _ in range(_ROUNDS):
        asked = replace(asked, packages=packages_of(text))
        moved = _moved(snapshot, path, asked, text)
        side = await bench.open_side(snapshot.with_texts(moved))
        assert side.branch is not None, "nothing is withheld"
        after = await lint(asked, node, side.branch, limits, flat=True, probes=before.probes)
        if after.failure:
            _refuse_unknown_rule(after, before.version)
            missing = sorted(asked.packages - {*declared(snapshot.read(path.with_name(PACKAGE)))})
            _hold(after, f"; install {', '.join(missing)}" if missing and "Cannot find" in after.failure else "")
        installed = Installed(asked.packages, after.installed)
        if (better := repaired(text, before, after, [str(each.parent) for each in asked.nested])) is None:
            break
        text = better
    moved = _moved(snapshot, path, asked, text)
    moved |= _declared(snapshot.with_texts(moved), path.parent, installed)
    changes = (FileChange(each, snapshot.read(each), told) for each, told in sorted(moved.items()))
    said = " and ".join((str(path), *map(str, asked.nested[:1]), *(["others below"] if asked.nested[1:] else [])))
    verb = "say" if asked.nested else "says"
    patch = Patch(tuple(each for each in changes if each.before != each.after))
    return Proposal(patch, NAME, f"moves what {said} {verb} to {NEW}", UNVERIFIED)


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


def _moved(snapshot: Snapshot, path: PurePosixPath, asked: Asked, text: str) -> dict[PurePosixPath, str | None]:
    """The files that change with the move, as they are after it."""
    texts: dict[PurePosixPath, str | None] = {path.with_name(NEW): text}
    ignores = snapshot.read(path.with_name(IGNORE)) is not None
    if ignores:
        texts[path.with_name(IGNORE)] = None
    for each in (path, *(path.parent / name for name in asked.nested)):
        texts[each] = without_key(snapshot.read(each) or "", CONFIG_KEY) if each.name == PACKAGE else None
    if asked.ignored and not ignores:
        told = path.with_name(PACKAGE)
        texts[told] = without_key(texts.get(told) or snapshot.read(told) or "", IGNORE_KEY)
    return texts


def _declared(moved: Snapshot, folder: PurePosixPath, installed: Installed) -> dict[PurePosixPath, str | None]:
    """What says of the packages that the new file needs where they come from, as it is after the move."""
    text = moved.read(folder / PACKAGE)
    needed = wanted(installed, told_in(moved, folder))
    if text is None or not needed:
        return {}
    try:
        texts: dict[PurePosixPath, str | None] = {folder / PACKAGE: with_development(text, needed)}
    except ValueError:
        return {}  # the check says what is lacking
    for lock in locks_in(moved, folder):
        if (locked := relocked(lock, folder, needed, installed)) is not None:
            texts[lock.path] = locked
    return texts


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
