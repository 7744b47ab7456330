"""Dialogue tags: the ``she said`` after a quotation that ends with ``!``, ``?`` or ``.``.

A tag that begins in lower case needs no rule of its own. Here are the others: English names and
pronouns, Chinese and Japanese.
"""

from typing import Final

import regex

_ENGLISH: Final = regex.compile(
    r"\s+(?!(?:He|She|They|It|We|You|Then|And|But|The)\b)"
    r"(?:I|\p{Lu}[\p{L}\p{M}'’.-]*(?:\s+\p{Lu}[\p{L}\p{M}'’.-]*){0,2})"
    r"\s+(?:said|says|asked|asks|replied|answered|cried|shouted|whispered|called|murmured|muttered"
    r"|added|went\s+on|continued|told|thought|exclaimed|began|snapped|yelled|agreed|repeated)\b"
)
_CHINESE: Final = regex.compile(
    r"[^。！？，；：\n「『“”（《]{0,8}?"
    r"(?:说|說|问|問|喊|叫道|答|回应|嚷|骂道|罵道|吼|低语|嘟囔|喃喃|道[，。：])"
)
_JAPANESE: Final = regex.compile(r"(?:と|って|など)(?!は限|もあ)")


def is_dialogue_tag(ahead: str) -> bool:
    """Tell whether the text after a closing quote says who spoke, so that the sentence continues."""
    return any(tag.match(ahead) for tag in (_ENGLISH, _CHINESE, _JAPANESE))
