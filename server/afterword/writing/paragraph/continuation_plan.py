"""One paragraph to continue: its place, its page's habits, and what is asked of the engine."""

from dataclasses import dataclass

from afterword.brief.head.effective_brief import effective_brief
from afterword.engine.interface import GenerationRequest, Priority, Sampling
from afterword.errors import DocumentError
from afterword.prose.verse_and_dialogue.speaker_cues import cut_at_cue
from afterword.settings import Settings
from afterword.settings.brief_fields import Brief
from afterword.settings.controls import Controls
from afterword.writing.paragraph.line_layout import Layout, read_layout
from afterword.writing.paragraph.target_length import words_to_write
from afterword.writing.paragraph.typography import Marks, read_marks
from afterword.writing.passage import Passage
from afterword.writing.places.insertion_point import (
    REST_OF_PARAGRAPH,
    InsertionPoint,
    Task,
    TaskTarget,
    find_place,
)
from afterword.writing.places.paragraph_gap import find_gap
from afterword.writing.places.speaker_turn import find_turn, read_dialogue
from afterword.writing.places.verse_line import LINES, find_line
from afterword.writing.prompt.prompt_context import prompt_context_of
from afterword.writing.prompt.prompt_plan import prompt_for

TOKENS_PER_WORD = 2
SENTENCE_ROOM_TOKENS = 48
"""Beyond the longest continuation, so that its last sentence can end."""
MIN_CHARS = 24
"""A paragraph is continued by more than a word."""
BRIDGES = 6
"""So many are drawn as one batch, of which one leads best to what follows."""
_TAKES = {Task.BRIDGE: BRIDGES, Task.LINE: LINES}
WORDS_OF_DESCRIPTION = 60
"""At most: two or three sentences."""
MIN_CHARS_OF_TURN = 2
"""A turn may be "No."; a line of verse may be short, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinuationPlan:
    """One place to continue at, and what its page asks of the text."""

    passage: Passage
    settings: Settings
    """In force for this request."""
    task: Task = Task.CONTINUE
    subject: str = ""
    """What is to be described, if that is the task."""
    place: InsertionPoint
    layout: Layout
    marks: Marks
    """Those that the text is to use."""
    aim_words: int
    """How long it should be."""
    max_words: int
    """How long it may be."""
    speakers: frozenset[str] = frozenset()
    """Whose next turn ends this one."""

    def own_part(self, text: str) -> str:
        """Return what of a drawn text belongs to the task: of a dialogue, one turn."""
        return cut_at_cue(text, self.speakers) if self.task is Task.SPEAK else text


def plan_continuation(
    passage: Passage,
    settings: Settings,
    target: TaskTarget = REST_OF_PARAGRAPH,
) -> ContinuationPlan:
    """Find the place, and read the page around it.

    Args:
        passage: the document and the cursor.
        settings: in force for this request.
        target: what is wanted there.

    Raises:
        DocumentError: there is no such place at this cursor, or nothing to describe.
    """
    task, place = target.task, _place_of(passage, target)
    # A new paragraph is laid out as the one it follows.
    goes_on = task in {Task.CONTINUE, Task.DESCRIBE}
    page = place.before if goes_on else place.before.removesuffix(place.lead)
    own = effective_brief(place.before, Brief()).text
    paragraph, max_words = settings.paragraph, settings.paragraph.max_words
    aim_words = words_to_write(own, max_words=max_words) if paragraph.follow_rhythm else max_words
    if task is Task.DESCRIBE:  # a few sentences, whatever the page's rhythm
        max_words = min(max_words, WORDS_OF_DESCRIPTION)
        aim_words = min(aim_words, max_words // 2)
    return ContinuationPlan(
        passage=passage,
        settings=settings,
        task=task,
        subject=target.subject,
        place=place,
        layout=read_layout(page, place.after),
        marks=read_marks(own, place.after) if paragraph.follow_marks else Marks(),
        aim_words=aim_words,
        max_words=max_words,
        speakers=frozenset(cue.name for cue in read_dialogue(passage).cues),
    )


def request_for(job: ContinuationPlan) -> GenerationRequest:
    """Return what to ask the engine for."""
    paragraph = job.settings.paragraph
    healed = prompt_for(
        job.place.before,
        budget_tokens=paragraph.context_tokens,
        prompt_context=prompt_context_of(job.passage, job.settings),
    )
    return GenerationRequest(
        prompt=healed.prompt,
        forced_prefix=healed.forced_prefix,
        max_tokens=paragraph.max_words * TOKENS_PER_WORD + SENTENCE_ROOM_TOKENS,
        sampling=sampling_of(paragraph),
        takes=_TAKES.get(job.task, 1) if paragraph.temperature > 0 else 1,
        priority=Priority.PARAGRAPH,
        min_chars=MIN_CHARS_OF_TURN if job.task in {Task.SPEAK, Task.LINE} else MIN_CHARS,
        stop=("\n\n",) if _has_lines(job) else ("\n",),
    )


def sampling_of(controls: Controls) -> Sampling:
    """Return how the engine is to draw."""
    return Sampling(
        temperature=controls.temperature,
        top_p=controls.top_p,
        min_p=controls.min_p,
        repetition_penalty=controls.repetition_penalty,
        dry_multiplier=controls.dry_multiplier,
        dry_base=controls.dry_base,
        dry_allowed_words=controls.dry_allowed_words,
        favoured=controls.favoured_phrases,
        favoured_weight=controls.favoured_weight,
        seed=controls.seed,
    )


def _has_lines(job: ContinuationPlan) -> bool:
    """Tell whether what is written may have several lines."""
    if job.task is Task.LINE:
        return False
    if job.task is Task.SPEAK:
        return job.place.lead.rstrip(" \t").endswith("\n")  # the cue has a line of its own
    return job.layout.has_short_lines


def _place_of(passage: Passage, target: TaskTarget) -> InsertionPoint:
    match target.task:
        case Task.CONTINUE | Task.NEXT:
            return find_place(passage, target.task)
        case Task.DESCRIBE:
            place = find_place(passage, target.task) if target.subject else None
            fault, step = "Nothing is selected.", "Select what is to be described."
        case Task.BRIDGE:
            place, fault = find_gap(passage), "There is no gap between two paragraphs here."
            step = "Put the cursor on an empty line between them."
        case Task.SPEAK:
            place, fault = (
                find_turn(passage, target.speaker),
                "Nobody has spoken before the cursor.",
            )
            step = 'Begin a turn by hand, as in "NAME: …".'
        case Task.LINE:
            place, fault = find_line(passage), "There is no line before the cursor."
            step = "Write the first line."
    if place is None:
        raise DocumentError(fault, next_step=step)
    return place
