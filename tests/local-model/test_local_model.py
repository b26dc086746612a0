"""A real model on loopback, far too small to be right: the wire works, and nothing unverified reaches the user.

It runs only where it is asked for, with `scripts/test --only local-model`.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.commands import Home
from support.receipts import against_schema
from support.shop import LINE, MODULE, write_shop

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON = ROOT / ".cache" / "local-model" / "bin" / "python"
SERVER = ROOT / "tests" / "support" / "local_model.py"
SERVED = "\nmodel_seconds = 240\nmodel_reply = 500\nmodel_tokens = 12000\n"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the model answers."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    said = tmp_path_factory.mktemp("model") / "said"
    argv = [str(PYTHON), "-I", str(SERVER), str(port)]
    with said.open("wb") as log, subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=log, text=True) as server:
        try:
            assert server.stdout is not None
            assert server.stdout.readline().startswith("READY"), said.read_text(errors="replace")[-2000:]
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.kill()


def test_doctor_finds_out_what_it_understands(home: Home, tmp_path: Path, url: str) -> None:
    home.configure(f'model_url = "{url}"\nmodel = "smollm2"{SERVED}')
    done = home.assay("doctor", cwd=write_shop(tmp_path / "shop"), seconds=300)
    said = next(line for line in done.out.splitlines() if line.startswith("model "))
    assert "it answers after" in said, done.out


def test_whatever_it_says_nothing_unverified_reaches_the_user(home: Home, tmp_path: Path, url: str) -> None:
    shop = write_shop(tmp_path / "shop")
    home.configure(f'model_url = "{url}"\nmodel = "smollm2"{SERVED}')
    place = f"{shop / 'shop.py'}:{LINE + 1}"
    more = ("--trust", "--json", "--apply", "--budget", "400", "--interpreter", sys.executable)
    done = home.assay("run", "fix_types", place, *more, seconds=600)
    assert [against_schema(each) for each in done.statements] == [[], []], done.err
    unit = done.statements[0]["predicate"]
    assert unit["model"]["name"] == "smollm2"
    assert unit["tokens"]["input"] > 0
    assert unit["tokens"]["output"] > 0
    assert "shop.py" in unit["egress"]["files"]
    assert ((shop / "shop.py").read_text() != MODULE) == (unit["verdict"] == "verified")
