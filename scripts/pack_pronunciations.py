"""Packs the CMU Pronouncing Dictionary into what English verse is measured with.

    python scripts/pack_pronunciations.py cmudict.dict

``cmudict.dict`` is the dictionary's own text file. Written is
``server/afterword/prose/verse_and_dialogue/pronunciations.txt.gz``: of each word the syllables of its shortest
pronunciation, and from each of them what the word rhymes on. Then it is said how often the
spelling rules, which count the syllables of all other words, agree with the dictionary.
"""

import gzip
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path

from afterword.prose.verse_and_dialogue.pronunciations import LETTERS, TABLE_NAME
from afterword.prose.verse_and_dialogue.syllables import count_english_by_spelling

TABLE = (
    Path(__file__).parents[1] / "server" / "afterword" / "prose" / "verse_and_dialogue" / TABLE_NAME
)


def read_dictionary(lines: Iterable[str]) -> dict[str, list[list[str]]]:
    """Return the pronunciations of each word of letters and apostrophes, phonemes with stress."""
    pronunciations = dict[str, list[list[str]]]()
    for line in lines:
        entry, *phonemes = line.partition("#")[0].split()
        word = re.sub(r"\(\d+\)\Z", "", entry)  # `fire(2)` is another way to say `fire`
        if re.fullmatch(r"[a-z']+", word):
            pronunciations.setdefault(word, []).append(phonemes)
    # Words of a line are read without the marks around them: 'twas is looked up as twas.
    for word in list(pronunciations):
        if bare := word.strip("'"):
            pronunciations.setdefault(bare, pronunciations[word])
        if bare != word:
            del pronunciations[word]
    return pronunciations


def count_syllables(word: str, ways: Sequence[Sequence[str]]) -> int:
    """Return the syllables of a word in its shortest pronunciation, as verse counts *fire*, *every*.

    Of *didn't* and the like it is the first one: the shortest is slurred. A sound without a vowel
    (*hmm*) has one syllable too.
    """
    if word.endswith("n't"):
        ways = ways[:1]
    return min(max(1, sum(phoneme[-1].isdigit() for phoneme in way)) for way in ways)


def tails(phonemes: Sequence[str]) -> list[str]:
    """Return what a pronunciation rhymes on, a letter for each phoneme.

    It begins at the last vowel with primary stress; where one with secondary stress follows
    (*butterfly*, *yesterday*), poets rhyme on that too. Without any stress it is the last vowel.
    """
    stresses = [phoneme[-1] for phoneme in phonemes]
    last = {stress: index for index, stress in enumerate(stresses)}
    primary = last.get("1", last.get("2", last.get("0", 0)))
    starts = {primary, max(primary, last.get("2", 0))}
    letters = [LETTERS[phoneme.rstrip("012")] for phoneme in phonemes]
    return ["".join(letters[start:]) for start in sorted(starts)]


def pack(pronunciations: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """Return the table, the same bytes whenever it is made."""
    rows = (
        " ".join([word, str(count_syllables(word, ways)), *dict.fromkeys(chain(*map(tails, ways)))])
        for word, ways in pronunciations.items()
    )
    text = "".join(f"{row}\n" for row in sorted(rows))
    return gzip.compress(text.encode("ascii"), compresslevel=9, mtime=0)


def main() -> None:
    """Pack the dictionary whose path is given."""
    if len(sys.argv) != 2:
        sys.exit("Usage: python scripts/pack_pronunciations.py cmudict.dict")
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    pronunciations = read_dictionary(lines)
    packed = pack(pronunciations)
    TABLE.write_bytes(packed)
    agreed = sum(
        count_english_by_spelling(word) == count_syllables(word, ways)
        for word, ways in pronunciations.items()
    )
    share = agreed / len(pronunciations)
    print(f"{len(pronunciations)} words, {len(packed) / 1000:.0f} kB")
    print(f"Spelling counts the same syllables in {share:.1%} of them.")


if __name__ == "__main__":
    main()
