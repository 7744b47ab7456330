"""The text of docs/shown.md: what the model reads, what it writes with and without the brief, what goes wrong.

usage: python benchmarks/quality/shown_page.py > docs/shown.md

Everything on that page is what the program prints, with the default model and one seed; nothing is picked.
"""

import asyncio
import re
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Final

from afterword.brief.head.document_head import read_document_head
from afterword.brief.head.effective_brief import effective_brief
from afterword.brief.project.project_context import NO_PROJECT_CONTEXT
from afterword.cli.command_service import open_service
from afterword.cli.input_document import in_project, read_passage
from afterword.errors import NoUsableTextError
from afterword.settings import Settings, merge_settings, read_settings_file
from afterword.settings.brief_fields import Brief
from afterword.writing.passage import Passage
from afterword.writing.prompt_explanation import PromptPurpose, explain_prompt
from afterword.writing.service import WritingService
from afterword.writing.task import Task, TaskTarget

SAMPLE: Final = Path(__file__).parents[2] / "docs" / "sample"
CHAPTER: Final = Path(__file__).parents[2] / "tests" / "prose" / "03-the-baker.md"
PIECES: Final = {
    "A novel": "ferry.md",
    "A screenplay": "night-train.md",
    "A poem": "heron.md",
    "A Chinese story": "雪夜.md",
}
SEED: Final = 7
MOST_CHARS: Final = 900
"""Characters of one shown text at most; the middle of a longer one is left out."""
LORE_BYTES: Final = 5_000_000
BAD_HEAD: Final = """\
---
title: The Ferryman
afterword:
  form: novell
  tonne: dry
  person: fourth
  max_words: two
  avoid: suddenly
---
"""
BROKEN_HEAD: Final = "---\nafterword:\n  tone: [dry\n  form: novel\n---\n"
LOOP: Final = """\
## Mira

with: the miller

Crosses on Thursdays.

## The miller

names: the miller
with: Mira

Owes the ferry money.
"""
INTRODUCTION: Final = f"""\
# What it shows

Made by `python benchmarks/quality/shown_page.py > docs/shown.md` from the pieces in [sample](sample/README.md), with the default model and seed {SEED}. Nothing is picked; of long texts the middle is
left out, and `[…]` stands for it. In an editor the first part is "Show context" (`afterword.showContext`), on the command line `afterword complete FILE --explain`.
"""


def main() -> None:
    """Print the page."""
    print(INTRODUCTION)
    asyncio.run(show_pieces())
    print(chapter_of_files())
    print("## What goes wrong\n")
    for title, lines in (
        ("A head with mistakes", faults_in(BAD_HEAD)),
        ("A head that is no YAML", faults_in(BROKEN_HEAD)),
        ("Lore that can't be read, and a loop", problems_of_lore()),
    ):
        print(f"### {title}\n")
        print("\n".join(lines), end="\n\n")


async def show_pieces() -> None:
    """Print a section for each piece of the sample."""
    settings = sample_settings()
    bare = settings.model_copy(update={"brief": Brief(), "brief_for": ()})
    async with open_service(settings) as service:
        for title, name in PIECES.items():
            passage = read_passage(Namespace(file=str(SAMPLE / name), at=None, language=None))
            passage = in_project(passage, settings, SAMPLE)
            text = effective_brief(passage.before, Brief()).text
            alone = replace(
                passage, text=text, char_offset=len(text), project_context=NO_PROJECT_CONTEXT
            )
            model = settings.paragraph_model
            print(f"## {title}: `{name}`\n")
            explained = explain_prompt(passage, purpose=PromptPurpose.PARAGRAPH, model=model)
            print(deepen(shorten(explained)))
            print("### The next paragraph, without brief and lore\n")
            print(quote(await write(service, replace(alone, settings=bare))))
            print("### The next paragraph, with them\n")
            print(quote(await write(service, passage)))


def chapter_of_files() -> str:
    """Return what is read behind the heading of a chapter that has a file of its own."""
    settings = Settings()
    name = Namespace(file=str(CHAPTER), at="2:1", language=None)
    passage = in_project(read_passage(name), settings, CHAPTER.parent)
    model = settings.paragraph_model
    explained = explain_prompt(passage, purpose=PromptPurpose.PARAGRAPH, model=model)
    return (
        f"## A chapter behind others: `{CHAPTER.name}`\n\nBehind its heading; `tests/prose` numbers its chapters.\n\n"
        + deepen(shorten(explained))
    )


def sample_settings() -> Settings:
    """Return the sample project's settings, and nobody's own."""
    layer = read_settings_file(SAMPLE / "afterword.toml", is_project=True)
    settings, problems = merge_settings([layer])
    if problems:
        raise SystemExit("\n".join(problems))
    return settings


async def write(service: WritingService, passage: Passage) -> str:
    """Return the next paragraph, or the error that the writer gets instead."""
    try:
        take = await service.continuer.continue_paragraph(
            passage, TaskTarget(task=Task.NEXT), controls={"seed": SEED}
        )
    except NoUsableTextError as error:
        return f"({error})"
    return take.text.strip("\n")


def faults_in(head: str) -> Iterator[str]:
    """Yield a head, and the messages of its diagnostics."""
    yield f"```yaml\n{head}```\n"
    for fault in read_document_head(head).faults:
        line = head.count("\n", 0, fault.span.start) + 1
        fix = f" *Fix: {fault.fix.title}.*" if fault.fix else ""
        yield f"- line {line}: {fault.message}{fix}"


def problems_of_lore() -> Iterator[str]:
    """Yield the problems of a lore folder in which nearly all is wrong, and what still works."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        lore = root / "lore"
        lore.mkdir()
        (lore / "everything.md").write_bytes(b"# All\n\n" + b"x" * LORE_BYTES)
        (lore / "map.md").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
        (lore / "people.md").write_text(LOOP, encoding="utf-8")
        (lore / "round.md").symlink_to(lore / "round.md")
        (lore / "again").symlink_to(lore)
        text = "On Thursday Mira came down to the landing."
        passage = Passage(text=text, char_offset=len(text), uri=str(root / "one.md"))
        problems = StringIO()
        with redirect_stderr(problems):
            passage = in_project(passage, Settings(), root)
        explained = explain_prompt(passage, purpose=PromptPurpose.GHOST_TEXT, model="")
        yield (
            f"In `lore/` stand `everything.md` of {LORE_BYTES:,} bytes, a picture named `map.md`, a link to itself, a link to the folder, and two entries "
            "that bring each other along. What is told, once:\n"
        )
        for line in problems.getvalue().replace(f"{root}/", "").splitlines():
            yield f"- {line.removeprefix('afterword: ')}"
        yield "\nBehind “Mira came down to the landing” the model still reads both entries, each once:\n"
        entries = re.search(r"(?ms)^Characters and places:.*?^```", explained)
        yield f"```text\n{entries.group() if entries else '```'}"


def shorten(markdown: str) -> str:
    """Return a text with the middle of its long fenced parts left out, and without its last section."""

    def cut(found: "re.Match[str]") -> str:
        text = found[0]
        half = MOST_CHARS // 2
        return text if len(text) <= MOST_CHARS else f"{text[:half]} […] {text[-half:]}"

    markdown = markdown.partition("\n## How words are drawn")[0]
    return re.sub(r"(?ms)^```text\n.*?^```$", cut, markdown)


def deepen(markdown: str) -> str:
    """Return a text whose headings stand below a section's."""
    title, _, rest = markdown.partition("\n")
    parts = re.split(r"(?ms)(^```text\n.*?^```$)", rest)
    parts[::2] = [re.sub(r"(?m)^## ", "#### ", part) for part in parts[::2]]
    return f"##{title}\n" + "".join(parts)


def quote(text: str) -> str:
    """Return a text as a quotation whose line breaks stay."""
    lines = text.split("\n")
    return "\n".join(f"> {line}  " if line.strip() else ">" for line in lines) + "\n"


if __name__ == "__main__":
    main()
