"""Speaker cues in plays, screenplays and chats."""

import pytest

from afterword.prose.verse_and_dialogue.speaker_cues import (
    cut_at_cue,
    is_dialogue,
    next_speakers,
    read_cues,
)

CHAT = "Nora: This is nine.\nPavel: So it is.\nNora: I have a ticket.\n"
SCREENPLAY = (
    "INT. TRAIN - NIGHT\n\nNORA, 40, slides it open.\n\nNORA\nThis is nine.\n\nPAVEL (O.S.)\n"
    "(eating)\nSo it is.\n\nThe train stops.\n\nNORA\nI have a ticket.\n\nCUT TO:\n"
)
CHINESE = "时间：夜\n娜拉：这是九号。\n老陈：（笑）是的。\n娜拉：我有票。\n"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param(CHAT, ["Nora", "Pavel", "Nora"], id="chat"),
        pytest.param(SCREENPLAY, ["NORA", "PAVEL", "NORA"], id="screenplay"),
        pytest.param(CHINESE, ["娜拉", "老陈", "娜拉"], id="chinese"),
        pytest.param("**Nora:** Nine.\n\n**Mrs. Holt**: So?", ["Nora", "Mrs. Holt"], id="bold"),
        pytest.param("NORA. This is nine.\nOLD MAN. So?", ["NORA", "OLD MAN"], id="play"),
        pytest.param("Nora : Oui.\nPavel (bas) : Non.", ["Nora", "Pavel"], id="french"),
        pytest.param("지훈: 안녕.\n민서: 그래.", ["지훈", "민서"], id="korean"),
        pytest.param("Анна: Да.\nПётр: Нет.", ["Анна", "Пётр"], id="russian"),
        pytest.param("He said: no.\n他说：“好。”\nSee http://x.org", [], id="sentences"),
        pytest.param("Note: this.\n\nACT ONE\nA room.\n\nAt 12:30 it rained.", [], id="labels"),
    ],
)
def test_names_are_read_where_they_stand(text: str, names: list[str]) -> None:
    assert [cue.name for cue in read_cues(text)] == names


@pytest.mark.parametrize(
    ("text", "with_name"),
    [
        pytest.param(CHAT, "Ann: ", id="chat"),
        pytest.param(SCREENPLAY, "Ann\n", id="screenplay"),
        pytest.param(CHINESE, "Ann：", id="chinese"),
        pytest.param("**Nora:** Nine.", "**Ann:** ", id="bold"),
        pytest.param("          NORA (V.O.)\n     Nine.", "          Ann\n     ", id="centred"),
        pytest.param("Nora (low):\nNine.", "Ann:\n", id="own-line"),
    ],
)
def test_a_new_cue_is_set_as_the_others_are(text: str, with_name: str) -> None:
    assert read_cues(text)[-1].with_name("Ann") == with_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(CHAT, True, id="chat"),
        pytest.param(SCREENPLAY, True, id="screenplay"),
        pytest.param(CHINESE, True, id="chinese"),
        pytest.param("Name: Ann\nStreet: Long Lane\nTown: Wexcombe\n", False, id="a-form"),
        pytest.param("Nora: Yes.\nPavel: No.\n", False, id="too-few"),
        pytest.param("Ann: a.\nBob: b.\nAnn: c.\n" + "It rained.\n" * 20, False, id="prose"),
    ],
)
def test_names_that_come_again_make_a_dialogue(text: str, *, expected: bool) -> None:
    assert is_dialogue(text, read_cues(text)) is expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param("ABAB", "A", id="two"),
        pytest.param("ABCABC", "AB", id="in-turn"),
        pytest.param("ABABCA", "BC", id="who-answered-before"),
        pytest.param("A", "", id="one"),
        pytest.param("ABCDEA", "BED", id="at-most-three"),
    ],
)
def test_the_next_speaker_is_who_answered_before(names: str, expected: str) -> None:
    assert "".join(next_speakers(list(names), 3)) == expected


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("I know. Pavel: Do you?", "I know.", id="in-the-line"),
        pytest.param("I know.\nOlga: Do you?", "I know.", id="a-new-speaker"),
        pytest.param("I know.\nPAVEL\nDo you?", "I know.", id="on-its-own-line"),
        pytest.param("我知道。老陈：是吗？", "我知道。", id="chinese"),
        pytest.param("Ask Pavel: he knows.", "Ask Pavel: he knows.", id="a-name-in-a-sentence"),
        pytest.param("Pavel: Do you?", "", id="at-once"),
    ],
)
def test_a_turn_ends_where_the_next_begins(text: str, kept: str) -> None:
    assert cut_at_cue(text, {"Pavel", "PAVEL", "老陈"}).rstrip() == kept
