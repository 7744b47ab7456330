"""Rhymes: whether two lines rhyme, as far as that can be determined.

English words are looked up in the dictionary. Where it lacks one of the two, rules turn the spelling
of both into a sound, with a list of exceptions. In languages with regular spelling, words are
compared from the last stressed vowel on, which is found by typical endings.
"""

from typing import Final
from unicodedata import normalize

import regex

from afterword.prose.verse_and_dialogue.pronunciations import pronunciation_of

_LAST_WORD: Final = regex.compile(r"[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*(?=[^\p{L}\p{M}]*\Z)")
_IRREGULAR: Final = {
    word: sound
    for sound, words in {
        "UV": "love above dove glove shove", "UUV": "move prove remove improve",
        "UN": "one done none son won everyone anyone", "UM": "come some become welcome",
        "ED": "said dead head bread red read bed led instead ahead", "UU": "two to do who you through too shoe",
        "AU": "now how cow brow bough allow plough vow", "OU": "know though dough toe go so no ago",
        "UD": "blood flood mud", "OOD": "good wood stood could would should hood",
        "EER": "there where bear wear pear tear their air care stare", "EID": "made laid shade afraid",
        "OR": "door floor more pour four war roar shore sore before", "EIT": "great weight late fate eight",
        "EIK": "break steak wake lake", "ETH": "death breath", "END": "friend end send bend",
        "EN": "again then when men pen", "IV": "give live forgive", "UF": "rough enough tough stuff",
        "OUST": "most ghost post host coast", "UNG": "young tongue sung hung", "AIT": "height",
        "ERD": "word bird heard third", "ERTH": "earth birth worth", "AI": "eye i die lie high buy",
        "AIZ": "eyes skies lies rise wise", "EIN": "rein reign", "OOT": "foot put soot",
        "AIND": "find mind kind blind behind wind", "AILD": "child wild mild", "OULD": "old cold",
        "II": "me be he she we sea", "AV": "have", "UZ": "was does", "ER": "her were sir stir fur",
    }.items()
    for word in words.split()
}  # fmt: skip
_LONG: Final = {"a": "EI", "e": "II", "i": "AI", "y": "AI", "o": "OU", "u": "UU"}
_SHORT: Final = {"a": "A", "e": "E", "i": "I", "y": "I", "o": "O", "u": "U"}
_PAIRS: Final = {
    "ai": "EI", "ay": "EI", "ei": "EI", "ey": "EI", "ee": "II", "ea": "II", "ie": "II", "oa": "OU", "oe": "OU",
    "ow": "OU", "oo": "UU", "ew": "UU", "ue": "UU", "ui": "UU", "ou": "AU", "oi": "OI", "oy": "OI",
    "au": "OO", "aw": "OO",
}  # fmt: skip
_RIME: Final = regex.compile(
    r"(?P<vowel>a[iuyw]|e[aeiyuw]|i(?=gh)|ie|o[aeiouyw]|u[ei]|[aeiouy])(?P<coda>[^aeiouy]*)(?P<silent>e?)\Z"
)
_WEAK_ENDING: Final = regex.compile(
    r"(?<=[aeiouy].*)(?:ings?|ers?|en|ly|le|less|ness|(?<=[^aeiou])y)\Z"
)
_CODA: Final = (
    ("tch", "ch"), ("dge", "j"), ("ck", "k"), ("gh", ""), ("ph", "f"), ("mb", "m"), ("x", "ks"), ("gn", "n"),
)  # fmt: skip
_BY_SPELLING: Final = frozenset(("de", "es", "it", "pt", "fr", "nl", "sv", "no", "da", "eo", "ru"))
_UNSTRESSED: Final = {
    "de": r"e[nrlsm]?", "nl": r"e[nrlsm]?", "sv": r"[ae][nrt]?", "no": r"e[nrt]?", "da": r"e[nrt]?",
    "es": r"[aeo][sn]?", "it": r"[aeio]", "pt": r"[aeo]s?", "eo": r"[aeo]j?n?",
}  # fmt: skip
_LAST_VOWEL_COUNTS: Final = frozenset(("es", "it", "pt"))
"""Languages in which only the last vowel of a vowel group counts: ``cuore`` rhymes with ``amore``."""
_VOWEL: Final = "aeiouyäöüàâéèêëîïôûùáíóúãõåæøœ"


def rhymes(one: str, other: str, language: str) -> bool | None:
    """Tell whether two lines rhyme; None where it can't be determined.

    A word does not rhyme with itself. Where a word has several pronunciations, one that rhymes is
    enough.

    Args:
        one: a line.
        other: another line.
        language: the ISO 639-1 code of the poem's language.
    """
    words = [_LAST_WORD.search(line.casefold()) for line in (one, other)]
    if language not in _BY_SPELLING | {"en"} or not all(words):
        return None
    first, second = (word.group() for word in words if word)
    if first == second:
        return False
    said = [pronunciation_of(word) for word in (first, second)] if language == "en" else []
    tails = [each.tails for each in said if each]
    if len(tails) == 2:
        return not tails[0].isdisjoint(tails[1])
    return _end_sound(first, language) == _end_sound(second, language)


def _end_sound(word: str, language: str) -> str:
    """Return a code for the sound of a word from its last stressed vowel on, by spelling."""
    if language == "en":
        return _english(word)
    if language == "ru":
        found = regex.search(r"(?:[^аеёиоуыэюя]?[аеёиоуыэюя]|[аеёиоуыэюя][^аеёиоуыэюя]+)\Z", word)
        return found.group() if found else word
    plain = normalize("NFC", word)
    if language == "fr":
        plain = regex.sub(r"(?<=[^e])e(?:s|nt)?\Z|[stdxzp]+\Z", "", plain)
    vowels = f"[{_VOWEL}]" if language in _LAST_VOWEL_COUNTS else f"[{_VOWEL}]+"
    ending = _UNSTRESSED.get(language, "")
    stressed = regex.search(rf"{vowels}[^\W{_VOWEL}]+{ending}\Z", plain) if ending else None
    found = stressed or regex.search(rf"{vowels}[^\W{_VOWEL}]*\Z", plain)
    return found.group() if found else plain


def _english(word: str) -> str:
    word = regex.sub(r"['’].*", "", word).replace("qu", "kw")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    weak = _WEAK_ENDING.search(word)
    if weak and weak.start() > 1:
        return _rime(word[: weak.start()]) + weak.group()
    return _rime(regex.sub(r"(?<=[aeiouy].*[^aeioutd])ed\Z", "d", word))


def _rime(word: str) -> str:
    """Return the sound of a syllable's rime: the last vowel and what follows it."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    found = _RIME.search(word)
    if not found:
        return word
    vowel, coda = found["vowel"], regex.sub(r"(.)\1\Z", r"\1", found["coda"])
    is_long = bool(found["silent"] and len(coda) == 1) or coda.startswith("gh")
    is_long |= vowel + coda in {"old", "olt", "ol", "ind", "ild", "imb"}
    if len(vowel) == 2:
        sound = _PAIRS.get(vowel, vowel)
    elif not coda and not found["silent"]:
        sound = "II" if vowel in "ey" and len(word) > 3 else _LONG[vowel]
    else:
        sound = _LONG[vowel] if is_long else _SHORT[vowel]
    if found["silent"]:
        coda = {"c": "s", "g": "j", "nc": "ns"}.get(coda, coda)
    for spelling, said in _CODA:
        coda = coda.replace(spelling, said)
    return sound + coda.upper()
