"""The user's own configuration file and state folder. Nothing of a workspace is read here."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import platformdirs

from assay.core.digest import digest
from assay.core.errors import BadInput
from assay.settings import Settings, read


def configuration_file() -> Path:
    """Where the user's configuration is read from; it need not exist."""
    return platformdirs.user_config_path("assay", appauthor=False) / "config.toml"


def state_folder() -> Path:
    """Where trust, ledgers and evidence are kept; it need not exist yet."""
    return platformdirs.user_state_path("assay", appauthor=False)


def folder_of(state: Path, root: Path) -> Path:
    """Where the ledger, the evidence and the memory of one workspace are kept."""
    return state / "workspaces" / digest(str(root.resolve()))[:16]


def configured(file: Path, defaults: Settings) -> Settings:
    """The settings as the user's file has them, above the defaults. Raises `BadInput` that names file and key."""
    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return defaults
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}; make it readable or move it away") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{file}: not UTF-8 (byte {error.start}); convert the file to UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{file}: not TOML: {error}") from error
    try:
        return replace(defaults, **{name: read(name, value) for name, value in values.items()})
    except ValueError as error:
        raise BadInput(f"{file}: {error}") from error
