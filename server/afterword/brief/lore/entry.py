"""One entry of the lore: who or what it is, by which names the text calls it, and when it holds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LoreEntry:
    """What the model reads where the text names something."""

    title: str
    text: str
    """The text without the heading and the keys, in one line or several."""
    names: tuple[str, ...]
    """The names by which the text calls it, the title among them."""
    priority: int = 0
    """Where there is no room for all, entries with a higher priority go first."""
    from_chapter: int | None = None
    """The first chapter in which it holds; None if it holds from the beginning."""
    until_chapter: int | None = None
    """The last chapter in which it holds; None if it holds to the end."""
    comes_with: tuple[str, ...] = ()
    """The names of entries that activate this one with them."""
    is_case_sensitive: bool | None = None
    """Whether a text must write every letter of a name in its case, or none.

    None if it must where a name has a capital: “Will” is not “will”, but “WILL” and “the Mill” count.
    """

    def holds_in(self, chapter: int | None) -> bool:
        """Whether it is true in a chapter; where the chapter is not known, it is."""
        if chapter is None:
            return True
        return (self.from_chapter or 0) <= chapter and (
            self.until_chapter is None or chapter <= self.until_chapter
        )
