"""Writing other paths in the place of some, in the texts of a command that runs where nothing can be mounted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

PART = r"[\w.-]"
"""What a path's part is made of: a path is not replaced in the middle of a longer name."""


@dataclass(frozen=True, slots=True)
class Places:
    """Paths and what stands for each; a path within another one is the one that counts."""

    real: Mapping[str, str]

    def there(self, text: str) -> str:
        """The text with the real places."""
        return _replace(text, self.real)

    def back(self, said: bytes) -> bytes:
        """What a command said, with the paths that it does not know of put back; what is not text stays."""
        if b"\0" in said:
            return said
        return _replace(said.decode("utf-8", "surrogateescape"), {new: old for old, new in self.real.items()}).encode(
            "utf-8", "surrogateescape"
        )


def _replace(text: str, paths: Mapping[str, str]) -> str:
    longest_first = "|".join(re.escape(path) for path in sorted(paths, key=len, reverse=True))
    return re.sub(rf"(?<!{PART})({longest_first})(?!{PART})", lambda found: paths[found[1]], text)
