"""Abbreviations, initials and ordinals, whose full stops end no sentence, in a dozen languages.

The lists are short on purpose. A word that is common by itself ("no", "sat", "fig") must not be
taken for an abbreviation, or a sentence such as "No." would have no end.
"""

from typing import Final

import regex

from afterword.prose.characters.character_classes import WORD_CLASS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WITH_CASE: Final = _words("""
    Mr Mrs Ms Messrs Mx Dr Prof St Ste Mt Rev Fr Gen Col Capt Cpt Cmdr Lt Sgt Maj Adm Gov Sen Rep
    Hon Pres Supt Insp Mme Mlle Mgr Hr Hrn Frl Sra Srta Ud Uds Dra Sig Dott Avv Ing
    Nr Bd Abb Verf Hrsg Dipl гр г-н ул пл просп обл
""")
"""Titles and similar abbreviations, with their capitals. A name or a number follows them."""

_ANY_CASE: Final = _words("""
    vs cf viz approx dept al ibid op seq resp incl excl
    bzw evtl ggf sog vgl zzgl inkl geb gest gegr напр
""")
"""Abbreviations in any case. The sentence continues after them."""

_MAY_END: Final = _words("""
    etc jr sr inc ltd co corp bros esq usw ff a.m p.m ph.d m.d
    т.д т.п и.т.д др гг вв тыс млн млрд руб
""")
"""Abbreviations that may also end a sentence: the next character decides."""

_BEFORE_NUMBER: Final = _words("""
    no nos vol vols ch chap fig figs art sec pp pt app ed núm nº n° рис стр гл
    jan feb mar apr jun jul aug sep sept oct nov dec
""")
"""Words that are abbreviations only before a number."""

_ONE_LETTER: Final = _words("p s c v n l m h г д т с ч м л р")
"""Lower-case letters that abbreviate page, volume, year and so on. Others (x, y) are names."""

_AFTER_ORDINAL: Final = regex.compile(
    r"\s+(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November"
    r"|Dezember|Jahrhundert|Klasse|Mal|Kapitel|Stock|Weltkrieg)"
)
_DOTTED: Final = regex.compile(r"\p{L}\p{M}*(?:\.\p{L}\p{M}*)+")
_LETTER: Final = regex.compile(r"\p{L}\p{M}*")
_LETTER_WITH_STOP: Final = regex.compile(r"[ \u00a0\u202f]?\p{L}\.")
_NUMBER: Final = regex.compile(r"\p{Nd}+")
_LAST_WORD: Final = regex.compile(rf"(?V1)(?:{WORD_CLASS}|[.'’°\-](?={WORD_CLASS}))+\Z")
_LOWER_WORD: Final = regex.compile(r"\p{Ll}{2,}\s+\Z")
_WINDOW_CHARS: Final = 60
"""Characters before the full stop that are looked at."""


def full_stop_ends_sentence(before: str, after: str) -> bool:
    """Tell whether a single ``.`` between ``before`` and ``after`` ends a sentence.

    ``after`` must be empty or begin with white space, and must not continue in lower case. Where
    only white space follows, doubtful cases end nothing: a number may continue as a decimal.
    """
    window = before[-_WINDOW_CHARS:]
    found = _LAST_WORD.search(window)
    if not found:
        return True
    word, ahead = found.group(), window[: found.start()]
    next_char = after.strip()[:1]
    folded = word.casefold()
    if _NUMBER.fullmatch(word):
        return _number_ends(word, ahead, after)
    if folded in _MAY_END:
        return next_char != ""
    if _LETTER.fullmatch(word) and (not ahead or ahead[-1].isspace() or ahead[-1] in "([{.«“\"'"):
        return _letter_ends(word, ahead, after)
    if _DOTTED.fullmatch(word) or word in _WITH_CASE or folded in _ANY_CASE:
        return False
    return not (folded in _BEFORE_NUMBER and next_char.isdecimal())


def _number_ends(number: str, ahead: str, after: str) -> bool:
    """Tell whether a number with a full stop ends a sentence.

    A year does; list numbers, ordinals and short numbers at the very end of the text do not.
    """
    if ahead.rpartition("\n")[2].strip() == "" and len(number) < 4:
        return False
    if not after.strip():
        return len(number) > 2
    return _AFTER_ORDINAL.match(after) is None


def _letter_ends(letter: str, ahead: str, after: str) -> bool:
    """Tell whether a single letter with a full stop ends a sentence.

    An initial does not, but the pronouns "I" and "Я" may, after a word in lower case.
    """
    if _LETTER_WITH_STOP.match(after):
        return False
    if letter in "IЯ":
        return _LOWER_WORD.search(ahead) is not None
    if letter.islower():
        return letter not in _ONE_LETTER and not after.lstrip()[:1].isdecimal()
    return False
