"""The entry point: read the arguments, hand over to the command, turn what it raises into an exit code."""

from __future__ import annotations

import gc
import importlib
import io
import sys
import traceback
from collections.abc import Sequence
from typing import Any

from assay.cli.arguments import parser
from assay.cli.console import give_up_output, say, shown
from assay.cli.exits import CANCELLED, INTERNAL, of_error
from assay.core.errors import AssayError
from assay.core.visible import visible


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code. Usage errors leave through `SystemExit` with 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    arguments = parser().parse_args(argv)
    try:
        # each command is imported when it is chosen: `run` has no use for the language server, nor `--help` for any
        command = _imported(f"assay.cli.{arguments.command}")
        code: int = command.main(arguments)
    except AssayError as error:
        say(f"assay: {shown(str(error))}")
        return of_error(error)
    except KeyboardInterrupt:
        return CANCELLED
    except BrokenPipeError:
        give_up_output()  # its reader has gone, and there is nobody to tell
        return CANCELLED
    except Exception:  # noqa: BLE001 - the process ends here, and not with a code that means something else
        told = visible(traceback.format_exc(), keep="\n")
        say(f"assay: an error of Assay's own, please report it:\n{told}")
        return INTERNAL
    return code


def _imported(name: str) -> Any:
    """The module. It makes thousands of classes that all stay: no garbage is looked for then, nor later in them."""
    gc.disable()
    try:
        module = importlib.import_module(name)
    finally:
        gc.freeze()
        gc.enable()
    return module
