"""Character classes by Unicode property, never by ASCII ranges: letters, CJK, punctuation.

The ``*_CLASS`` strings are character sets for the ``regex`` package with ``(?V1)``, so that other
files can build patterns on the same definitions.
"""

from typing import Final

import regex

_LETTERS: Final = r"[\p{L}\p{M}\p{N}]"

# Unicode blocks instead of script properties: these sets are the inner loop of all word patterns,
# and blocks are three times as fast. A test compares them with the script properties.
_CJK_BLOCKS: Final = (
    r"[\u2e80-\u2fd5\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3041-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00016fe3\U00016ff0-\U00016fff"
    r"\U0001aff0-\U0001b16f\U00020000-\U0003cfff]"
)
_SOUTHEAST_ASIAN_BLOCKS: Final = (
    r"[\u0e00-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aad\u1b00-\u1b7f\ua980-\ua9ff"
    r"\uaa60-\uaadf\U000116d0-\U000116e3]"
)

CJK_CLASS: Final = rf"[{_CJK_BLOCKS}&&{_LETTERS}]"
"""The set of letters of Chinese and Japanese. A line may break between any two of them."""

SPACELESS_CLASS: Final = rf"[[{_CJK_BLOCKS}{_SOUTHEAST_ASIAN_BLOCKS}]&&{_LETTERS}]"
"""The set of letters, marks and digits of scripts that put no spaces between words."""

_EMOJI_MARKS: Final = r"\u20e3\ufe00-\ufe0f\U000e0100-\U000e01ef"

WORD_CLASS: Final = rf"[{_LETTERS}--[{_EMOJI_MARKS}]]"
"""The set of letters, marks and digits, without the marks that turn a character into an emoji."""

SPACED_CLASS: Final = rf"[{_LETTERS}--[{_EMOJI_MARKS}{_CJK_BLOCKS}{_SOUTHEAST_ASIAN_BLOCKS}]]"
"""The set of letters, marks and digits of scripts that put spaces between words."""

CJK_PUNCTUATION_CLASS: Final = (
    r"[[\u3001-\u303f\u30fb\ufe10-\ufe1f\ufe30-\ufe6f\uff00-\uff65]&&[\p{P}\p{S}]]"
)
"""The set of full-width punctuation: as wide as a Chinese character, with its space built in."""

_CJK: Final = regex.compile(rf"(?V1){CJK_CLASS}")
_SPACELESS: Final = regex.compile(rf"(?V1){SPACELESS_CLASS}")
_WORD: Final = regex.compile(rf"(?V1){WORD_CLASS}")
_CJK_PUNCTUATION: Final = regex.compile(rf"(?V1){CJK_PUNCTUATION_CLASS}")


def is_cjk(char: str) -> bool:
    """Tell whether ``char`` is a letter of Chinese or Japanese. Hangul, which has spaces, is not."""
    return _CJK.match(char) is not None


def is_spaceless(char: str) -> bool:
    """Tell whether ``char`` is a letter, mark or digit of a script without spaces between words.

    These scripts are Han, Hiragana, Katakana, Thai, Lao, Khmer, Myanmar, Tibetan and related ones.
    """
    return _SPACELESS.match(char) is not None


def is_word_char(char: str) -> bool:
    """Tell whether ``char`` is a letter, mark or digit of any script.

    Apostrophes and hyphens belong to a word only inside it: ``word_boundaries`` decides that.
    """
    return _WORD.match(char) is not None


def is_cjk_punctuation(char: str) -> bool:
    """Tell whether ``char`` is full-width punctuation, such as ``。``, ``，``, ``」`` or ``）``.

    Curly quotes, ``…`` and ``—`` are shared with Latin text, so they don't count.
    """
    return _CJK_PUNCTUATION.match(char) is not None
