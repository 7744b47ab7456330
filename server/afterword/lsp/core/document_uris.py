"""Which URIs name one document, and which file: editors spell the same one in several ways."""

import errno
import os
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import regex
from pygls.uris import to_fs_path

_FILE: Final = regex.compile(r"(?i)file:(?://(?:localhost)?)?(?=/(?!/))")
"""How a URI of a file on this machine begins; RFC 8089 has all of these."""
_DRIVE: Final = regex.compile(r"file:///(?P<letter>[A-Za-z])[:|](?=/|\Z)")


def document_key(uri: str) -> str:
    """Return the same text for all spellings of a document's URI, and another for any other URI.

    Spellings differ in what is percent-encoded, in the case of the digits there, in a Windows drive's
    case, and in how ``file:`` goes on. The key is no URI.
    """
    # Bytes that are no UTF-8 stay apart: names of files on Linux may hold any.
    key = _FILE.sub("file://", unquote(uri, errors="surrogateescape"), count=1)
    return _DRIVE.sub(lambda found: f"file:///{found['letter'].lower()}:", key, count=1)


def file_path(uri: str) -> Path | None:
    """Return the path that a URI names; None if it names no file, or none that could ever be there."""
    try:
        path = to_fs_path(_FILE.sub("file://", uri, count=1))
    except ValueError:  # it is no URI
        return None
    return Path(path) if path and _may_exist(path) else None


def _may_exist(path: str) -> bool:
    try:
        os.lstat(path)
    except ValueError:  # a character that no file's name may have
        return False
    except OSError as error:
        return error.errno != errno.ENAMETOOLONG
    return True
