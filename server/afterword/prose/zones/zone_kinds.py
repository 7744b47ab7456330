"""The kinds of places where a suggestion of prose would be in the way."""

from enum import StrEnum


class QuietZone(StrEnum):
    """Why nothing is suggested here."""

    FRONT_MATTER = "front_matter"
    """YAML or TOML between ``---`` or ``+++`` at the start of the document."""
    PREAMBLE = "preamble"
    """What stands before a LaTeX ``\\begin{document}``."""
    CODE_BLOCK = "code_block"
    """Fenced code, or a LaTeX environment that is set as typed."""
    INLINE_CODE = "inline_code"
    MATH = "math"
    ADDRESS = "address"
    """A URL, an e-mail address or a path that is being typed."""
    LINK_TARGET = "link_target"
    """Where a link or an image points to, also as ``[[page]]``, ``[^note]`` or ``[text][label]``."""
    REFERENCE_DEFINITION = "reference_definition"
    """``[label]: target``"""
    TAG = "tag"
    """Inside the angle brackets of HTML."""
    COMMENT = "comment"
    COMMAND = "command"
    """A LaTeX command's name, or an argument of it that is not prose."""
    RULE = "rule"
    """A table's delimiter row, or a line of dashes."""
