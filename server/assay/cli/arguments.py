"""The arguments of every command. Nothing else of Assay is imported here, so that `--help` answers at once."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from assay import __version__

BOUNDARIES = ("interface", "protected", "deletion", "dependency", "presentation", "partial")
"""What `--confirm` takes: every `assay.core.check.Boundary`, whose module takes its time to import."""

EXIT_CODES = """\
exit codes:
  0    all that was asked for is verified, or there was nothing to do
  1    something is partial, rejected, unsolved or was not applied
  2    bad usage or input
  3    the environment lacks something; the message says what
  70   an error of Assay's own
  130  cancelled
"""


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; the chosen command is in `command`."""
    top = argparse.ArgumentParser(
        prog="assay",
        description="Code edits that arrive already tested.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"assay {__version__}")
    add = top.add_subparsers(dest="command", required=True, metavar="COMMAND").add_parser
    _run(_command(add, "run", "run an action on a place, a file or a folder and show what was verified"))
    _command(add, "actions", "list the actions")
    _trust(_command(add, "trust", "trust a folder, so that its checker and tests may run in the sandbox"))
    _cache(
        _command(
            add,
            "cache",
            "say what is remembered of the workspace that you are in, why it was used again or not, or forget it",
        )
    )
    _trace(_command(add, "trace", "list what was said to a model in the workspace that you are in, or give it away"))
    _doctor(_command(add, "doctor", "say what Assay finds on this system and what it lacks"))
    _serve(_command(add, "serve", "be the language server of an editor"))
    return top


def _command(add_parser: Callable[..., argparse.ArgumentParser], name: str, does: str) -> argparse.ArgumentParser:
    return add_parser(
        name,
        help=does,
        description=f"{does[0].upper()}{does[1:]}.",
        epilog=EXIT_CODES if name in ("run", "doctor") else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def _run(run: argparse.ArgumentParser) -> None:
    run.add_argument("action", metavar="ACTION", nargs="?", help="what to do; `assay actions` lists them")
    run.add_argument(
        "target",
        metavar="PATH[:LINE[:COL]]",
        nargs="?",
        help="where: a place, a file, or a folder with all in it; lines and columns count from 1, columns in "
        "characters. A path that exists as given is taken whole",
    )
    run.add_argument(
        "--root",
        metavar="DIR",
        help="the workspace; else the nearest folder above the file with .git, else the nearest that declares a "
        "project, else the file's own",
    )
    run.add_argument(
        "--changed",
        action="store_true",
        help="only what changed since the last commit, in the folder that you are in or below PATH; for draft_tests",
    )
    run.add_argument("--intent", metavar="TEXT", default="", help="what you want, in your words")
    run.add_argument(
        "--after",
        metavar="RUN",
        help="do it another way than this earlier run did; --intent is then your remark on it, and what was wanted in "
        "that run is still wanted",
    )
    run.add_argument(
        "--survivor",
        metavar="RUN:N",
        help="have the fault noticed that is number N of those that no test notices, as an earlier run shows them; "
        '--intent says what should come of it, as in "grade(-1) raises ValueError"',
    )
    run.add_argument(
        "--constraint",
        metavar="TEXT",
        action="append",
        default=[],
        help='what the result has to keep to, again for each: "only PATH, PATH", "at most N lines", "keep interface", '
        '"no new dependencies", "must pass COMMAND" or a test, "f(3) returns 9", "f(-1) raises ValueError"; any '
        "other is said to a model and recorded as not checked",
    )
    run.add_argument(
        "--replay",
        metavar="TRACE",
        help="do again what an earlier run did, with the replies that a model gave then and no network: the name of "
        "that run, or the file of its trace. What was asked for is in it; all checks run again",
    )
    run.add_argument("--trust", action="store_true", help="trust the workspace for this run only")
    run.add_argument("--apply", action="store_true", help="write what is verified into the files")
    run.add_argument(
        "--confirm",
        metavar="WHAT",
        action="append",
        choices=BOUNDARIES,
        default=[],
        help=f"apply across this boundary too, again for each: {', '.join(BOUNDARIES)}",
    )
    run.add_argument(
        "--fetch", action="store_true", help="let pip fetch what the project is built with, where builds are compared"
    )
    run.add_argument("--json", action="store_true", help="print one receipt a line, the run's summary last")
    run.add_argument("--budget", metavar="SECONDS", type=float, help="how long the run may take; 0 for no limit")
    run.add_argument("--cost", metavar="AMOUNT", type=float, help="how much a model may cost, by your `model_prices`")
    run.add_argument("--tests", choices=("related", "all"), help="which tests have to pass")
    run.add_argument("--interpreter", metavar="PATH", help="the project's Python; else found by the project's files")


def _trust(trust: argparse.ArgumentParser) -> None:
    trust.add_argument("path", metavar="PATH", nargs="?", help="the folder; else the workspace that you are in")
    trust.add_argument("--forget", action="store_true", help="trust it no longer")


def _cache(cache: argparse.ArgumentParser) -> None:
    cache.add_argument(
        "what",
        choices=("stats", "clear", "explain"),
        help="stats: how much, and how large; clear: forget it all; explain: why a run used something again, or not",
    )
    cache.add_argument(
        "run", nargs="*", metavar="RUN", help="for explain: a run, or an action and a place, as in fix_types a.py:3"
    )


def _trace(trace: argparse.ArgumentParser) -> None:
    what = trace.add_subparsers(dest="what", required=True, metavar="WHAT")
    what.add_parser("list", help="the traces that are kept, the newest first", allow_abbrev=False)
    export = what.add_parser(
        "export", help="write one into a file to be given away, without what looks like a secret", allow_abbrev=False
    )
    export.add_argument("run", metavar="RUN", help="the name of the run; receipts and `assay trace list` have it")
    export.add_argument("--output", metavar="FILE", help="where to; else RUN.trace.jsonl in the folder you are in")
    export.add_argument("--yes", action="store_true", help="do not ask; you know what is in it")


def _doctor(doctor: argparse.ArgumentParser) -> None:
    doctor.add_argument("--json", action="store_true", help="print one JSON object")


def _serve(serve: argparse.ArgumentParser) -> None:
    serve.add_argument(
        "--tcp", metavar="PORT", type=int, help="listen on 127.0.0.1 for one client in place of the standard streams"
    )
    serve.add_argument(
        "--trust",
        choices=("yes", "no"),
        help="whether the editor trusts its folders; else those that you trusted are, and you are asked about others",
    )
    serve.add_argument(
        "--interpreter",
        metavar="[FOLDER=]PATH",
        action="append",
        default=[],
        help="the editor's choice of a Python, for all folders or for one",
    )
