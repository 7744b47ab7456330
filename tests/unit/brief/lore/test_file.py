"""Entries of the lore as writers put them down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.brief.lore.entry import LoreEntry
from afterword.brief.lore.file import MAX_ENTRIES_IN_FILE, MAX_ENTRY_CHARS, read_lore_file


def entries(text: str, *, title: str = "maren") -> list[LoreEntry]:
    found = read_lore_file(text, file_title=title)
    assert found.faults == []
    return found.entries


def test_a_file_without_headings_is_one_entry() -> None:
    assert entries("She keeps the ferry.\nShe can't swim.\n") == [
        LoreEntry(title="maren", text="She keeps the ferry. She can't swim.", names=("maren",))
    ]


def test_one_heading_is_one_entry_with_all_beneath_it() -> None:
    (entry,) = entries("# Maren Holt\n\nKeeps the ferry.\n\n## Youth\n\nBorn upriver.\n")
    assert entry.title == "Maren Holt"
    assert entry.text == "Keeps the ferry. Youth. Born upriver."


def test_each_heading_is_an_entry() -> None:
    text = "# Maren\nKeeps the ferry.\n# The mill\nStands empty.\n"
    assert [entry.title for entry in entries(text)] == ["Maren", "The mill"]


def test_a_title_with_nothing_beneath_it_is_the_files() -> None:
    text = "# People\n\n## Maren\nKeeps the ferry.\n"
    assert [entry.title for entry in entries(text)] == ["Maren"]
    text += "\n## Jonas\nHer brother.\n"
    assert [entry.title for entry in entries(text)] == ["Maren", "Jonas"]


def test_a_heading_within_a_text_is_no_entry() -> None:
    (entry,) = entries("Keeps the ferry.\n\n## Youth\n\nBorn upriver.\n")
    assert (entry.title, entry.text) == ("maren", "Keeps the ferry. Youth. Born upriver.")


def test_headings_in_code_are_none() -> None:
    (entry,) = entries("Plain.\n\n```\n# no heading\n```\n")
    assert entry.title == "maren"


def test_keys_stand_beneath_the_heading() -> None:
    text = (
        "## Maren Holt (the ferrywoman)\n\nnames: Maren, Mrs Holt\npriority: 5\n"
        "from: 3\n- until: 12\nwith: the mill\n\nEyes: grey.\n"
    )
    (entry,) = entries(text)
    assert entry == LoreEntry(
        title="Maren Holt (the ferrywoman)",
        text="Eyes: grey.",
        names=("Maren Holt", "Maren", "Mrs Holt"),
        priority=5,
        from_chapter=3,
        until_chapter=12,
        comes_with=("the mill",),
    )


def test_a_chinese_entry_has_chinese_keys() -> None:
    (entry,) = entries("# 林清\n别名：小林、林姑娘\n起：3\n\n在渡口卖茶。\n")
    assert entry.names == ("林清", "小林", "林姑娘")
    assert entry.from_chapter == 3
    assert entry.text == "在渡口卖茶。"


def test_front_matter_counts_for_the_whole_file() -> None:
    text = "---\nnames: [Maren, Mrs Holt]\nfrom: 4\ntags: x\n---\nKeeps the ferry.\n"
    (entry,) = entries(text)
    assert (entry.names, entry.from_chapter) == (("maren", "Maren", "Mrs Holt"), 4)


@pytest.mark.parametrize(
    ("head", "names"),
    [
        *(
            (line, ())
            for line in ("draft: !!bool x", "x: !!int ''", "t: !!timestamp x", "aliases:")
        ),
        ("names: [No, 007, 12:30]", ("No", "007", "12:30")),
    ],
)
def test_names_in_a_head_are_taken_as_written_and_the_rest_is_left_alone(
    head: str, names: tuple[str, ...]
) -> None:
    (entry,) = entries(f"---\n{head}\n---\nKeeps the ferry.\n")
    assert entry.names == ("maren", *names)


def test_aliases_in_a_head_do_not_unfold() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    text = "---\n" + "\n".join([*lines, "names: *a9"]) + "\n---\nKeeps the ferry.\n"
    found = read_lore_file(text, file_title="maren")
    assert found.entries[0].names == ("maren",)
    assert "must be a text or a list of texts" in found.faults[0].message


def test_a_file_with_windows_line_ends_reads_alike() -> None:
    text = "# Maren ##\n\n```\n# x\n```\n\nRows.\n\n# [Jo](jo.md) {#jo}\n\nnames: J.\n\nSwims.\n"
    assert entries(text) == entries(text.replace("\n", "\r\n"))
    assert [entry.title for entry in entries(text)] == ["Maren", "Jo"]


@pytest.mark.parametrize(
    "line", ["Also: afraid of water.", "Width: 3 m", "Form: a cat", "Eyes: grey"]
)
def test_a_text_may_begin_with_a_word_and_a_colon(line: str) -> None:
    assert entries(f"# Maren\n\n{line}\n")[0].text == line


def test_of_a_long_entry_the_beginning_is_read() -> None:
    found = read_lore_file("# Maren\n\n" + "She rows. " * 5000, file_title="x")
    assert len(found.entries[0].text) == MAX_ENTRY_CHARS
    assert "characters are read" in found.faults[0].message


def test_an_entry_without_text_is_none() -> None:
    assert entries("# Maren\n\n# The mill\nStands empty.\n")[0].title == "The mill"
    assert entries("") == []


@pytest.mark.parametrize(
    ("line", "message", "covered"),
    [
        ("priority: high", "priority must be a whole number.", "high"),
        ("from: the flood", "from must be the number of a chapter.", "the flood"),
        ("prioritty: 3", "An entry has no prioritty. Did you mean priority?", "prioritty"),
    ],
)
def test_a_wrong_key_or_value_is_told_on_its_place(line: str, message: str, covered: str) -> None:
    text = f"# Maren\r\n{line}\r\n\r\nKeeps the ferry.\r\n"
    (fault,) = read_lore_file(text, file_title="x").faults
    assert fault.message == message
    assert text[fault.span.start : fault.span.end] == covered


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "# Maren\nfrom: 12\nuntil: 5\n\nRows.\n",
            "This holds nowhere: from 12 until 5.",
            id="a-fact-that-holds-nowhere",
        ),
        pytest.param("---\nnames: [a\n---\nText.", "not valid YAML", id="a-broken-head"),
    ],
)
def test_what_is_wrong_is_told(text: str, message: str) -> None:
    (fault,) = read_lore_file(text, file_title="x").faults
    assert message in fault.message


def test_a_file_of_endless_entries_is_cut() -> None:
    found = read_lore_file("# A\nb\n" * (MAX_ENTRIES_IN_FILE + 5), file_title="x")
    assert len(found.entries) == MAX_ENTRIES_IN_FILE
    assert len(found.faults) == 1


@given(st.text(alphabet="#-:\n abnames0priority`[]{}", max_size=120))
def test_any_text_can_be_read(text: str) -> None:
    found = read_lore_file(text, file_title="x")
    assert all(entry.title and entry.text for entry in found.entries)
    assert all(0 <= each.span.start <= each.span.end <= len(text) for each in found.faults)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", None),
        ("case_sensitive: yes\n", True),
        ("case_sensitive: No\n", False),
        ("- case_sensitive: true \n", True),
        ("caseSensitive: false\n", False),
        ("区分大小写：否\n", False),
        ("區分大小寫：是\n", True),
    ],
)
def test_an_entry_says_whether_case_counts(line: str, *, expected: bool | None) -> None:
    (entry,) = entries(f"## Will\n{line}\nHe rows.\n")
    assert entry.is_case_sensitive is expected


def test_the_head_says_it_for_all_entries_and_an_entry_otherwise() -> None:
    head = "---\ncase_sensitive: no\n---\n"
    text = "## Will\n\nHe rows.\n\n## May\ncase_sensitive: yes\n\nShe sings.\n"
    assert [entry.is_case_sensitive for entry in entries(head + text)] == [False, True]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("case_sensitive: 5", "case_sensitive must be yes or no."),
        ("case_sensitive: maybe", "case_sensitive must be yes or no."),
        ("case_sensitiv: no", "An entry has no case_sensitiv. Did you mean case_sensitive?"),
    ],
)
def test_says_what_is_wrong_with_it(line: str, message: str) -> None:
    found = read_lore_file(f"## Will\n{line}\n\nHe rows.\n", file_title="-")
    assert [fault.message for fault in found.faults] == [message]
