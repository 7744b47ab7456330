"""What the model reads at a place, told part by part to the writer who asks. Shown, never logged."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import cast

from afterword.brief.budget import estimate_tokens
from afterword.settings import Settings
from afterword.settings.controls import ControlValues
from afterword.settings.messages import describe
from afterword.writing.effective_controls import (
    NOTHING_ASKED,
    EffectiveControls,
    effective_controls,
)
from afterword.writing.ghost_text.suppression import reason_for_silence
from afterword.writing.ghost_text.thresholds import show_policy_at
from afterword.writing.paragraph.continuation_plan import plan_continuation
from afterword.writing.paragraph.instructed_prompt import instruct, needs_instruction
from afterword.writing.passage import Passage
from afterword.writing.prompt.prompt_context import PromptContext, prompt_context_of
from afterword.writing.prompt.prompt_plan import PromptPlan, plan_prompt


class PromptPurpose(StrEnum):
    """What the model is asked for."""

    GHOST_TEXT = "ghost text"
    PARAGRAPH = "paragraph"


def explain_prompt(
    passage: Passage,
    settings: Settings,
    *,
    job: PromptPurpose,
    model: str,
    controls: ControlValues = NOTHING_ASKED,
    follows_instructions: bool = False,
) -> str:
    """Return a Markdown text: the exact prompt in parts, what was left out and why, and the settings.

    Args:
        passage: the document and the cursor.
        settings: in force.
        job: what would be asked for there.
        model: the name of the one that is asked.
        controls: what the request itself would say.
        follows_instructions: whether it can be told what to do. It is only for a paragraph, and
            only what a title page can't say.
    """
    is_ghost = job is PromptPurpose.GHOST_TEXT
    in_force = effective_controls(passage, settings, controls)
    settings = in_force.settings
    budget = (settings.inline if is_ghost else settings.paragraph).context_tokens
    continuation = None if is_ghost else plan_continuation(passage, settings)
    before = continuation.place.before if continuation else passage.before
    is_instructed = (
        follows_instructions and continuation is not None and needs_instruction(continuation)
    )
    prompt_context = prompt_context_of(passage, settings)
    plan = plan_prompt(
        before, budget_tokens=budget, prompt_context=prompt_context, shows_note=not is_instructed
    )
    head = _told(plan) if is_instructed else plan.head
    used = estimate_tokens(head + plan.healed.prompt[len(plan.head) :] + plan.healed.forced_prefix)
    silence = reason_for_silence(passage, settings, invoked=True) if is_ghost else None
    lines = [
        "# What the model reads here",
        "",
        *(
            [f"Nothing: Afterword is silent here ({silence}). Elsewhere it would be:", ""]
            if silence
            else []
        ),
        f"{model}, for {job}: about {used:,} of {budget:,} tokens (a token has about four bytes).",
        *(_instruction(plan) if is_instructed else _head(plan)),
        *_before_file(plan, prompt_context),
        *_text(plan, begins_answer=is_instructed),
        *(_ghost_terms(passage, settings, model) if is_ghost else _paragraph_terms(in_force)),
    ]
    return "\n".join(lines) + "\n"


def _told(plan: PromptPlan) -> str:
    instruction, _ = instruct(plan)
    return f"{instruction.role}\n\n{instruction.task}"


def _instruction(plan: PromptPlan) -> Iterator[str]:
    """Yield what is told, and what is done if that leads to nothing."""
    told = _told(plan)
    yield ""
    yield f"## Told through the model's chat template, about {estimate_tokens(told):,} tokens"
    yield from _fenced(told)
    yield from _left_out(plan)
    yield ""
    yield (
        "If it finds nothing to add, it is asked a second and a third time without being told, as a "
        "base model is: with brief and lore as a text before yours, and the note in brackets in it."
    )


def _head(plan: PromptPlan) -> Iterator[str]:
    yield ""
    if not plan.head:
        yield "## Brief and lore: nothing that is read"
    else:
        yield f"## Brief and lore, about {estimate_tokens(plan.head):,} tokens"
        yield from _fenced(plan.head)
    yield from _left_out(plan)


def _left_out(plan: PromptPlan) -> Iterator[str]:
    """Yield what of brief and lore is not read and why, and what else holds."""
    for part in plan.parts:
        if part.left_out:
            yield f"- {part.name}: {part.left_out}"
    if plan.chapter is not None:
        yield f"- entries of the lore hold as of chapter {plan.chapter}"
    if plan.brief.avoid:
        yield f"- never suggested: {', '.join(plan.brief.avoid)}"


def _before_file(plan: PromptPlan, prompt_context: PromptContext) -> Iterator[str]:
    tail = plan.previous_tail
    if tail:
        yield ""
        sources = ", ".join(prompt_context.previous.sources_of(len(tail)))
        yield f"## Before this file, about {estimate_tokens(tail):,} tokens"
        yield f"The text leaves room, so it is read as going on from {sources}."
        yield from _fenced(tail)


def _text(plan: PromptPlan, *, begins_answer: bool) -> Iterator[str]:
    title = "Text before the cursor" + (", with which its answer begins" if begins_answer else "")
    near = plan.healed.prompt[len(plan.head) :].removeprefix(plan.previous_tail)
    yield ""
    yield f"## {title}, about {estimate_tokens(near):,} tokens"
    if plan.left_out_chars:
        yield f"{plan.left_out_chars:,} characters before it are left out: no room."
    yield from _fenced(near)
    if plan.healed.forced_prefix:
        yield ""
        yield "The model spells this anew, and goes on from it:"
        yield from _fenced(plan.healed.forced_prefix)


def _ghost_terms(passage: Passage, settings: Settings, model: str) -> Iterator[str]:
    inline = settings.inline
    show_policy = show_policy_at(passage, inline, model=model)
    yield ""
    yield "## What is shown"
    yield (
        f"The most probable text, up to {inline.max_words} words, if its probability and "
        f"{show_policy.character_worth} for each character that will probably be accepted "
        f"are at least {show_policy.threshold} (eagerness: {inline.eagerness}). Asked for by hand: whatever comes."
    )


def _paragraph_terms(in_force: EffectiveControls) -> Iterator[str]:
    yield ""
    yield "## How words are drawn"
    for name, origins in in_force.origins.items():
        value = _shown(name, getattr(in_force.settings.paragraph, name))
        yield f"- {name}: {value} ({' and '.join(origins)})"


def _shown(name: str, value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, cast("tuple[object, ...]", value))) or "none"
    if name == "seed" and value is None:
        return "another each time"
    return describe(value)


def _fenced(text: str) -> Iterator[str]:
    """Yield a text in a fence longer than any run of backticks in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}text"
    yield text.removesuffix("\n")
    yield fence
