"""`assay` with no recipe in it, to measure a model alone. Nothing of this can be set by a user."""

from __future__ import annotations

import sys
from dataclasses import replace

from assay.actions import catalogue
from assay.cli.main import main

if __name__ == "__main__":
    catalogue.CATALOGUE = tuple(replace(each, recipes=()) for each in catalogue.CATALOGUE)
    sys.exit(main())
