"""How many tokens a text takes about, and whole sentences that fit into some of them."""

from itertools import pairwise
from typing import Final

from afterword.prose.structure.sentences import sentence_ends

BYTES_PER_TOKEN: Final = 4
"""How many UTF-8 bytes a token of a multilingual vocabulary has about, nearly the same in English and
Chinese."""


def estimate_tokens(text: str) -> int:
    """Return about how many tokens a text has."""
    return -(-len(text.encode(errors="surrogatepass")) // BYTES_PER_TOKEN)


def cut_to_sentences(text: str, *, room_bytes: int, keeps_end: bool = False) -> str:
    """Return the whole sentences of a text that fit, from its beginning or its end."""
    if len(text.encode()) <= room_bytes:
        return text
    bounds = [0, *sentence_ends(text), len(text)]
    sentences = [text[start:end] for start, end in pairwise(bounds)]
    kept = list[str]()
    for sentence in reversed(sentences) if keeps_end else sentences:
        room_bytes -= len(sentence.encode())
        if room_bytes < 0:
            break
        kept.append(sentence)
    return "".join(reversed(kept) if keeps_end else kept).strip()
