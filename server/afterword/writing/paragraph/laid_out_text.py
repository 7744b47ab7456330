"""Generated texts as they go into the document: cut, in its typography, and laid out as the page is."""

import time
from dataclasses import dataclass, field
from typing import Final

from afterword.engine.interface import Usage
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.prose.structure.hard_wraps import wrap
from afterword.writing.filters.model_preamble import without_announcement
from afterword.writing.filters.trimmed_text import trim_continuation
from afterword.writing.paragraph.continuation_plan import ContinuationPlan
from afterword.writing.paragraph.generated_text import GeneratedText
from afterword.writing.paragraph.line_layout import current_column
from afterword.writing.places.verse_line import trim_line
from afterword.writing.results import Continuation
from afterword.writing.task import Task

WITHOUT_PREAMBLE: Final = frozenset({Task.SPEAK, Task.LINE})
"""Tasks whose texts have no preamble: "Here is the rewritten will." may be a turn."""
_NO_USAGE: Final = Usage(
    prompt_tokens=0, cached_tokens=0, generated_tokens=0, prefill_ms=0.0, decode_ms=0.0
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLayout:
    """Lays out the texts of one request for the place that they go into."""

    plan: ContinuationPlan
    worker: ModelWorker
    """What generates them. Its model may have no name before it has written one."""
    is_instructed: bool
    """Whether the model was instructed, so that it may announce what it writes."""
    started_s: float = field(default_factory=time.perf_counter)
    """When the request came, in seconds of a clock of its own."""

    @property
    def may_announce(self) -> bool:
        """Whether a text may begin with an announcement that is not part of it."""
        return self.is_instructed and self.plan.task not in WITHOUT_PREAMBLE

    def own_part(self, generated: GeneratedText) -> tuple[int, str]:
        """Return where the part of a text begins that belongs to the task, and that part."""
        # A Thai clause at the end of the text is whole only with the space behind it.
        part = self.plan.own_part(generated.text + " " * generated.is_ended_by_model)
        own = without_announcement(part) if self.may_announce else part
        return len(part) - len(own), own

    def lay_out(self, generated: GeneratedText, *, end: int | None = None) -> Continuation:
        """Return a text as it goes into the document; empty if nothing of it can.

        Args:
            generated: the text.
            end: the offset behind what may be kept of its own part; None for all of that.
        """
        start, own = self.own_part(generated)
        own = own[:end]
        before = self.plan.place.before
        usage = generated.usage or _NO_USAGE
        return Continuation(
            text=self._at_place(self.plan.typography.fit(own, before=before)),
            insert_char_offset=self.plan.place.char_offset,
            confidence=generated.confidence(start + len(own), start=start),
            model=self.worker.model_name,
            usage=usage,
            timings_ms={
                "total": (time.perf_counter() - self.started_s) * 1e3,
                "prefill": usage.prefill_ms,
                "decode": usage.decode_ms,
            },
        )

    def _at_place(self, text: str) -> str:
        """Return a text cut to whole sentences, spaced to fit, and wrapped as the paragraph is."""
        plan = self.plan
        place, layout = plan.place, plan.layout
        if plan.task is Task.LINE:
            line = trim_line(text, place)
            return place.lead + line if line else ""
        kept = trim_continuation(
            text,
            before=place.before,
            after=place.after,
            max_words=plan.max_words,
            language_id=plan.passage.language_id,
        )
        if not kept or layout.column is None:
            return place.lead + kept + place.trail if kept else ""
        column = current_column(place.before)
        wrapped = wrap(kept, layout.column, start_column=column, prefix=layout.prefix)
        return place.lead + wrapped + place.trail
