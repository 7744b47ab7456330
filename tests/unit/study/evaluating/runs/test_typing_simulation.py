"""A simulated writer: what counts as typed, accepted, refused and saved."""

import pytest

from afterword.study.evaluating.measures.policy_figures import typing_figures
from afterword.study.evaluating.runs.typing_simulation import (
    TypingResult,
    bucket_of,
    type_out_stretch,
)
from afterword.study.evaluating.samples.typed_stretches import Stretch
from unit.study.evaluating.scripted_policy import ScriptedPolicy
from unit.study.evaluating.writings import CHINESE, ENGLISH, writing_of


def stretch_of(text: str, *, chars: int, start: int = 0) -> Stretch:
    writing = writing_of(text)
    return Stretch(writing=writing, paragraph=writing.paragraphs[0], start=start, end=start + chars)


async def type_with(texts: dict[str, str], *, text: str = ENGLISH, chars: int = 20) -> TypingResult:
    """Type the beginning of a text; ``texts`` says what is shown behind what."""
    policy = ScriptedPolicy(lambda before: texts.get(before, ""))
    return await type_out_stretch(policy, stretch_of(text, chars=chars))


async def test_without_suggestions_every_character_is_a_keystroke() -> None:
    typed = await type_with({})
    assert (typed.chars, typed.keystrokes, typed.asked, typed.shown) == (20, 20, 20, 0)


async def test_a_right_suggestion_is_accepted_in_one_keystroke() -> None:
    typed = await type_with({"The ": "ferry left"})
    assert (typed.keystrokes, typed.accepted_chars) == (4 + 1 + 6, 10)
    assert (typed.suggestions, typed.refused, typed.wrong) == (1, 0, 0)


async def test_only_the_right_words_at_its_beginning_are_accepted() -> None:
    typed = await type_with({"The ": "ferry sank"})
    assert (typed.accepts, typed.accepted_chars, typed.refused) == (1, 5, 0)


async def test_a_wrong_suggestion_costs_reading_once() -> None:
    typed = await type_with({"The ": "captain"})
    assert (typed.keystrokes, typed.shown, typed.wrong) == (20, 1, 1)
    assert typed.refused == 1
    assert typed.cost == pytest.approx(20.3)


async def test_typing_into_a_wrong_suggestion_makes_no_other_one() -> None:
    typed = await type_with({"The ": "ferryman", "The f": "erryman", "The fe": "rryman"})
    assert (typed.shown, typed.suggestions, typed.refused) == (3, 1, 1)


async def test_another_wrong_suggestion_is_charged_again() -> None:
    typed = await type_with({"The ": "captain", "The f": "ox", "The fe": "ather"})
    assert (typed.suggestions, typed.refused) == (3, 3)


async def test_chinese_is_accepted_by_the_character() -> None:
    typed = await type_with({"清晨": "的雨"}, text=CHINESE, chars=10)
    assert (typed.accepts, typed.accepted_chars, typed.keystrokes) == (1, 1, 10)


async def test_what_lies_behind_the_stretch_is_not_counted_as_accepted() -> None:
    typed = await type_with({"The ferry ": "left the quay"}, chars=12)
    assert (typed.chars, typed.accepted_chars, typed.keystrokes) == (12, 2, 11)


async def test_latency_leaves_out_the_answer_that_reads_the_page() -> None:
    typed = await type_with({}, chars=5)
    assert len(typed.took_ms) == 4


async def test_the_policy_forgets_the_document_afterwards() -> None:
    policy = ScriptedPolicy(lambda _before: "")
    await type_out_stretch(policy, stretch_of(ENGLISH, chars=3))
    assert policy.asked == ["", "T", "Th"]
    assert len(policy.forgotten) == 1


async def test_savings_are_told_by_where_in_the_sentence_they_were_made() -> None:
    typed = await type_with({"The ": "ferry left the quay"}, chars=60)
    assert typed.bucket_saved[0] == 18
    assert sum(typed.bucket_chars) == 60


@pytest.mark.parametrize(("chars", "bucket"), [(0, 0), (19, 0), (20, 1), (160, 4), (999, 4)])
def test_groups_by_distance_from_the_sentence_start(chars: int, bucket: int) -> None:
    assert bucket_of(chars) == bucket


async def test_net_savings_charge_what_was_read_in_vain() -> None:
    typed = await type_with({"The ": "ferry", "The ferry ": "sank"})
    figures = typing_figures([typed])["en"]
    assert figures["keystroke_savings"]["value"] == pytest.approx(4 / 20)
    assert figures["net_savings"]["value"] == pytest.approx(3.7 / 20)
    assert figures["precision"]["value"] == pytest.approx(1 / 2)
