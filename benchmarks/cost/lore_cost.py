"""What lore costs a suggestion: the time to plan a prompt, with lore and without.

usage: python benchmarks/cost/lore_cost.py [--entries 500] [--keystrokes 400]

A project is made in a temporary folder: entries of two names each that hold in some chapters, 200
chapters beside them. The last chapter is typed on, letter by letter; each keystroke plans one prompt,
as the server does. So is a novel in one file whose headings have no numbers.
"""

import argparse
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import Final

from afterword.brief.project.project import Project
from afterword.brief.project.project_context import ProjectContext
from afterword.settings import Settings
from afterword.study.benchmarking.sample_page import OPENING as SAMPLE_PAGE
from afterword.writing.passage import Passage
from afterword.writing.prompt.prompt_plan import plan_prompt

CHAPTERS: Final = 200
NOVEL_CHARS: Final = 600_000
SYLLABLES: Final = [
    "ma",
    "ren",
    "jo",
    "nas",
    "os",
    "trand",
    "il",
    "se",
    "wex",
    "combe",
    "vane",
    "ro",
]
TYPED: Final = (
    " {0} looked up from the oars, and {1} said nothing, and the river went by in the dark.\n\nSo"
)


def make_project(root: Path, entries: int, draw: random.Random) -> list[str]:
    """Write the project's files; return the entries' names."""
    names = [
        "".join(draw.choices(SYLLABLES, k=3)).capitalize() + f" {number}"
        for number in range(entries)
    ]
    (root / "lore").mkdir()
    for number, name in enumerate(names):
        text = f"# {name}\n\nnames: {name.split()[0]}{number}\nfrom: {number % 50}\n\n{SAMPLE_PAGE[:400]}\n"
        (root / "lore" / f"{number:03}.md").write_text(text, encoding="utf-8")
    for number in range(1, CHAPTERS + 1):
        (root / f"{number:03}.md").write_text(
            f"# Chapter {number}\n\n{SAMPLE_PAGE}\n", encoding="utf-8"
        )
    return names


def time_keystrokes(project_context: ProjectContext, text: str, typed: str) -> list[float]:
    """Return the milliseconds that each keystroke's prompt took, behind ``text``.

    It is processor time: nothing waits here, and the machine's other work is not to count.
    """
    costs = list[float]()
    for letter in typed:
        text += letter
        passage = Passage(text=text, char_offset=len(text), project_context=project_context)
        begun_s = time.thread_time()
        plan_prompt(passage, passage.before, budget_tokens=512)
        costs.append((time.thread_time() - begun_s) * 1e3)
    return costs


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--entries", type=int, default=500)
    parser.add_argument("--keystrokes", type=int, default=400)
    arguments = parser.parse_args()
    draw = random.Random(17)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        names = make_project(root, arguments.entries, draw)
        project = Project()
        begun_s = time.perf_counter()
        project.read_changes(root, Settings())
        read_ms = (time.perf_counter() - begun_s) * 1e3
        begun_s = time.perf_counter()
        project.read_changes(root, Settings())
        again_ms = (time.perf_counter() - begun_s) * 1e3
        typed = "".join(TYPED.format(*draw.sample(names, 2)) for _ in range(20))
        typed = typed[: arguments.keystrokes]
        last = root / f"{CHAPTERS}.md"
        begun_s = time.perf_counter()
        project.update_previous(last, Settings())
        around_ms = (time.perf_counter() - begun_s) * 1e3
        in_project = project.context_for(last)
        bare = ProjectContext(file_stem=in_project.file_stem)
        chapter = f"# Chapter {CHAPTERS}\n\n{SAMPLE_PAGE}\n\n"
        novel = f"# The mill\n\n{SAMPLE_PAGE}\n\n" * (NOVEL_CHARS // len(chapter))
        time_keystrokes(bare, chapter, typed)  # warms what is cached
        measured = {
            "a chapter, without lore": time_keystrokes(bare, chapter, typed),
            "a chapter, with lore": time_keystrokes(in_project, chapter, typed),
            "a novel in one file, without": time_keystrokes(bare, novel, typed),
            "a novel in one file, with lore": time_keystrokes(in_project, novel, typed),
        }
    print(
        f"{len(names)} entries are read in {read_ms:.0f} ms, looked at again in {again_ms:.0f} ms"
    )
    print(f"the chapters before one of {CHAPTERS} are read in {around_ms:.0f} ms")
    print("| a keystroke's prompt | median ms | 99 % of them under | most |")
    print("|---|--:|--:|--:|")
    for title, costs in measured.items():
        most = statistics.quantiles(costs, n=100)[-1]
        print(f"| {title} | {statistics.median(costs):.2f} | {most:.2f} | {max(costs):.2f} |")


if __name__ == "__main__":
    main()
