"""Prose of any length: sentences put together from parts, no two alike for a long while.

It is filler, for the text that lies far from the cursor and for prompts of a certain length; a
page repeated over and over would let a cache or a guess from the text's own phrases look too good.
"""

import random
from typing import Final

_WHO: Final = (
    *("The harbour master", "Old Tamsin", "The boy from the mill", "Her cousin", "A surveyor"),
    *("The baker's widow", "Captain Orre", "The new schoolteacher", "A man with one glove"),
    *("The twins", "Somebody's aunt", "The night porter", "Father Lucan", "The glazier"),
)
_DID: Final = (
    *("had mended the gate with wire", "was counting the boats again", "sold eggs by the road"),
    *("kept a list of every storm", "would not speak of the quarry", "had lost the second key"),
    *("carried the ladder to the barn", "was known to walk at night", "read the letters aloud"),
    *("had painted the shutters green", "waited for the post", "hid the ledger under the stairs"),
    *("had once owned three horses", "was sure it would rain", "never paid for the lamp oil"),
)
_WHEN: Final = (
    *("before the bells", "in the week of the fair", "while the tide was out", "that autumn"),
    *("long after supper", "on the day the bridge fell", "between two trains", "all winter"),
    *("when nobody was looking", "for the third time", "as the fog came in", "since the wedding"),
)
_AFTERTHOUGHT: Final = (
    *("and nobody asked why", "which was like her", "or so the neighbours said"),
    *("and that was the end of it", "though the dog knew better", "but not for the money"),
    *("as her father had done", "and the whole street heard", "with both hands in her pockets"),
)
_SENTENCES_PER_PARAGRAPH: Final = 5


def write_filler(words: int, *, seed: int) -> str:
    """Return at least ``words`` words in paragraphs; the same for the same seed."""
    choices = random.Random(seed)
    paragraphs = list[str]()
    written = 0
    while written < words:
        sentences = [_sentence(choices) for _ in range(_SENTENCES_PER_PARAGRAPH)]
        paragraph = " ".join(sentences)
        written += paragraph.count(" ") + 1
        paragraphs.append(paragraph)
    return "\n\n".join(paragraphs)


def write_document(words: int, *, near: str, seed: int) -> tuple[str, int]:
    """Return a document of ``words`` words and an offset in its middle, right behind ``near``."""
    half = max(1, (words - near.count(" ") - 1) // 2)
    before = write_filler(half, seed=seed) + "\n\n" + near
    return f"{before}\n\n{write_filler(half, seed=seed + 1)}\n", len(before)


def _sentence(choices: random.Random) -> str:
    who, did, when = (choices.choice(parts) for parts in (_WHO, _DID, _WHEN))
    if choices.random() < 0.4:
        return f"{who} {did} {when}, {choices.choice(_AFTERTHOUGHT)}."
    return f"{who} {did} {when}."
