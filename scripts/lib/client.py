"""npm in client-vscode/, with the Node.js of this checkout's environment: client.py run check, client.py run format."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import environment


def main(arguments: list[str]) -> int:
    """Run npm with these arguments and give its exit code."""
    node, npm = environment.npm()
    # the programs of packages begin with `env node`
    path = os.pathsep.join((str(Path(node).parent), os.environ["PATH"]))
    argv = [node, npm, "--silent", *arguments]
    done = subprocess.run(argv, cwd=environment.ROOT / "client-vscode", env={**os.environ, "PATH": path}, check=False)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
