"""Read a text as TOML, with a reason for the user where that cannot be done."""

from __future__ import annotations

import tomllib
from typing import Any


def loaded(text: str, name: str = "pyproject.toml") -> dict[str, Any]:
    """What stands in a TOML file of that name. Raises `ValueError`, in words for the user, where it is not TOML."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{name} is not TOML ({error}); mend that first") from error
    except RecursionError as error:
        raise ValueError(f"{name} is nested too deeply to be read") from error
