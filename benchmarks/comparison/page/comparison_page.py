"""All figures of one run, as Markdown tables: the targets first, then what they are made of."""

from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any

from findings import Findings
from page.markdown_tables import table
from page.state_tables import compared_rows, state_head
from page.target_rows import HEAD, target_rows
from rounds import decode_ms, prefill

from afterword.study.benchmarking.background.load_record import load_sentence
from afterword.study.benchmarking.report.bench_lines import state_rows

NOT_QUIET = (
    "**The machine was not quiet (its load stands above): these figures are worth nothing.**"
)


def comparison_page(findings: Findings) -> str:
    """Return all tables."""
    load = findings.load.describe()
    lines = (*findings.machine, load_sentence(load), f"{findings.threads} threads each")
    facts = "\n".join(f"- {line}" for line in lines)
    commands = "\n".join(findings.commands)
    warning = "" if load["is_quiet"] else f"{NOT_QUIET}\n\n"
    parts = [
        f"{facts}\n- the run took {findings.minutes:.1f} minutes:\n\n```\n{commands}\n```",
        f"### Against the targets\n\n{warning}{table(HEAD, list(target_rows(findings)))}",
        f"### Beside other programs\n\n{warning}{_states(findings)}",
        f"### By prompt length, {findings.model}\n\n{_lengths(findings)}",
        f"### Ghost text\n\n{_ghost(findings)}",
        *_documents(findings),
    ]
    return "\n\n".join(parts)


def _states(findings: Findings) -> str:
    """Return both contenders in each state, then what `afterword bench` says of ours."""
    both = table(state_head(findings.states), list(compared_rows(findings.states)))
    beside = (f"beside {load['beside']}" for load in findings.bench["beside"])
    alone = table(("", "quiet", *beside), list(state_rows(findings.bench)))
    return f"In turn with llama.cpp:\n\n{both}\n\nOurs alone, with ratios to quiet:\n\n{alone}"


def _lengths(findings: Findings) -> str:
    rows = [
        (
            f"{taken[0].prompt_tokens} tokens, {name}",
            f"{readings.median(name, prefill):.0f}",
            f"{readings.median(name, decode_ms):.1f}",
            f"{readings.median(name, attrgetter('decode_ms_per_token')):.1f}",
            str(len(taken)),
        )
        for readings in findings.by_tokens.values()
        for name, taken in readings.taken.items()
    ]
    head = ("", "prefill tokens/s", "ms a run", "ms a token", "rounds")
    return table(head, rows)


def _ghost(findings: Findings) -> str:
    rows = list[tuple[str, ...]]()
    for pace, replay in findings.bench["details"]["by_words_per_minute"].items():
        ghost = replay["ghost_ms"] or {"p50": "–", "p95": "–", "count": 0}
        counts = (
            f"{replay['keystrokes']} keys: {ghost['count']} written for, "
            f"{replay['typed_through']} typed what was shown, {replay['silent']} silent, "
            f"{replay['overtaken']} overtaken"
        )
        rows.append((f"typed at {pace} words/min", f"{ghost['p50']}", f"{ghost['p95']}", counts))
    through, cancel = findings.bench["typed_through_ms"], findings.bench["cancel_ms"]
    if through:
        most = f"{through['p99']} (p99)"
        rows.append(("typing what is shown", f"{through['p50']}", most, _count(through)))
    rows.append(("cancel → worker free", f"{cancel['p50']}", f"{cancel['p95']}", _count(cancel)))
    start = findings.bench["details"]
    return (
        table(("ms", "p50", "p95", "measured"), rows)
        + f"\n\nStart of a prepared server: `initialize` answered after "
        f"{start['initialize_s']:.2f} s, model ready after {start['ready_s']:.2f} s, first ghost "
        f"text after {findings.bench['first_ghost_s']:.2f} s (median of {start['starts']})."
    )


def _documents(findings: Findings) -> Iterator[str]:
    documents = findings.bench["details"]["by_document_words"]
    rows = [
        (f"{int(words):,} words", f"{took['p50']:.0f}", f"{took['p95']:.0f}", _count(took))
        for words, took in documents.items()
    ]
    if rows:
        head = ("keystroke → 8 words, ms", "p50", "p95", "measured")
        yield f"### By document length\n\n{table(head, rows)}"


def _count(described: Mapping[str, Any]) -> str:
    return f"{described['count']}"
