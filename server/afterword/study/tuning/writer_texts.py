# pyright: basic
"""A writer's texts as tokens of the base, in two parts: what is learned, and what is held out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from afterword.engine.tokens.library_encoder import LibraryEncoder
from afterword.engine.tokens.tokenizer_file import read_tokenizer_file
from afterword.engine.tokens.vocabulary_store import open_vocabulary
from afterword.errors import ModelFileError
from afterword.models.prepared_model import PreparedModel
from afterword.study.training.corpus_split import SplitCorpus

if TYPE_CHECKING:
    from afterword.engine.tokens.text_encoder import TextEncoder
    from afterword.engine.tokens.vocabulary import Vocabulary
    from afterword.study.training.corpora import CorpusDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterTexts:
    """The tokens of the texts, and what spells them."""

    learned: Tensor
    """The documents to learn from one after the other, each led by ``separator``: (tokens,) int64."""
    held_out: dict[str, Tensor]
    """The held-out documents by path, without marks: (tokens,) int64."""
    separator: int | None
    """The token before each document, which is never a target; None if the base has no such token."""
    lead: int | None
    """The token that must stand in front of every window; None if none must."""
    vocabulary: "Vocabulary"

    def text_of(self, token_ids: Sequence[int]) -> str:
        """Return what tokens spell."""
        spelled = b"".join(map(self.vocabulary.spell, token_ids))
        return spelled.decode("utf-8", errors="replace")

    def size_bytes_of(self, token_ids: Tensor) -> int:
        """Return the length in bytes of what tokens spell."""
        return sum(len(self.vocabulary.spell(token_id)) for token_id in token_ids.tolist())


def read_writer_texts(
    split: SplitCorpus, base: PreparedModel, *, vocabulary_size: int
) -> WriterTexts:
    """Encode a corpus by the base's tokenizer.

    Raises:
        ModelFileError: the tokenizer is damaged.
    """
    encoder = _open_encoder(base)
    separator = base.bos_token_id
    if separator is None and base.eos_token_ids:
        separator = base.eos_token_ids[0]
    mark = [] if separator is None else [separator]
    learned = [
        token_id
        for document in split.learned
        for token_id in [*mark, *encoder.encode(document.text)]
    ]
    return WriterTexts(
        learned=torch.tensor(learned),
        held_out={_key(each): torch.tensor(encoder.encode(each.text)) for each in split.held_out},
        separator=separator,
        lead=base.bos_token_id if base.prepends_bos else None,
        vocabulary=open_vocabulary(
            base.folder,
            size=vocabulary_size,
            content=partial(read_tokenizer_file, base.folder),
        ),
    )


def _key(document: "CorpusDocument") -> str:
    return str(document.path)


def _open_encoder(base: PreparedModel) -> "TextEncoder":
    from tokenizers import Tokenizer

    path = base.folder / "tokenizer.json"
    try:
        return LibraryEncoder(Tokenizer.from_file(str(path)))
    except Exception as error:  # the library raises nothing narrower
        raise ModelFileError(f"{path} is damaged.", next_step="Prepare the model again.") from error
