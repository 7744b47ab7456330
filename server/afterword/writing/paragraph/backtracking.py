"""Generates texts in a batch without forbidden text, and backtracks where it can't be left otherwise.

Backtracking happens here and not in the engine: there it would need the state of every token of
every branch again. Here it is one more request, whose prompt is in the engine's prefix cache; it
begins where the phrase or word began, with the token that was generated there banned.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from afterword.engine.interface import GenerationRequest
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.writing.filters.forbidden_text import ForbiddenText
from afterword.writing.paragraph.generated_text import GeneratedText
from afterword.writing.prompt.token_healing import HealedPrompt, heal

MOST_BACKTRACKS: Final = 12
"""Times that one text is backtracked at most; after that it is cut before forbidden text."""

TOKENS_BETWEEN_LOOKS: Final = 4
"""Tokens after which a growing text is looked at again for what is forbidden: each look takes time from
the model's thread, and the whole text is looked at in any case."""

IsEnough = Callable[[GeneratedText], bool]
"""A predicate for a text that needs no more."""
SentenceEnd = Callable[[GeneratedText], int]
"""Returns the offset behind the first new sentence of a text; 0 if none is whole."""


async def generate_texts(
    worker: ModelWorker,
    request: GenerationRequest,
    *,
    is_enough: Callable[[str], bool],
    forbidden: ForbiddenText,
) -> list[GeneratedText]:
    """Return the request's takes without forbidden text. Cancelling stops the model.

    Args:
        worker: generates the text.
        request: the request for one take or several.
        is_enough: the predicate that ends a take.
        forbidden: finds forbidden text.

    Raises:
        EngineError: the model is not loaded, or failed.
    """
    texts = [GeneratedText() for _ in range(request.takes)]
    backtracking = _Backtracking(worker, request, lambda text: is_enough(text.text), forbidden)
    await backtracking.generate(request, texts, enough=request.takes)
    for take, text in enumerate(texts):
        debris = forbidden.find_debris(text.text)
        if debris is not None and (request.takes > 1 or text.text[:debris].strip()):
            # What stands before it will do; and a take that begins with it loses to the others.
            text.cut_at(debris)
        await backtracking.backtrack(request.for_take(take), text)
    return texts


async def generate_sentences(
    worker: ModelWorker,
    request: GenerationRequest,
    written: GeneratedText,
    *,
    sentence_end: SentenceEnd,
    enough: int,
    forbidden: ForbiddenText,
) -> list[GeneratedText]:
    """Return different texts that go on from ``written`` by one sentence without forbidden text.

    The batch ends as soon as there are ``enough``. What becomes forbidden is left where others are
    not; where all are, the first one is backtracked. Cancelling stops the model.

    Args:
        worker: generates the text.
        request: the request for the whole text; its takes are the sentences of the batch.
        written: the text before the sentence, maybe empty; it is not changed.
        sentence_end: finds the end of the sentence.
        enough: how many sentences are enough.
        forbidden: finds forbidden text.

    Raises:
        EngineError: the model is not loaded, or failed.
    """

    def ends_clean(text: GeneratedText) -> bool:
        """Cut a text behind its sentence; return whether there is one that may be shown."""
        end = sentence_end(text)
        text.cut_at(end)
        return end > 0 and forbidden.find(text.text, before=backtracking.before) is None

    texts = [written.begun_again() for _ in range(request.takes)]
    backtracking = _Backtracking(worker, request, lambda text: sentence_end(text) > 0, forbidden)
    await backtracking.generate(_after_sentence(request, written.text), texts, enough=enough)
    first = texts[0].begun_again()
    clean = [text for text in texts if ends_clean(text)]
    if clean:
        return clean
    await backtracking.backtrack(request, first, least_chars=len(written.text))
    return [first] if ends_clean(first) else []


@dataclass(frozen=True, slots=True)
class _Backtracking:
    worker: ModelWorker
    request: GenerationRequest
    is_enough: IsEnough
    forbidden: ForbiddenText

    async def generate(
        self, request: GenerationRequest, texts: list[GeneratedText], *, enough: int = 1
    ) -> None:
        """Generate until each text is long enough or holds forbidden text, or ``enough`` are good."""
        good = 0
        generation = self.worker.generate(request)
        try:
            async for piece in generation.pieces():
                text = texts[piece.take]
                if text.is_done:
                    text.usage = piece.usage or text.usage
                    continue
                text.add(piece)
                is_enough = self.is_enough(text)
                is_looked_at = is_enough or text.tokens % TOKENS_BETWEEN_LOOKS == 0
                is_forbidden = is_looked_at and (
                    self._forbidden_at(text.text, is_whole=False) is not None
                )
                text.is_done = is_forbidden or is_enough
                good += not is_forbidden and (text.is_done or text.is_ended_by_model)
                if good >= enough or all(each.is_done for each in texts):
                    generation.cancel()
        finally:
            generation.cancel()

    async def backtrack(
        self, request: GenerationRequest, text: GeneratedText, *, least_chars: int = 0
    ) -> None:
        """Regenerate a text from its first forbidden part on, until it has none.

        The first ``least_chars`` of it stay whatever they are.
        """
        banned_first_tokens: dict[int, tuple[str, ...]] = {}
        for _ in range(MOST_BACKTRACKS):
            hit = self._forbidden_at(text.text)
            if hit is None or hit < least_chars:
                return
            piece = text.cut_before(hit)
            kept = len(text.text)
            banned_first_tokens[kept] = (*banned_first_tokens.get(kept, ()), piece)
            text.is_done = False
            again = replace(
                _resumed(request, text.text), takes=1, banned_first_tokens=banned_first_tokens[kept]
            )
            await self.generate(again, [text])
        hit = self._forbidden_at(text.text)
        if hit is not None:
            text.cut_before(hit)

    @property
    def before(self) -> str:
        """The text before all that is generated."""
        return self.request.prompt + self.request.forced_prefix

    def _forbidden_at(self, text: str, *, is_whole: bool = True) -> int | None:
        return self.forbidden.find(text, before=self.before, is_whole=is_whole)


def _resumed(request: GenerationRequest, text: str) -> GenerationRequest:
    """Return the request that goes on after ``text``."""
    if not text:
        return request
    written = request.prompt + request.forced_prefix + text
    # A prompt must not end with a space: no text was ever tokenised like that.
    prompt = written.rstrip(" \t")
    healed = HealedPrompt(prompt=prompt, forced_prefix=written[len(prompt) :])
    return _behind(request, text, healed)


def _after_sentence(request: GenerationRequest, text: str) -> GenerationRequest:
    """Return the request that goes on after the whole sentences of ``text``."""
    if not text:
        return request
    return _behind(request, text, heal(request.prompt + request.forced_prefix + text))


def _behind(request: GenerationRequest, text: str, healed: HealedPrompt) -> GenerationRequest:
    return replace(
        request,
        prompt=healed.prompt,
        forced_prefix=healed.forced_prefix,
        min_chars=max(0, request.min_chars - len(text)),
    )
