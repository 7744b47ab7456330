"""The end of the text before a cursor that fits a token budget, cut from the left in large steps.

The cut moves only when a quarter of the budget has been written, so that between two moves every
prompt begins alike and the engine's prefix cache stays valid.
"""

from afterword.brief.budget import BYTES_PER_TOKEN


def cut_to_budget(text: str, *, budget_tokens: int) -> str:
    """Return the end of ``text`` that fits, beginning at a paragraph, sentence or word if it can.

    The result holds between 3/4 of the budget and all of it, less what is dropped to begin well.
    The engine still enforces its own bound in real tokens.
    """
    encoded = text.encode(errors="surrogatepass")
    budget_bytes = budget_tokens * BYTES_PER_TOKEN
    excess = len(encoded) - budget_bytes
    if excess <= 0:
        return text
    step = max(1, budget_bytes // 4)
    start = -(-excess // step) * step
    window = encoded[start:].decode(errors="ignore")
    return window[_good_start(window[: step // 2]) :]


def cut_with_tail(tail: str, text: str, *, budget_tokens: int) -> str:
    """Return the end of ``text`` that fits, after as much of the tail as fits too.

    Args:
        tail: the end of the previous text.
        text: the text; the tail gets the budget that it leaves.
        budget_tokens: the budget for both together.
    """
    budget_bytes = budget_tokens * BYTES_PER_TOKEN
    alone = cut_to_budget(text, budget_tokens=budget_tokens)
    if not tail or len(text) > budget_bytes:
        return alone
    # Whole steps, so that the cut moves at the same places with a tail as without.
    whole_steps = max(1, budget_bytes // 4) * 4
    end = tail[-whole_steps:].encode(errors="surrogatepass")[-whole_steps:]
    window = cut_to_budget(end.decode(errors="ignore") + text, budget_tokens=budget_tokens)
    return window if len(window) > len(alone) else alone


def _good_start(head: str) -> int:
    """Return where in ``head`` to begin: after a paragraph, else a line, a sentence, a word."""
    for mark in ("\n\n", "\n", "。", ". ", " "):
        at = head.find(mark)
        if at >= 0:
            return at + len(mark)
    return 0
