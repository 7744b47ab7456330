"""Explains to the writer what the model reads at a place. Shown, never logged."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import cast

from afterword.brief.budget import estimate_tokens
from afterword.settings.controls import ControlValues
from afterword.settings.message_words import describe
from afterword.writing.effective_controls import NO_CONTROLS, EffectiveControls
from afterword.writing.ghost_text.suggestion_plan import SuggestionPlan, plan_suggestion
from afterword.writing.ghost_text.suppression import reason_for_silence
from afterword.writing.ghost_text.thresholds import show_policy_at
from afterword.writing.paragraph.continuation_plan import ContinuationPlan, plan_continuation
from afterword.writing.paragraph.instructed_prompt import instruction_for, needs_instruction
from afterword.writing.passage import Passage
from afterword.writing.prompt.prompt_plan import PromptPlan
from afterword.writing.prompt.token_healing import HealedPrompt
from afterword.writing.task import REST_OF_PARAGRAPH


class PromptPurpose(StrEnum):
    """The kind of text that a prompt is for."""

    GHOST_TEXT = "ghost text"
    PARAGRAPH = "paragraph"


def explain_prompt(
    passage: Passage,
    *,
    purpose: PromptPurpose,
    model: str,
    voice: str = "",
    controls: ControlValues = NO_CONTROLS,
    follows_instructions: bool = False,
) -> str:
    """Return a Markdown text: the exact prompt in parts, what was left out and why, and the settings.

    Args:
        passage: the document and the cursor.
        purpose: ghost text or a paragraph.
        model: the model's name.
        voice: the voice that it writes with; empty for the model as it is.
        controls: the controls of the request itself.
        follows_instructions: whether the model does. It is instructed only for a paragraph, and only
            where there is something that a title page can't say.
    """
    writer = f"{model} with the voice {voice}" if voice else model
    if purpose is PromptPurpose.GHOST_TEXT:
        plan = plan_suggestion(passage, show_policy_at(passage, model=model, voice=voice))
        lines = _suggestion_lines(plan, writer)
    else:
        continuation = plan_continuation(passage, REST_OF_PARAGRAPH, controls)
        is_instructed = follows_instructions and needs_instruction(continuation)
        lines = _continuation_lines(continuation, writer, is_instructed=is_instructed)
    return "\n".join(["# What the model reads here", "", *lines]) + "\n"


def _suggestion_lines(plan: SuggestionPlan, model: str) -> Iterator[str]:
    passage, prompt = plan.passage, plan.prompt
    if silence := reason_for_silence(passage, invoked=True):
        yield f"Nothing: Afterword is silent here ({silence}). Elsewhere it would be:"
        yield ""
    read = prompt.healed.prompt + prompt.healed.forced_prefix
    budget_tokens = passage.settings.inline.context_tokens
    yield _size(model, PromptPurpose.GHOST_TEXT, read, budget_tokens)
    yield from _head(prompt)
    yield from _previous_text(passage, prompt)
    yield from _near_text(prompt, _without_head(prompt), title="Text before the cursor")
    yield from _show_policy(plan)


def _continuation_lines(
    plan: ContinuationPlan, model: str, *, is_instructed: bool
) -> Iterator[str]:
    prompt, budget_tokens = plan.prompt, plan.settings.paragraph.context_tokens
    near = prompt.answer if is_instructed else _without_head(prompt)
    head = _instruction(plan) if is_instructed else prompt.head
    read = head + near.prompt + near.forced_prefix
    yield _size(model, PromptPurpose.PARAGRAPH, read, budget_tokens)
    yield from _instruction_lines(plan) if is_instructed else _head(prompt)
    yield from _previous_text(plan.passage, prompt)
    title = "Text before the cursor" + (", with which its answer begins" if is_instructed else "")
    yield from _near_text(prompt, near, title=title)
    yield from _controls(plan.controls)


def _size(model: str, purpose: PromptPurpose, read: str, budget_tokens: int) -> str:
    return (
        f"{model}, for {purpose}: about {estimate_tokens(read):,} of {budget_tokens:,} tokens "
        "(a token has about four bytes)."
    )


def _without_head(prompt: PromptPlan) -> HealedPrompt:
    healed = prompt.healed
    return HealedPrompt(
        prompt=healed.prompt[len(prompt.head) :], forced_prefix=healed.forced_prefix
    )


def _instruction(plan: ContinuationPlan) -> str:
    instruction = instruction_for(plan)
    return f"{instruction.role}\n\n{instruction.task}"


def _instruction_lines(plan: ContinuationPlan) -> Iterator[str]:
    """Yield the instruction, and what follows if the model adds nothing."""
    instruction = _instruction(plan)
    yield ""
    yield f"## Instruction, through the model's chat template, about {estimate_tokens(instruction):,} tokens"
    yield from _fenced(instruction)
    yield from _left_out(plan.prompt)
    yield ""
    yield (
        "If it finds nothing to add, it is asked a second and a third time without an instruction, as a "
        "base model is: with brief and lore as a text before yours, and the note in brackets in it."
    )


def _head(prompt: PromptPlan) -> Iterator[str]:
    yield ""
    if not prompt.head:
        yield "## Brief and lore: nothing that is read"
    else:
        yield f"## Brief and lore, about {estimate_tokens(prompt.head):,} tokens"
        yield from _fenced(prompt.head)
    yield from _left_out(prompt)


def _left_out(prompt: PromptPlan) -> Iterator[str]:
    """Yield which parts of brief and lore are left out and why, the chapter, and what is avoided."""
    for part in prompt.parts:
        if part.left_out:
            yield f"- {part.name}: {part.left_out}"
    if prompt.chapter is not None:
        yield f"- entries of the lore hold as of chapter {prompt.chapter}"
    if prompt.brief.avoid:
        yield f"- never suggested: {', '.join(prompt.brief.avoid)}"


def _previous_text(passage: Passage, prompt: PromptPlan) -> Iterator[str]:
    tail = prompt.previous_tail
    if tail:
        yield ""
        sources = ", ".join(passage.project_context.previous.sources_of(len(tail)))
        yield f"## Before this file, about {estimate_tokens(tail):,} tokens"
        yield f"The text leaves room, so it is read as going on from {sources}."
        yield from _fenced(tail)


def _near_text(prompt: PromptPlan, read: HealedPrompt, *, title: str) -> Iterator[str]:
    near = read.prompt.removeprefix(prompt.previous_tail)
    yield ""
    yield f"## {title}, about {estimate_tokens(near):,} tokens"
    if prompt.left_out_chars:
        yield f"{prompt.left_out_chars:,} characters before it are left out: no room."
    yield from _fenced(near)
    if read.forced_prefix:
        yield ""
        yield "The model spells this anew, and goes on from it:"
        yield from _fenced(read.forced_prefix)


def _show_policy(plan: SuggestionPlan) -> Iterator[str]:
    inline, show_policy = plan.passage.settings.inline, plan.show_policy
    yield ""
    yield "## What is shown"
    yield (
        f"The most probable text, up to {inline.max_words} words, if its probability and "
        f"{show_policy.character_worth} for each character that will probably be accepted "
        f"are at least {show_policy.threshold} (eagerness: {inline.eagerness}). Asked for by hand: whatever comes."
    )


def _controls(controls: EffectiveControls) -> Iterator[str]:
    yield ""
    yield "## How words are drawn"
    for name, origins in controls.origins.items():
        value = _shown(name, getattr(controls.settings.paragraph, name))
        yield f"- {name}: {value} ({' and '.join(origins)})"


def _shown(name: str, value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, cast("tuple[object, ...]", value))) or "none"
    if name == "seed" and value is None:
        return "another each time"
    return describe(value)


def _fenced(text: str) -> Iterator[str]:
    """Yield a text in a code fence longer than any run of backticks in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}text"
    yield text.removesuffix("\n")
    yield fence
