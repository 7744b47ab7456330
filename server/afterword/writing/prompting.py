"""From the text before a cursor to what the model reads of it. Knows nothing of tokens."""

from afterword.brief.budget import cut_to_budget
from afterword.prose.wrapping import unwrap
from afterword.writing.healing import HealedPrompt, heal


def prompt_for(before: str, *, budget_tokens: int) -> HealedPrompt:
    """Return the end of ``before`` that fits the budget, unwrapped, and the stem to be forced.

    Hard line breaks go first: the last of them may be the space that the stem begins with.
    """
    return heal(unwrap(cut_to_budget(before, budget_tokens=budget_tokens)))
