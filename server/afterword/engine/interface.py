"""The seam between writing and models: what is asked of an engine, and what it yields.

Knows nothing of torch, of tokenizers or of LSP. Text goes in, text pieces come out.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import Protocol


class Priority(IntEnum):
    """Who goes first; less is more urgent. Work in progress gives way between two tokens."""

    GHOST = 0
    """The writer is typing and sees nothing until it is there."""
    PARAGRAPH = 1
    """The writer asked for it and waits."""
    IDLE = 2
    """Nobody has asked yet. It is given up, not put off, when anything else comes."""


class FinishReason(StrEnum):
    """Why a generation ended."""

    STOP_TEXT = "stop_text"
    """One of the request's stop strings came up; it is not part of the text."""
    END_OF_TEXT = "end_of_text"
    """The model predicted its end-of-text token."""
    MAX_TOKENS = "max_tokens"
    UNLIKELY = "unlikely"
    """The text had become less probable than the request allows."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How the next token is drawn. The default is greedy: always the most probable token."""

    temperature: float = 0.0
    """0 is greedy; 1 leaves the model's distribution as it is."""
    top_p: float = 1.0
    """Keep the most probable tokens that together reach this mass (Holtzman et al. 2020)."""
    min_p: float = 0.0
    """Drop tokens less probable than this share of the most probable one (Nguyen et al. 2024)."""
    repetition_penalty: float = 1.0
    """Divide the positive logits of tokens already present by this (Keskar et al. 2019)."""
    dry_multiplier: float = 0.0
    """Subtracted from a logit whose token repeats ``dry_allowed_words`` words and one more; 0 is off."""
    dry_base: float = 1.75
    """For each further word that is repeated, that much times as much is subtracted."""
    dry_allowed_words: int = 4
    """So many words in a row may come again: names, turns of dialogue."""
    favoured: tuple[str, ...] = ()
    """Phrases to make likelier where they may stand; see ``favouring``."""
    favoured_weight: float = 0.0
    """Added to the logits of a phrase's tokens, all of them together; 0 is off."""
    seed: int | None = None
    """Same seed, same request, same model: same text. None draws a fresh one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """What a model that follows instructions is told before it writes."""

    role: str
    """Who it is to be; the same for many requests, so that its tokens stay cached."""
    task: str
    """What it is to do this time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationRequest:
    """One piece of work for an engine."""

    prompt: str
    """All text before the place where generation starts, oldest first, without trailing spaces."""
    instruction: Instruction | None = None
    """Told through the model's chat template; then ``prompt`` is the beginning of its answer. Only for
    models that follow instructions, see ``instructed``."""
    forced_prefix: str = ""
    """Text that the first tokens must spell out (token healing). It is not yielded again."""
    max_tokens: int
    """Upper bound on generated tokens; those that spell ``forced_prefix`` don't count. 0 only reads."""
    sampling: Sampling = field(default_factory=Sampling)
    takes: int = 1
    """How many different texts to draw for this prompt, side by side. Needs a temperature."""
    scored_text: str = ""
    """Text that is read and scored: a piece without text for each of its tokens, with the probability
    it has there. Then nothing is drawn, and ``max_tokens`` may be 0."""
    draft_text: str = ""
    """Text that may well come, such as the rest of an older suggestion. Speeds up, never steers."""
    priority: Priority = Priority.GHOST
    """Who goes first when several wait."""
    min_probability: float = 0.0
    """Generation ends with the token that brings the joint probability of all under this; 0-1."""
    min_chars: int = 0
    """Until this many new characters, neither the end of the text nor a line break is drawn."""
    stop: tuple[str, ...] = ()
    """Generation ends before the first of these strings; text that may be one is held back."""
    banned_first_tokens: tuple[str, ...] = ()
    """No token that spells exactly one of these is drawn as the first of the new text."""

    def for_take(self, take: int) -> "GenerationRequest":
        """Return the request of one take: with a seed, each take has its own."""
        seed = self.sampling.seed
        if seed is None or take == 0:
            return self
        return replace(self, sampling=replace(self.sampling, seed=seed + take))


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a generation cost."""

    prompt_tokens: int
    cached_tokens: int
    """How many of ``prompt_tokens`` the prefix cache already held."""
    generated_tokens: int
    forwards: int = 0
    """How often the model ran to decode them; fewer than the tokens where speculation helped."""
    prefill_ms: float
    decode_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The text that one token added. ``finish_reason`` and ``usage`` are set on the last only.

    Where a request asked for several takes, their pieces come mixed, and each take has a last one.
    """

    take: int = 0
    """Which of the request's takes goes on, from 0."""
    text: str
    """May be empty: a part of the prompt, a token of ``forced_prefix``, an unfinished character."""
    log_probability: float = 0.0
    """Natural log of the token's probability; under ``forced_prefix``, among the tokens that fit it."""
    word_end_probability: float = 0.0
    """Probability that what follows this piece does not continue its word."""
    finish_reason: FinishReason | None = None
    usage: Usage | None = None

    @property
    def is_pause(self) -> bool:
        """Whether it says nothing: more urgent work may come in here."""
        return self == PAUSE


PAUSE = Piece(text="")
"""What an engine yields when it has worked for a while and has no text yet."""


class CancelToken:
    """Set by whoever asked; read by the engine between tokens and between prefill chunks."""

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
        """What runs the model, for people: ``int8, 2 threads``."""
        ...

    @property
    def follows_instructions(self) -> bool:
        """Whether a request may have an instruction."""
        ...

    def generate(self, request: GenerationRequest, cancel: CancelToken) -> Iterator[Piece]:
        """Yield pieces; the last one of each take carries ``finish_reason`` and ``usage``.

        Raises:
            GenerationError: the model failed, or can't be told what the request says.
        """
        ...

    def close(self) -> None:
        """Free the model's memory."""
        ...


class EnginePhase(StrEnum):
    """Where an engine is in its life."""

    STOPPED = "stopped"
    PREPARING = "preparing"
    """The model is being unpacked for the first time."""
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineStatus:
    """A phase, and how far along it is."""

    phase: EnginePhase
    message: str = ""
    """For the writer: what is being done, or what went wrong and the next step."""
    percent: int | None = None
    """0-100 where the share of the work done is known."""


ReportStatus = Callable[[EngineStatus], None]
"""Called from the engine's thread."""

BuildEngine = Callable[[ReportStatus], Engine]
"""Prepares and loads a model, reporting on the way, LOADING right before it takes memory."""
