"""The prompt for an instruction-tuned model: write this text, with this brief, lore and note.

It is used only where there is something that a title page can't say; elsewhere the model is prompted
as a base model is. Its answer is begun with the text before the cursor, so that it goes on in
mid-text instead of answering. Knows nothing of chat templates.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from afterword.brief.head.title_page import HeadPart
from afterword.engine.interface import GenerationRequest, Instruction
from afterword.writing.paragraph.continuation_plan import ContinuationPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionWords:
    """The words of an instruction in one language."""

    role: str
    write: str
    note: str
    describe: str
    rewrite: str
    """A template with ``{context}`` and ``{text}``."""


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


def needs_instruction(plan: ContinuationPlan) -> bool:
    """Return whether a plan holds what a title page can't say: an author's note, or a subject."""
    return bool(plan.prompt.brief.note or plan.subject)


def instructed(plan: ContinuationPlan) -> GenerationRequest:
    """Return the plan's request with brief, lore, note and task as an instruction."""
    answer = plan.prompt.answer
    return replace(
        plan.request,
        instruction=instruction_for(plan),
        prompt=answer.prompt,
        forced_prefix=answer.forced_prefix,
    )


def instruction_for(plan: ContinuationPlan) -> Instruction:
    """Return the instruction for a plan."""
    brief, words = plan.prompt.brief, words_for(is_chinese=plan.prompt.is_chinese)
    sentences = [words.write]
    if brief.note:
        sentences.append(words.note.format(note=brief.note))
    if plan.subject:
        sentences.append(words.describe.format(subject=plan.subject))
    head = head_without_opening(plan.prompt.parts)
    task = "\n\n".join([*([head] if head else []), *sentences])
    return Instruction(role=words.role, task=task)


def words_for(*, is_chinese: bool) -> InstructionWords:
    """Return the words of an instruction: Chinese where the piece's head is, else English."""
    return CHINESE if is_chinese else ENGLISH


def head_without_opening(parts: Sequence[HeadPart]) -> str:
    """Return the text of a head's parts, without the transition to the document's text."""
    return "".join(part.text for part in parts).strip()
