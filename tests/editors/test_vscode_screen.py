"""VS Code as its users see it: what only a screen shows, in a real browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from support.editors import SCENARIOS, Drive
from support.project import FIXED, MODULE, PROTECTED, PROTECTED_FIXED, make_slow
from support.scripted_openai import ScriptedOpenAI
from support.shop import MENDS, finishes, write_shop
from workbench import Workbench


def test_the_light_bulb_offers_a_fix_that_was_tested(screen: Drive, project: Path) -> None:
    found = screen("fix")
    assert "(tested first)" in found["title"]
    assert found["after"].split() == FIXED.split()
    assert (project / "mean.py").read_text() == MODULE


def test_a_boundary_waits_in_the_preview_and_says_why(screen: Drive) -> None:
    found = screen("confirm")
    assert "changes a protected file" in found["why"]
    assert found["before"].split() == found["waiting"].split() == PROTECTED.split()
    assert found["after"].split() == PROTECTED_FIXED.split()
    assert found["undone"] == found["before"]


def test_nothing_runs_in_a_folder_that_is_not_trusted(vscode: Workbench, project: Path) -> None:
    (project / "conftest.py").write_text(f"open({str(project / 'ran')!r}, 'w')\n")
    careful = replace(vscode, asks_trust=True)
    found = careful.play("screen", SCENARIOS / "vscode" / "screen" / "untrusted.mjs", project)
    assert found["status"] == "Assay: not trusted, so nothing of the workspace runs"
    assert found["squiggles"] == 0
    assert found["restricted"].count("this folder is not trusted") == 2
    assert "verified: " in found["trusted"]
    assert not (project / "ran").exists()


def test_a_run_is_cancelled_where_it_is_shown(screen: Drive, project: Path) -> None:
    make_slow(project)
    found = screen("cancel")
    assert "Assay: Let parameter" in found["running"]
    assert "cancelled: " in found["cancelled"]
    assert found["after"].split() == MODULE.split()
    assert "with it what was running. Choose it again: Let parameter" in found["lost"]


def test_a_hover_leads_to_a_fix_and_its_evidence_shows_the_checks(screen: Drive) -> None:
    found = screen("evidence")
    assert found["said"].startswith("verified: Let parameter")
    for part in ("verified", "types", "tests", "mypy", "pytest", "int | None"):
        assert part in found["text"]
    assert found["stays"] == 1, "a page that is made anew loses where its reader is"
    for part in ("Assay: ready", "project: sandbox: ", "project: model: none", "Show evidence of this file"):
        assert part in found["menu"]
    assert found["steps"] == [[False] * 3, [True, True, False]], "the walkthrough sees what was done"


def test_a_key_is_stored_and_used_and_what_was_said_can_be_read(vscode: Workbench, tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "shop")
    with ScriptedOpenAI(MENDS, finishes()) as server:
        named = {"assay.modelUrl": server.url, "assay.model": "scripted"}
        with_model = replace(vscode, machine={**vscode.machine, **named})
        found = with_model.play("screen", SCENARIOS / "vscode" / "screen" / "key.mjs", shop)
        assert {asked.headers["authorization"] for asked in server.requests} == {"Bearer key-of-the-test"}
    assert "verified: Solve: " in found["said"]
    assert "item.cost" in found["trace"]
    kept = [file for file in tmp_path.rglob("*") if file.is_file() and b"key-of-the-test" in file.read_bytes()]
    assert kept == []
