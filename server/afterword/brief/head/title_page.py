"""Turns a brief into the head of a document, as a base model has read many: it goes on from there.

A base model can't be given instructions: it reads a title page, a synopsis and what went before. This
knows nothing of tokens but about how many a text has.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from afterword.brief.budget import BYTES_PER_TOKEN, cut_to_sentences
from afterword.brief.lore.entry import LoreEntry
from afterword.settings.brief_fields import Brief, Form, Person, Tense


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of a head in one language."""

    forms: dict[Form, str]
    persons: dict[Person, str]
    tenses: dict[Tense, str]
    labels: dict[str, str]
    """The labels of the keys that have a line of their own."""
    colon: str
    comma: str
    openings: dict[Form, str]
    """What stands between the head and the text, by form; ``RULE`` for other forms."""
    lore: dict[Form, str]
    """The heading of the entries of the lore, by form; ``any_lore`` for other forms."""
    any_lore: str


RULE: Final = "* * *"
"""The line that stands between the head and the text, and behind each example."""
MIN_EXAMPLE_CHARS: Final = 40
"""How many characters an example needs at least: in fewer no voice can be heard."""

ENGLISH: Final = Wording(
    forms={form: str(form).capitalize() for form in Form},
    persons={
        Person.FIRST: "first person",
        Person.SECOND: "second person",
        Person.THIRD: "third person",
    },
    tenses={Tense.PAST: "past tense", Tense.PRESENT: "present tense"},
    labels={
        "form": "Form",
        "genre": "Genre",
        "subject": "Subject",
        "language": "Language",
        "tone": "Tone",
        "style": "Style",
        "telling": "Told in",
        "audience": "For",
        "synopsis": "Synopsis",
        "so_far": "The story so far",
    },
    colon=": ",
    comma=", ",
    openings={Form.SCREENPLAY: "FADE IN:", Form.STAGE_PLAY: "ACT ONE"},
    lore={
        Form.SCREENPLAY: "Characters",
        Form.STAGE_PLAY: "Dramatis personae",
        **dict.fromkeys((Form.ESSAY, Form.REPORT, Form.LESSON), "Background"),
    },
    any_lore="Characters and places",
)
CHINESE: Final = Wording(
    forms={
        Form.NOVEL: "长篇小说",
        Form.STORY: "短篇小说",
        Form.POEM: "诗",
        Form.SONG: "歌词",
        Form.SCREENPLAY: "电影剧本",
        Form.STAGE_PLAY: "话剧",
        Form.ESSAY: "散文",
        Form.DIALOGUE: "对话",
        Form.REPORT: "报告",
        Form.LESSON: "课文",
    },
    persons={
        Person.FIRST: "第一人称",
        Person.SECOND: "第二人称",
        Person.THIRD: "第三人称",
    },
    tenses={Tense.PAST: "过去时", Tense.PRESENT: "现在时"},
    labels={
        "form": "体裁",
        "genre": "类型",
        "subject": "主题",
        "language": "语言",
        "tone": "基调",
        "style": "文风",
        "telling": "叙述",
        "audience": "读者",
        "synopsis": "内容提要",
        "so_far": "前情提要",
    },
    colon="：",
    comma="，",
    openings={},
    lore=dict.fromkeys((Form.ESSAY, Form.REPORT, Form.LESSON), "背景"),
    any_lore="人物与地方",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadPart:
    """One part of a head, or why it was left out."""

    name: str
    """The name that people see: the brief's key, ``telling`` for person and tense, or an entry of the
    lore."""
    text: str
    """The text with its line end; empty if it was left out."""
    left_out: str = ""
    """Why the part or its end is missing; empty if nothing is."""


def head_parts(brief: Brief, *, budget_tokens: int, is_chinese: bool) -> list[HeadPart]:
    """Return the parts of the head in order; together they fit the budget.

    What is short and steers most goes first; the longer texts share what is left, from their ends:
    of a synopsis the beginning is kept, of what went before the end.
    """
    wording = CHINESE if is_chinese else ENGLISH
    room_bytes = budget_tokens * BYTES_PER_TOKEN
    parts = list[HeadPart]()
    for name, value in _lines(brief, wording):
        line = f"{wording.labels[name]}{wording.colon}{value}\n"
        size = len(line.encode())
        fits = size <= room_bytes
        room_bytes -= size if fits else 0
        parts.append(
            HeadPart(name=name, text=line if fits else "", left_out="" if fits else "no room")
        )
    for name, value in (("so_far", brief.so_far), ("synopsis", brief.synopsis)):
        if not value:
            continue
        label = f"\n{wording.labels[name]}{wording.colon}"
        room = room_bytes - len(label.encode()) - 1
        kept = cut_to_sentences(value, room_bytes=room, keeps_end=name == "so_far")
        room_bytes -= len(f"{label}{kept}\n".encode()) if kept else 0
        parts.append(
            HeadPart(
                name=name,
                text=f"{label}{kept}\n" if kept else "",
                left_out="" if kept == value else "cut to the budget" if kept else "no room",
            )
        )
    order = {"synopsis": 1, "so_far": 2}
    return sorted(parts, key=lambda part: order.get(part.name, 0))


def lore_parts(
    entries: Sequence[LoreEntry], brief: Brief, *, budget_tokens: int, is_chinese: bool
) -> list[HeadPart]:
    """Return the parts of the head for entries of the lore; together they fit the budget.

    Args:
        entries: best first; the first of them are kept, and stand in the order of their titles, so
            that the head changes no more than it must when another one is named.
        brief: the brief in force.
        budget_tokens: the budget for all entries together.
        is_chinese: whether the head is in Chinese; else it is in English.
    """
    wording = CHINESE if is_chinese else ENGLISH
    label = wording.lore.get(brief.form, wording.any_lore) if brief.form else wording.any_lore
    opening = f"\n{label}{wording.colon.rstrip()}\n"
    room_bytes = budget_tokens * BYTES_PER_TOKEN - len(opening.encode())
    parts = list[HeadPart]()
    for entry in entries:
        lead = f"{entry.title}{wording.colon}"
        kept = cut_to_sentences(entry.text, room_bytes=room_bytes - len(lead.encode()) - 1)
        text = f"{lead}{kept}\n" if kept else ""
        room_bytes -= len(text.encode())
        left_out = "" if kept == entry.text else "cut to the budget" if kept else "no room"
        parts.append(HeadPart(name=f"lore: {entry.title}", text=text, left_out=left_out))
    parts.sort(key=lambda part: part.name)
    if any(part.text for part in parts):
        parts.insert(0, HeadPart(name="lore", text=opening))
    return parts


def example_parts(
    names: Sequence[str], passages: Sequence[str], *, budget_tokens: int
) -> list[HeadPart]:
    """Return passages in the writer's voice, which stand before the head; together they fit the budget.

    Args:
        names: the paths of the passages.
        passages: their texts; empty if there is none.
        budget_tokens: the budget for all passages, in equal shares.
    """
    parts = list[HeadPart]()
    room_bytes = budget_tokens * BYTES_PER_TOKEN // max(1, len(names))
    for name, passage in zip(names, passages, strict=True):
        tail = f"\n\n{RULE}\n\n"
        kept = cut_to_sentences(passage, room_bytes=room_bytes - len(tail))
        if len(kept) < MIN_EXAMPLE_CHARS:
            kept = ""
        left_out = "" if kept == passage else "cut to the budget" if kept else "no room"
        parts.append(
            HeadPart(
                name=f"example: {name}",
                text=f"{kept}{tail}" if kept else "",
                left_out=left_out if passage else "not read",
            )
        )
    return parts


def head_text(parts: Sequence[HeadPart], brief: Brief, *, is_chinese: bool) -> str:
    """Return the head with what leads over to the text; empty if there is none."""
    text = "".join(part.text for part in parts).lstrip("\n")
    if not text:
        return ""
    wording = CHINESE if is_chinese else ENGLISH
    opening = wording.openings.get(brief.form, RULE) if brief.form else RULE
    return f"{text}\n{opening}\n\n"


def _lines(brief: Brief, wording: Wording) -> Iterator[tuple[str, str]]:
    """Yield the keys that have a line of their own and their values, those that steer most first."""
    if brief.form:
        yield "form", wording.forms[brief.form]
    for name in ("genre", "subject", "language", "tone", "style"):
        if value := getattr(brief, name):
            yield name, value
    telling = [wording.persons[brief.person]] if brief.person else []
    telling += [wording.tenses[brief.tense]] if brief.tense else []
    if telling:
        yield "telling", wording.comma.join(telling)
    if brief.audience:
        yield "audience", brief.audience
