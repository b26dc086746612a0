"""Everything that Assay raises on purpose; each message says what happened, then what to do.

AssayError
├── BadInput        the request cannot be carried out as it stands (command line: exit 2)
│   └── Unreadable  a file exists but is not a text of this workspace
├── Lacking         the environment lacks something (command line: exit 3)
│   ├── SandboxFailed  the sandbox itself could not run a command; nothing is known of the command
│   └── ModelFailed    no reply of a model came that can be used; it stands in `core/model.py`, with its kinds
└── Moved           the files are no longer the ones that were verified (LSP: ContentModified)
"""

from __future__ import annotations


class AssayError(Exception):
    """The root of the tree; its text is meant for the user."""


class BadInput(AssayError):
    """The request cannot be carried out as it stands."""


class Unreadable(BadInput):
    """A file exists but is not a text of this workspace."""


class Lacking(AssayError):
    """The environment lacks something that the run needs."""


class SandboxFailed(Lacking):
    """The sandbox itself could not run a command; nothing is known of the command."""


class Moved(AssayError):
    """The files are no longer the ones that were verified."""
