"""What the model reads at a place, told part by part to the writer who asks. Shown, never logged."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import cast

from afterword.brief.budget import estimate_tokens
from afterword.settings import Settings
from afterword.settings.controls import ControlValues
from afterword.settings.telling import describe
from afterword.writing.background import background_of
from afterword.writing.continuation_job import plan_job
from afterword.writing.controls_in_force import NOTHING_ASKED, ControlsInForce, controls_in_force
from afterword.writing.passage import Passage
from afterword.writing.prompting import PromptPlan, plan_prompt
from afterword.writing.silence import reason_for_silence
from afterword.writing.thresholds import demand_at


class Job(StrEnum):
    """What the model is asked for."""

    GHOST_TEXT = "ghost text"
    PARAGRAPH = "paragraph"


def explain_prompt(
    passage: Passage,
    settings: Settings,
    *,
    job: Job,
    model: str,
    controls: ControlValues = NOTHING_ASKED,
) -> str:
    """Return a Markdown text: the exact prompt in parts, what was left out and why, and the settings.

    Args:
        passage: the document and the cursor.
        settings: in force.
        job: what would be asked for there.
        model: the name of the one that is asked.
        controls: what the request itself would say.
    """
    is_ghost = job is Job.GHOST_TEXT
    in_force = controls_in_force(passage, settings, controls)
    settings = in_force.settings
    budget = settings.inline.context_tokens if is_ghost else settings.paragraph.context_tokens
    before = passage.before if is_ghost else plan_job(passage, settings).place.before
    plan = plan_prompt(before, budget_tokens=budget, background=background_of(passage, settings))
    used = estimate_tokens(plan.healed.prompt + plan.healed.forced)
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
        *_head(plan),
        *_text(plan),
        *(_ghost_terms(passage, settings, model) if is_ghost else _paragraph_terms(in_force)),
    ]
    return "\n".join(lines) + "\n"


def _head(plan: PromptPlan) -> Iterator[str]:
    yield ""
    if not plan.head:
        yield "## Brief and lore: nothing that is read"
    else:
        yield f"## Brief and lore, about {estimate_tokens(plan.head):,} tokens"
        yield from _fenced(plan.head)
    for part in plan.parts:
        if part.left_out:
            yield f"- {part.name}: {part.left_out}"
    if plan.chapter is not None:
        yield f"- entries of the lore hold as of chapter {plan.chapter}"
    if plan.brief.avoid:
        yield f"- never suggested: {', '.join(plan.brief.avoid)}"


def _text(plan: PromptPlan) -> Iterator[str]:
    near = plan.healed.prompt[len(plan.head) :]
    yield ""
    yield f"## Text before the cursor, about {estimate_tokens(near):,} tokens"
    if plan.left_out_chars:
        yield f"{plan.left_out_chars:,} characters before it are left out: no room."
    yield from _fenced(near)
    if plan.healed.forced:
        yield ""
        yield "The model spells this anew, and goes on from it:"
        yield from _fenced(plan.healed.forced)


def _ghost_terms(passage: Passage, settings: Settings, model: str) -> Iterator[str]:
    inline = settings.inline
    demand = demand_at(passage, inline, model=model)
    yield ""
    yield "## What is shown"
    yield (
        f"The most probable text, up to {inline.max_words} words, if its probability and "
        f"{demand.character_worth} for each character that will probably be accepted "
        f"are at least {demand.threshold} (eagerness: {inline.eagerness}). Asked for by hand: whatever comes."
    )


def _paragraph_terms(in_force: ControlsInForce) -> Iterator[str]:
    yield ""
    yield "## How words are drawn"
    for name, origins in in_force.origins.items():
        value = _told(name, getattr(in_force.settings.paragraph, name))
        yield f"- {name}: {value} ({' and '.join(origins)})"


def _told(name: str, value: object) -> str:
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
