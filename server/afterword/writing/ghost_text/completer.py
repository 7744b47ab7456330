"""Serves ghost text: the words to suggest at a cursor, or the reason for showing none."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from afterword.engine.interface import Priority
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.errors import EngineError
from afterword.writing.ghost_text.alternatives import generate_alternatives
from afterword.writing.ghost_text.confidence import SHOW_ALL, ShowPolicy
from afterword.writing.ghost_text.growing_suggestion import GrowingSuggestion
from afterword.writing.ghost_text.pause import Pause
from afterword.writing.ghost_text.presentation import present_in_time
from afterword.writing.ghost_text.reused_suggestion import present_older
from afterword.writing.ghost_text.suggestion_plan import plan_suggestion
from afterword.writing.ghost_text.suppression import reason_for_silence
from afterword.writing.ghost_text.thresholds import show_policy_at
from afterword.writing.passage import Passage
from afterword.writing.results import Suggestion, Suppressed

if TYPE_CHECKING:
    from afterword.engine.scheduling.generation_stream import GenerationStream

logger = logging.getLogger(__name__)

MOST_BLOCKED: Final = 2
"""Times that a request by hand is generated again because the first word is blocked."""
NOTHING_TO_SHOW: Final = frozenset((Suppressed.LOW_CONFIDENCE, Suppressed.NOTHING_FIT))
"""The reasons for which a request by hand tries other texts: the model's first can't be shown."""


class Completer:
    """Serves ghost text; a newer request for a document supersedes an older one.

    It keeps one growing suggestion for each document, and serves its rest while the writer types it.
    """

    def __init__(self, worker: ModelWorker, *, pause: Pause | None = None) -> None:
        """Generate with ``worker``; suggest nothing unasked while ``pause`` is on."""
        self._worker = worker
        self._pause = pause or Pause()
        self._growing: dict[str, GrowingSuggestion] = {}
        self._latest: dict[str, object] = {}
        """The identity of the latest request for each document."""
        self._prefetch: GenerationStream | None = None

    def forget(self, uri: str) -> None:
        """Drop the growing suggestion of a document."""
        self._latest.pop(uri, None)
        if growing := self._growing.pop(uri, None):
            growing.cancel()

    def prefetch(self, passage: Passage) -> None:
        """Read the text before the cursor into the engine's cache, ahead of a request."""
        if self.reason_for_silence(passage) is not None:
            return
        growing = self._growing.get(passage.uri)
        if growing is not None and growing.typed_chars(passage) is not None:
            return  # the writer types what is there already
        if self._prefetch is not None:
            self._prefetch.cancel()
        request = plan_suggestion(passage, SHOW_ALL).request
        self._prefetch = self._worker.generate(
            replace(request, max_tokens=0, priority=Priority.IDLE)
        )

    def prepare(self, passage: Passage) -> None:
        """Begin a suggestion ahead of the request for it."""
        if self.reason_for_silence(passage) is None:
            self._latest[passage.uri] = object()  # older requests are superseded
            model, older = self._worker.model_name, self._growing.get(passage.uri)
            plan = plan_suggestion(
                passage,
                self._show_policy(passage),
                draft_text=older.text if older else "",
            )
            generation = self._worker.generate(plan.request)
            self._replace(GrowingSuggestion(plan, generation, model=model))

    async def settle(self, uri: str) -> None:
        """Return when the suggestion for this document has stopped growing."""
        growing = self._growing.get(uri)
        while growing is not None and not growing.is_complete:
            await growing.wait_for_more()

    def reason_for_silence(self, passage: Passage, *, invoked: bool = False) -> Suppressed | None:
        """Return why nothing may be suggested at this place; None if something may."""
        reason = reason_for_silence(passage, invoked=invoked)
        if reason is not None:
            return reason
        if self._pause.is_on and not invoked:
            return Suppressed.PAUSED
        return None if self._worker.is_ready else Suppressed.NOT_READY

    async def suggest(
        self,
        passage: Passage,
        *,
        invoked: bool = False,
        count: int = 1,
    ) -> list[Suggestion] | Suppressed:
        """Return suggestions for the cursor, best first, or why there are none.

        Args:
            passage: the document and the cursor.
            invoked: requested by hand: whatever the confidence.
            count: how many different suggestions are wanted; more than one only if invoked.
        """
        started_s = time.perf_counter()
        silence = self.reason_for_silence(passage, invoked=invoked)
        if silence is not None:
            return silence
        request_id = self._latest[passage.uri] = object()
        older = self._growing.get(passage.uri)

        def is_latest() -> bool:
            return self._latest.get(passage.uri) is request_id

        try:
            outcome, plan = None, None
            if older is not None and (not invoked or older.plan.shows_all):
                outcome = await present_older(older, passage, started_s, is_wanted=is_latest)
            if outcome is None:
                model = self._worker.model_name
                show_policy = SHOW_ALL if invoked else self._show_policy(passage)
                plan = plan_suggestion(
                    passage, show_policy, draft_text=older.text if older else "", by_hand=invoked
                )
                growing = GrowingSuggestion(plan, self._worker.generate(plan.request), model=model)
                outcome = await self._first_fit(growing, started_s, is_latest)
            found = list[Suggestion]()
            if isinstance(outcome, Suggestion):
                found.append(self._with_cost(outcome, passage.uri, started_s))
            elif not invoked or outcome not in NOTHING_TO_SHOW:
                return outcome
            if invoked and len(found) < count:
                plan = plan or plan_suggestion(passage, SHOW_ALL, by_hand=True)
                found = await generate_alternatives(
                    self._worker, plan, count=count, found=found, is_wanted=is_latest
                )
            if not found and isinstance(outcome, Suppressed):
                return outcome
        except EngineError as error:
            logger.warning("no suggestion: %s", error)
            return Suppressed.FAILED
        return found if is_latest() else Suppressed.SUPERSEDED

    def _show_policy(self, passage: Passage) -> ShowPolicy:
        worker = self._worker
        return show_policy_at(passage, model=worker.model_name, voice=worker.voice)

    async def _first_fit(
        self, growing: GrowingSuggestion, started_s: float, is_latest: Callable[[], bool]
    ) -> Suggestion | Suppressed:
        """Return what a new suggestion shows.

        For a request by hand, one whose first word is blocked is generated again without its token.
        """
        plan, banned = growing.plan, tuple[str, ...]()
        while True:
            self._replace(growing)
            outcome = await present_in_time(
                growing, plan.passage, plan.deadline_s(started_s), is_wanted=is_latest
            )
            is_final = outcome is not Suppressed.BLOCKED or not plan.shows_all
            if is_final or len(banned) == MOST_BLOCKED:
                return outcome
            banned = (*banned, next((piece.text for piece in growing.pieces if piece.text), ""))
            request = replace(plan.request, banned_first_tokens=banned)
            growing = GrowingSuggestion(plan, self._worker.generate(request), model=growing.model)

    def _replace(self, growing: GrowingSuggestion) -> None:
        uri = growing.plan.passage.uri
        if older := self._growing.get(uri):
            older.cancel()
        self._growing[uri] = growing

    def _with_cost(self, suggestion: Suggestion, uri: str, started_s: float) -> Suggestion:
        """Return the suggestion with the tokens and times that it took in this request."""
        cost_ms = {"total": (time.perf_counter() - started_s) * 1e3}
        growing = self._growing.get(uri)
        if growing is None or growing.begun_s < started_s:  # it is from an earlier request
            return replace(suggestion, timings_ms=cost_ms)
        timings_ms = cost_ms | growing.timings_ms
        return replace(suggestion, tokens=growing.tokens, timings_ms=timings_ms)
