"""The policy of the server: the same completer with the same worker."""

import time
from collections.abc import Sequence
from dataclasses import replace

from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.settings import Settings
from afterword.study.evaluating.policies.policy import PolicyAnswer
from afterword.study.evaluating.policies.recording_worker import RecordingWorker
from afterword.writing.ghost_text.completer import Completer
from afterword.writing.passage import Passage
from afterword.writing.results import Suppressed

LONG_DEADLINE_MS = 10_000
"""The deadline in milliseconds: so long that what is shown doesn't depend on how busy the machine is."""


class ServedPolicy:
    """Asks a completer, as the language server does, but waits until its text is complete."""

    name = "afterword"

    def __init__(self, worker: ModelWorker, settings: Settings) -> None:
        """Serve ``settings``' ghost text from a worker that is ready."""
        self._settings = settings.with_inline(deadline_ms=LONG_DEADLINE_MS)
        self._completer = Completer(worker)
        self._recorder = RecordingWorker(worker)

    async def offer(self, passage: Passage) -> PolicyAnswer:
        """Return what the server would answer."""
        started_s = time.perf_counter()
        outcome = await self._completer.suggest(replace(passage, settings=self._settings))
        took_ms = (time.perf_counter() - started_s) * 1e3
        if isinstance(outcome, Suppressed):
            return PolicyAnswer(took_ms=took_ms)
        first = outcome[0]
        return PolicyAnswer(
            text=first.text,
            confidence=first.confidence,
            took_ms=took_ms,
            is_reused=first.tokens == 0,
        )

    async def sweep(self, passage: Passage, thresholds: Sequence[float]) -> list[str]:
        """Generate once, and ask a completer with each threshold what it shows of that text."""
        self._recorder.clear()
        shown = dict[float, str]()
        for threshold in sorted(thresholds):  # the first, which reads furthest, records
            completer = Completer(self._recorder)
            settings = self._settings.with_inline(confidence=threshold)
            outcome = await completer.suggest(replace(passage, settings=settings))
            shown[threshold] = "" if isinstance(outcome, Suppressed) else outcome[0].text
            completer.forget(passage.uri)
        return [shown[threshold] for threshold in thresholds]

    def forget(self, uri: str) -> None:
        """Drop the suggestion kept for a document."""
        self._completer.forget(uri)
