"""Where Afterword stays silent in reStructuredText. ‸ is the cursor."""

from collections.abc import Callable

import pytest

from afterword.prose.zones.zone_kinds import QuietZone

ZoneAt = Callable[[str, str], QuietZone | None]


@pytest.mark.parametrize(
    ("marked", "zone"),
    [
        pytest.param(
            "So:\n\n.. code-block:: python\n\n   import matplotlib.pyplot as ‸",
            QuietZone.CODE_BLOCK,
            id="code block",
        ),
        pytest.param(
            ".. code-block:: c\n   :linenos:\n\n   int x;\n\n   int ‸",
            QuietZone.CODE_BLOCK,
            id="blank line in code",
        ),
        pytest.param(
            ".. note::\n\n   Run this:\n\n   .. code::\n\n      ls ‸",
            QuietZone.CODE_BLOCK,
            id="code in a note",
        ),
        pytest.param(
            "- step\n\n  .. code:: sh\n\n     ls ‸", QuietZone.CODE_BLOCK, id="code in a list"
        ),
        pytest.param("- .. code:: sh\n\n     ls ‸", QuietZone.CODE_BLOCK, id="code as a list item"),
        pytest.param("Run::\n\n   make ‸", QuietZone.CODE_BLOCK, id="literal block"),
        pytest.param(
            "1. Run::\n\n     make\n\n     make ‸", QuietZone.CODE_BLOCK, id="literal in a list"
        ),
        pytest.param("::\n\n\tmake ‸", QuietZone.CODE_BLOCK, id="literal with a tab"),
        pytest.param(".. math::\n\n   x = ‸", QuietZone.CODE_BLOCK, id="math block"),
        pytest.param(
            ".. toctree::\n   :maxdepth: 2\n\n   cha‸", QuietZone.CODE_BLOCK, id="table of contents"
        ),
        pytest.param(".. raw:: html\n\n   <b>‸", QuietZone.CODE_BLOCK, id="raw"),
        pytest.param(">>> import ‸", QuietZone.CODE_BLOCK, id="doctest"),
        pytest.param(">>> f(1)\n1‸", QuietZone.CODE_BLOCK, id="output of a doctest"),
        pytest.param(".. image:: qu‸", QuietZone.COMMAND, id="image"),
        pytest.param(".. code-bl‸", QuietZone.COMMENT, id="directive being typed"),
        pytest.param(".. figure:: a.png\n   :alt: The qu‸", QuietZone.METADATA, id="option"),
        pytest.param(":Author: Mira Oa‸", QuietZone.METADATA, id="field"),
        pytest.param(".. |name| image:: a‸", QuietZone.COMMAND, id="substitution definition"),
        pytest.param(".. _quay: htt‸", QuietZone.REFERENCE_DEFINITION, id="target"),
        pytest.param(".. _the qu‸", QuietZone.REFERENCE_DEFINITION, id="target being typed"),
        pytest.param("__ htt‸", QuietZone.REFERENCE_DEFINITION, id="anonymous target"),
        pytest.param(".. [#no‸", QuietZone.LINK_TARGET, id="footnote label"),
        pytest.param(".. ask Mira ‸", QuietZone.COMMENT, id="comment"),
        pytest.param("..\n   ask\n\n   Mira ‸", QuietZone.COMMENT, id="long comment"),
        pytest.param("see :ref:`the qu‸", QuietZone.INLINE_CODE, id="role"),
        pytest.param("see :py:cla‸", QuietZone.COMMAND, id="role being typed"),
        pytest.param("call ``open‸", QuietZone.INLINE_CODE, id="literal being typed"),
        pytest.param("call ``open(‸)`` now", QuietZone.INLINE_CODE, id="literal"),
        pytest.param("see `the quay <htt‸", QuietZone.INLINE_CODE, id="link target"),
        pytest.param(
            "see ``a``, then `b‸", QuietZone.INLINE_CODE, id="interpreted text after a literal"
        ),
        pytest.param("by |auth‸", QuietZone.LINK_TARGET, id="substitution"),
        pytest.param("so [#no‸", QuietZone.LINK_TARGET, id="footnote mark"),
        pytest.param("The quay\n====‸", QuietZone.RULE, id="underline"),
        pytest.param("The quay\n~~~~‸", QuietZone.RULE, id="underline of tildes"),
        pytest.param("+----+---‸", QuietZone.RULE, id="grid table"),
        pytest.param("==== ===‸", QuietZone.RULE, id="simple table"),
        pytest.param("see https://a.exam‸", QuietZone.ADDRESS, id="URL"),
    ],
)
@pytest.mark.parametrize("language_id", ["restructuredtext", "rst"])
def test_stays_silent(zone_at: ZoneAt, marked: str, zone: QuietZone, language_id: str) -> None:
    assert zone_at(marked, language_id) == zone


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("It was ‸", id="prose"),
        pytest.param("The quay\n========\n\nIt was ‸", id="after a heading"),
        pytest.param(".. note::\n\n   It was ‸", id="note"),
        pytest.param(".. note:: It was ‸", id="note in its own line"),
        pytest.param(".. warning::\n   It was\n   very ‸", id="warning without a blank line"),
        pytest.param(".. epigraph::\n\n   It was ‸", id="epigraph"),
        pytest.param(".. topic:: The old ‸", id="title of a topic"),
        pytest.param(".. poem::\n\n   The sea ‸", id="directive of one's own"),
        pytest.param(".. figure:: a.png\n   :alt: quay\n\n   The old ‸", id="caption"),
        pytest.param(".. list-table::\n\n   * - one\n     - It was ‸", id="table cell"),
        pytest.param(".. code::\n\n   x\n\nIt was ‸", id="after code"),
        pytest.param(".. note::\n\n   Run::\n\n      ls\n\n   It was ‸", id="after code in a note"),
        pytest.param("Run::\n\n   ls\n\nIt was ‸", id="after a literal block"),
        pytest.param("Run::\n\n- It was ‸", id="list after two colons"),
        pytest.param(".. [#note] It was ‸", id="footnote"),
        pytest.param(".. [1] It was\n   very ‸", id="second line of a footnote"),
        pytest.param(".. comment\n\nIt was ‸", id="after a comment"),
        pytest.param("- It was ‸", id="list item"),
        pytest.param("- It was\n  very ‸", id="second line of a list item"),
        pytest.param("#. It was ‸", id="numbered item"),
        pytest.param("quay\n   where the ‸", id="definition"),
        pytest.param("He said:\n\n   It was ‸", id="block quotation"),
        pytest.param("| The sea, the ‸", id="line block"),
        pytest.param("call ``open`` and ‸", id="after a literal"),
        pytest.param("see :ref:`quay` and ‸", id="after a role"),
        pytest.param(":ref:`quay` shows ‸", id="role at the start of a line"),
        pytest.param("`quay <a.html>`_ and ‸", id="after a link"),
        pytest.param("see |name| and ‸", id="after a substitution"),
        pytest.param("Note: it‸", id="colon"),
        pytest.param("at 10:30 the ‸", id="time"),
        pytest.param("so [#note]_ and ‸", id="after a footnote mark"),
        pytest.param("It was *very ‸", id="emphasis"),
        pytest.param("It cost $5 and ‸", id="price"),
        pytest.param("...and then ‸", id="dots at the start"),
        pytest.param("“Come in,” he ‸", id="dialogue"),
        pytest.param("|one |\n|It was ‸", id="bar at the start"),
        pytest.param(">>> f(1)\n\nIt was ‸", id="after a doctest"),
    ],
)
def test_speaks_in_prose(zone_at: ZoneAt, marked: str) -> None:
    assert zone_at(marked, "restructuredtext") is None
