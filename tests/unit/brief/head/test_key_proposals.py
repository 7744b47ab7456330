"""Keys and values that may be written in a document's head."""

import pytest

from afterword.brief.head.head_keys import HEAD_KEYS
from afterword.brief.head.key_proposals import Proposal, proposals_at

HEAD = "---\ntitle: x\nafterword:\n  form: novel\n‸\n---\n\nShe rowed."


def proposed(marked: str) -> list[Proposal]:
    return list(proposals_at(marked.replace("‸", ""), marked.index("‸")))


@pytest.mark.parametrize("typed", ["  ", "  to", "  tone"])
def test_keys_that_are_not_set_yet(typed: str) -> None:
    found = proposed(HEAD.replace("‸", f"{typed}‸"))
    assert [each.text for each in found] == [f"{key}: " for key in HEAD_KEYS if key != "form"]
    assert {each.span.end - each.span.start for each in found} == {len(typed.strip())}
    assert all(each.is_key and each.explanation for each in found)


def test_values_where_a_key_has_some() -> None:
    found = proposed(HEAD.replace("‸", "  tense: pr‸"))
    assert [each.text for each in found] == ["past", "present"]
    assert found[0].span.end - found[0].span.start == 2


@pytest.mark.parametrize(
    ("line", "chosen", "becomes"),
    [
        ("  to‸ne: dry", "tense: ", "  tense: dry"),
        ("  ‸tone : dry", "style: ", "  style: dry"),
        ("  tense: ‸past", "present", "  tense: present"),
        ("  form: st‸age play # x", "novel", "  form: novel # x"),
    ],
)
def test_what_is_chosen_stands_in_place_of_the_whole_word(
    line: str, chosen: str, becomes: str
) -> None:
    marked = HEAD.replace("  form: novel\n", "").replace("‸", line)
    (proposal,) = [each for each in proposed(marked) if each.text == chosen]
    text = marked.replace("‸", "")
    text = text[: proposal.span.start] + proposal.text + text[proposal.span.end :]
    assert becomes in text.split("\n")


def test_our_own_name_where_a_head_has_none() -> None:
    (found,) = proposed("---\ntitle: x\naft‸\n---\n")
    assert found.text == "afterword:"


@pytest.mark.parametrize(
    "marked",
    [
        "She ro‸wed.",
        HEAD.replace("‸", "").replace("rowed", "row‸ed"),
        HEAD.replace("‸", "").replace("title: x", "title: x‸"),
        HEAD.replace("‸", "  tone: dr‸"),
        HEAD.replace("‸", "").replace("form: novel", "form: novel # a‸"),
        "---\ntitle: x‸\n---\n",
        HEAD.replace("‸", "  synopsis: |\n    He‸"),
        HEAD.replace("‸", "  avoid:\n    - su‸"),
        HEAD.replace("‸", "  avoid:\n    ‸"),
        "‸",
    ],
)
def test_nothing_elsewhere(marked: str) -> None:
    assert proposed(marked) == []
