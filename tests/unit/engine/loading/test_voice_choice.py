"""A voice writes where its model does; whatever else is named is a problem with a next step."""

from pathlib import Path

import pytest

from afterword.engine.loading.voice_choice import (
    AS_IT_IS,
    NO_VOICE,
    ChosenVoice,
    choose_voices,
)
from afterword.settings import Settings
from afterword.settings.fields import InlineSettings, ParagraphSettings
from fakes.voices import write_card

GEMMA, LARGE = "gemma3-270m", "qwen2.5-coder-1.5b"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_card("mara", GEMMA, root=tmp_path)
    write_card("deep", LARGE, root=tmp_path)
    return tmp_path


def settings(voice: str, *, ghost: str = GEMMA, paragraph: str = GEMMA) -> Settings:
    return Settings(
        voice=voice,
        inline=InlineSettings(model=ghost),
        paragraph=ParagraphSettings(model=paragraph),
    )


def version(root: Path, voice: str) -> str:
    return choose_voices(settings(voice, ghost=GEMMA, paragraph=LARGE), root=root).inline.version


def test_no_voice_is_no_choice(root: Path) -> None:
    assert choose_voices(settings(""), root=root) == NO_VOICE


def test_one_model_for_both_jobs_writes_both_in_its_voice(root: Path) -> None:
    found = choose_voices(settings("mara"), root=root)
    assert found.inline == found.paragraph
    assert found.inline.name == "mara"
    assert found.problem == ""


@pytest.mark.parametrize(
    ("voice", "inline", "paragraph"),
    [pytest.param("mara", "mara", "", id="of-ghost-texts"), pytest.param("deep", "", "deep", id="of-paragraphs")],
)  # fmt: skip
def test_of_two_models_the_one_that_it_was_tuned_on_writes_in_it(
    root: Path, voice: str, inline: str, paragraph: str
) -> None:
    found = choose_voices(settings(voice, paragraph=LARGE), root=root)
    assert (found.inline.name, found.paragraph.name, found.problem) == (inline, paragraph, "")


def test_a_path_is_the_same_model_however_it_is_written(tmp_path: Path) -> None:
    model = tmp_path / "model"
    model.mkdir()
    write_card("mara", str(model), root=tmp_path / "voices")
    other_way = str(tmp_path / "voices" / ".." / "model")
    found = choose_voices(
        settings("mara", ghost=other_way, paragraph=GEMMA), root=tmp_path / "voices"
    )
    assert found.inline.name == "mara"


def test_a_voice_of_a_model_that_writes_nothing_is_a_problem(root: Path) -> None:
    found = choose_voices(settings("deep"), root=root)
    assert found.inline == found.paragraph == AS_IT_IS
    assert f'Set `model` or `paragraph.model` to "{LARGE}"' in found.problem


def test_an_unknown_voice_is_a_problem_that_names_those_that_there_are(root: Path) -> None:
    problem = choose_voices(settings("marla"), root=root).problem
    assert problem == "There is no voice marla. Choose one of these: deep, mara."


def test_a_damaged_card_is_a_problem(root: Path) -> None:
    (root / "mara" / "voice.json").write_text("{", encoding="utf-8")
    assert "The voice mara can't be used" in choose_voices(settings("mara"), root=root).problem


def test_a_voice_that_was_tuned_again_is_another_one(root: Path) -> None:
    before = version(root, "mara")
    folder = write_card("mara", GEMMA, root=root)
    card = folder.read_card().model_copy(update={"adapter_sha256": "ef" * 32})
    folder.card.write_text(card.model_dump_json(), encoding="utf-8")
    assert choose_voices(settings("mara"), root=root).inline == ChosenVoice("mara", "ef" * 32)
    assert before != "ef" * 32
