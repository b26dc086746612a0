"""Takes the pictures of the manual: a fix in the example, from the light bulb to the evidence."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

import environment
import workbench
from package import packaged

IMAGES = environment.ROOT / "docs" / "images"
SCENARIOS = ("pictures.mjs", "pictures_waits.mjs")
EXAMPLE = environment.ROOT / "examples" / "stockroom"


def main() -> int:
    """Take them."""
    if lack := workbench.lacking():
        print(f"missing: {lack}", file=sys.stderr)
        return 3
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project, artefacts = folder / EXAMPLE.name, environment.ROOT / ".cache" / "pictures"
        shutil.rmtree(artefacts, ignore_errors=True)
        shutil.copytree(EXAMPLE, project, ignore=shutil.ignore_patterns("__pycache__", ".*_cache"))
        (project / ".vscode").mkdir()
        (project / ".vscode" / "settings.json").write_text(json.dumps({"assay.protected": ["stockroom/levels.py"]}))
        extensions = workbench.installed(packaged(), folder)
        person = workbench.Workbench(folder, extensions, artefacts, workbench.chosen(server=True))
        for scenario in SCENARIOS:
            person.play("screen", Path(__file__).with_name(scenario), project)
        IMAGES.mkdir(exist_ok=True)
        for picture in sorted(artefacts.glob("*.png")):
            print(shutil.copy(picture, IMAGES / picture.name.partition("-")[2]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
