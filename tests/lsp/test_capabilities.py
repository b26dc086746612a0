"""What a client can do is read from what it advertises, as real ones do."""

from __future__ import annotations

from typing import Any

import pytest
from lsprotocol import types
from lsprotocol.converters import get_converter

from assay.lsp.capabilities import Client, read

NEOVIM: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-8", "utf-16", "utf-32"]},
    "workspace": {
        "applyEdit": True,
        "configuration": True,
        "didChangeConfiguration": {"dynamicRegistration": False},
        "didChangeWatchedFiles": {"dynamicRegistration": False},
        "workspaceEdit": {"resourceOperations": ["rename", "create", "delete"]},
    },
    "textDocument": {
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}, "isPreferredSupport": True}
    },
    "window": {"workDoneProgress": True, "showDocument": {"support": True}},
}
EGLOT: dict[str, Any] = {
    "workspace": {"applyEdit": True, "configuration": True, "workspaceEdit": {"documentChanges": True}},
    "textDocument": {
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}, "isPreferredSupport": True}
    },
}


@pytest.mark.parametrize(
    ("advertised", "client"),
    [
        ({}, Client()),
        (
            NEOVIM,
            Client(
                encoding="utf-8",
                literals=True,
                preferred=True,
                applies_edits=True,
                versioned=True,
                zero_is_none=True,
                creates=True,
                deletes=True,
                progress=True,
                shows_documents=True,
                configuration=True,
            ),
        ),
        (EGLOT, Client(literals=True, preferred=True, applies_edits=True, versioned=True, configuration=True)),
    ],
    ids=["nothing", "Neovim 0.11", "Eglot 1.9"],
)
def test_what_a_client_can_do(advertised: dict[str, Any], client: Client) -> None:
    assert read(get_converter().structure(advertised, types.ClientCapabilities)) == client


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (["utf-32", "utf-8", "utf-16"], "utf-32"),
        (["utf-7", "utf-8"], "utf-8"),
        (["utf-7"], "utf-16"),
        ([], "utf-16"),
        (None, "utf-16"),
    ],
)
def test_the_clients_first_choice_that_is_known(offered: list[str] | None, chosen: str) -> None:
    general = types.GeneralClientCapabilities(position_encodings=offered)
    assert read(types.ClientCapabilities(general=general)).encoding == chosen
