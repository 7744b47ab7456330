"""The chapters before a cursor. ‸ is the cursor."""

import pytest

from afterword.prose.structure.earlier_chapters import earlier_chapters

PAGE = "He rowed across the river and back, and nobody came down to the landing.\n\n" * 6


def earlier(marked: str) -> tuple[list[str], str]:
    before = marked.partition("‸")[0]
    chapters, start = earlier_chapters(before, max_count=9)
    return [chapter.partition("\n")[0] for chapter in chapters], before[start:].partition("\n")[0]


@pytest.mark.parametrize(
    ("marked", "titles", "own"),
    [
        pytest.param(f"{PAGE}He‸", [], "He rowed", id="no-chapters"),
        pytest.param(
            f"# One\n\n{PAGE}# Two\n\nHe‸ sat\n# Three\n\n", ["# One"], "# Two", id="by-level"
        ),
        pytest.param(f"# One\n\n{PAGE}# Tw‸", [], "# One", id="a-heading-being-typed"),
        pytest.param(
            f"# The Book\n\n## A\n\n{PAGE}### scene\n\n{PAGE}## B\n\n{PAGE}‸",
            ["## A"],
            "## B",
            id="title-and-scenes",
        ),
        pytest.param(
            f"Chapter 1\n\n{PAGE}Chapter 2\n\n{PAGE}Chapter 3\n‸",
            ["Chapter 1", "Chapter 2"],
            "Chapter 3",
            id="plain-lines",
        ),
        pytest.param(
            f"第一回 桃园\n\n{PAGE}第二回 怒鞭\n\n雪‸", ["第一回 桃园"], "第二回 怒鞭", id="chinese"
        ),
        pytest.param(
            f"\\chapter{{One}}\n{PAGE}\\section{{a}}\n{PAGE}\\chapter{{Two}}\n‸",
            ["\\chapter{One}"],
            "\\chapter{Two}",
            id="latex",
        ),
        pytest.param(f"# One\n\nShort.\n\n# Two\n\n{PAGE}‸", [], "# Two", id="a-title-page"),
    ],
)
def test_finds_the_chapters_before_a_cursor(marked: str, titles: list[str], own: str) -> None:
    found, start = earlier(marked)
    assert found == titles
    assert start.startswith(own)


def test_no_more_chapters_than_are_wanted() -> None:
    text = "".join(f"# {number}\n\n{PAGE}" for number in range(1, 9))
    chapters, _ = earlier_chapters(text, max_count=2)
    assert [chapter[:3] for chapter in chapters] == ["# 6", "# 7"]
