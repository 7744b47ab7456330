"""A token model that can be read at a glance: one token a letter, and a table of what comes next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from afterword.engine.decoding.local_engine import LocalEngine
from afterword.engine.interface import CancelToken, GenerationRequest, Piece
from afterword.engine.tokens.shortlist import Shortlist
from afterword.engine.tokens.vocabulary import Vocabulary, tabulate

END, BOS, A, B, C, SPACE, NEWLINE, AB, ABC, SPACE_A, DOT = range(11)
HAO = [11, 12, 13]
"""The three bytes of 好."""
SPELLINGS = [
    *(b"", b"", b"a", b"b", b"c", b" ", b"\n", b"ab", b"abc", b" a", b"."),
    *(bytes([byte]) for byte in "好".encode()),
]
Predict = Callable[[Sequence[int]], dict[int, float]]


@dataclass
class LetterSequence:
    """Holds its tokens; every forward is written down in the model's log."""

    model: "LetterModel"
    tokens: list[int] = field(default_factory=list[int])

    @property
    def length(self) -> int:
        return len(self.tokens)

    @property
    def size_bytes(self) -> int:
        return len(self.tokens)

    def read(self, token_ids: Sequence[int], *, keep_last: int = 1) -> NDArray[np.float32]:
        self.model.forwards.append(list(token_ids))
        self.tokens.extend(token_ids)
        ends = range(len(self.tokens) - keep_last + 1, len(self.tokens) + 1)
        return np.stack([self._logits(self.tokens[:end]) for end in ends])

    def _logits(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        logits = np.full(len(SPELLINGS), -20.0, np.float32)
        for token, logit in self.model.next_logits(tokens).items():
            logits[token] = logit
        return logits

    def crop(self, length: int) -> None:
        del self.tokens[length:]

    def branch(self, count: int, *, max_tokens: int) -> "LetterBranches":
        return LetterBranches([LetterSequence(self.model, list(self.tokens)) for _ in range(count)])


@dataclass
class LetterBranches:
    """One sequence a branch; a batch is written down as one forward."""

    sequences: list[LetterSequence]

    def read(self, token_ids: Sequence[int]) -> NDArray[np.float32]:
        forwards = self.sequences[0].model.forwards
        rows = [
            sequence.read([token])[0]
            for sequence, token in zip(self.sequences, token_ids, strict=True)
        ]
        del forwards[-len(rows) :]
        forwards.append(list(token_ids))
        return np.stack(rows)

    def keep(self, branches: Sequence[int]) -> None:
        self.sequences = [self.sequences[branch] for branch in branches]


@dataclass
class LetterModel:
    """A ``TokenModel`` whose predictions are a function of its tokens."""

    next_logits: Predict
    max_tokens: int = 512
    precision: str = "letters"
    prefill_chunk_tokens: int = 32
    vocabulary_size: int = len(SPELLINGS)
    forwards: list[list[int]] = field(default_factory=list[list[int]])
    sequences: list[LetterSequence] = field(default_factory=list[LetterSequence])
    """Every sequence that was begun, in order."""

    likely_ids: Sequence[int] = ()
    """The tokens of the shortlist head; if empty, there is none."""

    def new_sequence(self) -> LetterSequence:
        self.sequences.append(LetterSequence(self))
        return self.sequences[-1]

    def predict(self, states: NDArray[np.float32]) -> NDArray[np.float32]:
        return states

    def shortlist_head(self, token_ids: Sequence[int]) -> "LetterShortlistHead | None":
        if not self.likely_ids:
            return None
        likely_ids = np.array(self.likely_ids, np.int64)
        return LetterShortlistHead(Shortlist(likely_ids, vocabulary_size=self.vocabulary_size))


@dataclass
class LetterShortlistHead:
    """Knows some letters only."""

    shortlist: Shortlist

    def predict(self, states: NDArray[np.float32]) -> NDArray[np.float32]:
        return states[:, self.shortlist.token_ids]


class LetterEncoder:
    """One token a letter, whatever longer tokens there are."""

    def encode(self, text: str) -> list[int]:
        return [SPELLINGS.index(letter.encode()) for letter in text]

    def encode_markup(self, markup: str) -> list[int]:
        return self.encode(markup)


@dataclass
class Bench:
    """An engine over a letter model, and a short way to run it."""

    model: LetterModel
    engine: LocalEngine

    def run(
        self, request: GenerationRequest, cancel: CancelToken | None = None
    ) -> tuple[str, list[Piece]]:
        pieces = list(self.engine.generate(request, cancel or CancelToken()))
        return "".join(piece.text for piece in pieces), pieces


def make_bench(predict: Predict, *, max_tokens: int = 512, likely_ids: Sequence[int] = ()) -> Bench:
    """Return an engine that writes what ``predict`` says."""
    model = LetterModel(predict, max_tokens=max_tokens, likely_ids=likely_ids)
    engine = LocalEngine(
        model,
        LetterEncoder(),
        Vocabulary(tabulate(SPELLINGS, special_ids={END, BOS})),
        model_name="letters",
        runtime="letters",
        bos_id=BOS,
        end_ids=frozenset({END}),
    )
    return Bench(model, engine)
