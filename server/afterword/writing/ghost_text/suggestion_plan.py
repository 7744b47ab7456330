"""The plan of one suggestion: its prompt, its request, and when it is shown."""

from dataclasses import dataclass
from typing import Final

from afterword.engine.interface import GenerationRequest
from afterword.writing.ghost_text.confidence import ShowPolicy
from afterword.writing.passage import Passage
from afterword.writing.prompt.prompt_plan import PromptPlan, plan_prompt

TOKENS_PER_WORD: Final = 2
"""Tokens allowed for each word: English needs 1.3, a pair of Chinese characters 1.5."""
MIN_CHARS_BY_HAND: Final = 2
"""Characters in a suggestion requested by hand, at least: where a line break is the likeliest token,
it is left, and what comes next is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionPlan:
    """All that is decided about a suggestion before it is generated."""

    passage: Passage
    """The document and the cursor at which it is begun."""
    prompt: PromptPlan
    show_policy: ShowPolicy
    """The utility that its words need to be shown."""
    request: GenerationRequest
    """The engine's request."""

    @property
    def shows_all(self) -> bool:
        """Whether the whole text is shown, as for a request by hand."""
        return not self.show_policy.threshold

    def deadline_s(self, started_s: float) -> float:
        """Return the deadline of a request that came at ``started_s``."""
        return started_s + self.passage.settings.inline.deadline_ms / 1e3


def plan_suggestion(
    passage: Passage, show_policy: ShowPolicy, *, draft_text: str = "", by_hand: bool = False
) -> SuggestionPlan:
    """Return the plan of a suggestion at a cursor.

    Args:
        passage: the document and the cursor.
        show_policy: the utility that its words need.
        draft_text: a guess for speculative decoding, such as an older suggestion.
        by_hand: whether the writer requested it, so that there should be some text.
    """
    inline = passage.settings.inline
    prompt = plan_prompt(passage, passage.before, budget_tokens=inline.context_tokens)
    request = GenerationRequest(
        prompt=prompt.healed.prompt,
        forced_prefix=prompt.healed.forced_prefix,
        max_tokens=inline.max_words * TOKENS_PER_WORD,
        draft_text=draft_text,
        min_probability=show_policy.lowest_probability,
        min_chars=MIN_CHARS_BY_HAND if by_hand else 0,
        stop=("\n",),
    )
    return SuggestionPlan(passage=passage, prompt=prompt, show_policy=show_policy, request=request)
