"""Secret files are found once, quickly, and hidden from every command; branches never wait for the walk."""

from __future__ import annotations

import os
import socket
from pathlib import Path, PurePosixPath

import pytest

from assay.core.command import Command
from assay.core.policy import Policy
from assay.core.snapshot import Snapshot
from assay.sandbox import masking, masks
from assay.sandbox.candidates import Level
from assay.sandbox.masks import find_masks
from support.audit import recorded
from support.boxes import LIMITS, branch_at, said
from support.sandboxes import sandbox_on, write_tree
from support.scene import short_address

SECRETS = {".env": "K=1\n", "pkg/.env.local": "K=2\n", "pkg/deep/tls.pem": "K3\n", "pkg/id_rsa_work": "K4\n"}
OPEN = {".env.example": "K=\n", "secrets.py": "", "pkg/keys.py": "", "README": "text"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Secrets, and files that only look like some."""
    return write_tree(tmp_path / "project", {**SECRETS, **OPEN})


def paths(*names: str) -> set[PurePosixPath]:
    """By their names."""
    return set(map(PurePosixPath, names))


def test_secrets_and_special_files_are_found(project: Path) -> None:
    os.mkfifo(project / "pkg/pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(short_address(project / "socket"))
    found = find_masks(project, Policy())
    assert set(found.secrets) == paths(*SECRETS)
    assert set(found.special) == paths("pkg/pipe", "socket")
    assert (found.complete, found.witness) == (True, PurePosixPath("README"))


def test_what_a_secret_is_a_link_to_is_secret_too(tmp_path: Path) -> None:
    project = write_tree(tmp_path, {"config/dev": "K"})
    (project / ".env").symlink_to("config/dev")
    (project / "other.pem").symlink_to("/etc/hostname")
    assert set(find_masks(project, Policy()).secrets) == paths(".env", "config/dev", "other.pem")


def test_the_users_own_patterns_count(project: Path) -> None:
    policy = Policy().narrowed(secrets=("pkg/*.py", "READ*"))
    assert set(find_masks(project, policy).secrets) == paths(*SECRETS, "pkg/keys.py", "README")


def test_installed_environments_and_version_control_are_not_entered(project: Path) -> None:
    write_tree(
        project, {"venv/pyvenv.cfg": "", "venv/cacert.pem": "C", "env/conda-meta/x": "", "env/ssl/cert.pem": "C"}
    )
    write_tree(project, {".git/x.pem": "C", "node_modules/x/x.pem": "C"})
    assert set(find_masks(project, Policy()).secrets) == paths(*SECRETS)


def test_a_walk_that_would_be_too_long_says_that_it_ended(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masks, "MAX_ENTRIES", 3)
    found = find_masks(project, Policy())
    assert found.complete is False
    assert PurePosixPath(".env") in found.secrets


async def test_secrets_are_hidden(level: Level, project: Path) -> None:
    async with branch_at(level, project) as branch:
        for name in SECRETS:
            assert (await branch.run(Command(("cat", name)), LIMITS)).stdout == b""
        assert await said(branch, "cat", *OPEN) == "K=\ntext"


async def test_an_open_document_does_not_bring_a_secret_in(level: Level, project: Path) -> None:
    (project / "alias").symlink_to("pkg/.env.local")
    above = {".env": "K=new\n", "pkg/.env.local": "K=new\n", "alias": "K=new\n", "new.pem": "K=new\n"}
    async with branch_at(level, project, above) as branch:
        assert "new" not in await said(branch, "sh", "-c", "cat .env pkg/.env.local alias new.pem 2>/dev/null; true")


async def test_a_secret_that_came_later_is_hidden_beside_what_is_patched(tmp_path: Path) -> None:
    """At once in the top folder and in the folders of patched files, elsewhere after the next look."""
    project = write_tree(tmp_path / "project", {"pkg/m.py": "", "other/x.py": ""})
    async with sandbox_on(project, tmp_path / "state") as sandbox:
        write_tree(project, {".env": "K1", "pkg/a.pem": "K2", "other/b.pem": "K3"})
        async with sandbox.branch(Snapshot(project, {PurePosixPath("pkg/m.py"): "M = 1\n"})) as branch:
            cat = Command(("sh", "-c", "cat .env pkg/a.pem other/b.pem"))
            assert (await branch.run(cat, LIMITS)).stdout == b"K3"


async def test_a_later_look_hides_it_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masking, "PERIOD", 0.0)
    project = write_tree(tmp_path / "project", {"pkg/m.py": "", "other/x.py": ""})
    async with sandbox_on(project, tmp_path / "state") as sandbox:
        write_tree(project, {"other/b.pem": "K3"})
        for _ in range(50):
            async with sandbox.branch(Snapshot(project)) as branch:
                if (await branch.run(Command(("cat", "other/b.pem")), LIMITS)).stdout == b"":
                    break
        else:
            pytest.fail("it was never hidden")


@pytest.mark.parametrize("count", [50, 2000])
async def test_making_a_branch_walks_through_nothing(tmp_path: Path, count: int) -> None:
    """It lists the top folder and those of patched files, whatever the size of the workspace."""
    files = {f"p{number // 10}/m{number}.py": "X = 1\n" for number in range(count)}
    project = write_tree(tmp_path / "project", files)
    async with sandbox_on(project, tmp_path / "state") as sandbox:
        with recorded("os.scandir", "os.listdir", "os.walk") as events:
            async with sandbox.branch(Snapshot(project, {PurePosixPath("p1/m10.py"): "X = 2\n"})):
                listed = sorted(event.subject for event in events if event.subject.startswith(str(project)))
    assert listed == [str(project), str(project / "p1"), str(project / "p1/__pycache__")]
