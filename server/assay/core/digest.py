"""Digests of texts and values, the one way they are made everywhere."""

from __future__ import annotations

import hashlib
import json


def digest(content: str | bytes) -> str:
    """The SHA-256 of a text (as UTF-8) or of bytes, in hexadecimal."""
    # surrogates stand for bytes that are not UTF-8 in a file name; they must not raise here
    return hashlib.sha256(
        content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    ).hexdigest()


def canonical(value: object) -> str:
    """A JSON value as the one text that equal values share: sorted keys, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
