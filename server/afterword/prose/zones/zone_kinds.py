"""The kinds of quiet zones: places where a suggestion of prose would disturb."""

from enum import StrEnum


class QuietZone(StrEnum):
    """The reason why there is no suggestion at a place."""

    FRONT_MATTER = "front_matter"
    """YAML or TOML between ``---`` or ``+++`` at the start of the document; a title page."""
    METADATA = "metadata"
    """A line or a block that says something of the text: Org's keywords and drawers, attributes in
    AsciiDoc, options in reStructuredText, an attribute block in Markdown."""
    PREAMBLE = "preamble"
    """The part of a LaTeX document before ``\\begin{document}``."""
    CODE_BLOCK = "code_block"
    """A block of code, or an environment or block that is not prose for another reason."""
    INLINE_CODE = "inline_code"
    """A code span, or the argument of ``\\verb``; a role in reStructuredText."""
    MATH = "math"
    """Inline or displayed mathematics."""
    ADDRESS = "address"
    """A URL, an e-mail address or a path that is being typed."""
    LINK_TARGET = "link_target"
    """The target of a link or an image, also ``[[page]]``, ``[^note]`` or ``[text][label]``."""
    REFERENCE_DEFINITION = "reference_definition"
    """A line such as ``[label]: target``."""
    TAG = "tag"
    """An HTML tag, between its angle brackets."""
    COMMENT = "comment"
    """A comment, or a note to oneself that is not printed."""
    COMMAND = "command"
    """The name of a command, directive, macro or short code, or an argument of it that is not prose."""
    RULE = "rule"
    """A table's delimiter row, or a line of dashes or other marks."""
    SCENE_HEADING = "scene_heading"
    """A scene heading or a transition in a screenplay."""
