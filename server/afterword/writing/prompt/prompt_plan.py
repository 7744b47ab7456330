"""The plan of a prompt: brief, lore, and the near text with a note.

Knows nothing of tokens but their average size in bytes.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import regex

from afterword.brief.budget import estimate_tokens
from afterword.brief.head.title_page import (
    HeadPart,
    example_parts,
    head_parts,
    head_text,
    lore_parts,
)
from afterword.brief.lore.entry import LoreEntry
from afterword.brief.project.project_context import ProjectContext
from afterword.prose.characters.language_detection import detect_language
from afterword.prose.structure.current_chapter import chapter_number_at
from afterword.prose.structure.hard_wraps import unwrap
from afterword.settings.brief_fields import Brief
from afterword.writing.passage import Passage
from afterword.writing.prompt.text_within_budget import cut_to_budget, cut_with_tail
from afterword.writing.prompt.token_healing import HealedPrompt, heal

HEAD_SHARE: Final = 1 / 3
"""Share of the budget that a brief takes at most: the near text steers more."""
WHOLE_HEAD_DIVISOR: Final = 2
"""Divisor of the budget: the head takes at most half of it, with examples."""
NEAR_TEXT_DIVISOR: Final = 4
"""Divisor of the budget: the near text gets at least a quarter of it."""
_BREAK: Final = regex.compile(r"\n(?:[ \t]*\n)+")
_LINE_END: Final = regex.compile(r"\n")
_LANGUAGE_SAMPLE_CHARS: Final = 400
_CHINESE: Final = regex.compile(
    r"zh\b|cmn\b|chinese|mandarin|中文|汉语|漢語|华语|華語|普通话|國語|国语", flags=regex.IGNORECASE
)


@dataclass(frozen=True, kw_only=True)
class PromptPlan:
    """A prompt in its parts, for the engine's request, the filters and the explanation."""

    brief: Brief
    """The brief in force."""
    parts: tuple[HeadPart, ...] = ()
    """The parts of the head in order: examples, brief, lore."""
    head: str = ""
    """The whole head, with the transition to the text."""
    chapter: int | None = None
    """The number of the chapter; None if unknown, or if no entry of the lore depends on it."""
    near: str = ""
    """The end of the text before the cursor that fits the budget, hard-wrapped as the document is.
    Where there is room, the end of the previous file precedes it."""
    text: str = ""
    """All text before the cursor, without the document's head."""

    @cached_property
    def healed(self) -> HealedPrompt:
        """The whole prompt for a base model: head, near text with the author's note, stem."""
        note = _bracketed(self.brief)
        at = _place_of_note(self.near) if note else 0
        healed = _heal_unwrapped(self.near[:at] + note + self.near[at:])
        return HealedPrompt(prompt=self.head + healed.prompt, forced_prefix=healed.forced_prefix)

    @cached_property
    def answer(self) -> HealedPrompt:
        """The near text alone, as the beginning of an instructed model's answer."""
        return _heal_unwrapped(self.near)

    @property
    def previous_tail(self) -> str:
        """The part of the near text that is the end of the previous file."""
        return unwrap(self.near[: max(0, len(self.near) - len(self.text))])

    @property
    def left_out_chars(self) -> int:
        """Characters of the text before the cursor that are not in the prompt."""
        return max(0, len(self.text) - len(self.near))

    @property
    def is_chinese(self) -> bool:
        """Whether the head is written in Chinese."""
        return is_in_chinese(self.brief, self.text)


def plan_prompt(passage: Passage, before: str, *, budget_tokens: int) -> PromptPlan:
    """Return the plan of the prompt at a place.

    Args:
        passage: the document and the cursor, with its settings, its project and its brief.
        before: the text up to the place, which is at or after the cursor.
        budget_tokens: the budget for the whole prompt.
    """
    brief, text = passage.brief, passage.without_head(before)
    lore_tokens = int(budget_tokens * passage.settings.lore.share)
    chapter, entries = (
        _lore_for(text, passage.project_context, budget_tokens) if lore_tokens else (None, ())
    )
    parts, head = (), ""
    if entries or not brief.is_empty:
        # Frozen, so pydantic gives it a hash.
        parts, head = _head(
            brief,  # pyright: ignore[reportArgumentType]
            entries,
            budget_tokens=budget_tokens,
            lore_tokens=lore_tokens,
            is_chinese=is_in_chinese(brief, text),
        )
    if brief.examples:
        shown = _examples(
            brief.examples,
            tuple(passage.project_context.examples.passage(name) for name in brief.examples),
            budget_tokens // WHOLE_HEAD_DIVISOR - estimate_tokens(head),
        )
        parts = (*shown, *parts)
        head = "".join(part.text for part in shown) + head
    # A note takes its room also where the near text does not hold it.
    room = budget_tokens - estimate_tokens(head + _bracketed(brief))
    tail = passage.project_context.previous.tail if passage.settings.chapters.read_on else ""
    near = cut_with_tail(tail, text, budget_tokens=max(room, budget_tokens // NEAR_TEXT_DIVISOR))
    return PromptPlan(brief=brief, parts=parts, head=head, chapter=chapter, near=near, text=text)


def _bracketed(brief: Brief) -> str:
    return f"[{brief.note}]\n\n" if brief.note else ""


def _heal_unwrapped(near: str) -> HealedPrompt:
    """Unwrap before healing: the last line break may be the space that the stem begins with."""
    return heal(unwrap(near))


def _lore_for(
    text: str, project_context: ProjectContext, budget_tokens: int
) -> tuple[int | None, tuple[LoreEntry, ...]]:
    """Return the chapter, and the entries that the near text activates, best first."""
    lore = project_context.lore
    if not lore.entries:
        return None, ()
    near = heal(cut_to_budget(text, budget_tokens=budget_tokens)).prompt
    chapter = (
        chapter_number_at(text, file_stem=project_context.file_stem) if lore.has_chapters else None
    )
    return chapter, tuple(lore.activated_entries(near, chapter=chapter))


def _place_of_note(near: str) -> int:
    """Return the offset of a note in the near text: before the last paragraph but one."""
    breaks = _BREAK.finditer(near) if _BREAK.search(near) else _LINE_END.finditer(near)
    starts = [0, *(each.end() for each in breaks)]
    return starts[max(0, len(starts) - 2)]


def is_in_chinese(brief: Brief, text: str) -> bool:
    """Return whether the head is Chinese: by the brief's language, else by its words.

    Without such words the beginning of the text decides: a head that changed while the text is typed
    would invalidate the prefix cache.
    """
    if brief.language:
        return _CHINESE.match(brief.language) is not None
    said = (brief.genre, brief.subject, brief.tone, brief.style, brief.audience)
    words = " ".join(filter(None, (*said, brief.synopsis, brief.so_far)))
    return detect_language(words if words.strip() else text[:_LANGUAGE_SAMPLE_CHARS]) == "zh"


@lru_cache(maxsize=16)
def _examples(
    names: tuple[str, ...], passages: tuple[str, ...], budget_tokens: int
) -> tuple[HeadPart, ...]:
    """Return the head's parts for examples; cached as the rest of it is."""
    return tuple(example_parts(names, passages, budget_tokens=budget_tokens))


@lru_cache(maxsize=16)
def _head(
    brief: Brief,
    entries: tuple[LoreEntry, ...],
    *,
    budget_tokens: int,
    lore_tokens: int,
    is_chinese: bool,
) -> tuple[tuple[HeadPart, ...], str]:
    """Return the head for brief and lore; cached, since every keystroke needs it."""
    brief_tokens = int(budget_tokens * HEAD_SHARE)
    parts = head_parts(brief, budget_tokens=brief_tokens, is_chinese=is_chinese)
    parts += lore_parts(entries, brief, budget_tokens=lore_tokens, is_chinese=is_chinese)
    return tuple(parts), head_text(parts, brief, is_chinese=is_chinese)
