"""What a model that follows instructions is told: to write this text, with brief, lore and note.

Only where there is something that a title page can't say; elsewhere it is asked as a base model is.
Its answer is begun with the text before the cursor, so it goes on in mid-text instead of answering.
Knows nothing of chat templates.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from afterword.brief.head.effective_brief import effective_brief
from afterword.brief.head.title_page import HeadPart
from afterword.engine.interface import GenerationRequest, Instruction
from afterword.writing.paragraph.continuation_plan import ContinuationPlan
from afterword.writing.prompt.prompt_context import prompt_context_of
from afterword.writing.prompt.prompt_plan import PromptPlan, plan_prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionWords:
    """How a model is told in one language."""

    role: str
    write: str
    note: str
    describe: str
    rewrite: str
    """With places for ``context`` and ``text``."""


ENGLISH: Final = InstructionWords(
    role="You write prose together with its author, in the author's own voice. You write nothing but the prose.",
    write=(
        "Write this text. Keep to the language, person, tense, tone and voice that it begins with. "
        "Write the text only: no title, no comment, no summary."
    ),
    note="What comes now: {note}",
    describe=(
        'What comes now describes, in two or three sentences, this: "{subject}". Say what is seen, heard, smelt '
        "or felt of it there, as whoever tells the story would. Nothing new happens."
    ),
    rewrite=(
        "This is from a text:\n\n{context}\n\nRewrite this part of it:\n\n{text}\n\n"
        "Say the same in other words and with another rhythm, in the same language, person and "
        "tense. Answer with the new part only."
    ),
)
CHINESE: Final = InstructionWords(
    role="你和作者一起写作，用作者自己的文风。你只写正文，不写别的。",
    write="写出这篇文字。保持开头的语言、人称、时态、语气和文风。只写正文，不要标题、说明和总结。",
    note="接下来：{note}",
    describe="接下来用两三句话描写“{subject}”：在那里看到的、听到的、闻到的或摸到的，从叙述者的角度写，不要有新的情节。",
    rewrite=(
        "下面是一段文字：\n\n{context}\n\n请改写其中这一部分：\n\n{text}\n\n"
        "意思不变，换一种说法和节奏，语言、人称、时态不变。只回答改写后的部分。"
    ),
)


def needs_instruction(job: ContinuationPlan) -> bool:
    """Tell whether a job has what a title page can't say: an author's note, or a subject."""
    prompt_context = prompt_context_of(job.passage, job.settings)
    note = effective_brief(job.place.before, prompt_context.brief).brief.note
    return bool(note or job.subject)


def instructed(request: GenerationRequest, job: ContinuationPlan) -> GenerationRequest:
    """Return the request with all that is not the text itself as an instruction.

    Args:
        request: as a base model is asked.
        job: what it is for.
    """
    plan = plan_prompt(
        job.place.before,
        budget_tokens=job.settings.paragraph.context_tokens,
        prompt_context=prompt_context_of(job.passage, job.settings),
        shows_note=False,
    )
    instruction, answer = instruct(plan, subject=job.subject)
    return replace(
        request, instruction=instruction, prompt=answer, forced_prefix=plan.healed.forced_prefix
    )


def instruct(plan: PromptPlan, *, subject: str = "") -> tuple[Instruction, str]:
    """Return what a model is told for a prompt, and the text with which its answer begins.

    Args:
        plan: of a prompt that doesn't show the note.
        subject: what is to be described, if anything is.
    """
    brief, words = plan.brief, words_for(is_chinese=plan.is_chinese)
    answer = plan.healed.prompt[len(plan.head) :]
    asked = [words.write]
    if brief.note:
        asked.append(words.note.format(note=brief.note))
    if subject:
        asked.append(words.describe.format(subject=subject))
    told = told_parts(plan.parts)
    task = "\n\n".join([*([told] if told else []), *asked])
    return Instruction(role=words.role, task=task), answer


def words_for(*, is_chinese: bool) -> InstructionWords:
    """Return how to tell it: in Chinese where the piece's head is, else in English."""
    return CHINESE if is_chinese else ENGLISH


def told_parts(parts: Sequence[HeadPart]) -> str:
    """Return what the head of a document says, as a list without what leads over to the text."""
    return "".join(part.text for part in parts).strip()
