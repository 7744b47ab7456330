"""Syllable counts of lines of verse, as far as they can be determined.

English words are looked up in the dictionary. For words that it lacks, and for other languages in
Latin or Cyrillic letters, vowels are counted by spelling. Chinese counts characters, Korean syllable
blocks, Japanese kana.
"""

from typing import Final
from unicodedata import normalize

import regex

from afterword.prose.verse_and_dialogue.pronunciations import pronunciation_of

_WORD: Final = regex.compile(r"[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*")
_HAN: Final = regex.compile(r"\p{Han}")
_KANA: Final = regex.compile(
    r"[\u3041-\u3096\u30a1-\u30fa\u30fc--[ゃゅょぁぃぅぇぉゎャュョァィゥェォヮ]]", flags=regex.V1
)
_HANGUL: Final = regex.compile(r"[\uac00-\ud7a3]")
_CYRILLIC_VOWEL: Final = regex.compile(r"[аеёиоуыэюяіїє]")
_LATIN_OR_CYRILLIC: Final = regex.compile(r"[\p{Latin}\p{Cyrillic}\p{M}'’]+")
_VOWELS: Final = regex.compile(r"[aeiouyæøœəı]+")
_HIATUS: Final = {
    "es": regex.compile(r"[aeo](?=[aeo])"),
    "it": regex.compile(r"[aeo](?=[aeo])"),
    "pt": regex.compile(r"[aeo](?=[aeo])"),
    "de": regex.compile(r"(?:ei|ai|au|eu|ie|aa|ee|oo)(?=[aeiou])|(?:ea|eo|io|ia|iu|ua|uo|ui)"),
}
"""Hiatus by ISO 639-1 code: neighbouring vowels that belong to two syllables."""
_SILENT: Final = regex.compile(
    r"(?<=[aeiouy].*[^aeiouy])(?<![^aeiouylr]l)e(?:s(?<!(?:[sxzcg]|ch|sh)es)|d(?<![td]ed))?\Z"
    r"|(?<=[aeiouy][^aeiouy])e(?=(?:ly|ful|less|ness|ment|thing|times?|where|one|body|wards?)\Z)"
)
_CONSONANT_Y: Final = regex.compile(r"(?:\A|(?<=[aeiou]))y(?=[aeiou])")
_SPLIT: Final = regex.compile(
    r"(?<![cstg])i(?=[ao])|i(?=u[ms])|(?<=[^aeq])(?:[oeuy])(?=ing)|(?<=[aeiou])y(?=ing)|u(?=[ao][lrt])|i(?=et)|(?<![ct])i(?=en[tc])"
    r"|ee(?=ing)|e(?=o[nus]?\Z)|(?<=cr)e(?=at)|(?<=r)e(?=al)"
)


def count_syllables(line: str, language: str) -> int | None:
    """Return the number of syllables of a line; None where it can't be determined.

    Args:
        line: one line.
        language: the ISO 639-1 code of the poem's language.
    """
    if language == "ja" and _HAN.search(line):
        return None  # the reading of a Chinese character needs a dictionary
    wide = _HAN if language == "zh" else _KANA if language == "ja" else _HANGUL
    count = len(wide.findall(line))
    for found in _WORD.finditer(line.casefold()):
        word = found.group()
        if wide.search(word) or (language in {"zh", "ja"} and _HAN.search(word)):
            continue
        if not _LATIN_OR_CYRILLIC.fullmatch(word):
            return None
        count += _count_in_word(word, language)
    return count


def _count_in_word(word: str, language: str) -> int:
    if _CYRILLIC_VOWEL.search(word):
        return len(_CYRILLIC_VOWEL.findall(word))
    if language == "en":
        said = pronunciation_of(word)
        return said.syllables if said else count_english_by_spelling(word)
    plain = _letters(word)
    if language == "fr":
        plain = regex.sub(r"(?<=[aeiouy].*[^aeiouy])e(?:s|nt)?\Z", "", plain.replace("qu", "k"))
    plain = regex.sub(r"(?<=[qg])u(?=[ei])|(?<=q)u", "", plain)
    groups = len(_VOWELS.findall(plain))
    hiatus = _HIATUS.get(language)
    return max(1, groups + (len(hiatus.findall(plain)) if hiatus else 0)) if plain else 0


def count_english_by_spelling(word: str) -> int:
    """Return the number of syllables of an English word by the rules of spelling alone.

    Args:
        word: letters and apostrophes, in lower case.
    """
    plain = _letters(word)
    extra = regex.search(r"[bcdfghkpst]n['’]t\Z", word) is not None
    extra += plain.endswith(("sm", "thm"))
    plain = _CONSONANT_Y.sub("j", plain.replace("qu", "kw"))
    plain = _SILENT.sub("", plain)
    return max(1, len(_VOWELS.findall(plain)) + len(_SPLIT.findall(plain)) + extra)


def _letters(word: str) -> str:
    """Return a word without apostrophes and accents."""
    return "".join(char for char in normalize("NFD", word) if char.isalpha())
