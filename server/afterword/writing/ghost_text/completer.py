"""Ghost text: from a passage to the words after its cursor, or the reason for showing none."""

import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from afterword.engine.interface import GenerationRequest, Priority
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.errors import EngineError
from afterword.prose.words.word_boundaries import count_words
from afterword.settings import Settings
from afterword.writing.filters.blocked_words import BlockedWords
from afterword.writing.ghost_text.alternatives import draw_alternatives
from afterword.writing.ghost_text.confidence import SHOW_ALL, ShowPolicy, pass_confident
from afterword.writing.ghost_text.growing_suggestion import GrowingSuggestion
from afterword.writing.ghost_text.pause import Pause
from afterword.writing.ghost_text.presentation import Presentation
from afterword.writing.ghost_text.suppression import reason_for_silence
from afterword.writing.ghost_text.thresholds import show_policy_at
from afterword.writing.passage import Passage
from afterword.writing.prompt.prompt_context import prompt_context_of
from afterword.writing.prompt.prompt_plan import prompt_for
from afterword.writing.results import Suggestion, Suppressed

if TYPE_CHECKING:
    from afterword.engine.scheduling.generation_stream import GenerationStream

logger = logging.getLogger(__name__)

TOKENS_PER_WORD = 2
"""Enough for most languages: English needs 1.3, a pair of Chinese characters 1.5."""
OTHER_PATHS = 2
"""How often a writer who asked by hand is given another text for one that may not be shown."""


class Completer:
    """Serves ghost text; keeps one draft for each document, to serve its rest while it is typed."""

    def __init__(
        self, worker: ModelWorker, settings: Settings, *, pause: Pause | None = None
    ) -> None:
        """Use ``worker`` for text, ``settings`` until others are applied; heed ``pause``."""
        self._worker = worker
        self._settings = settings
        self._pause = pause or Pause()
        self._drafts: dict[str, GrowingSuggestion] = {}
        self._prefetch: GenerationStream | None = None
        self._latest: dict[str, object] = {}
        self._fitting = Presentation(settings, BlockedWords(settings.safety.level))

    def apply_settings(self, settings: Settings) -> None:
        """Use other settings from the next request on; drafts written under the old ones go."""
        is_same_level = settings.safety.level == self._settings.safety.level
        blocked_words = (
            self._fitting.blocked_words if is_same_level else BlockedWords(settings.safety.level)
        )
        self._settings, self._fitting = settings, Presentation(settings, blocked_words)
        for uri in tuple(self._drafts):
            self.forget(uri)

    def forget(self, uri: str) -> None:
        """Drop what is kept about a document."""
        self._latest.pop(uri, None)
        if draft := self._drafts.pop(uri, None):
            draft.cancel()

    def prefetch(self, passage: Passage) -> None:
        """Read the text before the cursor while nobody has asked yet; writes nothing."""
        if self.reason_for_silence(passage) is not None:
            return
        draft = self._drafts.get(passage.uri)
        if draft is not None and draft.typed_chars(passage) is not None:
            return  # the writer types what is there already
        if self._prefetch is not None:
            self._prefetch.cancel()
        request = replace(self._request(passage), max_tokens=0, priority=Priority.IDLE)
        self._prefetch = self._worker.generate(request)

    def prepare(self, passage: Passage) -> None:
        """Begin to write after the cursor, where the writer is about to ask."""
        if self.reason_for_silence(passage) is None:
            self._replace(passage.uri, self._begin(passage, self._show_policy(passage)))

    async def settle(self, uri: str) -> None:
        """Return when no draft for this document is growing any more."""
        draft = self._drafts.get(uri)
        while draft is not None and not draft.is_complete:
            await draft.wait_for_more()

    async def suggest(
        self,
        passage: Passage,
        *,
        invoked: bool = False,
        count: int = 1,
    ) -> list[Suggestion] | Suppressed:
        """Return what to show after the cursor, best first.

        Args:
            passage: the document and the cursor.
            invoked: the writer asked by hand: confidence does not matter.
            count: how many different suggestions an invoked request wants.
        """
        started_s = time.perf_counter()
        silence = self.reason_for_silence(passage, invoked=invoked)
        if silence is not None:
            return silence
        ticket, model = object(), self._worker.model_name
        self._latest[passage.uri] = ticket
        try:
            outcome = await self._first(passage, started_s, invoked=invoked)
            if isinstance(outcome, Suppressed):
                return outcome
            found = [outcome]
            if invoked and count > 1:
                found = await draw_alternatives(
                    self._worker,
                    self._request(passage),
                    count=count,
                    first=outcome,
                    fit=lambda gated: self._fitting.fit(gated, passage, author=model),
                    is_wanted=lambda: self._latest.get(passage.uri) is ticket,
                )
        except EngineError as error:
            logger.warning("no suggestion: %s", error)
            return Suppressed.FAILED
        return found if self._latest.get(passage.uri) is ticket else Suppressed.SUPERSEDED

    def reason_for_silence(self, passage: Passage, *, invoked: bool = False) -> Suppressed | None:
        """Return why nothing is written at this place, whatever the model says; else None."""
        reason = reason_for_silence(passage, self._settings, invoked=invoked)
        if reason is not None:
            return reason
        if self._pause.is_on and not invoked:
            return Suppressed.PAUSED
        return None if self._worker.is_ready else Suppressed.NOT_READY

    async def _first(
        self, passage: Passage, started_s: float, *, invoked: bool
    ) -> Suggestion | Suppressed:
        """Serve the document's draft if the writer is typing it, else begin another."""
        draft = self._drafts.get(passage.uri)
        is_enough = draft is not None and (not invoked or not draft.show_policy.threshold)
        if draft and is_enough and draft.typed_chars(passage) is not None:
            # Typed into, it answers with what is there; its rest comes with the next keys.
            deadline_s = started_s if draft.passage.before != passage.before else None
            outcome = await self._await_draft(draft, passage, started_s, deadline_s=deadline_s)
            if isinstance(outcome, Suggestion) or self._drafts.get(passage.uri) is not draft:
                return outcome
            if draft.passage.before == passage.before:
                return outcome
            # What was too unsure to show before these letters were typed may be sure now.
        draft = self._begin(passage, SHOW_ALL if invoked else self._show_policy(passage))
        self._replace(passage.uri, draft)
        outcome = await self._await_draft(draft, passage, started_s)
        if invoked and outcome is Suppressed.BLOCKED:
            return await self._other_path(draft, passage, started_s)
        return outcome

    async def _other_path(
        self, draft: GrowingSuggestion, passage: Passage, started_s: float
    ) -> Suggestion | Suppressed:
        """Leave a text that may not be shown at its first token, and write another."""
        banned_first_tokens = tuple[str, ...]()
        outcome: Suggestion | Suppressed = Suppressed.BLOCKED
        while outcome is Suppressed.BLOCKED and len(banned_first_tokens) < OTHER_PATHS:
            banned_first_tokens = (
                *banned_first_tokens,
                next((piece.text for piece in draft.pieces if piece.text), ""),
            )
            draft = self._begin(passage, SHOW_ALL, banned_first_tokens=banned_first_tokens)
            self._replace(passage.uri, draft)
            outcome = await self._await_draft(draft, passage, started_s)
        return outcome

    def _show_policy(self, passage: Passage) -> ShowPolicy:
        return show_policy_at(passage, self._settings.inline, model=self._worker.model_name)

    def _replace(self, uri: str, draft: GrowingSuggestion) -> None:
        if older := self._drafts.get(uri):
            older.cancel()
        self._drafts[uri] = draft

    def _begin(
        self,
        passage: Passage,
        show_policy: ShowPolicy,
        *,
        banned_first_tokens: tuple[str, ...] = (),
    ) -> GrowingSuggestion:
        older = self._drafts.get(passage.uri)
        request = replace(
            self._request(passage),
            draft_text=older.text if older else "",
            min_probability=show_policy.lowest_probability,
            banned_first_tokens=banned_first_tokens,
        )
        generation = self._worker.generate(request)
        return GrowingSuggestion(
            passage, generation, show_policy=show_policy, is_enough=self._is_enough
        )

    def _request(self, passage: Passage) -> GenerationRequest:
        inline = self._settings.inline
        healed = prompt_for(
            passage.before,
            budget_tokens=inline.context_tokens,
            prompt_context=prompt_context_of(passage, self._settings),
        )
        return GenerationRequest(
            prompt=healed.prompt,
            forced_prefix=healed.forced_prefix,
            max_tokens=inline.max_words * TOKENS_PER_WORD,
            stop=("\n",),
        )

    def _is_enough(self, draft: GrowingSuggestion) -> bool:
        gated = pass_confident(draft.pieces, draft.show_policy)
        return gated.is_hopeless or count_words(draft.text) > self._settings.inline.max_words

    async def _await_draft(
        self,
        draft: GrowingSuggestion,
        passage: Passage,
        started_s: float,
        *,
        deadline_s: float | None = None,
    ) -> Suggestion | Suppressed:
        """Wait until the draft is complete, or past the deadline until it has words to show."""
        if deadline_s is None:
            deadline_s = started_s + self._settings.inline.deadline_ms / 1e3
        while not draft.is_complete:
            now_s = time.perf_counter()
            if now_s >= deadline_s:
                outcome = self._read(draft, passage, started_s)
                if isinstance(outcome, Suggestion):
                    return outcome
            # Past it, a request without an answer costs nothing: any keystroke supersedes it.
            await draft.wait_for_more(deadline_s - now_s if now_s < deadline_s else None)
            if self._is_replaced(draft, passage):
                return Suppressed.SUPERSEDED
        return self._read(draft, passage, started_s)

    def _read(
        self, draft: GrowingSuggestion, passage: Passage, started_s: float
    ) -> Suggestion | Suppressed:
        return self._fitting.read(draft, passage, started_s, model=self._worker.model_name)

    def _is_replaced(self, draft: GrowingSuggestion, passage: Passage) -> bool:
        current = self._drafts.get(passage.uri)
        return current is not draft and current is not None
