"""Runs `migrate_config` on every pinned source distribution, judges from outside what it wrote, prints the table."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

from evaluate.kept import Keeper, assay, of_files
from evaluate_config.migrating import migrated
from evaluate_config.sources import ROOT, by_pip_of_then, names, prepare, unpack
from evaluate_packaging.arguments import computed
from evaluate_packaging.outside import built, hard
from evaluate_packaging.peers import OF_STYLE, migrated_by
from evaluate_packaging.words import plain

PAGE = ROOT / "docs" / "evaluation-packaging.md"
PINS = ROOT / "scripts" / "requirements" / "evaluate-packaging-sources.txt"
ARCHIVES = ROOT / ".cache" / "evaluate-packaging"
PROGRAMS = ROOT / ".cache" / "evaluate-packaging-tools" / "bin"
FILE_OF = {"setup.cfg": "setup.cfg", "poetry": "pyproject.toml", "setup.py": "setup.py"}
CODE_OF = {"setup.cfg": "[project] of pyproject", "poetry": "[tool.poetry]", "setup.py": "arguments of setup()"}
ACCEPTED = ("deletion", "dependency", "protected", "presentation", "partial")
PREFACE = """\
# Evaluation of `migrate_config` on packages

What it makes of packages that nobody here wrote: source distributions pinned by hash
(`scripts/requirements/evaluate-packaging-sources.txt`). All that is offered is applied, and then a wheel is built of
the project before and after by pip, outside of Assay, and both are compared by a program that shares no code with it.

- *verdict*: Assay's word. *equal*: after what was applied, the wheels install the same: dependencies in every
  environment, Requires-Python, extras, entry points, files, bytes, licence files, tags, version. *waived*: that, after
  what only is displayed was accepted. *partial*: equal or not, Assay did not call it verified, and says why. *refused*:
  nothing was proposed, and the reason said. *rejected*: its own checks turned down what its own recipe proposed.
- **silently wrong**: Assay said verified, and the wheels differ; for other tools, a wheel is built and differs.
- Others: ini2toml (after setuptools-py2cfg where there is only a `setup.py`), `migrate-to-uv --build-backend hatch`,
  `hatch new --init`.

setuptools-py2cfg is not scored fairly: what it writes is put above a `setup.cfg` that is there already, and where both
hold the same section, ini2toml stops at that; "fails" says this of it and no more. `tags` are what hatch differs in
where a wheel was universal.

*computed arguments* are those of `setup()` that are not static, by the syntax of the script alone: static is what is
written down there (literals, what is put together of them, names bound to such once), the whole text of a file, and
what `find_packages` finds. What an expression picks out of a file or a module says of itself is computed.

The packages were named by hand as ones that were packaged so in the release that is pinned. Thirteen were named at
once, as well-known packages in releases that are old enough to have a `setup.py`, before anything was made of any of
them: boltons, colorama, decorator, Deprecated, emoji, inflection, itsdangerous, jmespath, python-slugify, texttable,
tinydb, toml and unidiff. None was left out afterwards. Recipes and checks were changed after cfgv, ConfigUpdater,
crashtest, decorator, flake8, parso, pastel, python-slugify, requests, schedule, termcolor, tinydb and xmltodict had
been seen: they are no test of that any more.
This page is written by the command below.
"""


def main() -> int:
    """Measure and print. 0: nothing that was verified is wrong."""
    parser = argparse.ArgumentParser(prog="scripts/evaluate packaging", description="Measure migrate_config.")
    parser.add_argument("--only", action="append", help="this release alone, as name==version; may be repeated")
    parser.add_argument("--write", action="store_true", help=f"write the result into {PAGE.name}, too")
    options = parser.parse_args()
    prepare(PINS, ARCHIVES, by_pip_of_then)
    keeper = Keeper(ARCHIVES / "results")
    harness = of_files((*Path(__file__).parent.glob("*.py"), PINS))
    made_from = {
        "assay": assay(),
        "harness": harness,
        "requirements": of_files((PINS.with_name("evaluate-packaging.txt"),)),
    }
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names(PINS):
            if options.only and name not in options.only:
                continue
            rows.append(keeper.once(name, made_from, partial(_measured, name, Path(folder))))
    report = "\n".join(_report(rows))
    print(report)
    if options.write:
        PAGE.write_text(f"{PREFACE}\n{report}\n", encoding="utf-8")
    return 1 if any(row["outcome"] == "silently wrong" for row in rows) else 0


def _style(project: Path) -> str:
    text = (project / "pyproject.toml").read_text("utf-8") if (project / "pyproject.toml").is_file() else ""
    if "[tool.poetry]" in text:
        return "poetry"
    cfg = (project / "setup.cfg").read_text("utf-8") if (project / "setup.cfg").is_file() else ""
    return "setup.cfg" if "\n[options]" in cfg else "setup.py"


def _measured(name: str, folder: Path) -> dict[str, Any]:
    print(name, file=sys.stderr, flush=True)
    project = unpack(name, folder / "work", PINS, ARCHIVES)
    style, before = _style(project), built(project, PROGRAMS / "python")
    script = (project / "setup.py").read_text("utf-8") if style == "setup.py" else None
    peers: dict[str, str] = {}
    for peer in OF_STYLE[style]:
        project = unpack(name, folder / "work", PINS, ARCHIVES)
        failure = migrated_by(peer, project, PROGRAMS)
        peers[peer] = f"fails: {failure}" if failure else _judged(before, built(project, PROGRAMS / "python"))
    project = unpack(name, folder / "work", PINS, ARCHIVES)
    unit = _migrate(project, FILE_OF[style], folder / "home")
    after = built(project, PROGRAMS / "python")
    return {
        "name": name,
        "style": style,
        "computed": None if script is None else computed(script),
        "outcome": _outcome(unit, before, after),
        "differs": _judged(before, after),
        "reason": unit["reason"] if unit["verdict"] != "verified" else _waived(unit),
        "peers": peers,
    }


def _migrate(project: Path, file: str, home: Path) -> dict[str, Any]:
    options = ("--interpreter", str(PROGRAMS / "python"), "--fetch", "--budget", "0")
    units = migrated(project / file, home, ACCEPTED, *options)
    style = next(style for style, each in FILE_OF.items() if each == file)
    mine = [unit for unit in units if CODE_OF[style] in unit["target"]["title"]]
    return mine[0] if mine else {"verdict": "unsolved", "reason": "nothing to do there", "boundaries": []}


def _judged(before: dict[str, object], after: dict[str, object]) -> str:
    if "failure" in before:
        return "no base to compare"
    if "failure" in after:
        return f"does not build: {after['failure']}"
    return f"wrong: {', '.join(found)}" if (found := hard(before, after)) else "equal"


def _outcome(unit: dict[str, Any], before: dict[str, object], after: dict[str, object]) -> str:
    judged = _judged(before, after)
    match unit["verdict"]:
        case "verified" if judged != "equal":
            return "silently wrong" if judged != "no base to compare" else "verified, no base to compare"
        case "verified":
            return "waived" if "presentation" in unit["boundaries"] else "equal"
        case "partial":
            return "partial, equal" if judged == "equal" else "partial, not equal"
        case "rejected":
            return "rejected"
        case _:
            return "refused"


def _waived(unit: dict[str, Any]) -> str:
    summaries = [each["summary"] for each in unit["checks"] if each["name"] == "package"]
    return summaries[0].partition("; shown otherwise: ")[2] if summaries else ""


def _report(rows: list[dict[str, Any]]) -> Iterator[str]:
    peers = ("ini2toml", "setuptools-py2cfg", "migrate-to-uv", "hatch")
    yield f"## Results\n\n`{' '.join(['scripts/evaluate packaging', *sys.argv[1:]])}`  "
    yield f"assay {metadata.version('assay-ls')}\n"
    yield f"| release | style | computed arguments | Assay | {' | '.join(peers)} |"
    yield f"|---|---|---|---|{'---|' * len(peers)}"
    for row in sorted(rows, key=lambda each: (each["style"], each["name"])):
        cells = [row["peers"].get(peer, "").partition(":")[0].replace("wrong", "**wrong**") for peer in peers]
        yield f"| {row['name']} | {row['style']} | {_arguments(row)} | {row['outcome']} | {' | '.join(cells)} |"
    for style in FILE_OF:
        mine = [row for row in rows if row["style"] == style]
        yield f"\n- {style}: {len(mine)} releases: {_moved(mine)}."
    scripts = [row for row in rows if row["computed"] is not None]
    for words, most in (("all arguments static", set[str]()), ("none computed but the version", {"version"})):
        mine = [row for row in scripts if most.issuperset(row["computed"])]
        yield f"\n- setup.py with {words}: {len(mine)} releases: {_moved(mine)}."
    wrong = sum(row["outcome"] == "silently wrong" for row in rows)
    yield f"\n- **Silently wrong: {wrong}.**"
    for peer in peers:
        judged = [row["peers"][peer] for row in rows if peer in row["peers"]]
        yield f"- {peer}: {len(judged)} releases: {_counted(each.partition(':')[0] for each in judged)}."
    if missing := sorted(set(names(PINS)) - {row["name"] for row in rows}):
        yield f"- Not run: {', '.join(missing)}."
    yield "\n## What was said\n"
    for row in sorted(rows, key=lambda each: each["name"]):
        if row["reason"]:
            yield f"- {row['name']}: {row['outcome']}: {plain(row['reason'])}"
        for peer, said in row["peers"].items():
            if said != "equal":
                yield f"- {row['name']}, {peer}: {plain(said)}"


def _arguments(row: dict[str, Any]) -> str:
    return "" if row["computed"] is None else ", ".join(row["computed"]) or "none"


def _moved(rows: list[dict[str, Any]]) -> str:
    """How many ended how, and the part of them that moved and were verified."""
    good = sum(row["outcome"] in ("equal", "waived") for row in rows)
    part = f"; equal or waived {100 * good // len(rows)} %" if rows else ""
    return f"{_counted(row['outcome'] for row in rows)}{part}"


def _counted(words: Iterable[str]) -> str:
    return ", ".join(f"{word} {count}" for word, count in sorted(Counter(words).items()))


if __name__ == "__main__":
    sys.exit(main())
