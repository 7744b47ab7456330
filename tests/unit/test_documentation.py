"""What the pages say of the repository: links lead somewhere, paths exist, references are up to date."""

import re
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import pytest
import settings_reference

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "clients").glob("*/README.md")),
)
PAGES_WITH_PATHS: Final = (
    *("CONTRIBUTING.md", "docs/architecture.md", "docs/benchmarks.md", "docs/decisions.md"),
)
MOST_LINES_OF_README: Final = 150
MOST_LINES_OF_A_DECISION: Final = 12
MOST_COLUMNS: Final = 150

CODE_BLOCK: Final = re.compile(r"(?ms)^( *)(```+).*?^\1\2\s*?$")
CODE_SPAN: Final = re.compile(r"`[^`\n]*`")
LINK: Final = re.compile(r"\]\(([^()\s]+)\)")
HEADING: Final = re.compile(r"(?m)^#{1,6} +(.+?) *$")
PYTHON_PATH: Final = re.compile(r"`([\w./-]+\.py)`")
SCRIPT: Final = re.compile(r"\bpython3? ((?:benchmarks|scripts)/[\w./-]+\.py)")


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def prose_of(page: Path) -> str:
    return CODE_BLOCK.sub("", page.read_text(encoding="utf-8"))


def anchors_of(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = HEADING.findall(prose_of(page))
    plain = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in headings)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in plain}


def broken_links_of(page: Path) -> list[str]:
    broken = list[str]()
    for link in LINK.findall(CODE_SPAN.sub("", prose_of(page))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = page.parent / path if path else page
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            broken.append(link)
    return broken


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_relative_links_lead_to_files_and_headings_that_exist(page: Path) -> None:
    assert broken_links_of(page) == []


def test_a_link_to_a_missing_heading_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A `b` c\n\n[1](#a-b-c) [2](#d) [3](page.md#d) [4](e.md)\n", encoding="utf-8")
    assert broken_links_of(page) == ["#d", "page.md#d", "e.md"]


@pytest.mark.parametrize("name", PAGES_WITH_PATHS)
def test_python_files_that_a_page_names_exist(name: str) -> None:
    # Paths are the repository's, or begin below server/afterword.
    named = PYTHON_PATH.findall((ROOT / name).read_text(encoding="utf-8"))
    places = (ROOT, ROOT / "server" / "afterword")
    assert [path for path in named if not any((place / path).is_file() for place in places)] == []


def test_scripts_of_the_commands_in_the_pages_exist() -> None:
    named = {path for page in PAGES for path in SCRIPT.findall(page.read_text(encoding="utf-8"))}
    assert "benchmarks/quality/ablation.py" in named
    assert [path for path in sorted(named) if not (ROOT / path).is_file()] == []


def test_the_reference_of_settings_is_up_to_date() -> None:
    # To mend it: make settings-reference
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert settings_reference.with_reference(page) == page


def test_the_reference_says_default_bound_and_whether_a_project_may_set_it() -> None:
    rows = settings_reference.reference().splitlines()
    (words,) = [row for row in rows if row.startswith("| `max_words` |") and "1–64" in row]
    (threads,) = [row for row in rows if row.startswith("| `threads` |")]
    assert "| `12` |" in words
    assert "not in a project's file" not in words
    assert "not in a project's file" in threads


def test_a_page_without_a_place_for_the_reference_is_refused() -> None:
    with pytest.raises(ValueError, match="settings"):
        settings_reference.with_reference("# Settings\n")


def test_the_readme_is_short() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= MOST_LINES_OF_README
    assert [line for line in lines if len(line) > MOST_COLUMNS and line[:1] != "|"] == []


def test_each_decision_is_a_short_record() -> None:
    text = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    records = re.split(r"(?m)^## ", text)[1:]
    numbers = [int(record.partition(".")[0]) for record in records]
    long = [
        record.partition("\n")[0]
        for record in records
        if len(record.strip().splitlines()) - 1 > MOST_LINES_OF_A_DECISION
        or any(len(line) > MOST_COLUMNS for line in record.splitlines()[1:])
    ]
    assert numbers == list(range(1, len(numbers) + 1))
    assert long == []
