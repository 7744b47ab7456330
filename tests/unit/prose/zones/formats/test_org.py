"""Where Afterword stays silent in Org. ‸ is the cursor."""

from collections.abc import Callable

import pytest

from afterword.prose.zones.zone_kinds import QuietZone

ZoneAt = Callable[[str, str], QuietZone | None]


@pytest.mark.parametrize(
    ("marked", "zone"),
    [
        pytest.param(
            "She wrote a script.\n\n#+begin_src python\nimport matplotlib.pyplot as ‸",
            QuietZone.CODE_BLOCK,
            id="source",
        ),
        pytest.param(
            "#+BEGIN_SRC sh :results output\nls\n\ncd ‸\n#+END_SRC",
            QuietZone.CODE_BLOCK,
            id="capitals",
        ),
        pytest.param(
            "- first\n  #+begin_src js\n  let x = ‸", QuietZone.CODE_BLOCK, id="in a list"
        ),
        pytest.param("#+begin_example\nTotal ‸", QuietZone.CODE_BLOCK, id="example"),
        pytest.param(
            "#+begin_example\n#+begin_quote\nx ‸", QuietZone.CODE_BLOCK, id="markup in an example"
        ),
        pytest.param("#+begin_export latex\n\\newpage ‸", QuietZone.CODE_BLOCK, id="export"),
        pytest.param(
            "#+begin_quote\n#+begin_src c\nint ‸", QuietZone.CODE_BLOCK, id="code in a quotation"
        ),
        pytest.param("#+begin_comment\nask Mira ‸", QuietZone.COMMENT, id="comment block"),
        pytest.param("#+BEGIN: clocktable\n| a ‸", QuietZone.CODE_BLOCK, id="dynamic block"),
        pytest.param("So:\n\n: ls -l ‸", QuietZone.CODE_BLOCK, id="fixed width"),
        pytest.param(
            "* One\n:PROPERTIES:\n:CUSTOM_ID: a‸", QuietZone.METADATA, id="drawer being typed"
        ),
        pytest.param(
            "* One\n:PROPERTIES:\n:ID: a‸\n:END:\nIt was", QuietZone.METADATA, id="drawer"
        ),
        pytest.param(
            ":LOGBOOK:\n- Note taken\n\n  It went ‸\n:END:",
            QuietZone.METADATA,
            id="log with blank line",
        ),
        pytest.param("* One\n:PROP‸", QuietZone.CODE_BLOCK, id="name of a drawer"),
        pytest.param("#+title: The F‸", QuietZone.METADATA, id="keyword"),
        pytest.param("Text\n#+ATTR_LATEX: :wid‸", QuietZone.METADATA, id="attributes"),
        pytest.param("#+beg‸", QuietZone.METADATA, id="keyword being typed"),
        pytest.param("* One\nSCHEDULED: <2026-01-‸", QuietZone.METADATA, id="planning"),
        pytest.param("We met on <2026-01-05 M‸", QuietZone.METADATA, id="timestamp"),
        pytest.param("We met on [2026-‸]", QuietZone.METADATA, id="inactive timestamp"),
        pytest.param("* The ferry   :dra‸", QuietZone.METADATA, id="tags"),
        pytest.param("It was.\n# ask Mira ‸", QuietZone.COMMENT, id="comment"),
        pytest.param("* COMMENT Old\nIt was ‸", QuietZone.COMMENT, id="commented section"),
        pytest.param("* TODO COMMENT Old\nIt was ‸", QuietZone.COMMENT, id="commented task"),
        pytest.param("call =open‸", QuietZone.INLINE_CODE, id="verbatim being typed"),
        pytest.param("call =open(‸)= now", QuietZone.INLINE_CODE, id="verbatim"),
        pytest.param("call ~open ‸~, then", QuietZone.INLINE_CODE, id="code"),
        pytest.param("about ~5 km =x‸", QuietZone.INLINE_CODE, id="code after a stray tilde"),
        pytest.param("see [[file:no‸", QuietZone.LINK_TARGET, id="link"),
        pytest.param("see [[id:a‸][the quay]]", QuietZone.LINK_TARGET, id="target of a link"),
        pytest.param("so.[fn:no‸", QuietZone.LINK_TARGET, id="footnote label"),
        pytest.param("as [cite:@vance2019; @oa‸", QuietZone.LINK_TARGET, id="citation"),
        pytest.param("as [cite/t:@va‸", QuietZone.LINK_TARGET, id="citation with a style"),
        pytest.param("<<the qu‸", QuietZone.LINK_TARGET, id="target"),
        pytest.param("about src_python{x = ‸", QuietZone.COMMAND, id="inline source"),
        pytest.param("about src_py[:exports c‸", QuietZone.COMMAND, id="inline source's header"),
        pytest.param("about call_sum(a=‸", QuietZone.COMMAND, id="call"),
        pytest.param("on {{{date(%‸", QuietZone.COMMAND, id="macro"),
        pytest.param("a @@html:<b>‸@@", QuietZone.COMMAND, id="export snippet"),
        pytest.param("It was \\alp‸", QuietZone.COMMAND, id="LaTeX command"),
        pytest.param("so $x + ‸", QuietZone.MATH, id="math"),
        pytest.param("so \\(x + ‸", QuietZone.MATH, id="escaped math"),
        pytest.param("\\begin{align*}\na &= ‸", QuietZone.MATH, id="LaTeX environment"),
        pytest.param("| a | b |\n|---+‸", QuietZone.RULE, id="table rule"),
        pytest.param("Text\n\n-----‸", QuietZone.RULE, id="rule"),
        pytest.param("see ~/notes/qu‸", QuietZone.INLINE_CODE, id="path in the home folder"),
        pytest.param("see /etc/qu‸", QuietZone.ADDRESS, id="path"),
        pytest.param("%%(diary-anniversary ‸", QuietZone.METADATA, id="diary"),
        pytest.param("see https://a.exam‸", QuietZone.ADDRESS, id="URL"),
        pytest.param("---\nform: no‸\n---\n", QuietZone.FRONT_MATTER, id="brief"),
    ],
)
def test_stays_silent(zone_at: ZoneAt, marked: str, zone: QuietZone) -> None:
    assert zone_at(marked, "org") == zone


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("It was ‸", id="prose"),
        pytest.param("* The ‸", id="heading"),
        pytest.param("** TODO Ask about the ‸", id="task"),
        pytest.param("* One: two ‸", id="heading with a colon"),
        pytest.param("*Never* again, she ‸", id="bold at the start of a line"),
        pytest.param("#+begin_quote\nIt was ‸", id="quotation"),
        pytest.param("#+BEGIN_VERSE\nThe sea, the ‸", id="verse"),
        pytest.param("#+begin_center\nIt was ‸", id="centred"),
        pytest.param("#+begin_aside\nIt was ‸", id="a block of one's own"),
        pytest.param("#+begin_src c\nx\n#+end_src\nIt was ‸", id="after source"),
        pytest.param("#+BEGIN_EXAMPLE\nx\n#+end_example\n\nIt was ‸", id="after an example"),
        pytest.param("#+begin_src c\nx\n* Two\nIt was ‸", id="after a headline that ends a block"),
        pytest.param(": ls\n\nIt was ‸", id="after fixed width"),
        pytest.param("* One\n:PROPERTIES:\n:ID: a\n:END:\nIt was ‸", id="after a drawer"),
        pytest.param(":ID:\n\nIt was ‸", id="a line between colons"),
        pytest.param("#+title: x\n\nIt was ‸", id="after a keyword"),
        pytest.param("#tag and ‸", id="hash at the start"),
        pytest.param("* COMMENT Old\nx\n* New\nIt was ‸", id="after a commented section"),
        pytest.param("call =open= and ‸", id="after verbatim"),
        pytest.param("x = y and ‸", id="equals sign"),
        pytest.param("about ~5 km from ‸", id="about"),
        pytest.param("[[id:a][the qu‸]]", id="link text"),
        pytest.param("[[id:a][quay]] and ‸", id="after a link"),
        pytest.param("so.[fn:: It was ‸", id="footnote in the line"),
        pytest.param("so.[fn:1: It was ‸", id="named footnote in the line"),
        pytest.param("[fn:1] It was ‸", id="footnote"),
        pytest.param("It cost $5 and ‸", id="price"),
        pytest.param("the sign =$= and ‸", id="dollar in verbatim"),
        pytest.param("- It was ‸", id="list item"),
        pytest.param("1. [ ] Ask ‸", id="checkbox"),
        pytest.param("- quay :: where the ‸", id="description"),
        pytest.param("| a | It was ‸ |", id="table cell"),
        pytest.param("She was /very ‸", id="emphasis"),
        pytest.param("She was /ver‸", id="emphasised word"),
        pytest.param("/Nev‸", id="emphasised word at the start"),
        pytest.param("“Come in,” he ‸", id="dialogue"),
        pytest.param("#+begin_quote\n— Kom binnen, zei ‸", id="dialogue in a quotation"),
        pytest.param("  It was ‸", id="indented prose"),
    ],
)
def test_speaks_in_prose(zone_at: ZoneAt, marked: str) -> None:
    assert zone_at(marked, "org") is None
