"""What the client at the other end can do, read from its capabilities once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from lsprotocol import types
from pygls.capabilities import get_capability


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCapabilities:
    """Each field is a claim; the default is a client that can do none of it."""

    shows_ghost_text: bool = False
    """It requests inline completion, so completion items hold no suggestion."""
    shows_progress: bool = False
    answers_configuration: bool = False
    """It answers a request for our section of its settings."""
    registers_configuration: bool = False
    """It reports changes of its settings to servers that register for them."""
    watches_files: bool = False
    """It watches files on request."""
    takes_literal_actions: bool = False
    """It takes code actions as literals; older clients take only commands."""
    resolves_edits: bool = False
    """It requests an action's edit when the writer has chosen it, and returns our data."""
    shows_tags: bool = False
    """It marks code actions as LLM-generated."""
    takes_versioned_edits: bool = False
    """It checks that an edit was made for the text it has."""
    applies_edits: bool | None = None
    """It makes an edit that the server sends; None if it declares neither yes nor no."""
    lets_choose: bool = False
    """It shows a message with several answers to choose from."""
    shows_growing_text: bool = False
    """It shows a continuation while it is written (``experimental.afterwordContinuation``)."""
    receives_status: bool = False
    """It takes a notification of each change of the status (``experimental.afterwordStatus``)."""

    @classmethod
    def from_capabilities(cls, capabilities: types.ClientCapabilities) -> "ClientCapabilities":
        """Read what matters to us; anything not declared counts as missing."""

        def has(path: str) -> bool:
            return bool(get_capability(capabilities, path, default=None))

        action = "text_document.code_action"
        resolved: object = get_capability(capabilities, f"{action}.resolve_support.properties")
        tags: object = get_capability(capabilities, f"{action}.tag_support.value_set")
        return cls(
            shows_ghost_text=has("text_document.inline_completion"),
            shows_progress=has("window.work_done_progress"),
            answers_configuration=has("workspace.configuration"),
            registers_configuration=has("workspace.did_change_configuration.dynamic_registration"),
            watches_files=has("workspace.did_change_watched_files.dynamic_registration"),
            takes_literal_actions=has(f"{action}.code_action_literal_support"),
            resolves_edits=has(f"{action}.data_support") and "edit" in _listed(resolved),
            shows_tags=types.CodeActionTag.LlmGenerated in _listed(tags),
            takes_versioned_edits=has("workspace.workspace_edit.document_changes"),
            applies_edits=get_capability(capabilities, "workspace.apply_edit", default=None),
            lets_choose=capabilities.window is not None
            and capabilities.window.show_message is not None,
            shows_growing_text=_is_set(capabilities.experimental, "afterwordContinuation"),
            receives_status=_is_set(capabilities.experimental, "afterwordStatus"),
        )


@dataclass(slots=True)
class Client:
    """The client at the other end of the connection."""

    capabilities: ClientCapabilities = ClientCapabilities()
    """Its declared capabilities; none before ``initialize``."""


def _is_set(experimental: object, name: str) -> bool:
    """Return whether a flag is set in ``experimental``, which may be any JSON."""
    if not isinstance(experimental, Mapping):
        return False
    return cast("Mapping[str, object]", experimental).get(name) is True


def _listed(value: object) -> list[object]:
    return list(cast("Sequence[object]", value)) if isinstance(value, Sequence) else []
