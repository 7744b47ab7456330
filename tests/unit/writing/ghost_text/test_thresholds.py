"""Which threshold holds where."""

import json
import os
from importlib import resources
from pathlib import Path

import pytest

from afterword.models.voices.voice_thresholds import (
    ThresholdTable,
    thresholds_path,
    write_thresholds,
)
from afterword.settings import Eagerness
from afterword.study.evaluating.measures.threshold_fitting import NEVER, PLACES
from afterword.writing.ghost_text import thresholds
from afterword.writing.ghost_text.thresholds import Position, position_of, show_policy_at
from afterword.writing.passage import DEFAULT_SETTINGS, Passage
from fakes.voices import write_card

KNOWN_LANGUAGES = {"en", "zh", "ja", "de", "fr", "es", "it", "ru"}


def passage(text: str, **inline: object) -> Passage:
    settings = DEFAULT_SETTINGS.with_inline(**inline)
    return Passage(text=text.replace("‸", ""), char_offset=text.index("‸"), settings=settings)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("The old ‸", Position.WORD_START),
        ("The old mi‸", Position.MID_WORD),
        ("The old mill, ‸", Position.WORD_START),
        ("The mill stood. ‸", Position.SENTENCE_START),
        ("Dr. ‸", Position.WORD_START),
        ("First.\n\n‸", Position.SENTENCE_START),
        ("‸", Position.SENTENCE_START),
        ("她打开了‸", Position.CHARACTER),
        ("她打开了门，‸", Position.CHARACTER),
        ("她打开了门。‸", Position.SENTENCE_START),
        ("The ‸ stood.", Position.INSIDE),
        ("The ‸ \nstood.", Position.WORD_START),
    ],
)
def test_reports_what_stands_around_the_cursor(text: str, position: Position) -> None:
    assert position_of(passage(text)) is position


@pytest.mark.parametrize("position", Position)
@pytest.mark.parametrize("model", ["gemma3-270m", "a model of one's own"])
def test_quiet_is_surer_than_balanced_and_balanced_than_eager(
    position: Position, model: str
) -> None:
    text = {
        Position.WORD_START: "The old ‸",
        Position.MID_WORD: "The ol‸",
        Position.SENTENCE_START: "So it was. ‸",
        Position.CHARACTER: "她打开了‸",
        Position.INSIDE: "The ‸ stood.",
    }[position]
    eager, balanced, quiet = (
        show_policy_at(passage(text, eagerness=eagerness), model=model).threshold
        for eagerness in (Eagerness.EAGER, Eagerness.BALANCED, Eagerness.QUIET)
    )
    assert 0 < eager <= balanced <= quiet < 2
    assert eager < quiet or eager == NEVER  # nothing can be foreseen there


def test_the_shipped_table_names_only_what_there_is() -> None:
    text = (
        resources.files("afterword.writing.ghost_text")
        .joinpath("thresholds.json")
        .read_text("utf-8")
    )
    table = json.loads(text)
    assert set(table["*"]["*"]) == set(table["gemma3-270m"]["*"]) == set(Position)
    for rows in table.values():
        for language, row_of in rows.items():
            assert language == "*" or language in KNOWN_LANGUAGES
            assert set(row_of) <= set(Position)
            assert all(set(row) - {PLACES} == set(Eagerness) for row in row_of.values())


def test_a_row_of_the_language_goes_before_that_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def row(balanced: float) -> dict[str, dict[str, float]]:
        return {Position.WORD_START: {"quiet": 0.9, "balanced": balanced, "eager": 0.1}}

    table = {"*": {"*": row(0.5)}, "m": {"*": row(0.6), "de": row(0.7)}}
    monkeypatch.setattr(thresholds, "_table", lambda: table)
    german, french = passage("Und das war der ‸"), passage("Et il est dans la ‸")
    found = [
        show_policy_at(place, model=model).threshold
        for model, place in (("m", german), ("m", french), ("another", german))
    ]
    assert found == [0.7, 0.6, 0.5]


@pytest.fixture
def voices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AFTERWORD_DATA_DIR", str(tmp_path))
    return tmp_path / "voices"


def threshold_of(voice: str, text: str = "It stood on the ‸") -> float:
    return show_policy_at(passage(text), model="gemma3-270m", voice=voice).threshold


def own(balanced: float) -> ThresholdTable:
    row = {"quiet": 0.9, "balanced": balanced, "eager": 0.1}
    return {"*": {Position.WORD_START: row}}


def test_a_voice_without_thresholds_of_its_own_has_its_models(voices: Path) -> None:
    write_card("mara", "gemma3-270m")
    assert threshold_of("mara") == threshold_of("") == threshold_of("gone")


def test_a_voices_own_thresholds_go_before_its_models_where_it_has_some(voices: Path) -> None:
    write_thresholds(write_card("mara", "gemma3-270m"), own(0.77))
    assert threshold_of("mara") == 0.77
    assert threshold_of("mara", "It st‸") == threshold_of("", "It st‸")
    assert threshold_of("") != 0.77


def test_thresholds_of_a_voice_are_read_again_when_they_change(voices: Path) -> None:
    folder = write_card("mara", "gemma3-270m")
    for ns, threshold in enumerate((0.71, 0.72)):
        write_thresholds(folder, own(threshold))
        os.utime(thresholds_path(folder), ns=(ns, ns))
        assert threshold_of("mara") == threshold


def test_thresholds_of_a_voice_that_was_tuned_again_do_not_count(voices: Path) -> None:
    folder = write_card("mara", "gemma3-270m")
    write_thresholds(folder, own(0.77))
    card = folder.read_card().model_copy(update={"adapter_sha256": "ef" * 32})
    folder.card.write_text(card.model_dump_json(), encoding="utf-8")
    assert threshold_of("mara") == threshold_of("")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"thresholds": 7}'])
def test_damaged_thresholds_of_a_voice_do_not_count(voices: Path, content: str) -> None:
    folder = write_card("mara", "gemma3-270m")
    thresholds_path(folder).write_text(content, encoding="utf-8")
    assert threshold_of("mara") == threshold_of("")


def test_a_confidence_that_was_set_holds_everywhere() -> None:
    place = passage("The ‸ stood.", eagerness=Eagerness.QUIET, confidence=0.1)
    show_policy = show_policy_at(place, model="gemma3-270m")
    assert show_policy.threshold == 0.1
