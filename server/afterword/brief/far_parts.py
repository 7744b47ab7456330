"""Words what is far away as parts of the head: sentences of earlier chapters, and how this one began.

A base model reads it as what stands before many a sequel: "From earlier chapters: …".
"""

from dataclasses import dataclass
from typing import Final

from afterword.brief.budget import BYTES_PER_TOKEN, cut_to_sentences
from afterword.brief.far_context import Chapter, Far
from afterword.brief.heading import HeadPart
from afterword.prose.languages import language_of
from afterword.prose.summary import first_sentences, join_sentences

EARLIER: Final = "earlier chapters"
"""What stands before their sentences."""
OPENING_SHARE: Final = 3
"""A third of the room is for how this chapter began."""
LEAST_BYTES: Final = 200
"""Less is not divided: no sentence would fit."""


@dataclass(frozen=True, slots=True)
class _Wording:
    earlier: str
    opening: str


_WORDINGS: Final = {
    "en": _Wording("From earlier chapters: ", "This chapter began: "),
    "zh": _Wording("前文摘录：", "本章开头："),
    "ja": _Wording("これまでの章より：", "この章の冒頭："),
    "de": _Wording("Aus früheren Kapiteln: ", "So begann dieses Kapitel: "),
    "fr": _Wording("Extraits des chapitres précédents : ", "Début de ce chapitre : "),
    "es": _Wording("De los capítulos anteriores: ", "Así empezaba este capítulo: "),
    "it": _Wording("Dai capitoli precedenti: ", "Così cominciava questo capitolo: "),
    "pt": _Wording("Dos capítulos anteriores: ", "Assim começava este capítulo: "),
    "nl": _Wording("Uit eerdere hoofdstukken: ", "Zo begon dit hoofdstuk: "),
    "ru": _Wording("Из предыдущих глав: ", "Начало этой главы: "),
}
_UNLABELLED: Final = _Wording("", "")
"""In other languages the sentences speak for themselves."""


def far_parts(far: Far, *, budget_tokens: int) -> list[HeadPart]:
    """Return the parts of the head for what is far away; together they fit the budget.

    Half of the room goes to the last chapter, half of the rest to the one before, and so on: what
    happened last is most likely to come up again.
    """
    if not far.chapters and not far.opening:
        return []
    told = next((each.text for each in reversed(far.chapters) if each.text), far.opening)
    wording = _WORDINGS.get(language_of(told), _UNLABELLED)
    room_bytes = budget_tokens * BYTES_PER_TOKEN
    opening = _opening_part(far.opening, wording, room_bytes // OPENING_SHARE)
    room_bytes -= len(opening.text.encode()) if opening else 0
    room_bytes -= len(wording.earlier.encode()) + 1
    parts = list[HeadPart]()
    for chapter in reversed(far.chapters):
        is_first = chapter is far.chapters[0]
        half = max(room_bytes // 2, min(room_bytes, LEAST_BYTES))
        part = _chapter_part(chapter, room_bytes if is_first else half)
        room_bytes -= len(part.text.encode())
        parts.append(part)
    parts.reverse()
    if any(part.text for part in parts):
        parts.insert(0, HeadPart(name=EARLIER, text=f"\n{wording.earlier}", is_far=True))
    return [*parts, opening] if opening else parts


def _chapter_part(chapter: Chapter, room_bytes: int) -> HeadPart:
    if chapter.left_out:
        return HeadPart(name=chapter.source, text="", left_out=chapter.left_out, is_far=True)
    kept = dict[int, str]()
    ranked = chapter.ranked or ()
    for place, sentence in ranked:
        size = len(sentence.encode()) + 1
        if size <= room_bytes:
            kept[place] = sentence
            room_bytes -= size
    text = join_sentences([kept[place] for place in sorted(kept)])
    reason = "it is still being read" if chapter.ranked is None else "no sentence stands by itself"
    left_out = "" if text else "no room" if ranked else reason
    return HeadPart(
        name=chapter.source,
        text=f"{text}\n" if text else "",
        left_out=left_out,
        is_far=True,
    )


def _opening_part(opening: str, wording: _Wording, room_bytes: int) -> HeadPart | None:
    if not opening:
        return None
    room_bytes -= len(wording.opening.encode()) + 2
    kept = cut_to_sentences(first_sentences(opening), room_bytes=room_bytes)
    return HeadPart(
        name="how this chapter began",
        text=f"\n{wording.opening}{kept}\n" if kept else "",
        left_out="" if kept else "no room",
        is_far=True,
    )
