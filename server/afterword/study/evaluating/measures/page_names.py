"""The names of people and places in a text, and how many of a continuation's the page has. Pure text.

No list of names is used: in scripts with capitals a name is a word with a capital inside a sentence,
in Chinese a surname with what follows it, before a word for speaking.
"""

from typing import Final

import regex

from afterword.prose.structure.sentences import sentence_ends
from afterword.prose.words.word_boundaries import SPACED_WORD

_WITHOUT_NAMES: Final = frozenset(("de", "ja", "ko", "th", "ar", "he", "hi"))
"""Languages in which neither rule finds names: all nouns have capitals, or none and no surname list."""
_WORD: Final = regex.compile(SPACED_WORD, flags=regex.VERSION1)
_CAPITALISED: Final = regex.compile(r"\p{Lu}[\p{L}\p{M}'’-]*\p{Ll}[\p{L}\p{M}'’-]*")
_POSSESSIVE: Final = regex.compile(r"['’]s?\Z")
_CONTRACTION: Final = regex.compile(r"I['’]\p{Ll}+")
_TITLES: Final = frozenset(
    ("Mr", "Mrs", "Ms", "Miss", "Dr", "Sir", "Lady", "Lord", "St", "Monsieur", "Madame", "Frau", "Herr")
)  # fmt: skip
_NO_START: Final = regex.compile(
    r"(?:[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*[,;]?|\b(?:Mrs?|Ms|Dr|St)\.)[ \u00a0\-–—]*\Z"
)
"""The end of a text after which a word begins no sentence and no quotation."""

_SURNAMES: Final = (
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許"
    "傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鐘汪田任姜范范方石姚谭譚廖邹鄒熊陆陸孔白崔康毛邱秦江"
    "史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文闰阿老小"
)
_CHINESE_NAME: Final = regex.compile(
    rf"(?P<name>[{_SURNAMES}]\p{{Han}}{{1,2}}?)(?:先生|太太|小姐|师傅|師傅)?"
    r"(?:就|便|又|也|却|卻|还|還|才)?(?:低声|轻声|大声)?(?=[说說道问問答笑喊叫骂罵]|[：:][“「])"
)
_NO_CHINESE_NAMES: Final = frozenset(
    (
        "小声", "小聲", "小心", "高声", "高聲", "高兴", "高興", "马上", "馬上",
        "方才", "常常", "常说", "老是", "老实", "白白", "何必", "何况", "文章",
        "任何", "易于", "于是", "知道", "夏天", "白天", "方便", "许多", "許多",
        "万一", "石头",
    )
)  # fmt: skip
"""Words that begin like a name."""


def has_names(language: str) -> bool:
    """Tell whether names are found in texts of a language, an ISO 639-1 code."""
    return language not in _WITHOUT_NAMES


def names_in(text: str, *, language: str) -> set[str]:
    """Return the names in a text: a word that has a capital at a sentence's start only is none."""
    if language == "zh":
        found = {match["name"] for match in _CHINESE_NAME.finditer(text)}
        return found - _NO_CHINESE_NAMES
    starts = [0, *sentence_ends(text)]
    names = set[str]()
    for match in _WORD.finditer(text):
        word = _POSSESSIVE.sub("", match.group())
        before = text[max(start for start in starts if start <= match.start()) : match.start()]
        if _NO_START.search(before) and _is_name(word):
            names.add(word)
    return names


def kept_names(text: str, page: str, *, language: str) -> tuple[int, int]:
    """Return how many of the names in a continuation the page has, and how many names it has.

    Args:
        text: the continuation.
        page: the text before it.
        language: the ISO 639-1 code of its language.
    """
    if not has_names(language):
        return 0, 0
    known = names_in(page, language=language)
    if language == "zh":
        kept = {name for name in known if name in text}
    else:
        kept = known & {_POSSESSIVE.sub("", word) for word in _WORD.findall(text)}
    return len(kept), len(kept | names_in(text, language=language))


def _is_name(word: str) -> bool:
    return (
        _CAPITALISED.fullmatch(word) is not None
        and word not in _TITLES
        and _CONTRACTION.fullmatch(word) is None
    )
