"""What the client at the other end can do, read once. Nothing is decided by an editor's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from lsprotocol import types

from assay.lsp.convert import Encoding

_ENCODINGS: tuple[Encoding, ...] = ("utf-8", "utf-16", "utf-32")


@dataclass(frozen=True, slots=True)
class Client:
    """What the client can do; a client that says nothing can do nothing.

    `literals`: code actions that are more than a command. `versioned`: document changes with a version; a client
    that advertises only file operations takes them too, one that advertises neither does not. `zero_is_none`: it
    takes version 0, its own first one, for no version and makes an edit of it unchecked. `marks_generated`: it shows
    which code actions are a model's. `follows_links`: those to commands, in Markdown. `candidates`, `standing` and
    `evidence`: it has a place of its own for what `assay/candidates`, `assay/status` and `assay/evidence` say.
    """

    encoding: Encoding = "utf-16"
    literals: bool = False
    disabled: bool = False
    preferred: bool = False
    marks_generated: bool = False
    applies_edits: bool = False
    versioned: bool = False
    zero_is_none: bool = False
    annotations: bool = False
    creates: bool = False
    deletes: bool = False
    progress: bool = False
    shows_documents: bool = False
    watches_files: bool = False
    configuration: bool = False
    dynamic_configuration: bool = False
    versions_diagnostics: bool = False
    diagnostic_data: bool = False
    tags: tuple[types.DiagnosticTag, ...] = ()
    refreshes_lenses: bool = False
    hovers_markdown: bool = False
    follows_links: bool = False
    candidates: bool = False
    standing: bool = False
    evidence: bool = False


def read(capabilities: types.ClientCapabilities) -> Client:
    """The capabilities as answers to the questions that the server asks."""
    workspace = capabilities.workspace or types.WorkspaceClientCapabilities()
    edit = workspace.workspace_edit or types.WorkspaceEditClientCapabilities()
    window = capabilities.window or types.WindowClientCapabilities()
    text = capabilities.text_document or types.TextDocumentClientCapabilities()
    action = text.code_action or types.CodeActionClientCapabilities()
    published = text.publish_diagnostics or types.PublishDiagnosticsClientCapabilities()
    hover = text.hover or types.HoverClientCapabilities()
    operations = edit.resource_operations or ()
    watched = workspace.did_change_watched_files
    configured = workspace.did_change_configuration
    extras = _extras(capabilities.experimental)
    return Client(
        encoding=_encoding(capabilities.general),
        literals=action.code_action_literal_support is not None,
        disabled=bool(action.disabled_support),
        preferred=bool(action.is_preferred_support),
        marks_generated=action.tag_support is not None
        and types.CodeActionTag.LlmGenerated in action.tag_support.value_set,
        applies_edits=bool(workspace.apply_edit),
        versioned=bool(edit.document_changes) or bool(operations),
        zero_is_none=bool(operations) and not edit.document_changes,
        annotations=edit.change_annotation_support is not None,
        creates=types.ResourceOperationKind.Create in operations,
        deletes=types.ResourceOperationKind.Delete in operations,
        progress=bool(window.work_done_progress),
        shows_documents=window.show_document is not None and window.show_document.support,
        watches_files=watched is not None and bool(watched.dynamic_registration),
        configuration=bool(workspace.configuration),
        dynamic_configuration=configured is not None and bool(configured.dynamic_registration),
        versions_diagnostics=bool(published.version_support),
        diagnostic_data=bool(published.data_support),
        tags=tuple(published.tag_support.value_set) if published.tag_support is not None else (),
        refreshes_lenses=workspace.code_lens is not None and bool(workspace.code_lens.refresh_support),
        hovers_markdown=types.MarkupKind.Markdown in (hover.content_format or ()),
        follows_links=extras.get("links") is True,
        candidates=extras.get("candidates") is True,
        standing=extras.get("status") is True,
        evidence=extras.get("evidence") is True,
    )


def _extras(experimental: object) -> Mapping[str, Any]:
    """What a client that was made for Assay can do beyond the protocol."""
    extras = cast("Mapping[str, Any]", experimental).get("assay") if isinstance(experimental, Mapping) else None
    return cast("Mapping[str, Any]", extras) if isinstance(extras, Mapping) else {}


def _encoding(general: types.GeneralClientCapabilities | None) -> Encoding:
    """The client's first choice that we know; UTF-16 where it names none, as the protocol has it."""
    for choice in (general and general.position_encodings) or ():
        for known in _ENCODINGS:
            if choice == known:
                return known
    return "utf-16"
