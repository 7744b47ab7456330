"""The real default model's text encoder, against the tokenizers library."""

import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from afterword.engine.tokens.bpe.encoder import BpeEncoder
from afterword.engine.tokens.library_encoder import LibraryEncoder
from afterword.engine.tokens.text_encoder import TextEncoder
from afterword.engine.tokens.text_encoder_store import open_text_encoder
from afterword.engine.tokens.tokenizer_file import read_tokenizer_file
from afterword.models.model_store import ModelStore

pytestmark = [pytest.mark.model, pytest.mark.slow]

Encoders = tuple[TextEncoder, LibraryEncoder]
SCRIPTS = [
    *((0x20, 0x7E), (0xA0, 0x17F), (0x300, 0x36F), (0x391, 0x3C9), (0x410, 0x44F), (0x5D0, 0x5EA)),
    *((0x627, 0x64A), (0x915, 0x94D), (0xE01, 0xE3A), (0x1100, 0x11FF), (0x2010, 0x2027)),
    *((0x3041, 0x30FE), (0x4E00, 0x5200), (0xAC00, 0xAE00), (0x1F300, 0x1F64F), (0x20000, 0x20100)),
]
"""The first and last code points of ranges from which letters are drawn."""
MARKS = [
    *(
        "\n",
        "\n\n\n",
        "\t",
        " ",
        "    ",
        "▁",
        "<table>",
        "</b>",
        "<eos>",
        "<bos>",
        "<0x0A>",
        "\x00",
    ),
    *("[multimodal]", "<unused7>", "<start_of_turn>", "\r\n", "\u200d", "\ufe0f", "\u2028", "…"),
]


@pytest.fixture(scope="module")
def encoders(tmp_path_factory: pytest.TempPathFactory) -> Encoders:
    """Return ours, whose tables are made in a folder of its own, and the library's."""
    source = ModelStore().prepare("gemma3-270m").folder / "tokenizer.json"
    folder = tmp_path_factory.mktemp("encoder")
    shutil.copy(source, folder)
    library_tokenizer = Tokenizer.from_file(str(source))
    ours = open_text_encoder(
        folder, content=lambda: read_tokenizer_file(folder), tokenizer=lambda: library_tokenizer
    )
    return ours, LibraryEncoder(library_tokenizer)


def drawn_text(seed: int) -> str:
    """Return words of one script after the other, with marks between."""
    draw = random.Random(seed)
    parts = list[str]()
    for _ in range(draw.randrange(1, 60)):
        first, last = draw.choice(SCRIPTS)
        parts.append("".join(chr(draw.randint(first, last)) for _ in range(draw.randrange(9))))
        parts.append(draw.choice(MARKS) if draw.random() < 0.4 else " ")
    return "".join(parts)


def test_gemma_is_encoded_from_tables(encoders: Encoders) -> None:
    assert isinstance(encoders[0], BpeEncoder)


def test_the_prose_of_the_tests_has_the_librarys_tokens(encoders: Encoders) -> None:
    ours, library = encoders
    files = sorted((Path(__file__).parents[1] / "prose").iterdir())
    assert files
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert ours.encode(text) == library.encode(text)


@given(text=st.text())
def test_any_characters_have_the_librarys_tokens(encoders: Encoders, text: str) -> None:
    assert encoders[0].encode(text) == encoders[1].encode(text)


@given(seed=st.integers(0, 1 << 32))
def test_any_scripts_have_the_librarys_tokens(encoders: Encoders, seed: int) -> None:
    text = drawn_text(seed)
    assert encoders[0].encode(text) == encoders[1].encode(text)


@given(seed=st.integers(0, 1 << 32))
def test_any_markup_has_the_librarys_tokens(encoders: Encoders, seed: int) -> None:
    markup = f"<start_of_turn>user\n{drawn_text(seed)[:40]}<end_of_turn>\n"
    assert encoders[0].encode_markup(markup) == encoders[1].encode_markup(markup)
