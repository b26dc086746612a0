"""What the VS Code extension costs: its size, its activation, and the time to the server's first answer."""

from __future__ import annotations

import re
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

import environment
import workbench
from package import packaged

SCENARIO = Path(__file__).with_name("vscode.cjs")
MODULE = "def rounded(value: float, digits: int = None) -> float:\n    return round(value, digits)\n"


@dataclass(frozen=True, slots=True)
class Start:
    """Milliseconds, and which version of VS Code it was."""

    floor: float
    activation: float
    host: float
    """What the host of extensions says that loading and activating it took: the extension's own share."""
    ready: float
    """From the extension's beginning to start the server until that has answered, by the extension's own log."""
    menu: float
    version: str


def report(times: int) -> str:
    """The table, as Markdown; each start is a workbench, an extension and a server of its own."""
    environment.main(["workbench", "client"])
    if lack := workbench.lacking():
        return f"## The VS Code extension\n\nNot measured: missing: {lack}\n"
    vsix = packaged()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        extensions = workbench.installed(vsix, folder)
        found = [_start(folder / str(number), extensions) for number in range(times)]
    floor = statistics.median(each.floor for each in found)
    activation = statistics.median(each.activation for each in found)
    host = statistics.median(each.host for each in found)
    ready = statistics.median(each.ready for each in found)
    menu = statistics.median(each.menu for each in found)
    return (
        f"## The VS Code extension\n\nIn code-server {found[0].version}, {times} starts.\n\n"
        "| | |\n|---|---|\n"
        f"| size of the .vsix | {vsix.stat().st_size / 1e6:.2f} MB |\n"
        f"| from asking for an empty extension until it is active, p50 | {floor:.0f} ms |\n"
        f"| loading and activation, as the host counts them, p50 | {host:.0f} ms |\n"
        f"| from asking for it until it is active, p50 | {activation:.0f} ms |\n"
        f"| from the start of the server until it is ready, p50 | {ready:.0f} ms |\n"
        f"| from the extension's activation to the first menu, a file opened between, p50 | {menu:.0f} ms |\n"
    )


def _start(folder: Path, extensions: Path) -> Start:
    project = folder / "project"
    project.mkdir(parents=True)
    (project / "rounding.py").write_text(MODULE)
    person = workbench.Workbench(folder, extensions, folder / "artefacts", workbench.chosen(server=True))
    found = person.play("host", SCENARIO, project)
    return Start(ready=_ready(folder / "artefacts"), **found)


def _ready(artefacts: Path) -> float:
    said = "".join(log.read_text("utf-8") for log in artefacts.glob("logs/**/Assay.log"))
    (after,) = re.findall(r"the server is ready after (\d+) ms", said)
    return float(after)
