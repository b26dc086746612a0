"""The program that an index worker is: it reads texts, a JSON value a line, and answers each with its outline.

It runs our code alone, opens no file, and gives way to everything else on the machine.
"""

from __future__ import annotations

import json
import os
import sys

from assay.syntax.outline import outline
from assay.syntax.stored import stored


def main() -> None:
    """Answer until nobody asks."""
    if hasattr(os, "nice"):
        os.nice(19)
    for line in sys.stdin.buffer:
        answer = json.dumps(stored(outline(json.loads(line))), separators=(",", ":"))
        sys.stdout.buffer.write(f"{answer}\n".encode("ascii"))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
