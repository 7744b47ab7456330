"""A brief as the head of a document."""

import pytest

from afterword.brief.budget import estimate_tokens
from afterword.brief.head.title_page import head_parts, head_text, lore_parts
from afterword.brief.lore.entry import LoreEntry
from afterword.settings.brief_fields import Brief, Form, Person, Tense

BRIEF = Brief(
    form=Form.NOVEL,
    genre="gothic mystery",
    subject="a ferryman who cannot swim",
    person=Person.FIRST,
    tense=Tense.PAST,
    synopsis="Aldous takes over the ferry. He learns who drowned his brother. He leaves.",
    so_far="The ice came early. Mira crossed on foot. Nobody has seen her since.",
)


def text_of(brief: Brief, *, budget_tokens: int = 400, is_chinese: bool = False) -> str:
    parts = head_parts(brief, budget_tokens=budget_tokens, is_chinese=is_chinese)
    return head_text(parts, brief, is_chinese=is_chinese)


def test_reads_like_a_title_page() -> None:
    assert text_of(BRIEF) == (
        "Form: Novel\nGenre: gothic mystery\nSubject: a ferryman who cannot swim\n"
        "Told in: first person, past tense\n\n"
        "Synopsis: Aldous takes over the ferry. He learns who drowned his brother. He leaves.\n\n"
        "The story so far: The ice came early. Mira crossed on foot. "
        "Nobody has seen her since.\n\n* * *\n\n"
    )


def test_a_chinese_piece_has_a_chinese_head() -> None:
    brief = Brief(form=Form.NOVEL, subject="不会游泳的摆渡人", tense=Tense.PAST)
    assert text_of(brief, is_chinese=True) == (
        "体裁：长篇小说\n主题：不会游泳的摆渡人\n叙述：过去时\n\n* * *\n\n"
    )


def test_a_screenplay_begins_as_one() -> None:
    assert text_of(Brief(form=Form.SCREENPLAY)).endswith("\n\nFADE IN:\n\n")


@pytest.mark.parametrize(
    ("form", "label"),
    [
        (Form.NOVEL, "Characters and places"),
        (Form.STAGE_PLAY, "Dramatis personae"),
        (Form.ESSAY, "Background"),
    ],
)
def test_the_lore_stands_under_what_it_is_for_the_form(form: Form, label: str) -> None:
    entry = LoreEntry(title="Maren", text="She rows.", names=("Maren",))
    parts = lore_parts([entry], Brief(form=form), budget_tokens=100, is_chinese=False)
    assert parts[0].text == f"\n{label}:\n"


def test_an_empty_brief_has_no_head() -> None:
    assert text_of(Brief(avoid=("suddenly",))) == ""


def test_what_does_not_fit_is_cut_by_sentences_and_told() -> None:
    parts = {part.name: part for part in head_parts(BRIEF, budget_tokens=42, is_chinese=False)}
    assert parts["so_far"].text == "\nThe story so far: Nobody has seen her since.\n"
    assert parts["so_far"].left_out == "cut to the budget"
    assert parts["synopsis"].left_out == "no room"
    assert parts["genre"].text == "Genre: gothic mystery\n"
    assert sum(estimate_tokens(part.text) for part in parts.values()) <= 42 + len(parts)


def test_a_synopsis_keeps_its_beginning() -> None:
    brief = Brief(synopsis=BRIEF.synopsis)
    (part,) = head_parts(brief, budget_tokens=13, is_chinese=False)
    assert part.text == "\nSynopsis: Aldous takes over the ferry.\n"


def test_no_budget_leaves_nothing_and_says_so() -> None:
    parts = head_parts(BRIEF, budget_tokens=1, is_chinese=False)
    assert all(part.left_out == "no room" for part in parts)
