"""Runs where mutmut is installed: prints as JSON what mutmut makes of the module on standard input.

That is one text that holds every mutant of every function, and their names. mutmut chooses by a name that is set in
the process which one is called.
"""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any


def main() -> None:
    mutation: Any = importlib.import_module("mutmut.mutation.file_mutation")
    made = mutation.mutate_file_contents("module.py", sys.stdin.read())
    json.dump({"text": made.code, "names": list(made.mutant_names)}, sys.stdout)


if __name__ == "__main__":
    main()
