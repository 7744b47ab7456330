"""The rest of a sentence that stands unfinished where the next paragraph is requested.

A writer who requests the next paragraph in mid-sentence wants to have this one behind them: a break in
the middle of it would be a hole to come back to, and models go on with the old sentence behind it.
"""

from dataclasses import replace
from typing import Final

from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.errors import NoUsableTextError
from afterword.prose.structure.paragraphs import paragraph_around
from afterword.prose.structure.unfinished_paragraph import is_unfinished
from afterword.settings.controls import ControlValues
from afterword.writing.paragraph.continuation_plan import plan_continuation
from afterword.writing.paragraph.diverse_takes import reseeded
from afterword.writing.paragraph.next_sentence import SentenceWriter
from afterword.writing.passage import Passage
from afterword.writing.places.paragraph_end import LOOK_AROUND_CHARS
from afterword.writing.results import Continuation
from afterword.writing.task import REST_OF_PARAGRAPH

ATTEMPTS: Final = 3
"""Times that the rest is generated at most."""
MAX_WORDS: Final = 30
"""Words in the rest at most."""


async def finish_sentence(
    worker: ModelWorker, passage: Passage, controls: ControlValues
) -> tuple[Passage, Continuation | None]:
    """Return the passage with its last sentence finished, and what finishes it; None if it is whole.

    Args:
        worker: generates the text.
        passage: the document, and a cursor in the paragraph.
        controls: the controls of the request itself.

    Raises:
        EngineError: the model is not loaded, or failed.
        NoUsableTextError: the model did not end the sentence.
    """
    at_end = _at_unfinished_end(passage)
    if at_end is None:
        return passage, None
    plan = plan_continuation(at_end, REST_OF_PARAGRAPH, controls)
    if plan.layout.has_short_lines:  # verse, or an address
        return passage, None
    plan = replace(plan, target_words=1, max_words=min(plan.max_words, MAX_WORDS))
    writer, request = SentenceWriter(worker, plan), plan.request
    for attempt in range(ATTEMPTS):
        written = await writer.write(reseeded(request, attempt * request.takes))
        if written is not None:
            rest, end = written.continuation, at_end.char_offset
            text = at_end.text[:end] + rest.text + at_end.text[end:]
            return replace(at_end, text=text, char_offset=end + len(rest.text)), rest
    raise NoUsableTextError(
        "The model did not end the sentence before the next paragraph.",
        next_step="End it yourself, or try again.",
    )


def _at_unfinished_end(passage: Passage) -> Passage | None:
    """Return the passage with the cursor at its paragraph's end, if that is in mid-sentence."""
    near_before = passage.before[-LOOK_AROUND_CHARS:]
    window, cursor = near_before + passage.after[:LOOK_AROUND_CHARS], len(near_before)
    first, last = paragraph_around(window, cursor)
    if not is_unfinished(window[first:last]):
        return None
    return replace(passage, char_offset=passage.text_offset(max(0, last - cursor)))
