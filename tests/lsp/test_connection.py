"""A connection from its first message to its end, and what is no message at all."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from typing import Any

import pytest

from support.client import Client
from support.editor import EVERYTHING, Editor
from support.sessions import Begin, Serve

HEAVY = ("openai", "libcst", "rich", "mypy", "ruff", "pytest", "jsonschema")


def capabilities(client: Client, project: Path, general: Any) -> Any:
    return Editor(client, {**EVERYTHING, "general": general}).begin(project)["capabilities"]


@pytest.mark.parametrize(
    ("general", "chosen"),
    [
        ({"positionEncodings": ["utf-8", "utf-16"]}, "utf-8"),
        ({"positionEncodings": ["utf-32", "utf-8", "utf-16"]}, "utf-32"),
        ({}, "utf-16"),
    ],
)
def test_what_the_server_says_of_itself(serve: Serve, project: Path, general: Any, chosen: str) -> None:
    found = capabilities(serve(), project, general)
    assert found["positionEncoding"] == chosen
    assert found["textDocumentSync"]["openClose"] is True
    assert found["textDocumentSync"]["change"] == 2
    assert found["codeActionProvider"] == {
        "codeActionKinds": [
            "quickfix",
            "refactor.assay.draftTests",
            "refactor.assay.migrateConfig",
            "source.assay.fixTypes",
            "source.assay.migrateConfig",
        ]
    }
    assert set(found["executeCommandProvider"]["commands"]) == {
        "assay.run",
        "assay.apply",
        "assay.discard",
        "assay.cancel",
        "assay.end",
        "assay.evidence",
    }
    assert found["workspace"]["workspaceFolders"] == {"supported": True, "changeNotifications": True}


def test_nothing_heavy_is_imported_at_the_start(serve: Serve, project: Path) -> None:
    client = serve(python=("-X", "importtime"))
    Editor(client).begin(project)
    client.result("shutdown", None)
    client.notify("exit", None)
    assert client.process.wait(30) == 0
    imported = {
        line.split(b"|")[2].strip().decode() for line in client.log.splitlines() if line.startswith(b"import time:")
    }
    assert "assay.lsp.server" in imported
    assert {name.partition(".")[0] for name in imported} & set(HEAVY) == set()


def test_the_exit_code_says_whether_the_end_was_announced(serve: Serve, project: Path) -> None:
    orderly = serve()
    Editor(orderly).begin(project)
    assert orderly.result("shutdown", None) is None
    orderly.notify("exit", None)
    assert orderly.process.wait(30) == 0
    sudden = serve()
    Editor(sudden).begin(project)
    sudden.notify("exit", None)
    assert sudden.process.wait(30) == 1


def test_a_client_that_announces_its_end_and_hangs_up(serve: Serve, project: Path) -> None:
    """So does one editor when it is quit."""
    client = serve()
    Editor(client).begin(project)
    client.start("shutdown", None)
    assert client.hang_up() == 0


def test_a_request_that_nobody_knows_is_answered(begin: Begin) -> None:
    client = begin().client
    assert client.request("textDocument/unheardOf", {})["error"]["code"] == -32601
    assert client.request("textDocument/hover", {"textDocument": {"uri": "file:///a"}})["error"]["code"] == -32602
    assert client.request("textDocument/codeAction", {"textDocument": 5})["error"]["code"] == -32602
    client.notify("textDocument/unheardOf", {})
    assert client.result("codeAction/resolve", {"title": "x"}) == {"title": "x"}


def test_a_command_that_makes_no_sense_is_explained(begin: Begin) -> None:
    editor = begin()
    senseless: tuple[tuple[list[dict[str, str]], str], ...] = (
        ([], "takes one object"),
        ([{}], "uri: a text is needed"),
        ([{"action": "fix_types", "uri": "file:///elsewhere/a.py"}], "not in a folder that is open here"),
        ([{"run": "gone"}], "nothing is pending"),
    )
    for arguments, words in senseless:
        before = len(editor.client.received)
        assert (
            editor.client.result("workspace/executeCommand", {"command": "assay.run", "arguments": arguments}) is None
        )
        assert "Error" not in editor.said(words, after=before)


def test_bytes_that_are_no_message(begin: Begin, project: Path) -> None:
    """One editor sends invalid UTF-8 when its buffer holds some: the change is lost, and the text with it."""
    editor = begin()
    buffer = editor.open(project / "mean.py")
    assert editor.titles(buffer, 3)
    editor.client.send_bytes(b'{"jsonrpc": "2.0", "method": "textDocument/didChange", "params": "\xff"}')
    editor.said("could not be read")
    assert editor.actions(buffer, 3) == []
    editor.open(project / "mean.py")
    assert editor.titles(buffer, 3)


def test_one_client_on_the_loopback_interface(serve: Serve, project: Path) -> None:
    client = serve("--tcp", "0")
    while not (found := re.search(rb"listening on 127\.0\.0\.1:(\d+)", client.log)):
        assert client.process.poll() is None, client.log
    address = ("127.0.0.1", int(found[1]))
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", address[1]), timeout=30)  # another address of this machine
    body = b'{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"processId": null, "capabilities": {}}}'
    with socket.create_connection(address, timeout=30) as connection:
        connection.sendall(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        assert connection.recv(1 << 16).startswith(b"Content-Length: ")
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address, timeout=30)
    assert client.process.wait(30) == 1


def test_a_port_that_is_not_free(serve: Serve) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        client = serve("--tcp", str(port))
        assert client.process.wait(30) == 3
    client.__exit__(None, None, None)
    assert f"port {port} of 127.0.0.1 cannot be listened on".encode() in client.log
    assert b"Traceback" not in client.log
