"""The interface between writing and models: requests to an engine, and the pieces it yields.

Knows nothing of torch, of tokenizers or of LSP. Text goes in, pieces of text come out.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import Protocol


class Priority(IntEnum):
    """How urgent a request is; less is more urgent. More urgent requests preempt between two tokens."""

    GHOST = 0
    """Ghost text: the writer is typing, and sees nothing until it comes."""
    PARAGRAPH = 1
    """A paragraph: the writer requested it and waits."""
    IDLE = 2
    """Idle work, which nobody has requested yet. It is cancelled when anything else arrives."""


class FinishReason(StrEnum):
    """Why a generation ended."""

    STOP_TEXT = "stop_text"
    """One of the request's stop strings was generated; it is not part of the text."""
    END_OF_TEXT = "end_of_text"
    """The model predicted its end-of-text token."""
    MAX_TOKENS = "max_tokens"
    UNLIKELY = "unlikely"
    """The text had become less probable than the request allows."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How the next token is sampled. The default is greedy: always the most probable token."""

    temperature: float = 0.0
    """0 is greedy; 1 leaves the model's distribution as it is."""
    top_p: float = 1.0
    """Keep the most probable tokens that together reach this mass (Holtzman et al. 2020)."""
    min_p: float = 0.0
    """Drop tokens less probable than this share of the most probable one (Nguyen et al. 2024)."""
    repetition_penalty: float = 1.0
    """Divide the positive logits of tokens already present by this (Keskar et al. 2019)."""
    dry_multiplier: float = 0.0
    """The penalty for a token that repeats ``dry_allowed_words`` words, subtracted from its logit; 0 is
    off. See ``decoding/dry.py``."""
    dry_base: float = 1.75
    """The factor by which each further repeated word multiplies the penalty."""
    dry_allowed_words: int = 4
    """How many words in a row may be repeated: names, turns of dialogue."""
    favoured: tuple[str, ...] = ()
    """Phrases to make more probable where they may begin; see ``decoding/phrase_bias.py``."""
    favoured_weight: float = 0.0
    """The sum that is added to the logits of one phrase's tokens; 0 is off."""
    seed: int | None = None
    """The same seed, request and model give the same text. None takes a random seed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """An instruction to a model that follows instructions."""

    role: str
    """The system message: who the model is to be. The same for many requests, so that its tokens stay
    cached."""
    task: str
    """The user message: what the model is to do this time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationRequest:
    """One request to an engine."""

    prompt: str
    """All text before the place where generation starts, oldest first, without trailing spaces."""
    instruction: Instruction | None = None
    """Written by the model's chat template; then ``prompt`` is the beginning of the model's answer. Only
    for models that follow instructions, see ``instructions/instructed_engine.py``."""
    forced_prefix: str = ""
    """Text that the first tokens must spell (token healing). It is not yielded again."""
    max_tokens: int
    """Upper bound on generated tokens; those that spell ``forced_prefix`` don't count. 0 only reads the
    prompt into the prefix cache."""
    sampling: Sampling = field(default_factory=Sampling)
    takes: int = 1
    """How many different texts to generate for this prompt, as one batch. Needs a temperature."""
    scored_text: str = ""
    """Text to score after the prompt: each of its tokens yields a piece without text, with the token's
    probability. Nothing is generated then, and ``max_tokens`` may be 0."""
    draft_text: str = ""
    """A guess at the text, such as the rest of an older suggestion, for speculative decoding: it makes
    generation faster and changes nothing."""
    priority: Priority = Priority.GHOST
    """How urgent the request is, where several wait."""
    min_probability: float = 0.0
    """Generation ends with the token that brings the joint probability of all tokens below this; 0-1."""
    min_chars: int = 0
    """Neither the end of the text nor a line break is generated before this many new characters."""
    stop: tuple[str, ...] = ()
    """Generation ends before the first of these strings; text that may begin one is held back."""
    banned_first_tokens: tuple[str, ...] = ()
    """No token that spells exactly one of these is the first of the new text."""

    def for_take(self, take: int) -> "GenerationRequest":
        """Return the request for one take: where there is a seed, each take gets its own."""
        seed = self.sampling.seed
        if seed is None or take == 0:
            return self
        return replace(self, sampling=replace(self.sampling, seed=seed + take))


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How many tokens and milliseconds a generation took."""

    prompt_tokens: int
    cached_tokens: int
    """How many of ``prompt_tokens`` the prefix cache already held."""
    generated_tokens: int
    forwards: int = 0
    """How often the model ran to decode them; less often than once a token where speculative decoding
    helped."""
    prefill_ms: float
    decode_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The text that one token added. ``finish_reason`` and ``usage`` are set on the last only.

    The pieces of several takes come mixed, and each take has a last one.
    """

    take: int = 0
    """The index of the take that the piece belongs to, from 0."""
    text: str
    """Empty for a chunk of the prompt, a token of ``forced_prefix``, or a part of a character."""
    log_probability: float = 0.0
    """Natural log of the token's probability; under ``forced_prefix``, among the tokens that fit it."""
    word_end_probability: float = 0.0
    """Probability that the token after this piece does not continue its word."""
    finish_reason: FinishReason | None = None
    usage: Usage | None = None

    @property
    def is_pause(self) -> bool:
        """Whether the piece only marks a point where more urgent work may preempt."""
        return self == PAUSE


PAUSE = Piece(text="")
"""The piece that an engine yields when it has worked for a while and has no text yet."""


class CancelToken:
    """Set by the caller; read by the engine between tokens and between prefill chunks."""

    __slots__ = ("_event",)

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Ask the engine to stop. May be called from any thread, more than once."""
        self._event.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether ``cancel`` was called."""
        return self._event.is_set()


class Engine(Protocol):
    """A loaded model. It belongs to one thread; ``generate`` is never called concurrently."""

    @property
    def model_name(self) -> str:
        """The name that suggestions are attributed to."""
        ...

    @property
    def runtime(self) -> str:
        """A description of what runs the model, for people: ``int8, 2 threads``."""
        ...

    @property
    def voice(self) -> str:
        """The voice that it writes with; empty for the model as it is."""
        ...

    @property
    def follows_instructions(self) -> bool:
        """Whether a request may have an instruction."""
        ...

    def generate(self, request: GenerationRequest, cancel: CancelToken) -> Iterator[Piece]:
        """Yield pieces; the last one of each take carries ``finish_reason`` and ``usage``.

        Raises:
            GenerationError: the model failed, or doesn't follow the request's instruction.
        """
        ...

    def close(self) -> None:
        """Free the model's memory."""
        ...


class EnginePhase(StrEnum):
    """The phase of an engine's life cycle."""

    STOPPED = "stopped"
    PREPARING = "preparing"
    """The model is being unpacked for the first time."""
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineStatus:
    """A phase, and how much of it is done."""

    phase: EnginePhase
    message: str = ""
    """A message for the writer: what is being done, or what went wrong and the next step."""
    percent: int | None = None
    """Percent of the work that is done, 0-100; None where that is unknown."""
    problem: str = ""
    """What the writer should know though the model serves, with the next step; empty for nothing."""


ReportStatus = Callable[[EngineStatus], None]
"""Called from the engine's thread."""

BuildEngine = Callable[[ReportStatus], Engine]
"""Prepares and loads a model and reports its progress: LOADING right before it takes memory."""
