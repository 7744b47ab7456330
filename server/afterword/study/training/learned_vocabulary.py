"""Trains a byte-level BPE tokenizer on texts. Knows nothing of models."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tokenizers import Tokenizer

END_OF_TEXT: Final = "<|endoftext|>"
"""The token before each document, and so also after the previous one."""
END_OF_TEXT_ID: Final = 0


def train_tokenizer(texts: Iterable[str], *, vocabulary_size: int) -> "Tokenizer":
    """Train a byte-pair encoding: merge the most frequent pairs of tokens (Sennrich et al. 2016, 3.2).

    It starts from the 256 bytes, so that every text can be encoded (Radford et al. 2019, section
    2.2); merges stay within words, by that paper's pattern, and each digit is a token of its own.

    Args:
        texts: the training texts, without held-out ones.
        vocabulary_size: the largest number of tokens, above 257; a small text has fewer pairs.
    """
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary_size,
        min_frequency=2,
        special_tokens=[END_OF_TEXT],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def encode_document(tokenizer: "Tokenizer", text: str) -> list[int]:
    """Return the tokens of a document, led by ``END_OF_TEXT``.

    Text that looks like this special token is encoded as its single characters.
    """
    pieces = text.split(END_OF_TEXT)
    token_ids = [END_OF_TEXT_ID, *tokenizer.encode(pieces[0], add_special_tokens=False).ids]
    for piece in pieces[1:]:
        # Cut in two, it is not recognised as the special token.
        token_ids += tokenizer.encode(END_OF_TEXT[:2], add_special_tokens=False).ids
        token_ids += tokenizer.encode(END_OF_TEXT[2:] + piece, add_special_tokens=False).ids
    return token_ids
