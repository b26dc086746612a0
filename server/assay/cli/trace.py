"""`assay trace`: list the traces of the workspace that you are in, or write one into a file that can be given away."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from assay.cli.console import ask, interactive, out, say, shown
from assay.cli.exits import NOT_ALL, OK
from assay.cli.ordered import trace_file
from assay.cli.target import nearest_root
from assay.core.errors import BadInput, Lacking
from assay.workspace.configuration import folder_of, state_folder
from assay.workspace.exporting import Export, exported
from assay.workspace.traces import TRACES, listed, load, write

NAMED = 10
"""Files that are named of those whose text is in a trace."""


def main(arguments: argparse.Namespace) -> int:
    """List the traces, or export one. Raises `BadInput` and `Lacking`."""
    root = nearest_root(Path.cwd()).path
    folder = folder_of(state_folder(), root)
    if arguments.what == "list":
        return _list(root, folder / TRACES)
    trace = load(trace_file(folder, arguments.run))
    output = Path(arguments.output or f"{trace.head.run}.trace.jsonl")
    if output.exists():
        raise BadInput(f"{output}: it is there already; name another file with --output")
    export = exported(trace, root, os.environ)
    say(_said(export))
    if not arguments.yes and not _agreed(output):
        say("not written: nobody said yes; look at it, and then say so here or with --yes")
        return NOT_ALL
    try:
        write(output, export.values)
    except OSError as error:
        raise Lacking(f"{output}: {error.strerror}; the trace is not written") from error
    out(str(output))
    return OK


def _list(root: Path, folder: Path) -> int:
    files = listed(folder)
    for file, status in files:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(status.st_mtime))
        out(f"{shown(file.stem)}  {when}  {status.st_size:>11,} bytes")
    if not files:
        say(f"{shown(str(root))}: no trace is kept")
    return OK


def _said(export: Export) -> str:
    """What is in it, for a person to decide."""
    names = ", ".join(map(shown, export.files[:NAMED])) or "no file"
    more = f" and {len(export.files) - NAMED} more" if len(export.files) > NAMED else ""
    requests = "1 request" if export.requests == 1 else f"{export.requests} requests"
    places = "1 place" if export.places == 1 else f"{export.places} places"
    return (
        f"{requests} and what came back, with text of {names}{more}; {export.bytes:,} bytes.\n"
        f"Beyond what was made unreadable when it left: {places}, by today's patterns.\n"
        "What looks like ordinary text is not known as a secret: read it before you give it away."
    )


def _agreed(output: Path) -> bool:
    """Whether the person wants it written; where nobody is there to be asked, they do not."""
    return interactive() and ask(f"Write it to {shown(str(output))}? [y/N]: ").lower() in ("y", "yes")
