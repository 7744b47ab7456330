import json

import pytest
from tokenizers import Tokenizer

from afterword.engine.tokens.vocabulary import Vocabulary, read_vocabulary
from afterword.study.training.learned_vocabulary import (
    END_OF_TEXT_ID,
    encode_document,
    train_tokenizer,
)

TEXTS = ["the river and the rope and the river", "河水慢慢地走，河水一直在走。"] * 3


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return train_tokenizer(TEXTS, vocabulary_size=300)


@pytest.mark.parametrize(
    "text",
    [
        *("the river", "河水在说话", "👩\u200d🚀 naïve\tcafé  \n\n  indented", "in 1984", ""),
        *("<|endoftext|> is spelled", "a<|endoftext|><|endoftext|>b"),
    ],
)
def test_whatever_was_written_comes_back(tokenizer: Tokenizer, text: str) -> None:
    token_ids = encode_document(tokenizer, text)
    assert token_ids[0] == END_OF_TEXT_ID
    assert END_OF_TEXT_ID not in token_ids[1:]
    assert tokenizer.decode(token_ids[1:], skip_special_tokens=False) == text


def test_learns_what_is_frequent(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("the river").tokens == ["the", "Ġriver"]
    assert len(tokenizer.encode("河水").ids) < len("河水".encode())


def test_each_digit_is_a_token() -> None:
    tokenizer = train_tokenizer(["1984 1984 1984"], vocabulary_size=300)
    assert tokenizer.encode("1984").tokens == list("1984")


def test_keeps_to_its_size_and_makes_do_with_less(tokenizer: Tokenizer) -> None:
    assert tokenizer.get_vocab_size() <= 300
    assert 257 <= train_tokenizer(["ab ab"], vocabulary_size=300).get_vocab_size() < 262


def test_the_same_texts_give_the_same_tokens(tokenizer: Tokenizer) -> None:
    assert train_tokenizer(TEXTS, vocabulary_size=300).to_str() == tokenizer.to_str()


def test_the_engine_can_spell_every_token(tokenizer: Tokenizer) -> None:
    vocabulary = Vocabulary(
        read_vocabulary(json.loads(tokenizer.to_str()), size=tokenizer.get_vocab_size())
    )
    token_ids = tokenizer.encode("the 河水 rope").ids
    assert b"".join(map(vocabulary.spell, token_ids)).decode() == "the 河水 rope"
    assert vocabulary.special_ids == {END_OF_TEXT_ID}
