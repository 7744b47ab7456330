"""What is read from a client's capabilities."""

import pytest
from lsprotocol import types
from pygls.protocol import default_converter

from afterword.lsp.core.client_capabilities import ClientCapabilities


def client(capabilities: dict[str, object]) -> ClientCapabilities:
    read = default_converter().structure(capabilities, types.ClientCapabilities)
    return ClientCapabilities.from_capabilities(read)


def test_a_client_that_declares_nothing_can_do_nothing() -> None:
    assert client({}) == ClientCapabilities()


@pytest.mark.parametrize(
    ("capabilities", "can_do"),
    [
        ({"textDocument": {"inlineCompletion": {}}}, ClientCapabilities(shows_ghost_text=True)),
        ({"window": {"workDoneProgress": True}}, ClientCapabilities(shows_progress=True)),
        ({"window": {"workDoneProgress": False}}, ClientCapabilities()),
        ({"workspace": {"configuration": True}}, ClientCapabilities(answers_configuration=True)),
        ({"workspace": {"applyEdit": True}}, ClientCapabilities(applies_edits=True)),
        (
            {"workspace": {"workspaceEdit": {"documentChanges": True}}},
            ClientCapabilities(takes_versioned_edits=True),
        ),
        ({"experimental": {"afterwordStatus": True}}, ClientCapabilities(receives_status=True)),
        ({"experimental": {"serverStatusNotification": True}}, ClientCapabilities()),
        ({"experimental": ["afterwordStatus"]}, ClientCapabilities()),
    ],
    ids=str,
)
def test_reads_each_capability(capabilities: dict[str, object], can_do: ClientCapabilities) -> None:
    assert client(capabilities) == can_do


@pytest.mark.parametrize(
    ("properties", "has_data", "resolves"),
    [
        pytest.param(["edit"], True, True, id="edit and data"),
        pytest.param(["edit"], False, False, id="without data the place is lost"),
        pytest.param(["command"], True, False, id="command only"),
    ],
)
def test_edits_are_resolved_only_where_our_data_comes_back(
    properties: list[str], *, has_data: bool, resolves: bool
) -> None:
    action = {"dataSupport": has_data, "resolveSupport": {"properties": properties}}
    assert client({"textDocument": {"codeAction": action}}).resolves_edits is resolves
