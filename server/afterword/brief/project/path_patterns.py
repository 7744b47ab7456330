"""Patterns by which a project names some of its documents."""

import unicodedata
from fnmatch import fnmatchcase


def is_meant(name: str, pattern: str) -> bool:
    """Tell whether a pattern means a document; one without a slash means its file's name.

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
    # Of ** in other programs: no folder or several.
    return (
        own == pattern or fnmatchcase(own, pattern) or fnmatchcase(name, pattern.replace("**/", ""))
    )
