"""The plan of one continuation: its place, the document's style, its prompt, its request."""

from dataclasses import dataclass
from typing import Final

from afterword.engine.interface import GenerationRequest, Priority
from afterword.prose.structure.table_rows import end_of_cell, is_in_table_row
from afterword.prose.verse_and_dialogue.speaker_cues import cut_at_cue
from afterword.settings import Settings
from afterword.settings.controls import ControlValues
from afterword.writing.effective_controls import EffectiveControls, effective_controls
from afterword.writing.paragraph.line_layout import LineLayout, read_layout
from afterword.writing.paragraph.target_length import words_to_write
from afterword.writing.paragraph.typography import Typography, read_typography
from afterword.writing.passage import Passage
from afterword.writing.places.insertion_point import InsertionPoint
from afterword.writing.places.speaker_turn import read_dialogue
from afterword.writing.places.task_place import place_for
from afterword.writing.places.verse_line import LINES_IN_BATCH
from afterword.writing.prompt.prompt_plan import PromptPlan, plan_prompt
from afterword.writing.task import Task, TaskTarget

TOKENS_PER_WORD: Final = 2
"""Tokens allowed for each word: English needs 1.3, a pair of Chinese characters 1.5."""
SENTENCE_ROOM_TOKENS: Final = 48
"""Tokens beyond the longest continuation, so that its last sentence can end."""
MIN_CHARS: Final = 24
"""Characters in a continuation at least: a paragraph is continued by more than a word."""
MIN_CHARS_OF_TURN: Final = 2
"""Characters in a turn, which may be "No.", or in a line of verse, at least."""
SENTENCES_IN_BATCH: Final = 6
"""Sentences in a batch, from which the best one is taken; a wider batch takes longer for each token."""
BRIDGES_IN_BATCH: Final = 6
"""Bridges in a batch, from which the one that leads best to what follows is chosen."""
WORDS_OF_DESCRIPTION: Final = 60
"""Words in a description at most: two or three sentences."""
_TAKES: Final = {Task.BRIDGE: BRIDGES_IN_BATCH, Task.LINE: LINES_IN_BATCH}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinuationPlan:
    """A place to continue at, the style of the document there, and the engine's request."""

    passage: Passage
    """The document and the cursor."""
    controls: EffectiveControls
    """The settings and controls in force for this request, and where each comes from."""
    task: Task = Task.CONTINUE
    subject: str = ""
    """The thing to describe, for ``Task.DESCRIBE``."""
    place: InsertionPoint
    layout: LineLayout
    typography: Typography
    """The punctuation marks that the text should use."""
    target_words: int
    """Words that the text should have."""
    max_words: int
    """Words that the text has at most."""
    is_in_cell: bool = False
    """Whether the text goes into a cell of a table."""
    speakers: frozenset[str] = frozenset()
    """The speakers whose next cue ends this turn."""
    prompt: PromptPlan
    request: GenerationRequest
    """The request for a base model."""

    @property
    def settings(self) -> Settings:
        """The settings in force, with the request's controls under ``paragraph``."""
        return self.controls.settings

    @property
    def forbidden_phrases(self) -> tuple[str, ...]:
        """The phrases that the controls ban and the brief avoids."""
        return (*self.settings.paragraph.banned_phrases, *self.prompt.brief.avoid)

    def own_part(self, text: str) -> str:
        """Return the part of a generated text that belongs to the task: one turn, one cell."""
        if self.is_in_cell:
            lead = len(text) - len(text.lstrip())
            return text[: lead + end_of_cell(text[lead:])]
        return cut_at_cue(text, self.speakers) if self.task is Task.SPEAK else text


def plan_continuation(
    passage: Passage, target: TaskTarget, request_controls: ControlValues
) -> ContinuationPlan:
    """Find the place, read the document's style there, and plan the prompt.

    Args:
        passage: the document and the cursor.
        target: the task, and the speaker or subject that it needs.
        request_controls: the controls of the request itself.

    Raises:
        DocumentError: there is no such place at this cursor, or nothing to describe.
    """
    controls = effective_controls(passage, request_controls)
    paragraph, task, place = controls.settings.paragraph, target.task, place_for(passage, target)
    is_in_cell = is_in_table_row(place.before, place.after)
    # A new paragraph is laid out as the one it follows.
    goes_on = task in {Task.CONTINUE, Task.DESCRIBE}
    layout = read_layout(
        place.before if goes_on else place.before.removesuffix(place.lead), place.after
    )
    prompt = plan_prompt(passage, place.before, budget_tokens=paragraph.context_tokens)
    max_words = target_words = paragraph.max_words
    if paragraph.follow_rhythm:
        target_words = words_to_write(prompt.text, max_words=max_words)
    if task is Task.DESCRIBE:  # a few sentences, however long the paragraphs are
        max_words = min(max_words, WORDS_OF_DESCRIPTION)
        target_words = min(target_words, max_words // 2)
    request = GenerationRequest(
        prompt=prompt.healed.prompt,
        forced_prefix=prompt.healed.forced_prefix,
        max_tokens=paragraph.max_words * TOKENS_PER_WORD + SENTENCE_ROOM_TOKENS,
        sampling=controls.sampling,
        takes=_TAKES.get(task, SENTENCES_IN_BATCH) if paragraph.temperature > 0 else 1,
        priority=Priority.PARAGRAPH,
        min_chars=MIN_CHARS_OF_TURN if is_in_cell or task in {Task.SPEAK, Task.LINE} else MIN_CHARS,
        stop=("\n\n",) if not is_in_cell and _has_lines(task, place, layout) else ("\n",),
    )
    return ContinuationPlan(
        passage=passage,
        controls=controls,
        task=task,
        subject=target.subject,
        place=place,
        layout=layout,
        typography=read_typography(prompt.text, place.after)
        if paragraph.follow_marks
        else Typography(),
        target_words=target_words,
        max_words=max_words,
        is_in_cell=is_in_cell,
        speakers=frozenset(cue.name for cue in read_dialogue(passage).cues),
        prompt=prompt,
        request=request,
    )


def _has_lines(task: Task, place: InsertionPoint, layout: LineLayout) -> bool:
    """Return whether the continuation may have several lines."""
    if task is Task.LINE:
        return False
    if task is Task.SPEAK:
        return place.lead.rstrip(" \t").endswith("\n")  # the cue has a line of its own
    return layout.has_short_lines
