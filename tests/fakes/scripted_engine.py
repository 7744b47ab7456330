"""An engine that says what it was told to."""

import time
from collections.abc import Callable, Iterator, Sequence
from math import log

import regex

from afterword.engine.decoding.stop_strings import StopStrings
from afterword.engine.interface import (
    CancelToken,
    FinishReason,
    GenerationRequest,
    Piece,
    ReportStatus,
    Usage,
)

Script = Callable[[GenerationRequest], str]
"""Returns what to write for a request, ``forced_prefix`` not included."""

_TOKEN = regex.compile(r"\s*\w+|\s*[^\w\s]|\s+")


class ScriptedEngine:
    """Implements ``Engine`` over a script: each word and each mark is one token."""

    def __init__(
        self,
        script: Script | str,
        *,
        model_name: str = "scripted",
        probabilities: Sequence[float] = (),
        word_end_probability: float | None = None,
        likelihood: Callable[[GenerationRequest], float] = lambda _request: 0.99,
        certainty: Callable[[GenerationRequest], float] = lambda _request: 0.99,
        token_delay_s: float = 0.0,
        follows_instructions: bool = False,
        voice: str = "",
    ) -> None:
        """Answer every request with ``script``.

        Args:
            script: the text, or a function that returns it.
            model_name: what suggestions are attributed to.
            probabilities: of the first tokens.
            word_end_probability: that the typed word is whole, in a piece before the text; none if None.
            likelihood: the probability of a text that is only scored.
            certainty: the probability of each later token of a text that is written.
            token_delay_s: how long each token takes; a cancel is seen between tokens.
            follows_instructions: whether it says that it does.
            voice: the voice that it says it writes with.
        """
        self._script: Script = script if callable(script) else lambda _request: script
        self._model_name = model_name
        self._probabilities = probabilities
        self._word_end_probability = word_end_probability
        self._likelihood = likelihood
        self._certainty = certainty
        self._token_delay_s = token_delay_s
        self._follows_instructions = follows_instructions
        self.voice = voice
        """The voice that it was told to have."""
        self.requests: list[GenerationRequest] = []
        """Every request served, in order."""
        self.is_closed = False
        """Whether ``close`` was called."""

    @property
    def model_name(self) -> str:
        """The name that suggestions are attributed to."""
        return self._model_name

    @property
    def runtime(self) -> str:
        """A script."""
        return "script"

    @property
    def follows_instructions(self) -> bool:
        """What it was told to say."""
        return self._follows_instructions

    def generate(self, request: GenerationRequest, cancel: CancelToken) -> Iterator[Piece]:
        """Yield the script's tokens, up to the request's bound or stop strings; takes in turn."""
        self.requests.append(request)
        if request.scored_text:
            yield Piece(text="", log_probability=log(self._likelihood(request)))
            yield _last_piece(request, reason=FinishReason.END_OF_TEXT)
            return
        writing = [
            self._write(request.for_take(take), take, cancel) for take in range(request.takes)
        ]
        while writing:
            if self._token_delay_s:
                time.sleep(self._token_delay_s)
            for each in list(writing):
                piece = next(each)
                if piece.finish_reason is not None:
                    writing.remove(each)
                yield piece

    def _write(self, request: GenerationRequest, take: int, cancel: CancelToken) -> Iterator[Piece]:
        stops, generated = StopStrings(request.stop), 0
        reason = FinishReason.END_OF_TEXT
        tokens = _TOKEN.findall(self._rest_of_script(request))
        if (word_end := self._word_end_probability) is not None:
            likelier = log(max(word_end, 1 - word_end))
            yield Piece(take=take, text="", log_probability=likelier, word_end_probability=word_end)
        for index, token in enumerate(tokens):
            if cancel.is_cancelled:
                reason = FinishReason.CANCELLED
                break
            if generated >= request.max_tokens:
                reason = FinishReason.MAX_TOKENS
                break
            text, generated = stops.push(token), generated + 1
            known = index < len(self._probabilities)
            probability = self._probabilities[index] if known else self._certainty(request)
            yield Piece(
                take=take, text=text, log_probability=log(probability), word_end_probability=1.0
            )
            if stops.is_stopped:
                reason = FinishReason.STOP_TEXT
                break
        yield _last_piece(request, take, text=stops.flush(), tokens=generated, reason=reason)

    def _rest_of_script(self, request: GenerationRequest) -> str:
        """Return the script, without what the prompt has of it since an earlier request."""
        script, written = self._script(request), request.prompt + request.forced_prefix
        for earlier in self.requests:
            base = earlier.prompt + earlier.forced_prefix
            begun = written[len(base) :] if written.startswith(base) else ""
            if begun and script.startswith(begun):
                return script[len(begun) :]
        return script

    def close(self) -> None:
        """Remember that the engine was closed."""
        self.is_closed = True

    def build(self, _report: ReportStatus) -> "ScriptedEngine":
        """Return itself: a ``BuildEngine`` for a worker."""
        return self


def _last_piece(
    request: GenerationRequest,
    take: int = 0,
    *,
    text: str = "",
    tokens: int = 0,
    reason: FinishReason,
) -> Piece:
    usage = Usage(
        prompt_tokens=len(request.prompt),
        cached_tokens=0,
        generated_tokens=tokens,
        prefill_ms=0.0,
        decode_ms=0.0,
    )
    return Piece(take=take, text=text, finish_reason=reason, usage=usage)
