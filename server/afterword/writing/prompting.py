"""From the text before a cursor to what the model reads: the brief's head, then the near text.

Knows nothing of tokens but how many bytes they have about.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import regex

from afterword.brief.budget import cut_to_budget, estimate_tokens
from afterword.brief.heading import HeadPart, head_parts, head_text
from afterword.brief.in_force import brief_in_force
from afterword.prose.languages import language_of
from afterword.prose.wrapping import unwrap
from afterword.settings.brief_fields import Brief
from afterword.writing.healing import HealedPrompt, heal

HEAD_SHARE: Final = 1 / 3
"""Of the budget, that a brief may take at most: the near text steers more."""
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
    """Of the brief's head, in order."""
    head: str = ""
    """All of them, with what leads over to the text."""
    left_out_chars: int = 0
    """How much of the text before the cursor is not in the prompt."""


def prompt_for(before: str, *, budget_tokens: int, brief: Brief) -> HealedPrompt:
    """Return what the model reads before a cursor, and the stem to be forced.

    Args:
        before: all text before the cursor.
        budget_tokens: for all of it.
        brief: what holds where the document's own head says nothing.
    """
    return plan_prompt(before, budget_tokens=budget_tokens, brief=brief).healed


def plan_prompt(before: str, *, budget_tokens: int, brief: Brief) -> PromptPlan:
    """Return the same with what it is made of."""
    in_force = brief_in_force(before, brief)
    brief, text = in_force.brief, in_force.text
    parts, head = (), ""
    if not brief.is_empty:
        head_tokens = int(budget_tokens * HEAD_SHARE)
        is_chinese = is_in_chinese(brief, text)
        # Frozen, so pydantic gives it a hash.
        parts, head = _head(brief, head_tokens, is_chinese=is_chinese)  # pyright: ignore[reportArgumentType]
    near = cut_to_budget(text, budget_tokens=budget_tokens - estimate_tokens(head))
    # Hard line breaks go first: the last of them may be the space that the stem begins with.
    healed = heal(unwrap(near))
    return PromptPlan(
        healed=replace(healed, prompt=head + healed.prompt),
        brief=brief,
        parts=parts,
        head=head,
        left_out_chars=len(text) - len(near),
    )


def is_in_chinese(brief: Brief, text: str) -> bool:
    """Tell whether a piece has a Chinese head: by the language it names, else by the brief's words.

    Only where those are few the text says it, by its beginning: a head that changed while the text is
    typed would cost all that was read so far.
    """
    if brief.language:
        return _CHINESE.match(brief.language) is not None
    said = (brief.genre, brief.subject, brief.tone, brief.style, brief.audience)
    words = " ".join(filter(None, (*said, brief.synopsis, brief.so_far)))
    return language_of(words if words.strip() else text[:_LANGUAGE_SAMPLE_CHARS]) == "zh"


@lru_cache(maxsize=16)
def _head(
    brief: Brief, budget_tokens: int, *, is_chinese: bool
) -> tuple[tuple[HeadPart, ...], str]:
    """Return the head of a brief; cached, because it is asked for at every keystroke."""
    parts = head_parts(brief, budget_tokens=budget_tokens, is_chinese=is_chinese)
    return tuple(parts), head_text(parts, brief, is_chinese=is_chinese)
