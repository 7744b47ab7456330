"""Search patterns for words and phrases that a writer lists in a setting."""

import regex

from afterword.prose.characters.character_classes import is_spaceless, is_word_char


def phrase_pattern(phrase: str) -> "regex.Pattern[str] | None":
    """Return a pattern that finds a phrase in any case, with any white space and either apostrophe.

    In scripts with spaces it finds whole words only. For a blank phrase there is no pattern: None.
    """
    words = phrase.split()
    if not words:
        return None
    pattern = r"\s+".join(regex.escape(word, special_only=True) for word in words)
    pattern = regex.sub("['’]", "['’]", pattern)
    left = r"(?<![\p{L}\p{N}])" if is_spaced_letter(words[0][0]) else ""
    right = r"(?![\p{L}\p{N}])" if is_spaced_letter(words[-1][-1]) else ""
    return regex.compile(left + pattern + right, flags=regex.IGNORECASE)


def is_spaced_letter(char: str) -> bool:
    """Tell whether a character belongs to a word of a script that puts spaces between words."""
    return is_word_char(char) and not is_spaceless(char)
