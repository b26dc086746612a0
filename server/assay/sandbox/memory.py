"""Texts as descriptors: what a program reads without a file or a writer at the other end."""

from __future__ import annotations

import os
from contextlib import ExitStack


def memory(stack: ExitStack, content: bytes) -> int:
    """A descriptor that reads `content` and cannot write; `stack` closes it."""
    writer = os.memfd_create("assay", os.MFD_CLOEXEC)
    try:
        with os.fdopen(os.dup(writer), "wb") as file:
            file.write(content)
        reader = os.open(f"/proc/self/fd/{writer}", os.O_RDONLY | os.O_CLOEXEC)
    finally:
        os.close(writer)
    stack.callback(os.close, reader)
    return reader
