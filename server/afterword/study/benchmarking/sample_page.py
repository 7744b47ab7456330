"""Prose to type in a benchmark. It was written for it, so that no model was trained on it."""

from typing import Final

OPENING: Final = """\
The ferry had stopped running at noon, so Ilse walked. The causeway was dry for another hour, and \
the mud on either side of it shone like the inside of a shell. She had left the suitcase with the \
woman at the ticket window, who had promised nothing and put it under the counter with her own \
shopping. What Ilse carried was in her coat: the letter, her mother's spectacles, and half of a \
sandwich that she did not want.

Nobody had told the island that she was coming. That had seemed wise in the city. Halfway across, \
with the wind pushing at her from the north and the first gulls walking about on the road as if it \
were theirs, it seemed only rude. A house that had been shut for nine years ought to be given \
notice. So ought her uncle, if he was alive, and if he was the man who had signed the letter.

The road climbed out of the mud between two stone posts. Someone had painted them white once, and \
someone else had shot at them. Past the posts there were hedges, then a field of thistles, then \
the chapel with its roof of slates and moss. She remembered the chapel as enormous. It was about \
as large as the bus shelter at the end of her street, and a goat was asleep in the door."""
"""What stands on the page already."""

TO_TYPE: Final = """ \
She stepped over the goat. Inside it was dark and smelled of candles and wet wool, and the benches \
were stacked against the wall to make room for a boat. It was a small boat, upside down on two \
trestles, with a fresh plank in its side that was paler than the rest. A lamp hung over it."""
"""What the writer of the trace types next."""

ELSEWHERE: Final = """\
Rain found its way into the archive in March. It came down inside the wall, behind the tax rolls, \
and nobody noticed until a mushroom appeared on the year 1871. Bertrand photographed it before he \
called the caretaker. Twenty-six boxes went up to the reading room on a trolley with one bad wheel, \
and for a week the place smelled like a cellar in which somebody had been kind to potatoes.

He dried the pages between sheets of blotting paper, forty at a time, under a dictionary. It was \
slow, and it suited him. Each morning he turned them, like a cook, and each morning there was some \
small thing to read: a dispute about a well, the price of a mule, a midwife fined for swearing. The \
clerk who wrote these down had a beautiful hand and no patience. Where a witness went on too long \
he put a row of dots, and once, in the margin, a drawing of a yawning cat.

On the ninth day one sheet came away from another with a sigh. Between them lay a third, thinner, \
folded small, which had never been numbered. Bertrand looked over his shoulder. The only other \
reader was a student asleep on her elbows. He slid a bone knife under the fold, as gently as one \
lifts the lid from a pot that may boil over, and read the first line with his lips moving."""
"""Another page, for prompts whose text the first page does not repeat."""

DOOR: Final = (
    "The lighthouse keeper put the kettle down and took the lamp from its hook. "
    "At the door she waited, one hand on the bolt. Then she opened the d"
)
"""A text after which any model has something to offer; it should be ``oor``."""


def words_to_type(count: int) -> list[str]:
    """Return ``count`` words of ``TO_TYPE``, each with the space before it, over and over."""
    words = TO_TYPE.split()
    return [f" {words[index % len(words)]}" for index in range(count)]
