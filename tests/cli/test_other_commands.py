"""`assay actions`, `assay trust`, `assay doctor` and `assay serve`."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from assay import __version__
from assay.cli.trusting import how_to_trust
from assay.model.trial import WORDS
from assay.workspace.trust import is_trusted
from support.client import Client
from support.commands import Home
from support.scripted_openai import ScriptedOpenAI, Step, calls, refuses, says


def test_actions_are_listed_with_what_they_do(home: Home) -> None:
    done = home.assay("actions")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "fix_types       Fix a type error",
        "draft_tests     Draft tests",
        "migrate_config  Migrate configuration",
    ]


def test_output_that_cannot_be_written_is_said(home: Home) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("missing: /dev/full")
    with full.open("w") as disk:
        done = subprocess.run(
            home.argv("actions"), env=home.environ(), stdout=disk, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 3
    assert done.stderr == "assay: the output cannot be written: No space left on device\n"


def test_trust_without_a_path_means_the_workspace_that_one_is_in(home: Home, project: Path) -> None:
    (project / "sub").mkdir()
    done = home.assay("trust", cwd=project / "sub")
    assert done.out == f"{project} is trusted: its type checker and tests may run, in the sandbox\n"
    assert is_trusted(home.state, project)


def test_trust_that_is_forgotten_says_what_still_holds(home: Home, project: Path) -> None:
    home.assay("trust", project.parent)
    assert (
        home.assay("trust", "--forget", project).out == f"{project} is still trusted, as a part of {project.parent}\n"
    )
    assert home.assay("trust", "--forget", project.parent).out == f"{project.parent} is no longer trusted\n"
    assert home.assay("trust", "--forget", project).out == f"{project} is not trusted\n"


def test_how_to_trust_a_folder_can_be_typed_as_it_stands() -> None:
    folder = Path('/srv/it\'s a "b"; rm c')
    command = how_to_trust(folder).removeprefix("to trust it: ").removesuffix("; or for one run: --trust")
    assert shlex.split(command) == ["assay", "trust", str(folder)]


def test_trust_in_what_is_not_there_is_an_error(home: Home) -> None:
    done = home.assay("trust", "nowhere")
    assert (done.code, done.out) == (2, "")
    assert done.err == f"assay: {home.folder / 'nowhere'}: there is no such folder\n"


def test_doctor_says_what_it_finds(home: Home, project: Path) -> None:
    home.configure(f'interpreter = "{sys.executable}"\n')
    done = home.assay("doctor", "--json", cwd=project)
    assert done.code == 0, done
    (found,) = done.statements
    assert found["assay"] == __version__
    assert found["workspace"] == {"root": str(project), "source": "the nearest folder with pyproject.toml"}
    assert found["trust"] == {"trusted": False, "source": "not given"}
    assert found["sandbox"]["tier"] in (0, 1, 2)
    assert found["sandbox"]["held"]
    assert found["project"]["interpreter"] == sys.executable
    assert found["project"]["declared"] == "pyproject.toml"
    assert (found["checker"]["name"], found["checker"]["owner"]) == ("mypy", "project")
    assert found["tests"]["name"] == "pytest"
    assert found["configuration"] == str(home.configuration)
    assert found["state"] == str(home.state)
    assert found["model"] is None
    assert found["missing"] == []


def test_doctor_tries_the_model_and_sends_no_code(home: Home, project: Path) -> None:
    with ScriptedOpenAI(calls(("finish", {"rationale": "so"}))) as server:
        home.configure(f'interpreter = "{sys.executable}"\nmodel_url = "{server.url}"\nmodel = "scripted"\n')
        done = home.assay("doctor", cwd=project)
    assert done.code == 0, done
    said = next(line for line in done.out.splitlines() if line.startswith("model "))
    assert re.fullmatch(
        rf"model +scripted at http://127\.0\.0\.1:{server.port}: it answers after [\d.]+ s; it calls functions", said
    )
    (request,) = server.requests
    assert [each["content"] for each in request.body["messages"]] == [WORDS, WORDS]


@pytest.mark.parametrize(
    ("step", "configuration", "missing"),
    [
        (refuses(401, "no"), "", "the key was not accepted; see `model_key_variable` and `model_key_file`"),
        (refuses(404, "no model 'scripted'"), "", "see `model_url`, which mostly ends in /v1, and `model`"),
        (None, 'model_key_variable = "NO_SUCH_KEY"\n', "the environment variable NO_SUCH_KEY: holds no key"),
    ],
)
def test_doctor_says_what_to_mend_at_the_model(
    home: Home, project: Path, step: Step | None, configuration: str, missing: str
) -> None:
    with ScriptedOpenAI(*([step] if step else [])) as server:
        home.configure(
            f'interpreter = "{sys.executable}"\nmodel_url = "{server.url}"\nmodel = "scripted"\n{configuration}'
        )
        done = home.assay("doctor", "--json", cwd=project)
    assert done.code == 3
    (found,) = done.statements
    assert found["missing"] == [found["model"]["fault"]]
    assert missing in found["model"]["fault"]


def test_doctor_waits_for_no_model_that_talks_on(home: Home, project: Path) -> None:
    on = says("And so on, and", finish="length")
    with ScriptedOpenAI(on, on) as server:
        home.configure(f'interpreter = "{sys.executable}"\nmodel_url = "{server.url}"\nmodel = "scripted"\n')
        done = home.assay("doctor", "--json", cwd=project)
    assert [each.body["max_tokens"] for each in server.requests] == [1024, 1024]
    assert done.code == 3
    assert "talks on: it was cut after 1,024 tokens; choose another model" in done.statements[0]["model"]["fault"]


def test_doctor_says_where_half_a_model_is_set(home: Home, project: Path) -> None:
    home.configure(f'interpreter = "{sys.executable}"\nmodel = "scripted"\n')
    done = home.assay("doctor", "--json", cwd=project)
    assert done.code == 3
    assert done.statements[0]["missing"] == ["a model: set both `model_url` and `model`, or neither"]


def test_doctor_speaks_to_people_too(home: Home, project: Path) -> None:
    home.configure(f'interpreter = "{sys.executable}"\n')
    lines = home.assay("doctor", cwd=project).out.splitlines()
    assert lines[0].startswith(f"Assay {__version__} on Python ")
    assert f"workspace      {project} (the nearest folder with pyproject.toml)" in lines
    assert f"trust          no; to trust it: assay trust {shlex.quote(str(project))}; or for one run: --trust" in lines
    assert any(line.startswith("sandbox        tier ") for line in lines)
    assert any(line.startswith("type checker   mypy ") for line in lines)
    assert not any(line.startswith("missing") for line in lines)


def test_doctor_ends_with_3_where_something_needed_is_missing(home: Home, project: Path) -> None:
    home.configure('interpreter = "/nowhere/python"\n')
    done = home.assay("doctor", "--json", cwd=project)
    assert done.code == 3
    (found,) = done.statements
    assert found["project"] is None
    assert any("no Python there" in each for each in found["missing"])
    assert any(line.startswith("missing: ") for line in home.assay("doctor", cwd=project).out.splitlines())


@pytest.mark.parametrize(("trust", "trusted"), [("yes", True), ("no", False)])
def test_serve_takes_the_editors_word_on_trust(home: Home, project: Path, trust: str, *, trusted: bool) -> None:
    argv = home.argv("serve", "--trust", trust, "--interpreter", f"{project}={sys.executable}")
    with Client(argv, cwd=project, environ=home.environ()) as client:
        client.result(
            "initialize",
            {
                "processId": None,
                "capabilities": {},
                "workspaceFolders": [{"uri": project.as_uri(), "name": "averages"}],
            },
        )
        client.notify("initialized", {})
        argument = {
            "action": "fix_types",
            "uri": (project / "test_mean.py").as_uri(),
            "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}},
        }
        client.notify(
            "textDocument/didOpen",
            {
                "textDocument": {
                    "uri": argument["uri"],
                    "languageId": "python",
                    "version": 1,
                    "text": (project / "test_mean.py").read_text(),
                }
            },
        )
        client.request("workspace/executeCommand", {"command": "assay.run", "arguments": [argument]})
        said = client.wait(lambda message: message.get("method") == "window/showMessage", seconds=60)
        client.result("shutdown", None)
        client.notify("exit", None)
        assert client.process.wait(30) == 0
    assert ("this folder is not trusted" in json.dumps(said)) is not trusted
    assert not any(message.get("method") == "window/showMessageRequest" for message in client.received)
    assert not is_trusted(home.state, project)
