"""Patterns by which a project names some of its documents."""

import unicodedata
from fnmatch import fnmatchcase


def matches_pattern(name: str, pattern: str) -> bool:
    """Return whether a pattern matches a document's path; one without a slash, its file's name.

    Args:
        name: the document's path in the project, with slashes.
        pattern: as written; ``*`` stands for anything, folders too.
    """
    name = unicodedata.normalize("NFC", name)
    pattern = unicodedata.normalize("NFC", pattern).replace("\\", "/")
    pattern = pattern.removeprefix("./").removeprefix("/")
    if pattern.endswith("/"):
        pattern += "*"
    own = name if "/" in pattern else name.rpartition("/")[2]
    # As ** does in other programs, it stands for no folder too.
    return (
        own == pattern or fnmatchcase(own, pattern) or fnmatchcase(name, pattern.replace("**/", ""))
    )
