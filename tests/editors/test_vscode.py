"""VS Code drives the server as its users would: beside the packaged extension, with the interface of extensions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from assay.ledger import ledger
from assay.lsp.names import COMMANDS
from support.editors import SCENARIOS, Drive
from support.project import FIXED, LINE, MODULE, make_slow, write_project
from workbench import Workbench, chosen


def test_offer_run_apply_undo(host: Drive, project: Path) -> None:
    found = host("apply_and_undo")
    assert found["shown"]["line"] == LINE
    assert any("(tested first)" in title for title in found["titles"])
    assert found["after"] == FIXED
    assert found["undone"] == found["before"] == MODULE
    assert found["dirty"], "the buffer is the user's to save"
    assert (project / "mean.py").read_text() == MODULE
    assert sorted(found["commands"]) == sorted([*found["contributed"], *COMMANDS]), "none is lost, and none is hidden"


def test_cancel_by_code_action(host: Drive, project: Path) -> None:
    make_slow(project)
    found = host("cancel")
    assert len(found["titles"]) == 1
    assert found["after"] == found["before"] == MODULE


def test_what_was_typed_during_the_run_stays(host: Drive) -> None:
    found = host("type_above")
    assert found["typed"] == "# typed during the run\n" + MODULE
    assert found["after"] == "# typed during the run\n" + FIXED


def test_a_server_that_is_killed_comes_back(host: Drive) -> None:
    found = host("server_comes_back")
    assert (found["first"], found["second"]) == (1, 1)
    assert found["after"] == FIXED


def test_two_folders_have_each_its_own_python(vscode: Workbench, tmp_path: Path) -> None:
    names = ("one", "two")
    for name in names:
        folder = write_project(tmp_path / name)
        python = tmp_path / "pythons" / name / "bin" / "python"
        make = [sys.executable, "-m", "venv", "--without-pip", "--system-site-packages", str(python.parents[1])]
        subprocess.run(make, check=True)
        (folder / ".vscode").mkdir()
        (folder / ".vscode" / "settings.json").write_text(json.dumps({"assay.interpreter": str(python)}))
    both = tmp_path / "both.code-workspace"
    both.write_text(json.dumps({"folders": [{"path": name} for name in names]}))
    found = vscode.play("host", SCENARIOS / "vscode" / "host" / "two_folders.cjs", both)
    assert found["after"] == [FIXED, FIXED]
    receipts = [row.value() for file in (tmp_path / "state").rglob("ledger.db") for row in ledger.read(file)]
    used = {receipt["predicate"]["project"]["interpreter"] for receipt in receipts if "project" in receipt["predicate"]}
    assert used == {str(tmp_path / "pythons" / name / "bin" / "python") for name in names}


def test_the_first_start_makes_an_environment_of_the_wheels_in_the_package(
    vscode: Workbench, with_wheels: Path, project: Path, tmp_path: Path
) -> None:
    nowhere = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0"}
    own = replace(
        vscode,
        extensions=with_wheels,
        machine={**chosen(server=False), "assay.server.python": sys.executable},
        environ=nowhere,
    )
    found = own.play("host", SCENARIOS / "vscode" / "host" / "first_start.cjs", project)
    assert any("(tested first)" in title for title in found["titles"])
    (program,) = found["programs"]
    assert program.startswith(f"{tmp_path}/data/User/globalStorage/assay.assay/")
