"""From the text before a cursor to what the model reads: brief, lore, the near text with a note.

Knows nothing of tokens but how many bytes they have about.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import regex

from afterword.brief.budget import cut_to_budget, cut_with_tail, estimate_tokens
from afterword.brief.head.effective_brief import effective_brief
from afterword.brief.head.title_page import (
    HeadPart,
    example_parts,
    head_parts,
    head_text,
    lore_parts,
)
from afterword.brief.lore.entry import LoreEntry
from afterword.prose.characters.language_detection import detect_language
from afterword.prose.structure.current_chapter import chapter_number_at
from afterword.prose.structure.hard_wraps import unwrap
from afterword.settings.brief_fields import Brief
from afterword.writing.prompt.prompt_context import PromptContext
from afterword.writing.prompt.token_healing import HealedPrompt, heal

HEAD_SHARE: Final = 1 / 3
"""Of the budget, that a brief may take at most: the near text steers more."""
HEADS_SHARE: Final = 2
"""Half of the budget, that examples may take with all the rest of the head."""
LEAST_SHARE: Final = 4
"""A quarter of the budget is near text, however long a note is."""
_BREAK: Final = regex.compile(r"\n(?:[ \t]*\n)+")
_LINE_END: Final = regex.compile(r"\n")
_LANGUAGE_SAMPLE_CHARS: Final = 400
_CHINESE: Final = regex.compile(
    r"zh\b|cmn\b|chinese|mandarin|中文|汉语|漢語|华语|華語|普通话|國語|国语", flags=regex.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptPlan:
    """A prompt and what it is made of."""

    healed: HealedPrompt
    brief: Brief
    """The one in force."""
    parts: tuple[HeadPart, ...] = ()
    """Of the head, in order: those of examples, the brief's, then the lore's."""
    head: str = ""
    """All of them, with what leads over to the text."""
    chapter: int | None = None
    """Where the place is in the piece; None if nothing says it, or nobody asks."""
    previous_tail: str = ""
    """How the near text begins, where that is the end of the file before."""
    text: str = ""
    """All text before the cursor, without the document's head."""
    left_out_chars: int = 0
    """How much of the text before the cursor is not in the prompt."""

    @property
    def is_chinese(self) -> bool:
        """Whether the piece has a Chinese head."""
        return is_in_chinese(self.brief, self.text)


def prompt_for(before: str, *, budget_tokens: int, prompt_context: PromptContext) -> HealedPrompt:
    """Return what the model reads before a cursor, and the stem to be forced.

    Args:
        before: all text before the cursor.
        budget_tokens: for all of it.
        prompt_context: what holds where the document's own head says nothing.
    """
    return plan_prompt(before, budget_tokens=budget_tokens, prompt_context=prompt_context).healed


def plan_prompt(
    before: str, *, budget_tokens: int, prompt_context: PromptContext, shows_note: bool = True
) -> PromptPlan:
    """Return the same with what it is made of.

    Args:
        before: all text before the cursor.
        budget_tokens: for all of it.
        prompt_context: what holds where the document's own head says nothing.
        shows_note: whether a note stands in the text, for models that can't be told it; it has its
            room in any case.
    """
    in_force = effective_brief(before, prompt_context.brief)
    brief, text = in_force.brief, in_force.text
    lore_tokens = int(budget_tokens * prompt_context.lore_share)
    chapter, entries = _lore_for(text, prompt_context, budget_tokens) if lore_tokens else (None, ())
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
            tuple(prompt_context.examples.passage(name) for name in brief.examples),
            budget_tokens // HEADS_SHARE - estimate_tokens(head),
        )
        parts = (*shown, *parts)
        head = "".join(part.text for part in shown) + head
    note = f"[{brief.note}]\n\n" if brief.note else ""
    room = budget_tokens - estimate_tokens(head + note)
    tail = prompt_context.previous.tail if prompt_context.reads_on else ""
    near = cut_with_tail(tail, text, budget_tokens=max(room, budget_tokens // LEAST_SHARE))
    if note and shows_note:
        at = _place_of_note(near)
        noted = near[:at] + note + near[at:]
    else:
        noted = near
    # Hard line breaks go first: the last of them may be the space that the stem begins with.
    healed = heal(unwrap(noted))
    return PromptPlan(
        healed=replace(healed, prompt=head + healed.prompt),
        brief=brief,
        parts=parts,
        head=head,
        chapter=chapter,
        previous_tail=unwrap(near[: max(0, len(near) - len(text))]),
        text=text,
        left_out_chars=max(0, len(text) - len(near)),
    )


def _lore_for(
    text: str, prompt_context: PromptContext, budget_tokens: int
) -> tuple[int | None, tuple[LoreEntry, ...]]:
    """Return the chapter, and the entries that the near text switches on, best first."""
    lore = prompt_context.lore
    if not lore.entries:
        return None, ()
    near = heal(cut_to_budget(text, budget_tokens=budget_tokens)).prompt
    chapter = (
        chapter_number_at(text, file_stem=prompt_context.file_stem) if lore.has_chapters else None
    )
    return chapter, tuple(lore.switched_on(near, chapter=chapter))


def _place_of_note(near: str) -> int:
    """Return where a note stands in the near text: before the cursor's paragraph and one more."""
    breaks = _BREAK.finditer(near) if _BREAK.search(near) else _LINE_END.finditer(near)
    starts = [0, *(each.end() for each in breaks)]
    return starts[max(0, len(starts) - 2)]


def is_in_chinese(brief: Brief, text: str) -> bool:
    """Tell whether a piece has a Chinese head: by the language it names, else by the brief's words.

    Only where those are few the text says it, by its beginning: a head that changed while the text is
    typed would cost all that was read so far.
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
    """Return the parts of the head for examples; cached as the rest of it is."""
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
    """Return the head of a brief and lore; cached: every keystroke asks for it."""
    brief_tokens = int(budget_tokens * HEAD_SHARE)
    parts = head_parts(brief, budget_tokens=brief_tokens, is_chinese=is_chinese)
    parts += lore_parts(entries, brief, budget_tokens=lore_tokens, is_chinese=is_chinese)
    return tuple(parts), head_text(parts, brief, is_chinese=is_chinese)
