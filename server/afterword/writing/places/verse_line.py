"""The next line of verse: where it goes in, and how well a line fits the stanza."""

from dataclasses import dataclass
from math import log
from typing import Final

from afterword.prose.characters.character_classes import is_word_char
from afterword.prose.characters.language_detection import detect_language
from afterword.prose.fit.dangling_marks import cut_unopened
from afterword.prose.fit.overlap import cut_overlap
from afterword.prose.structure.block_markers import indent_of
from afterword.prose.structure.table_rows import is_in_table_row
from afterword.prose.verse_and_dialogue.rhymes import rhymes
from afterword.prose.verse_and_dialogue.syllables import count_syllables
from afterword.prose.verse_and_dialogue.verse import Verse, read_verse
from afterword.settings.brief_fields import Form
from afterword.writing.passage import Passage
from afterword.writing.places.insertion_point import InsertionPoint, place_after
from afterword.writing.results import Continuation

LINES_IN_BATCH: Final = 8
"""Lines in a batch, from which one is chosen."""
LOOK_BACK_CHARS: Final = 4_000
"""Characters before the cursor in which stanzas are read."""
VERSE_FORMS: Final = frozenset((Form.POEM, Form.SONG))
NO_RHYME_COST: Final = 4.0
"""Syllables by which a line that rhymes may miss the measure more than one that does not."""
NEAR_SYLLABLES: Final = 1
"""Syllables by which a line may miss the measure: few poets count more strictly."""


def is_verse_at(passage: Passage, form: Form | None) -> bool:
    """Return whether a line of verse may come next, by the brief or by the lines before."""
    if is_in_table_row(passage.before, passage.after):
        return False
    verse = read_verse(passage.before[-LOOK_BACK_CHARS:])
    has_lines = bool(verse.stanza or verse.earlier)
    return has_lines and (form in VERSE_FORMS or (form is None and verse.is_verse))


def find_line(passage: Passage) -> InsertionPoint | None:
    """Return where the next line begins: under the cursor's line, or on it if it is empty."""
    if not passage.before.strip() or is_in_table_row(passage.before, passage.after):
        return None
    rest = passage.after.partition("\n")[0]
    line = passage.before.rpartition("\n")[2] + rest
    lead = "\n" + indent_of(line) if line.strip() else ""
    return place_after(passage, len(rest) if lead else 0, lead=lead)


def trim_line(text: str, place: InsertionPoint) -> str:
    """Return the first line of a generated text, trimmed to fit; maybe empty."""
    line = cut_unopened(text.partition("\n")[0].strip(), place.before)
    line = cut_overlap(line, place.after).strip()
    said = _letters(line)
    above = {_letters(each) for each in place.before.split("\n")}
    return line if said and said not in above else ""


def _letters(line: str) -> str:
    """Return a line without case, marks and spaces, to be compared with others."""
    return "".join(char for char in line.casefold() if is_word_char(char))


@dataclass(frozen=True, slots=True, kw_only=True)
class VerseMeasure:
    """The syllables and the rhyme that the next line should have."""

    language: str
    partner: str | None
    """The line that it should rhyme with."""
    knows_rhymes: bool
    """Whether rhymes are recognised in this language."""
    syllables: int | None
    """Syllables that it should have; None if unknown."""

    def distance(self, line: str) -> int | None:
        """Return by how many syllables a line is too long or too short; None if unknown."""
        count = count_syllables(line, self.language)
        return None if count is None or self.syllables is None else abs(count - self.syllables)

    def is_rhymed(self, line: str) -> bool:
        """Return whether a line rhymes where it should."""
        return self.partner is None or rhymes(line, self.partner, self.language) is True

    def fits(self, line: str) -> bool:
        """Return whether a line is good enough."""
        return (self.distance(line) or 0) <= NEAR_SYLLABLES and self.is_rhymed(line)

    def cost(self, take: Continuation) -> float:
        """Return the cost of a take by metre, rhyme and probability; less is better."""
        line = take.text.strip()
        rhyme_cost = 0.0 if self.is_rhymed(line) else NO_RHYME_COST
        return (self.distance(line) or 0) + rhyme_cost - log(max(take.confidence, 1e-6))

    def lacks(self, line: str) -> str:
        """Return a note for the writer on what a line misses of the measure; maybe empty."""
        said = list[str]()
        if not self.knows_rhymes:
            said.append("rhymes can't be determined in this language")
        elif not self.is_rhymed(line):
            said.append("no rhyme was found")
        distance = self.distance(line)
        if distance is None and self.syllables is None and self.partner is None and not said:
            return ""
        if distance is None:
            said.append("syllables can't be counted here")
        elif distance > NEAR_SYLLABLES:
            said.append(f"{distance} syllables too many or too few")
        return f"The next line: {'; '.join(said)}." if said else ""


def measure(place: InsertionPoint) -> VerseMeasure:
    """Return the measure of the stanza before a place."""
    verse: Verse = read_verse(place.before[-LOOK_BACK_CHARS:])
    language = detect_language(place.before[-LOOK_BACK_CHARS:])
    at = verse.partner(lambda one, other: rhymes(one, other, language))
    model = verse.model_line(at)
    known = [line for stanza in (*verse.earlier, verse.stanza) for line in stanza]
    return VerseMeasure(
        language=language,
        partner=None if at is None else verse.stanza[at],
        knows_rhymes=any(rhymes(line, line, language) is not None for line in known),
        syllables=None if model is None else count_syllables(model, language),
    )
