"""Whether ghost text in a voice is as often right as its base's at the same thresholds; if not, its own.

Thresholds compare what a suggestion is worth with what it risks, so they hold for a voice if its
probabilities mean what its base's do. A voice that has learned a text by heart is surer than it is right.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from afterword.engine.interface import BuildEngine
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.models.voices.voice_folder import VoiceFolder
from afterword.models.voices.voice_thresholds import (
    ThresholdTable,
    thresholds_path,
    write_thresholds,
)
from afterword.settings import Settings
from afterword.study.evaluating.measures.bootstrap import Estimate, difference, estimate
from afterword.study.evaluating.measures.policy_figures import PLACE_FIGURES
from afterword.study.evaluating.measures.threshold_fitting import (
    MIN_PLACES,
    POSITIONS,
    fit_thresholds,
)
from afterword.study.evaluating.policies.served_policy import ServedPolicy
from afterword.study.evaluating.runs.observation import Observation
from afterword.study.evaluating.runs.policy_runs import OnProgress, run_policies
from afterword.study.evaluating.samples.cursor_samples import (
    CursorSample,
    PlaceKind,
    choose_places_of_kind,
)
from afterword.study.evaluating.samples.writings import read_writings
from afterword.study.training.corpora import CorpusDocument

PLACES: Final = 400
"""The number of places: about three minutes on two cores."""
KINDS: Final = (PlaceKind.WORD_START, PlaceKind.STEM)
"""The kinds of places where ghost text shows most, in languages with spaces."""
CHARACTER_KINDS: Final = (PlaceKind.CHARACTER,)
"""The same in languages without spaces."""
_PRECISION: Final = PLACE_FIGURES["whole_precision"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceCalibration:
    """How often what is shown at the base's thresholds is wholly right."""

    places: int
    """The number of places, the same for both."""
    base: Estimate
    """The base's precision."""
    voice: Estimate
    """The voice's."""
    gain: Estimate
    """The voice's less the base's."""
    thresholds: ThresholdTable
    """The voice's own thresholds; empty if the base's hold for it."""

    @property
    def is_other(self) -> bool:
        """Whether the voice is calibrated otherwise: the interval of the gain excludes zero."""
        return is_other(self.gain)

    def row(self) -> tuple[str, str]:
        """Return it as a row of a table for people: what, and the value."""
        own = "so it has thresholds of its own" if self.thresholds else "so the base's hold for it"
        if self.is_other and not self.thresholds:
            own = "too few places for thresholds of its own, so the base's hold"
        shown = f"{_number(self.base.value)} → {_number(self.voice.value)}"
        interval = f"{_number(self.gain.low)} to {_number(self.gain.high)}"
        return "shown text that is right", f"{shown} at {self.places} places ({interval}), {own}"


async def calibrate_voice(
    folder: VoiceFolder,
    documents: Sequence[CorpusDocument],
    settings: Settings,
    *,
    engine_builder: Callable[[Settings], BuildEngine],
    on_progress: OnProgress,
    places: int = PLACES,
    seed: int = 1,
) -> VoiceCalibration:
    """Compare a voice with its base on texts that it has not learned; keep thresholds where it needs its own.

    Args:
        folder: the voice, which has been saved.
        documents: held-out documents.
        settings: the settings of ghost text.
        engine_builder: returns what builds the engine that settings name, with their voice.
        on_progress: called with the progress.
        places: how many places both are asked at.
        seed: draws the places.

    Raises:
        AfterwordError: the texts have no paragraph of prose, or a model can't be loaded or failed.
        OSError: the thresholds can't be written.
    """
    own = settings.with_one_model(folder.read_card().base_name)
    thresholds_path(folder).unlink(missing_ok=True)
    chosen = _choose_places(documents, count=places, seed=seed)
    base = await _observe(own.with_voice(""), chosen, engine_builder, on_progress, sweeps=False)
    voiced = own.with_voice(folder.name)
    voice = await _observe(voiced, chosen, engine_builder, on_progress, sweeps=True)
    gain = difference(list(zip(voice, base, strict=True)), _PRECISION, cluster=_document)
    table: ThresholdTable = _measured(voice) if is_other(gain) else {}
    if table:
        write_thresholds(folder, table)
    return VoiceCalibration(
        places=len(chosen),
        base=estimate(base, _PRECISION, cluster=_document),
        voice=estimate(voice, _PRECISION, cluster=_document),
        gain=gain,
        thresholds=table,
    )


def is_other(gain: Estimate) -> bool:
    """Return whether a difference's interval excludes zero."""
    return gain.low is not None and gain.high is not None and not gain.low <= 0 <= gain.high


def _choose_places(
    documents: Sequence[CorpusDocument], *, count: int, seed: int
) -> list[CursorSample]:
    chosen = list[CursorSample]()
    writings = read_writings(documents)
    for is_spaceless, kinds in ((False, KINDS), (True, CHARACTER_KINDS)):
        group = [each for each in writings if each.is_spaceless_language == is_spaceless]
        share = count * len(group) // len(writings) // len(kinds)
        for kind in kinds:
            chosen += choose_places_of_kind(group, kind, count=share, seed=seed)
    return sorted(chosen, key=lambda place: (place.writing.key, place.char_offset))


async def _observe(
    settings: Settings,
    places: Sequence[CursorSample],
    engine_builder: Callable[[Settings], BuildEngine],
    on_progress: OnProgress,
    *,
    sweeps: bool,
) -> list[Observation]:
    worker = ModelWorker(engine_builder(settings))
    try:
        on_progress("loading the model", 0, 1)
        worker.start()
        await worker.wait_until_ready()
        policy = ServedPolicy(worker, settings)
        (result,), _ = await run_policies(
            [policy], places, [], on_progress=on_progress, sweeps=sweeps
        )
    finally:
        worker.close()
    return result.seen


def _measured(seen: Sequence[Observation]) -> ThresholdTable:
    """Return the thresholds of positions with enough places; elsewhere the base's hold."""
    counts = Counter((POSITIONS[each.kind], each.language) for each in seen)
    enough = {position for (position, _), count in counts.items() if count >= MIN_PLACES}
    fitted = fit_thresholds(seen)
    rows = {
        str(language): {
            str(position): dict(row) for position, row in found.items() if position in enough
        }
        for language, found in fitted.items()
    }
    return {language: found for language, found in rows.items() if found}


def _document(record: Observation) -> str:
    return record.document


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
