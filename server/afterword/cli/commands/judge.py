"""``afterword judge``: writes pairs of continuations, has them judged blindly, and counts."""

import asyncio
import json
import sys
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from afterword.cli.command_service import open_service, read_settings
from afterword.cli.judging.judge_options import CONTESTANTS
from afterword.cli.judging.report_tables import print_report
from afterword.cli.judging.terminal_reading import judge_in_terminal
from afterword.cli.progress_bar import progress_bar
from afterword.cli.setting_pairs import read_setting_words, settings_from_words, settings_with
from afterword.errors import DocumentError
from afterword.required_packages import require_local_packages, require_packages
from afterword.settings import Settings
from afterword.study.evaluating.samples.corpus_halves import Half, take_half
from afterword.study.evaluating.samples.writings import read_writings
from afterword.study.judging.openings import Opening, choose_openings
from afterword.study.judging.page.page_server import PageServer
from afterword.study.judging.pair_writing import (
    shown_openings,
    unwritten_openings,
    write_continuations,
)
from afterword.study.judging.pairs_folder import ComparisonPlan, read_pairs, write_plan
from afterword.study.judging.reading_session import ReadingSession
from afterword.study.judging.report.judging_report import judging_report
from afterword.study.training.corpora import read_corpus

_WRITE: Final = "write"
"""The first word that asks for pairs to be written."""
_AS_THEY_ARE: Final = "the settings as they are"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """Settings that write continuations."""

    letter: str
    name: str
    """How they were given."""
    values: dict[str, Any]
    settings: Settings


def run_judge(arguments: Namespace) -> int:
    """Write pairs, have them judged in the terminal or on a page, or report."""
    first, *rest = arguments.words
    if first == _WRITE:
        return _write(arguments, rest)
    if rest:
        raise DocumentError(
            f"judge takes one folder, not {len(rest) + 1}.",
            next_step="afterword judge write OUT PATH… writes pairs; afterword judge OUT judges.",
        )
    folder = _path(first)
    if arguments.report or arguments.json:
        require_packages(
            ("numpy",), "A report's strengths are computed by a library", extra="local"
        )
        report = judging_report(folder, reader=arguments.reader)
        if arguments.json:
            print(json.dumps(report, ensure_ascii=False))
        else:
            print_report(report, _report_console())
        return 0
    session = ReadingSession(folder, arguments.reader or "reader")
    _print_state(session)
    if arguments.page:
        _serve_page(session)
    else:
        judge_in_terminal(session, Console(highlight=False), input)
    return 0


def _write(arguments: Namespace, words: list[str]) -> int:
    if len(words) < 2:
        raise DocumentError(
            "judge write takes a folder for the pairs, and texts.",
            next_step="afterword judge write OUT PATH… --a SETTINGS --b SETTINGS",
        )
    contestants = contestants_of(arguments, read_settings())
    require_local_packages()
    folder = _path(words[0])
    documents = take_half(read_corpus([*map(_path, words[1:])]), Half(arguments.half))
    writings = read_writings(documents, language=arguments.language)
    openings = choose_openings(writings, count=arguments.count, seed=arguments.seed)
    plan = ComparisonPlan(
        contestants={each.letter: each.name for each in contestants},
        openings=shown_openings(openings),
        seed=arguments.seed,
        values={each.letter: each.values for each in contestants},
    )
    write_plan(folder, plan)
    keys = [opening.key for opening in plan.openings]
    for contestant in contestants:
        if unwritten_openings(folder, contestant.letter, keys):
            asyncio.run(_write_contestant(contestant, openings, folder, seed=plan.seed))
    found = read_pairs(folder)
    print(f"{len(found.pairs)} pairs in {folder}; {found.alike} more have the same text twice.")
    print(f"Judge them: afterword judge {folder}, with --page in the browser.")
    return 0


def contestants_of(arguments: Namespace, base: Settings) -> list[Contestant]:
    """Return the settings that are compared, at least two.

    Raises:
        DocumentError: there are fewer.
        SettingsError: a setting can't be taken.
    """
    given = {letter: getattr(arguments, letter) for letter in CONTESTANTS}
    words = {letter: text for letter, text in given.items() if text is not None}
    if len(words) < 2:
        raise DocumentError(
            "Two settings are compared, or more.",
            next_step="Give --a NAME=VALUE,NAME=VALUE and --b; an empty one is your settings.",
        )
    shared = settings_with(base, arguments.set)
    return [
        Contestant(
            letter=letter,
            name=text.strip() or _AS_THEY_ARE,
            values=_identifying({"--set": sorted(arguments.set)} | read_setting_words(text)),
            settings=settings_from_words(shared, text, source=f"--{letter}"),
        )
        for letter, text in words.items()
    ]


def _identifying(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values that change what is written; how many threads write it does not."""
    kept = [pair for pair in values.pop("--set") if not pair.startswith("threads=")]
    return values | {"--set": kept}


async def _write_contestant(
    contestant: Contestant, openings: list[Opening], folder: Path, *, seed: int
) -> None:
    settings = contestant.settings.with_one_model(contestant.settings.paragraph_model)
    async with open_service(settings) as service:
        with progress_bar() as progress:
            task = progress.add_task(f"Writing {contestant.letter}", total=len(openings))
            await write_continuations(
                service.continuer,
                settings,
                openings,
                folder=folder,
                contestant=contestant.letter,
                seed=seed,
                on_progress=lambda done, total: progress.update(task, completed=done, total=total),
            )


def _serve_page(session: ReadingSession) -> None:
    server = PageServer(session)
    print(f"Open {server.address.url}", flush=True)
    print("End with Ctrl-C; each verdict is kept at once.", file=sys.stderr)
    try:
        server.serve()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
    progress = session.progress()
    print(f"{progress.judged} of {progress.total} pairs are judged and kept.", file=sys.stderr)


def _print_state(session: ReadingSession) -> None:
    for problem in session.problems:
        print(f"afterword: {problem}", file=sys.stderr)
    if session.found.unwritten:
        print(
            f"afterword: {session.found.unwritten} pairs are not written yet; "
            "`afterword judge write` goes on where it was interrupted.",
            file=sys.stderr,
        )


def _report_console() -> Console:
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, 140)
    return console


def _path(name: str) -> Path:
    return Path(name).expanduser()
