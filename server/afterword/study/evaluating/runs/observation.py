"""Observations of a policy at single places: what it showed there, compared with the text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from afterword.study.evaluating.measures.accepted_prefix import PrefixMatch, match, word_span
from afterword.study.evaluating.policies.policy import Policy
from afterword.study.evaluating.samples.cursor_samples import CursorSample, PlaceKind

THRESHOLDS: Final = (
    *(0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7),
    *(0.75, 0.8, 0.85, 0.9, 0.95, 0.98, 1.05, 1.1, 1.15, 1.2, 1.3, 1.4),
)
"""The confidence thresholds at which every policy is asked what it would show. Ours compares expected
benefit, which may be above 1; the baselines compare a probability. Under the first one, text would be
generated that no threshold shows."""
_NEAR_CHARS: Final = 160
"""The number of characters before the cursor that a case shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdStep:
    """The suggestion at one threshold, compared with the text."""

    threshold: float
    found: PrefixMatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """The suggestion of one policy at one place, compared with the text. Holds no text."""

    document: str
    """The key of the document."""
    char_offset: int
    kind: PlaceKind
    language: str
    span_chars: int
    """The number of characters of the word at the cursor, with its space."""
    sentence_chars: int
    found: PrefixMatch
    """The suggestion at the policy's own threshold."""
    confidence: float
    took_ms: float
    steps: tuple[ThresholdStep, ...] = ()
    """The suggestions at other thresholds, in ascending order; empty if there are none."""

    @property
    def group(self) -> str:
        """The language and kind of place that figures are grouped by: ``en/word_start``."""
        return f"{self.language}/{self.kind}"

    @property
    def key(self) -> tuple[str, int, str]:
        """The place, which is the same in another run."""
        return self.document, self.char_offset, str(self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCase:
    """One place with its text, for the HTML report."""

    kind: PlaceKind
    before: str
    shown: str
    truth: str
    after: str
    found: PrefixMatch
    confidence: float


async def observe(
    policy: Policy, place: CursorSample, *, thresholds: Sequence[float] = THRESHOLDS
) -> tuple[Observation, ReportCase]:
    """Ask a policy what it shows at a place, and what it would show at each threshold.

    Raises:
        EngineError: the model failed.
    """
    passage, truth = place.passage(), place.truth
    offer = await policy.offer(passage)
    shown = await policy.sweep(passage, thresholds) if thresholds else []
    policy.forget(passage.uri)
    found = match(offer.text, truth)
    observation = Observation(
        document=place.writing.key,
        char_offset=place.char_offset,
        kind=place.kind,
        language=place.writing.language,
        span_chars=word_span(passage.before[-_NEAR_CHARS:], truth),
        sentence_chars=place.sentence_chars,
        found=found,
        confidence=offer.confidence,
        took_ms=offer.took_ms,
        steps=tuple(
            ThresholdStep(threshold=threshold, found=match(text, truth))
            for threshold, text in zip(thresholds, shown, strict=True)
        ),
    )
    case = ReportCase(
        kind=place.kind,
        before=passage.before[-_NEAR_CHARS:],
        shown=offer.text,
        truth=truth[: max(40, len(offer.text) + 20)],
        after=passage.after[:40],
        found=found,
        confidence=offer.confidence,
    )
    return observation, case
