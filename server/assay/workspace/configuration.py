"""The user's own configuration: a file, and what their editor handed over. Nothing of a workspace is read here."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import platformdirs

from assay.core.digest import digest
from assay.core.errors import BadInput
from assay.settings import Settings, read

HANDED = "ASSAY_SETTINGS"
"""The variable in which an editor hands its person's own settings to the process that it starts, as a JSON object."""


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
    return _above(defaults, _of_file(file), str(file))


def handed(settings: Settings, environ: Mapping[str, str]) -> Settings:
    """The settings with what the user set in the editor that started this process. Raises `BadInput` that names it."""
    return _above(settings, _of_editor(environ), "the settings of this editor")


def _above(settings: Settings, values: Mapping[str, Any], source: str) -> Settings:
    try:
        return replace(settings, **{name: read(name, value) for name, value in values.items()})
    except ValueError as error:
        raise BadInput(f"{source}: {error}") from error


def _of_editor(environ: Mapping[str, str]) -> Mapping[str, Any]:
    if not (text := environ.get(HANDED)):
        return {}
    try:
        values = json.loads(text)
    except ValueError as error:
        raise BadInput(f"{HANDED}: not JSON: {error}") from error
    if not isinstance(values, dict):
        raise BadInput(f"{HANDED}: must be a JSON object")
    return cast("dict[str, Any]", values)


def _of_file(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}; make it readable or move it away") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{file}: not UTF-8 (byte {error.start}); convert the file to UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{file}: not TOML: {error}") from error
