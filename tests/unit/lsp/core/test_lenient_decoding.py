"""What is left of a message of which something can't be decoded."""

import copy
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from cattrs.errors import BaseValidationError
from lsprotocol import types
from pygls.protocol import default_converter

from afterword.lsp.core.client_capabilities import ClientCapabilities
from afterword.lsp.core.lenient_decoding import decode_leniently

Json = dict[str, Any]
CONVERTER = default_converter()
EDITORS = Path(__file__).parents[3] / "e2e" / "clients" / "editors"
PLACE = {"textDocument": {"uri": "file:///a.md"}, "position": {"line": 0, "character": 1}}
RANGE = {"start": PLACE["position"], "end": PLACE["position"]}
IN_DOCUMENT = {"textDocument": PLACE["textDocument"], "range": RANGE}
ODD: tuple[object, ...] = (
    True,
    False,
    9,
    -1,
    1.5,
    "new",
    "",
    None,
    [],
    {},
    [9, "new", None],
    {"new": 9},
)


def decoded(method: str, params: object) -> tuple[Any, Json, list[str]]:
    """Return a request as it was understood, what was left of it in JSON, and what was dropped."""
    data: Json = {"jsonrpc": "2.0", "id": 1, "method": method, "params": copy.deepcopy(params)}
    kind = cast("Any", types.METHOD_TO_TYPES[method][0])  # pyright: ignore[reportUnknownMemberType]
    message, dropped = decode_leniently(data, lambda each: CONVERTER.structure(each, kind))
    return message, data["params"], dropped


@pytest.mark.parametrize(
    ("capabilities", "left"),
    [
        pytest.param(
            {"completion": {"completionItem": {"tagSupport": {"valueSet": [1, 9]}}}},
            {"completion": {"completionItem": {"tagSupport": {"valueSet": [1]}}}},
            id="an unknown number in a list",
        ),
        pytest.param(
            {
                "completion": {
                    "completionItem": {"insertTextModeSupport": {"valueSet": [9, 1, 8, 7, 2]}}
                }
            },
            {"completion": {"completionItem": {"insertTextModeSupport": {"valueSet": [1, 2]}}}},
            id="several of them",
        ),
        pytest.param(
            {"codeAction": {"tagSupport": {"valueSet": 1}, "dataSupport": True}},
            {"codeAction": {"tagSupport": {"valueSet": []}, "dataSupport": True}},
            id="a number for a list",
        ),
        pytest.param({"hover": False, "rename": {}}, {"rename": {}}, id="no in place of an object"),
        pytest.param({"inlineCompletion": True}, {"inlineCompletion": {}}, id="yes in its place"),
        pytest.param(
            {"codeAction": {"resolveSupport": True, "dataSupport": True}},
            {"codeAction": {"dataSupport": True}},
            id="yes where the object must say more",
        ),
        pytest.param(
            {"rename": {"prepareSupportDefaultBehavior": 7, "prepareSupport": True}},
            {"rename": {"prepareSupport": True}},
            id="an unknown number",
        ),
        pytest.param(
            {"foldingRange": {"rangeLimit": "many"}, "publishDiagnostics": 5},
            {"foldingRange": {}},
            id="a text for a number, and a number for an object",
        ),
    ],
)
def test_drops_the_smallest_part_of_a_capability(capabilities: Json, left: Json) -> None:
    _, params, _ = decoded("initialize", {"capabilities": {"textDocument": capabilities}})
    assert params["capabilities"]["textDocument"] == left


@pytest.mark.parametrize(
    ("odd", "left"),
    [
        pytest.param({"trace": "compact"}, {}, id="trace"),
        pytest.param({"trace": 5, "locale": "de"}, {"locale": "de"}, id="trace of another type"),
        pytest.param({"clientInfo": "Studio"}, {}, id="a name for the client"),
        pytest.param({"clientInfo": {"version": "17"}}, {}, id="a client without a name"),
        pytest.param({"processId": "many"}, {}, id="a process that is no number"),
        pytest.param({"workspaceFolders": "here"}, {}, id="folders that are no list"),
        pytest.param(
            {"workspaceFolders": [5, {"uri": "file:///a", "name": "a"}, {"name": "b"}, None]},
            {"workspaceFolders": [{"uri": "file:///a", "name": "a"}]},
            id="folders that are none",
        ),
    ],
)
def test_drops_what_initialize_does_not_need(odd: Json, left: Json) -> None:
    _, params, _ = decoded("initialize", {"capabilities": {}, **odd})
    assert params == {"capabilities": {}, **left}


@pytest.mark.parametrize("params", [{}, None, 5, {"capabilities": None}, {"capabilities": 5}])
def test_a_client_that_declares_nothing_readable_is_served(params: object) -> None:
    message, _, _ = decoded("initialize", params)
    assert message.params.capabilities == types.ClientCapabilities()


@pytest.mark.parametrize(
    ("context", "left"),
    [
        ({"triggerKind": 9}, {"triggerKind": 2}),
        ({}, {"triggerKind": 2}),
        ({"triggerKind": 1, "selectedCompletionInfo": {"text": "x"}}, {"triggerKind": 1}),
    ],
)
def test_ghost_text_of_an_unknown_trigger_counts_as_automatic(context: Json, left: Json) -> None:
    _, params, _ = decoded("textDocument/inlineCompletion", {**PLACE, "context": context})
    assert params == {**PLACE, "context": left}


def test_a_request_that_lacks_its_context_is_understood() -> None:
    _, params, _ = decoded("textDocument/inlineCompletion", PLACE)
    assert params["context"] == {"triggerKind": 2}
    _, params, _ = decoded("textDocument/codeAction", IN_DOCUMENT)
    assert params["context"] == {"diagnostics": []}


@pytest.mark.parametrize(
    ("context", "left"),
    [
        pytest.param({"triggerKind": 9}, {}, id="trigger"),
        pytest.param(
            {"only": ["vs.new", {"a": 1}, "quickfix"]}, {"only": ["vs.new", "quickfix"]}, id="kinds"
        ),
        pytest.param(
            {"diagnostics": [{"range": RANGE, "message": "m", "severity": 9, "tags": [1, 7]}]},
            {"diagnostics": [{"range": RANGE, "message": "m", "tags": [1]}]},
            id="severity and tags",
        ),
        pytest.param(
            {"diagnostics": [{"message": "nowhere"}, {"range": RANGE, "message": "m"}, 5]},
            {"diagnostics": [{"range": RANGE, "message": "m"}]},
            id="diagnostics that are none",
        ),
        pytest.param({"diagnostics": None}, {}, id="no list of diagnostics"),
    ],
)
def test_drops_what_is_odd_in_the_context_of_code_actions(context: Json, left: Json) -> None:
    params: Json = {**IN_DOCUMENT, "context": {"diagnostics": [], **context}}
    _, read, _ = decoded("textDocument/codeAction", params)
    assert read["context"] == {"diagnostics": [], **left}


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/codeAction", {"textDocument": 5}),
        ("textDocument/codeAction", {**IN_DOCUMENT, "range": True}),
        ("textDocument/inlineCompletion", {"textDocument": {}, "position": PLACE["position"]}),
        ("workspace/executeCommand", {}),
        ("workspace/executeCommand", None),
    ],
)
def test_refuses_a_request_that_does_not_say_what_it_is_about(method: str, params: object) -> None:
    with pytest.raises(BaseValidationError):
        decoded(method, params)


def test_names_each_part_once_and_quotes_nothing() -> None:
    text = "Once upon a time"
    edit = {"changes": {f"file:///{text}.md": [text]}}
    _, _, dropped = decoded(
        "codeAction/resolve", {"title": text, "diagnostics": [text, text], "edit": edit}
    )
    assert dropped == ["params.diagnostics.0", "params.diagnostics.1", "params.edit.changes.*.0"]


def places(node: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of each part of a JSON value."""
    parts: Iterable[tuple[str | int, object]] = ()
    if isinstance(node, dict):
        parts = cast("Json", node).items()
    elif isinstance(node, list):
        parts = enumerate(cast("list[object]", node))
    for step, part in parts:
        yield (*path, step)
        yield from places(part, (*path, step))


def test_no_odd_value_in_any_capability_of_an_editor_refuses_it() -> None:
    declared = json.loads((EDITORS / "vscode.json").read_text(encoding="utf-8"))["initialize"]
    for number, path in enumerate(places(declared)):
        for odd in ODD[number % 4 :: 4]:
            params = copy.deepcopy(declared)
            node = params
            for step in path[:-1]:
                node = node[step]
            node[path[-1]] = odd
            message, _, _ = decoded("initialize", params)
            ClientCapabilities.from_capabilities(message.params.capabilities)
