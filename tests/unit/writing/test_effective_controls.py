"""Controls in force for one request: their precedence, their origins and their effect."""

from dataclasses import replace
from typing import Any

import pytest

from afterword.settings import Settings
from afterword.settings.controls import Controls
from afterword.settings.request_controls import read_controls
from afterword.writing.effective_controls import Origin, effective_controls
from afterword.writing.prompt_explanation import PromptPurpose, explain_prompt
from fakes.scripted_engine import ScriptedEngine
from fakes.writing_services import MakePassage, OpenService, settings_of

OTHER_VALUES: dict[str, Any] = {
    "max_words": 40,
    "follow_rhythm": False,
    "temperature": 1.25,
    "top_p": 0.9,
    "min_p": 0.02,
    "repetition_penalty": 1.5,
    "dry_multiplier": 0.5,
    "dry_base": 2.0,
    "dry_allowed_words": 7,
    "banned_phrases": ["suddenly"],
    "favoured_phrases": ["salt", "the tide"],
    "favoured_weight": 3.5,
    "seed": 11,
}
"""One for each control, none of them its default."""


def settings_with(**paragraph: object) -> Settings:
    return settings_of(paragraph=paragraph)


def headed(*lines: str) -> str:
    return "\n".join(["---", "afterword:", *(f"  {line}" for line in lines), "---", "", "Calm.‸"])


def test_every_control_has_a_value_to_test_it_with() -> None:
    assert list(OTHER_VALUES) == list(Controls.model_fields)


@pytest.mark.parametrize("name", OTHER_VALUES)
@pytest.mark.parametrize("origin", [Origin.SETTINGS, Origin.HEAD, Origin.COMMAND])
def test_each_control_is_taken_from_each_place(
    name: str, origin: Origin, passage: MakePassage
) -> None:
    value: Any = OTHER_VALUES[name]
    expected: object = tuple(value) if name.endswith("_phrases") else value
    settings = settings_with(**({name: value} if origin is Origin.SETTINGS else {}))
    request_controls, problems = read_controls({name: value} if origin is Origin.COMMAND else {})
    assert problems == []
    line = [f"{name}: {str(value).lower()}"] if origin is Origin.HEAD else ["tone: dry"]
    found = effective_controls(passage(headed(*line), settings=settings), request_controls)
    assert getattr(found.settings.paragraph, name) == expected
    assert found.origins[name] == (origin,)
    others = {other: each for other, each in found.origins.items() if other != name}
    assert set(others.values()) == {(Origin.DEFAULT,)}


def test_a_command_goes_before_the_head_and_the_head_before_settings(passage: MakePassage) -> None:
    settings = settings_with(temperature=0.1, top_p=0.1, seed=1)
    place = passage(headed("temperature: 0.2", "top_p: 0.2"), settings=settings)
    found = effective_controls(place, {"temperature": 0.3})
    paragraph = found.settings.paragraph
    assert (paragraph.temperature, paragraph.top_p, paragraph.seed) == (0.3, 0.2, 1)
    assert [found.origins[name][0] for name in ("temperature", "top_p", "seed")] == [
        Origin.COMMAND,
        Origin.HEAD,
        Origin.SETTINGS,
    ]


def test_phrases_of_all_places_add_up(passage: MakePassage) -> None:
    settings = settings_with(banned_phrases=["grey"], favoured_phrases=["salt"])
    place = passage(
        headed("banned_phrases: [suddenly, grey]", "favoured_phrases: tide"), settings=settings
    )
    found = effective_controls(place, {"favoured_phrases": ("lamp",)})
    paragraph = found.settings.paragraph
    assert paragraph.banned_phrases == ("grey", "suddenly")
    assert paragraph.favoured_phrases == ("salt", "tide", "lamp")
    assert found.origins["favoured_phrases"] == (Origin.COMMAND, Origin.HEAD, Origin.SETTINGS)


def test_wrong_controls_are_reported_as_settings_are() -> None:
    values, problems = read_controls(
        {"temperature": 9, "temprature": 1, "seed": 7, "min_p": None, "top_p": "much"}
    )
    assert values == {"seed": 7}
    assert problems == [
        "controls.temperature must be 0.0–2.0, got 9.",
        "controls has no temprature. Did you mean temperature?",
        'controls.top_p must be more than 0.0 and at most 1.0, got "much".',
    ]


async def test_the_request_has_the_controls_in_force(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(" Nobody spoke of it at all.")
    service = await open_service(engine, paragraph={"min_p": 0.3})
    place = passage(headed("top_p: 0.6", "favoured_phrases: [salt]"))
    await service.continuer.continue_paragraph(
        place, controls={"temperature": 1.5, "max_words": 20}
    )
    request, *_ = engine.requests
    sampling = request.sampling
    assert (sampling.min_p, sampling.top_p, sampling.temperature) == (0.3, 0.6, 1.5)
    assert (sampling.favoured, sampling.favoured_weight) == (("salt",), 3.0)
    assert request.max_tokens < 100


async def test_what_one_document_bans_another_may_say(
    open_service: OpenService, passage: MakePassage
) -> None:
    engine = ScriptedEngine(
        lambda request: (
            " It rained there." if request.banned_first_tokens else " Suddenly it rained there."
        )
    )
    service = await open_service(engine)
    banning = passage(headed("banned_phrases: [suddenly]"))
    take = await service.continuer.continue_paragraph(banning)
    assert "Suddenly" not in take.text
    take = await service.continuer.continue_paragraph(passage("Calm.‸"))
    assert take.text == " Suddenly it rained there."


def test_the_explanation_names_each_control_and_its_origin(passage: MakePassage) -> None:
    place = passage(headed("temperature: 1.2", "favoured_phrases: [salt]"))
    settings = settings_with(min_p=0.2, favoured_phrases=["tide"])
    explanation = explain_prompt(
        replace(place, settings=settings),
        purpose=PromptPurpose.PARAGRAPH,
        model="m",
        controls={"seed": 7},
    )
    for line in (
        "- temperature: 1.2 (the document's head)",
        "- min_p: 0.2 (settings)",
        "- seed: 7 (this command)",
        "- top_p: 1.0 (default)",
        "- banned_phrases: none (default)",
        "- favoured_phrases: tide, salt (the document's head and settings)",
    ):
        assert line in explanation.splitlines()
    assert "seed: another each time (default)" in explain_prompt(
        place, purpose=PromptPurpose.PARAGRAPH, model="m"
    )
