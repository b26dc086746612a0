"""Read the key of an endpoint from where the user keeps it. It is never logged, shown or kept in a setting."""

from __future__ import annotations

from collections.abc import Mapping

from assay.core.model import Endpoint, ModelFailed


def key_of(endpoint: Endpoint, environ: Mapping[str, str]) -> str:
    """The key; empty where the endpoint needs none. Raises `ModelFailed` where it is not where it should be."""
    if endpoint.key_file is not None:
        try:
            return _whole(endpoint.key_file.read_text("utf-8"), str(endpoint.key_file))
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "not a text"
            raise ModelFailed("key", f"{endpoint.key_file}: {why}; correct `model_key_file`") from error
    if endpoint.key_variable is not None:
        name = f"the environment variable {endpoint.key_variable}"
        return _whole(environ.get(endpoint.key_variable, ""), name)
    return ""


def _whole(text: str, place: str) -> str:
    key = text.strip()
    if not key.isascii() or not key.isprintable() or not key or " " in key:
        raise ModelFailed("key", f"{place}: holds no key; put it there, in one line")
    return key
