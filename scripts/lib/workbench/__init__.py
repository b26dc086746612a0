"""A real VS Code workbench in a real browser, for tests, the benchmark and the pictures of the manual.

A server of the workbench is started with state of its own on a free port of loopback, a scenario is played in it, and
all that was started is ended. Nothing but loopback is reached.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import environment

HERE = Path(__file__).parent
MODULES = environment.ROOT / ".cache" / "workbench"
_SECONDS = 60.0
_PLAYED = 270.0
_SAID = 12_000
"""Characters of what a scenario said that failed: of more, the beginning and the end."""

_CALM = {
    "chat.disableAIFeatures": True,
    "editor.accessibilitySupport": "off",
    "editor.minimap.enabled": False,
    "extensions.autoCheckUpdates": False,
    "extensions.autoUpdate": False,
    "extensions.ignoreRecommendations": True,
    "files.autoSave": "off",
    "git.enabled": False,
    "remote.autoForwardPorts": False,
    "security.workspace.trust.startupPrompt": "never",
    "telemetry.telemetryLevel": "off",
    "window.restoreWindows": "none",
    "workbench.colorTheme": "Default Light Modern",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.startupEditor": "none",
}
"""What a person's settings are everywhere, so that nothing moves that is not looked at."""

Kind = Literal["host", "screen"]
"""Where a scenario runs: beside the extension, with the interface that extensions have; or before the screen."""


class PlayFailed(Exception):
    """Its text is what the workbench or the scenario said."""


@dataclass(frozen=True, slots=True)
class Workbench:
    """A workbench to be, and whose: the folder of its state, where its extensions are, what its person chose."""

    folder: Path
    extensions: Path
    artefacts: Path
    """Where pictures and logs go."""
    machine: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The settings of the machine, where a setting can have no other scope."""
    environ: Mapping[str, str] = field(default_factory=dict[str, str])
    asks_trust: bool = False

    def play(self, kind: Kind, scenario: Path, project: Path) -> dict[str, Any]:
        """Play a scenario on a folder or a file of several, from a fresh start to a clean end, and give its result."""
        self.artefacts.mkdir(parents=True, exist_ok=True)
        with self._served(kind) as url:
            environ = {
                **person(self.folder),
                "URL": url,
                "PROJECT": str(project),
                "SCENARIO": str(scenario),
                "DRIVER": str(HERE),
                "MODULES": str(MODULES),
                "CHROMIUM": _chromium() or "",
                "ARTEFACTS": str(self.artefacts),
            }
            script = HERE / "host.mjs" if kind == "host" else scenario
            return played([*_mortal(), _node(), str(script)], environ)

    @contextmanager
    def _served(self, kind: Kind) -> Generator[str]:
        data, log = self.folder / "data", self.artefacts / "server.log"
        for name, settings in (("User", _CALM), ("Machine", self.machine)):
            (data / name).mkdir(parents=True, exist_ok=True)
            (data / name / "settings.json").write_text(json.dumps(dict(settings)))
        options = [
            "--auth=none",
            "--bind-addr=127.0.0.1:0",
            "--disable-telemetry",
            "--disable-update-check",
            "--disable-getting-started-override",
            f"--user-data-dir={data}",
            f"--extensions-dir={self.extensions}",
            *([] if self.asks_trust else ["--disable-workspace-trust"]),
            # without it nothing can be run in the host of the extensions; with it no notification is shown
            *(["--vscode-option", "enable-smoke-test-driver"] if kind == "host" else []),
        ]
        with log.open("wb") as output:
            process = subprocess.Popen(
                _code_server(self.folder, *options),
                # no address: it knows of no market of extensions to ask
                env={**person(self.folder), "EXTENSIONS_GALLERY": '{"serviceUrl": ""}', **self.environ},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield _address(process, log)
        finally:
            _end(process)
            if (data / "logs").is_dir():
                shutil.copytree(data / "logs", self.artefacts / "logs", dirs_exist_ok=True)


def lacking() -> str | None:
    """What this machine lacks for a workbench, or None."""
    if not (MODULES / environment.STAMP).exists():
        return "the workbench of VS Code (scripts/setup workbench brings it)"
    return None if _chromium() else "Chromium (on this kind of processor, one that is on PATH)"


def installed(vsix: Path, folder: Path) -> Path:
    """A folder of extensions with this one installed."""
    extensions = folder / "extensions"
    options = [f"--user-data-dir={folder / 'data'}", f"--extensions-dir={extensions}", "--force"]
    argv = _code_server(folder, *options, "--install-extension", str(vsix))
    done = subprocess.run(argv, env=person(folder), capture_output=True, text=True, check=False, timeout=_SECONDS)
    if done.returncode:
        raise PlayFailed(done.stdout + done.stderr)
    return extensions


def chosen(*, server: bool) -> dict[str, Any]:
    """What a person sets who has their projects run on this Python, and uses the server of this checkout or not."""
    named = {"assay.server.command": [str(Path(sys.executable).with_name("assay"))]} if server else {}
    return {"assay.interpreter": sys.executable, **named}


def person(folder: Path) -> dict[str, str]:
    """The environment of a person whose folders are in this one, with this machine's ways to its package index."""
    homes = {"HOME": "home", "XDG_STATE_HOME": "state", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache"}
    for home in homes.values():
        (folder / home).mkdir(parents=True, exist_ok=True)
    configuration = Path.home() / ".config" / "pip" / "pip.conf"
    return {
        **({"PIP_CONFIG_FILE": str(configuration)} if configuration.exists() else {}),
        **{name: value for name, value in os.environ.items() if name == "PATH" or name.startswith("PIP_")},
        **{name: str(folder / home) for name, home in homes.items()},
        "LANG": "C.UTF-8",
    }


def played(
    argv: list[str], environ: Mapping[str, str], *, folder: Path | None = None, seconds: float = _PLAYED
) -> dict[str, Any]:
    """The result that a scenario printed which an editor was started with; whatever else happens is a failure."""
    process = subprocess.Popen(
        argv,
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=seconds)
        ended = process.returncode == 0
    except subprocess.TimeoutExpired:
        _end(process)
        output, _ = process.communicate()
        ended = False
    text = output.decode("utf-8", "replace")
    result = re.search(r"^RESULT (.*)$", text, re.MULTILINE)
    if not ended or not result:
        words = text if len(text) <= _SAID else f"{text[: _SAID // 2]}\n...\n{text[-_SAID // 2 :]}"
        raise PlayFailed(f"the scenario ended with {process.returncode}\n{words}")
    found: dict[str, Any] = json.loads(result[1])
    return found


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until and process.poll() is None:
        if found := re.search(r"HTTP server listening on (http://127\.0\.0\.1:\d+)", log.read_text("utf-8", "replace")):
            return found[1]
        time.sleep(0.05)
    raise PlayFailed(f"the workbench was not served\n{log.read_text('utf-8', 'replace')[-4000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(timeout=10)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def _code_server(folder: Path, *options: str) -> list[str]:
    entry = MODULES / "node_modules" / "code-server" / "out" / "node" / "entry.js"
    return [*_mortal(), _node(), str(entry), f"--config={folder / 'code-server.yaml'}", *options]


def _mortal() -> list[str]:
    """What makes a program end with this one, however that ends."""
    return ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []


def _node() -> str:
    return environment.npm()[0]


def _chromium() -> str | None:
    brought = MODULES / "chromium"
    return str(brought) if brought.exists() else shutil.which("chromium")
