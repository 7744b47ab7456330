# pyright: basic
"""BLEU and ROUGE-L of continuations against what was written. No other module uses their libraries."""

import importlib.util
from collections.abc import Sequence
from typing import Final

from afterword.errors import EngineUnavailableError
from afterword.prose.characters.language_detection import is_spaceless_language
from afterword.study.evaluating.measures.text_quality import quality_tokens

_PACKAGES: Final = {"sacrebleu": "sacrebleu", "rouge_score": "rouge-score"}


def require_score_packages() -> None:
    """Check that the ``evaluate`` extra is installed.

    Raises:
        EngineUnavailableError: sacrebleu or rouge-score is not installed.
    """
    missing = [name for module, name in _PACKAGES.items() if not importlib.util.find_spec(module)]
    if missing:
        raise EngineUnavailableError(
            f"Continuations can't be scored: {', '.join(missing)} not installed.",
            next_step='Run: pip install "afterword[evaluate]", or leave them out with --only.',
        )


def corpus_bleu(texts: Sequence[str], references: Sequence[str], *, language: str) -> float:
    """Return BLEU, 0-100, by sacrebleu (Post 2018); languages without spaces use ``zh`` or ``char``."""
    from sacrebleu.metrics.bleu import BLEU

    tokenize = "zh" if language == "zh" else "char" if is_spaceless_language(language) else "13a"
    return BLEU(tokenize=tokenize).corpus_score(list(texts), [list(references)]).score


def mean_rouge_l(texts: Sequence[str], references: Sequence[str]) -> float:
    """Return the mean F1 of ROUGE-L, 0-1 (Lin 2004), over words or characters of any script."""
    from rouge_score.rouge_scorer import RougeScorer

    scorer = RougeScorer(["rougeL"], tokenizer=_Tokenizer())
    scores = [
        scorer.score(reference, text)["rougeL"].fmeasure
        for text, reference in zip(texts, references, strict=True)
    ]
    return sum(scores) / len(scores)


class _Tokenizer:
    """A tokenizer for any script: rouge-score's own one removes everything that is not ASCII."""

    def tokenize(self, text: str) -> list[str]:
        """Return words and characters."""
        return quality_tokens(text)
