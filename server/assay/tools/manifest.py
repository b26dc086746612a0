"""A `MANIFEST.in` that does not include a file any more which goes."""

from __future__ import annotations

from assay.core.text import split_lines


def not_including(manifest: str, name: str) -> str:
    """The text of a `MANIFEST.in` that does not include a file of its folder any more."""
    kept: list[str] = []
    for line in split_lines(manifest):
        command, *included = line.split() or [""]
        if command == "include" and name in included:
            included = [each for each in included if each != name]
            ending = line[len(line.rstrip()) :]
            kept += [f"include {' '.join(included)}{ending}"] if included else []
        else:
            kept.append(line)
    return "".join(kept)
