"""The installed word lists: read from a Python package, none is copied into this program.

``glin-profanity`` has a JSON file for each of 24 languages. Its own matcher is not used, and its
code is not imported: importing takes 120 ms, reading one file a fraction of a millisecond.
"""

import importlib.util
import json
import logging
from pathlib import Path
from typing import Final, cast

from afterword.safety.word_list import WordList, classify_entries

logger = logging.getLogger(__name__)

PACKAGE: Final = "glin_profanity"
"""The import name of ``glin-profanity``, tested with 4.1.0."""


def find_list_folder() -> Path | None:
    """Return the folder with the lists, or None where the package is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    places = list(spec.submodule_search_locations or ()) if spec else []
    folder = Path(places[0]) / "data" / "dictionaries" if places else None
    return folder if folder and folder.is_dir() else None


class InstalledLists:
    """The word lists of the installed package. Each is read at its first use, and kept."""

    def __init__(self, folder: Path | None = None) -> None:
        """Read from ``folder``, or from the installed package without one."""
        self._folder = folder or find_list_folder()
        self._lists: dict[str, WordList] = {}
        if self._folder is None:
            logger.warning(
                "safety.level has no effect: install glin-profanity, which holds the word lists."
            )

    @property
    def are_installed(self) -> bool:
        """Whether the package with the lists is installed."""
        return self._folder is not None

    def list_of(self, language: str) -> WordList:
        """Return the list of a language by its English name; empty where there is none."""
        known = self._lists.get(language)
        if known is None:
            known = self._lists[language] = classify_entries(self._read(language), language)
        return known

    def _read(self, language: str) -> list[str]:
        if self._folder is None:
            return []
        try:
            content: object = json.loads((self._folder / f"{language}.json").read_text("utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            logger.warning("no %s word list: %s", language, type(error).__name__)
            return []
        if isinstance(content, dict):
            content = cast("dict[str, object]", content).get("words")
        if not isinstance(content, list):
            logger.warning("no %s word list: it is in an unknown format", language)
            return []
        return [entry for entry in cast("list[object]", content) if isinstance(entry, str)]
