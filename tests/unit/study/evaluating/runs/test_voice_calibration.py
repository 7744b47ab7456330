"""A voice keeps its base's thresholds unless what it shows is right more or less often."""

from collections.abc import Callable
from pathlib import Path

import pytest

from afterword.engine.interface import BuildEngine, GenerationRequest
from afterword.models.voices.voice_folder import VoiceFolder
from afterword.models.voices.voice_thresholds import read_thresholds, write_thresholds
from afterword.settings import Settings
from afterword.study.evaluating.runs.voice_calibration import VoiceCalibration, calibrate_voice
from afterword.study.training.corpora import read_corpus
from fakes.scripted_engine import ScriptedEngine
from fakes.voices import write_card

PROSE = sorted((Path(__file__).parents[4] / "prose").glob("0[1-7]-*.md"))
DOCUMENTS = read_corpus(PROSE)
GEMMA = "gemma3-270m"
Script = Callable[[GenerationRequest], str]


def knows(request: GenerationRequest) -> str:
    """Write what stands in the text, as far as it is one word."""
    near = request.prompt[-30:]
    for document in DOCUMENTS:
        at = document.text.find(near)
        if at >= 0:
            start = at + len(near) + len(request.forced_prefix)
            return document.text[start : start + 30].rpartition(" ")[0]
    return ""


def errs(_request: GenerationRequest) -> str:
    return " xylophone"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> VoiceFolder:
    monkeypatch.setenv("AFTERWORD_DATA_DIR", str(tmp_path))
    return write_card("mara", GEMMA)


async def calibrate(folder: VoiceFolder, voice: Script, *, places: int = 40) -> VoiceCalibration:
    def engine_builder(settings: Settings) -> BuildEngine:
        assert settings.inline_model == GEMMA
        script = voice if settings.voice else knows
        return ScriptedEngine(script, model_name=GEMMA, voice=settings.voice).build

    return await calibrate_voice(
        folder,
        DOCUMENTS,
        Settings(model="another"),
        engine_builder=engine_builder,
        on_progress=lambda _what, _done, _total: None,
        places=places,
    )


async def test_a_voice_that_is_as_often_right_has_its_bases_thresholds(
    folder: VoiceFolder,
) -> None:
    found = await calibrate(folder, knows)
    assert found.base.value == found.voice.value == 1.0
    assert found.thresholds == read_thresholds(folder) == {}
    assert "the base's hold" in found.row()[1]


async def test_a_voice_that_is_wrong_more_often_gets_its_own(folder: VoiceFolder) -> None:
    found = await calibrate(folder, errs, places=260)
    assert found.is_other
    assert found.thresholds == read_thresholds(folder)
    rows = found.thresholds["*"]
    assert set(rows) == {"word_start", "mid_word"}
    assert rows["word_start"]["balanced"] > 1.0
    assert "thresholds of its own" in found.row()[1]


async def test_too_few_places_make_no_thresholds(folder: VoiceFolder) -> None:
    found = await calibrate(folder, errs, places=40)
    assert found.is_other
    assert found.thresholds == read_thresholds(folder) == {}
    assert "too few places" in found.row()[1]


async def test_thresholds_of_an_earlier_calibration_do_not_decide(folder: VoiceFolder) -> None:
    write_thresholds(folder, {"*": {"word_start": {"quiet": 9.0, "balanced": 9.0, "eager": 9.0}}})
    found = await calibrate(folder, knows)
    assert found.voice.value == 1.0
    assert read_thresholds(folder) == {}
