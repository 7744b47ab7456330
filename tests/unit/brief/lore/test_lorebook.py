"""Which entries a text switches on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.brief.lore.entry import LoreEntry
from afterword.brief.lore.lorebook import LoreBook


def entry(title: str, *more: str, **terms: object) -> LoreEntry:
    return LoreEntry(title=title, text=f"About {title}.", names=(title, *more), **terms)  # pyright: ignore[reportArgumentType]


def on(book: LoreBook, text: str, *, chapter: int | None = None) -> list[str]:
    return [each.title for each in book.activated_entries(text, chapter=chapter)]


@pytest.mark.parametrize(
    ("name", "text", "is_on"),
    [
        ("Maren", "Then Maren’s boat came.", True),
        ("Maren", "THEN MAREN CAME.", True),
        ("Maren", "The Marens came.", False),
        ("Ann", "Annabel came.", False),
        ("the mill", "She went to The Mill.", True),
        ("the mill", "She went to the mill.", True),
        ("the mill", "She went to the miller.", False),
        ("林清", "那天林清没有来。", True),
        ("Иван", "С Иваном не поедет Иван.", True),
        ("Иван", "С Иваном.", False),
        ("Straße 9", "in der STRASSE 9.", True),
        ("K.", "Then K. came.", True),
        ("Maren Holt", "Then Maren\nHolt came.", True),
        ("O'Brien", "Then O’Brien came.", True),
        ("Jos\u00e9", "Then Jose\u0301 came.", True),
        ("민수", "그때 민수가 왔다.", True),
        ("민수", "김민수가 왔다.", True),
    ],
)
def test_a_name_must_stand_as_a_word(name: str, text: str, *, is_on: bool) -> None:
    assert on(LoreBook([entry(name)]), text) == [name] * is_on


def test_names_are_those_of_the_entry_whatever_their_case() -> None:
    book = LoreBook([entry("Will", is_case_sensitive=False), entry("Rose"), entry("Art", "art")])
    assert on(book, "She will buy a rose and sell art.") == ["Will", "Art"]


def test_any_of_its_names_will_do() -> None:
    assert on(LoreBook([entry("Maren", "Mrs Holt")]), "Mrs Holt came.") == ["Maren"]


def test_the_highest_priority_goes_first_then_what_was_named_last() -> None:
    book = LoreBook([entry("Maren"), entry("Jonas"), entry("Ostrand", priority=2)])
    text = "Ostrand slept.\n\nMaren came.\n\nJonas came."
    assert on(book, text) == ["Ostrand", "Jonas", "Maren"]


def test_facts_hold_in_their_chapters() -> None:
    book = LoreBook([entry("Maren", until_chapter=3), entry("Jonas", from_chapter=4)])
    text = "Maren and Jonas."
    assert on(book, text, chapter=3) == ["Maren"]
    assert on(book, text, chapter=4) == ["Jonas"]
    assert on(book, text) == ["Maren", "Jonas"]


def test_an_entry_may_come_with_others() -> None:
    book = LoreBook(
        [
            entry("Maren"),
            entry("the debt", comes_with=("Maren",)),
            entry("the bank", comes_with=("The debt",)),
        ]
    )
    assert on(book, "Maren came.") == ["Maren", "the debt", "the bank"]
    assert on(book, "Nobody came.") == []


def test_a_long_chain_comes_along() -> None:
    chain = [entry(f"n{at}", comes_with=(f"n{at - 1}",)) for at in range(3000)]
    assert len(on(LoreBook(chain), "n0 came.")) == 3000


def test_entries_that_bring_each_other_end() -> None:
    book = LoreBook([entry("a1", comes_with=("b1",)), entry("b1", comes_with=("a1",))])
    assert on(book, "a1 came.") == ["a1", "b1"]
    assert on(book, "Nobody came.") == []


@given(st.lists(st.sampled_from(["Maren", "Jonas", " ", "\n", "x", "，", "'s"]), max_size=30))
def test_asking_twice_gives_the_same(words: list[str]) -> None:
    text = "".join(words)
    book = LoreBook([entry("Maren"), entry("Jonas")])
    first = on(book, text)
    assert on(book, text) == first == on(LoreBook(book.entries), text)
