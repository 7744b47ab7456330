"""What commands take as arguments, and what they refuse."""

from typing import Any

import pytest
from pygls.exceptions import JsonRpcInvalidParams

from afterword.lsp.actions.action_arguments import (
    ActionTarget,
    ContextRequest,
    PartRequest,
    PauseRequest,
)
from afterword.lsp.actions.json_arguments import JsonArguments
from afterword.lsp.actions.selection_arguments import SelectionTarget, SelectionTask
from afterword.writing.prompt_explanation import PromptPurpose
from afterword.writing.task import Task

POSITION = {"line": 2, "character": 7}
PLACE: dict[str, Any] = {"uri": "file:///a.md", "position": POSITION}
SELECTION: dict[str, Any] = {
    "uri": "file:///a.md",
    "range": {"start": POSITION, "end": POSITION},
    "task": "rewrite",
}
TOO_FAR = 2**31


def target_of(**more: object) -> ActionTarget:
    target = ActionTarget.read({**PLACE, **more})
    assert target is not None
    return target


def test_a_place_alone_means_to_continue_the_text_as_it_is() -> None:
    target = target_of(theirs=1)
    assert (target.version, target.task, target.speaker, target.take) == (None, "continue", "", 0)
    assert target.controls == {}


def test_what_an_action_holds_is_read_again() -> None:
    target = target_of(version=3, take=2)
    assert ActionTarget.read(target.to_json()) == target
    selection = SelectionTarget.read({**SELECTION, "version": 3, "take": 2})
    assert selection is not None
    assert selection.task is SelectionTask.REWRITE
    assert SelectionTarget.read(selection.to_json()) == selection


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"uri": 1}, id="uri"),
        pytest.param({"position": {"line": True, "character": 0}}, id="line-is-no-truth-value"),
        pytest.param({"position": {"line": 0, "character": 1.0}}, id="character-is-whole"),
        pytest.param({"position": {"line": -1, "character": 0}}, id="line-before-the-text"),
        pytest.param({"position": {"line": 0, "character": TOO_FAR}}, id="too-far"),
        pytest.param({"position": {"line": 0}}, id="half-a-position"),
        pytest.param({"version": "3"}, id="version"),
        pytest.param({"version": True}, id="version-is-no-truth-value"),
        pytest.param({"task": "sing"}, id="unknown-task"),
        pytest.param({"task": None}, id="no-task"),
        pytest.param({"task": "describe"}, id="a-cursor-is-not-enough"),
        pytest.param({"speaker": "Ann\nBob"}, id="two-lines"),
        pytest.param({"take": 4}, id="too-many-takes"),
        pytest.param({"take": -1}, id="take-below-none"),
        pytest.param({"take": True}, id="take-is-no-truth-value"),
        pytest.param({"task": "next", "take": 1}, id="only-paragraphs-have-takes"),
    ],
)
def test_a_wrong_place_is_refused(wrong: dict[str, object]) -> None:
    assert ActionTarget.read(PLACE | wrong) is None


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"task": "sing"}, id="unknown-task"),
        pytest.param({"range": {"start": POSITION}}, id="half-a-range"),
        pytest.param({"range": {"start": POSITION, "end": {"line": 0, "character": -1}}}, id="end"),
        pytest.param({"take": 4}, id="too-many-takes"),
        pytest.param({"version": False}, id="version-is-no-truth-value"),
    ],
)
def test_a_wrong_selection_is_refused(wrong: dict[str, object]) -> None:
    assert SelectionTarget.read(SELECTION | wrong) is None


@pytest.mark.parametrize("kind", [ActionTarget, SelectionTarget, PartRequest, PauseRequest])
@pytest.mark.parametrize("value", [None, 7, "text", [], {}], ids=repr)
def test_what_is_no_object_of_ours_is_refused(kind: type[JsonArguments], value: object) -> None:
    assert kind.read(value) is None


@pytest.mark.parametrize("value", [PLACE, SELECTION], ids=["place", "selection"])
def test_a_wrong_control_is_named(value: dict[str, object]) -> None:
    kind = SelectionTarget if "range" in value else ActionTarget
    for controls, message in (({"temperature": "hot"}, "temperature"), (7, "must be an object")):
        with pytest.raises(JsonRpcInvalidParams, match=message):
            kind.read({**value, "controls": controls})


def test_controls_are_read_and_null_sets_none() -> None:
    assert target_of(controls={"temperature": 1.2, "seed": None}).controls == {"temperature": 1.2}
    assert target_of(controls=None).controls == {}


def test_the_context_of_ghost_text_is_shown_if_no_job_is_named() -> None:
    request = ContextRequest.read(PLACE)
    assert request is not None
    assert request.job is PromptPurpose.GHOST_TEXT
    assert request.task is Task.CONTINUE
    for job in ("poem", None, 1):
        assert ContextRequest.read({**PLACE, "job": job}) is None


@pytest.mark.parametrize("minutes", [0, 0.5, 10])
def test_a_pause_takes_any_number_of_minutes(minutes: float) -> None:
    request = PauseRequest.read({"minutes": minutes})
    assert request is not None
    assert request.minutes == minutes


@pytest.mark.parametrize("minutes", [-1, True, "1", float("inf"), float("nan"), None], ids=repr)
def test_what_is_no_length_of_time_is_refused(minutes: object) -> None:
    assert PauseRequest.read({"minutes": minutes}) is None


def test_half_a_surrogate_pair_may_be_sent() -> None:
    request = PartRequest.read({"text": " left", "before": "\ud83d", "unit": "word"})
    assert request is not None
    assert request.before == "\ud83d"
