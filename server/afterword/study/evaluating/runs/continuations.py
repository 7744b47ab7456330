"""Evaluates continuations: paragraphs are continued, and compared with what was written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from afterword.errors import NoUsableTextError
from afterword.prose.characters.language_detection import is_spaceless_language
from afterword.prose.fit.visible_faults import (
    circles_with_page,
    circles_within,
    has_debris,
    has_wrong_quotation_marks,
    is_unfinished,
    leaves_language,
)
from afterword.prose.words.word_boundaries import count_words
from afterword.settings import Settings
from afterword.study.evaluating.measures.bootstrap import estimate, grouped
from afterword.study.evaluating.measures.page_names import kept_names
from afterword.study.evaluating.measures.reference_scores import corpus_bleu, mean_rouge_l
from afterword.study.evaluating.measures.text_quality import copied, distinct, repeated
from afterword.study.evaluating.samples.cursor_samples import CursorSample
from afterword.writing.paragraph.continuer import Continuer

CONTINUATIONS: Final = 24
"""The number of continuations of a run: each takes a few seconds."""
_CONTEXT_CHARS: Final = 4000
"""The number of characters before the cursor that copied text is looked for in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinuedParagraph:
    """A continuation, and what was written instead. It is the writer's text, and never stored."""

    document: str
    language: str
    language_id: str = "plaintext"
    """The LSP language id of the document."""
    context: str
    text: str
    """The continuation; empty if nothing suitable was generated."""
    reference: str


async def continue_all(
    continuer: Continuer,
    settings: Settings,
    places: Sequence[CursorSample],
    *,
    seed: int,
    on_progress: Callable[[str, int, int], None],
) -> list[ContinuedParagraph]:
    """Continue at every place, with a seed for each.

    Raises:
        EngineError: the model failed.
    """
    found = list[ContinuedParagraph]()
    for index, place in enumerate(places):
        on_progress("continuing paragraphs", index, len(places))
        passage = replace(place.passage(), settings=settings)
        try:
            continuation = await continuer.continue_paragraph(
                passage, controls={"seed": seed + index}
            )
            text = continuation.text.strip()
        except NoUsableTextError:
            text = ""
        found.append(
            ContinuedParagraph(
                document=place.writing.key,
                language=place.writing.language,
                language_id=place.writing.language_id,
                context=passage.before[-_CONTEXT_CHARS:],
                text=text,
                reference=place.rest_of_paragraph,
            )
        )
    return found


def describe_continued(continued: Sequence[ContinuedParagraph]) -> dict[str, Any]:
    """Return every figure by language."""
    groups = grouped(continued, lambda each: each.language)
    return {language: _figures(group) for language, group in groups.items()}


def _figures(continued: Sequence[ContinuedParagraph]) -> dict[str, Any]:
    written = [each for each in continued if each.text]
    figures: dict[str, Any] = {"count": len(continued), "written": len(written)}
    if not written:
        return figures
    texts = [each.text for each in written]
    references = [_cut_alike(each) for each in written]
    shares: dict[str, Callable[[ContinuedParagraph], tuple[float, float]]] = {
        "rep_4": lambda each: repeated(each.text),
        "verbatim_overlap": lambda each: copied(each.text, each.context),
        "debris": lambda each: (
            has_debris(each.text, each.context, language_id=each.language_id),
            1,
        ),
        "circles_within": lambda each: (circles_within(each.text), 1),
        "circles_with_page": lambda each: (circles_with_page(each.text, each.context), 1),
        "wrong_language": lambda each: (leaves_language(each.text, each.language), 1),
        "wrong_quotation_marks": lambda each: (
            has_wrong_quotation_marks(each.text, each.context),
            1,
        ),
        "unfinished_sentences": lambda each: (is_unfinished(each.text), 1),
        "names_of_page": lambda each: kept_names(each.text, each.context, language=each.language),
        "mean_words": lambda each: (count_words(each.text), 1),
    }
    for name, terms in shares.items():
        figures[name] = estimate(written, terms, cluster=lambda each: each.document).describe()
    for size in (1, 2):
        different, total = distinct(texts, size)
        figures[f"distinct_{size}"] = round(different / total, 4) if total else None
    figures["bleu"] = round(corpus_bleu(texts, references, language=written[0].language), 2)
    figures["rouge_l"] = round(mean_rouge_l(texts, references), 4)
    return figures


def _cut_alike(continued: ContinuedParagraph) -> str:
    """Return as much of what was written as was continued: the rest has nothing to compare with."""
    slack = 1.2 if is_spaceless_language(continued.language) else 1.3
    return continued.reference[: max(20, round(len(continued.text) * slack))]
