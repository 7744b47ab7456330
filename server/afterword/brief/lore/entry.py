"""One entry of the lore: who or what it is, by which names the text calls it, and when it holds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LoreEntry:
    """What the model is to know where the text names something."""

    title: str
    text: str
    """In one line or several, without the heading and the keys."""
    names: tuple[str, ...]
    """By which the text calls it, the title among them."""
    priority: int = 0
    """Those with more go first where there is no room for all."""
    from_chapter: int | None = None
    """It holds from this chapter on."""
    until_chapter: int | None = None
    """It holds up to this chapter, and in it."""
    comes_with: tuple[str, ...] = ()
    """Names of entries that bring this one along."""

    def holds_in(self, chapter: int | None) -> bool:
        """Whether it is true in a chapter; where the chapter is not known, it is."""
        if chapter is None:
            return True
        return (self.from_chapter or 0) <= chapter and (
            self.until_chapter is None or chapter <= self.until_chapter
        )
