"""The brief in a document's head: what is taken, and where it says what is wrong."""

import pytest

from afterword.brief.head.document_head import MAX_HEAD_FAULTS, MAX_MAP_CHARS, read_document_head
from afterword.settings.brief_fields import Form, Person


def head(*lines: str) -> str:
    return "\n".join(["---", "title: The Ferry", "afterword:", *lines, "---", "", "He rowed."])


def only_fault(*lines: str) -> tuple[str, str, str]:
    """Return the message of the only fault, the text it covers, and its fix."""
    text = head(*lines)
    (fault,) = read_document_head(text).faults
    fix = fault.fix.text if fault.fix else ""
    return fault.message, text[fault.span.start : fault.span.end], fix


def test_takes_the_keys_that_are_set() -> None:
    text = head("  form: novel", "  person: First", "  avoid: [suddenly, 'in that moment']")
    found = read_document_head(text)
    assert found.faults == ()
    assert found.values == {
        "form": Form.NOVEL,
        "person": Person.FIRST,
        "avoid": ("suddenly", "in that moment"),
    }
    assert text[found.length :] == "\nHe rowed."


def test_takes_what_yaml_would_read_as_something_else_than_text() -> None:
    found = read_document_head(head("  subject: 1984", "  genre: yes", "  avoid: 7", "  tone:"))
    assert found.values == {"subject": "1984", "genre": "yes", "avoid": ("7",), "tone": None}
    assert found.faults == ()


@pytest.mark.parametrize(
    ("line", "covered", "fix"),
    [
        pytest.param("  form: novell", "novell", "novel", id="choice"),
        pytest.param("  so-far: They met.", "so-far", "so_far", id="dash"),
        pytest.param("  Genre: mystery", "Genre", "genre", id="capital"),
        pytest.param("  soFar: They met.", "soFar", "so_far", id="camel-case"),
        pytest.param("  synopsys: They meet.", "synopsys", "synopsis", id="slip"),
        pytest.param("  colour: red", "colour", "", id="unknown"),
        pytest.param("  form: quilt", "quilt", "", id="no-such-choice"),
        pytest.param("  genre: ''", "''", "", id="empty"),
        pytest.param("  tone: [dry, wry]", "[dry, wry]", "", id="list-for-a-text"),
        pytest.param("  tone: {dry: wry}", "{dry: wry}", "", id="map-for-a-text"),
        pytest.param(f"  genre: {'x' * 400}", "x" * 400, "", id="too-long"),
    ],
)
def test_a_fault_says_where_it_is_and_what_was_meant(line: str, covered: str, fix: str) -> None:
    message, found, meant = only_fault("  tense: past", line)
    assert (found, meant) == (covered, fix)
    assert message
    assert "\n" not in message


def test_one_fault_leaves_the_other_keys_in_force() -> None:
    found = read_document_head(head("  form: novell", "  tense: past"))
    assert set(found.values) == {"tense"}
    assert [key for key, _ in found.keys] == ["form", "tense"]


def test_yaml_that_is_none_is_told_if_it_speaks_to_us() -> None:
    broken = "---\nafterword:\n  form: [novel\n---\nHe rowed."
    found = read_document_head(broken)
    assert len(found.faults) == 1
    assert broken[found.length :] == "He rowed."
    assert read_document_head(broken.replace("afterword", "elsewhere")).faults == ()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("He rowed.\n---\nafterword:\n  form: novel\n---\n", id="not-at-the-start"),
        pytest.param("---\nafterword:\n  form: novel\n", id="not-closed"),
        pytest.param("---\nafterword:\n---\nHe rowed.", id="says-nothing"),
        pytest.param("---\n- afterword\n- form\n---\nHe rowed.", id="a-list"),
        pytest.param("---\n\x00afterword: \x01\n---\n", id="binary"),
    ],
)
def test_what_is_no_brief_says_nothing(text: str) -> None:
    assert read_document_head(text).values == {}


def test_an_alias_bomb_is_not_unfolded() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefg", "bcdefgh", strict=True)
    ]
    text = "\n".join(["---", *lines, "afterword:", "  avoid: *h", "---", ""])
    assert len(read_document_head(text).faults) == 1


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        pytest.param("---\nafterword: a novel\n---\nHe rowed.", "a novel", id="a-text-for-keys"),
        pytest.param(f"---\nafterword: {'[' * 3000}\n---\n", "", id="nested-brackets"),
        pytest.param(head(f"  synopsis: {'x ' * MAX_MAP_CHARS}"), "", id="too-long-to-be-read"),
        pytest.param('---\nafterword:\n  tone: "\\U00110000"\n---\n', "", id="beyond-unicode"),
        pytest.param("---\nafterword:\n  tone: a\x07b\n---\n", "\x07b", id="control-character"),
        pytest.param("---\nafterword:\n  form: *other\n---\n", "*other", id="unknown-alias"),
    ],
)
def test_what_cannot_be_read_is_told_where_it_stands(text: str, covered: str) -> None:
    (fault,) = read_document_head(text).faults
    assert covered in text[fault.span.start : fault.span.end]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_line_ends_will_do(line_end: str) -> None:
    text = head("  form: poem", "", "  # still ours", "  tone: dry").replace("\n", line_end)
    found = read_document_head(text)
    assert set(found.values) == {"form", "tone"}
    assert text[found.length :].strip() == "He rowed."


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["title: The afterword: a [broken"], id="in-a-title"),
        pytest.param(["The afterword was short: it said…"], id="a-rule-and-a-story"),
        pytest.param(["x: [broken", "afterword:", "  form: poem"], id="before-ours"),
        pytest.param(["afterword:", "  form: poem", "x: [broken"], id="behind-ours"),
    ],
)
def test_what_is_wrong_elsewhere_is_not_ours_to_tell(lines: list[str]) -> None:
    found = read_document_head("\n".join(["---", *lines, "---", "He rowed."]))
    assert found.faults == ()
    assert set(found.values) == ({"form"} if "  form: poem" in lines else set())


def test_only_so_many_faults_are_told() -> None:
    wrong = [f"  key{index}: x" for index in range(MAX_HEAD_FAULTS + 5)]
    assert len(read_document_head(head(*wrong)).faults) == MAX_HEAD_FAULTS


def test_a_head_after_a_byte_order_mark_counts() -> None:
    assert read_document_head("\ufeff" + head("  form: poem")).values == {"form": Form.POEM}


@pytest.mark.parametrize(
    ("line", "voice"),
    [
        pytest.param("  voice: ostrand", "ostrand", id="named"),
        pytest.param('  voice: ""', "", id="none"),
        pytest.param("  voice:", None, id="left-to-the-settings"),
        pytest.param("  form: novel", None, id="not-named"),
    ],
)
def test_the_voice_is_neither_brief_nor_control(line: str, voice: str | None) -> None:
    found = read_document_head(head(line, "  seed: 7"))
    assert found.voice == voice
    assert "voice" not in {**found.values, **found.controls}
    assert found.faults == ()


def test_a_voice_whose_name_is_too_long_is_a_fault() -> None:
    message, covered, _ = only_fault(f"  voice: {'x' * 65}")
    assert covered == "x" * 65
    assert "up to 64 characters" in message
