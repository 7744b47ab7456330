"""What stands farther away than the near text: earlier chapters, of the document and of files before it.

It changes when a chapter begins or a file is saved, never with a keystroke, so that the cached prefix
stays valid.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from afterword.brief.budget import BYTES_PER_TOKEN
from afterword.brief.ranking import Rank, Ranks, ranks_of
from afterword.prose.chapter_starts import ChapterStarts

MOST_CHAPTERS: Final = 6
"""So many earlier ones are summed up; of a chapter farther away not a sentence would have room."""
OPENING_CHARS: Final = 1_200
"""Of a chapter's opening; more is never shown."""
LONGEST_TITLE: Final = 60
_MOST_LEAD_CHARS: Final = 8192 * BYTES_PER_TOKEN
"""As much as the largest budget holds."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """An earlier chapter."""

    source: str
    """What it is called: its heading, or its file's name."""
    text: str
    file: Path | None = None
    """Where it stands, if that is another file than the document's."""
    left_out: str = ""
    """Why nothing of it is read; then it has no text."""
    ranked: Ranks | None = None
    """Its sentences, best first; None as long as nobody has ranked them."""


@dataclass(frozen=True, slots=True)
class Far:
    """What is far away from one place."""

    chapters: tuple[Chapter, ...] = ()
    """The last of the earlier ones, in order."""
    opening: str = ""
    """The beginning of the place's own chapter; empty where the near text may hold it."""


class FarContext:
    """What is far away in one document, whatever its cursor's place."""

    def __init__(self, nearby: Sequence[Chapter] = (), *, rank: Rank = ranks_of) -> None:
        """Know the chapters of the files that are read before the document, and who ranks sentences."""
        self._rank = rank
        self._nearby = tuple(nearby[-MOST_CHAPTERS:])
        self._starts = ChapterStarts()
        lead = "\n\n".join(chapter.text for chapter in nearby if chapter.text)[-_MOST_LEAD_CHARS:]
        self.lead = f"{lead.strip()}\n\n" if lead.strip() else ""
        """What a reader has read last on opening the document."""

    def sources_of(self, lead_chars: int) -> list[str]:
        """Return where so many characters of the lead's end come from, in order."""
        sources = list[str]()
        for chapter in reversed(self._nearby):
            if lead_chars <= 0:
                break
            if not chapter.text:
                continue
            sources.append(chapter.source)
            lead_chars -= len(chapter.text) + 2
        return sources[::-1]

    def at(self, text: str, *, near_bytes: int) -> Far:
        """Return what is far away from the end of a text.

        Args:
            text: the document's text before the cursor, without its head.
            near_bytes: so much of it, in UTF-8, the near text may hold at most.
        """
        earlier, start = self._starts.earlier(text, most=MOST_CHAPTERS)
        own = tuple(Chapter(title_of(chapter), chapter) for chapter in earlier)
        is_far = len(text[start:].encode(errors="surrogatepass")) > near_bytes
        chapters = (*self._nearby, *own)[-MOST_CHAPTERS:]
        return Far(
            chapters=tuple(replace(each, ranked=self._rank(each.text)) for each in chapters),
            opening=text[start : start + OPENING_CHARS] if is_far else "",
        )


def title_of(chapter: str) -> str:
    """Return what a chapter is called: its first line."""
    line = chapter.partition("\n")[0].strip(" \t#*_{}")
    return line if len(line) <= LONGEST_TITLE else f"{line[:LONGEST_TITLE]}…"
