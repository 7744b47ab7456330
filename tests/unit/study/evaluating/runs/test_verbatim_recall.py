"""Whether a text is known by heart: it is continued word for word, or not."""

import pytest

from afterword.engine.interface import GenerationRequest
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.study.evaluating.runs.verbatim_recall import known_languages, measure_recall
from fakes.scripted_engine import Script, ScriptedEngine
from unit.study.evaluating.writings import CHINESE, ENGLISH, writing_of


def by_heart(text: str) -> Script:
    def continue_it(request: GenerationRequest) -> str:
        read = request.prompt + request.forced_prefix
        return text[text.index(read) + len(read) :]

    return continue_it


async def recall_of(text: str, script: Script | str) -> dict[str, dict[str, int]]:
    worker = ModelWorker(ScriptedEngine(script).build)
    try:
        worker.start()
        await worker.wait_until_ready()
        return await measure_recall(
            worker,
            [writing_of(text)],
            count=6,
            seed=1,
            on_progress=lambda _what, _done, _total: None,
        )
    finally:
        worker.close()


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (CHINESE, "zh")])
async def test_a_text_that_is_continued_word_for_word_is_known(text: str, language: str) -> None:
    recall = await recall_of(text, by_heart(text))
    assert recall[language]["recalled"] == recall[language]["places"] > 0
    assert known_languages(recall) == [language]


async def test_a_text_that_is_continued_in_other_words_is_not_known() -> None:
    recall = await recall_of(ENGLISH, "and so they lived there for many years in peace.")
    assert recall["en"]["recalled"] == 0
    assert known_languages(recall) == []


def test_one_place_of_a_hundred_may_be_chance() -> None:
    assert known_languages({"en": {"places": 100, "recalled": 1}}) == []
    assert known_languages({"en": {"places": 100, "recalled": 2}}) == ["en"]
