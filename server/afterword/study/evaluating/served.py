"""The policy that the server runs: the same completer over the same worker."""

import time
from collections.abc import Sequence

from afterword.engine.worker import EngineWorker
from afterword.settings import Settings
from afterword.study.evaluating.policies import Offer
from afterword.study.evaluating.recording import RecordingWorker
from afterword.writing.completer import Completer
from afterword.writing.outcome import Suppressed
from afterword.writing.passage import Passage

PATIENT_DEADLINE_MS = 10_000
"""What is shown must not depend on how busy the machine is: every suggestion is waited for."""


class ServedPolicy:
    """Asks a completer, as the language server does, but waits until its text is complete."""

    name = "afterword"

    def __init__(self, worker: EngineWorker, settings: Settings) -> None:
        """Serve ``settings``' ghost text from a worker that is ready."""
        self._settings = _patient(settings)
        self._completer = Completer(worker, self._settings)
        self._recorder = RecordingWorker(worker)

    async def offer(self, passage: Passage) -> Offer:
        """Return what the server would answer."""
        started_s = time.perf_counter()
        outcome = await self._completer.suggest(passage)
        took_ms = (time.perf_counter() - started_s) * 1e3
        if isinstance(outcome, Suppressed):
            return Offer(took_ms=took_ms)
        first = outcome[0]
        return Offer(
            text=first.text,
            confidence=first.confidence,
            took_ms=took_ms,
            is_reused=first.tokens == 0,
        )

    async def sweep(self, passage: Passage, thresholds: Sequence[float]) -> list[str]:
        """Let the model write once, and ask a completer with each threshold what it shows of it."""
        self._recorder.clear()
        shown = dict[float, str]()
        for threshold in sorted({0.0, *thresholds}):  # the one that reads furthest records
            completer = Completer(self._recorder, _with_threshold(self._settings, threshold))
            outcome = await completer.suggest(passage)
            shown[threshold] = "" if isinstance(outcome, Suppressed) else outcome[0].text
            completer.forget(passage.uri)
        return [shown[threshold] for threshold in thresholds]

    def forget(self, uri: str) -> None:
        """Drop the draft kept for a document."""
        self._completer.forget(uri)


def _patient(settings: Settings) -> Settings:
    inline = settings.inline.model_copy(update={"deadline_ms": PATIENT_DEADLINE_MS})
    return settings.model_copy(update={"inline": inline})


def _with_threshold(settings: Settings, threshold: float) -> Settings:
    inline = settings.inline.model_copy(update={"confidence": threshold})
    return settings.model_copy(update={"inline": inline})
