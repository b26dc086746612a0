"""`assay actions`: the catalogue."""

from __future__ import annotations

import argparse

from assay.actions.catalogue import CATALOGUE
from assay.cli.console import out


def main(_arguments: argparse.Namespace) -> int:
    """List the actions by name."""
    width = max(len(action.name) for action in CATALOGUE)
    for action in CATALOGUE:
        out(f"{action.name:{width}}  {action.title}")
    return 0
