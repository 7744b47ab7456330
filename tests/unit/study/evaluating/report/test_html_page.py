"""The report page is self-contained, marks right and wrong text, and escapes what was written."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from afterword.errors import DocumentError
from afterword.study.evaluating.measures.accepted_prefix import match
from afterword.study.evaluating.report.html_page import best_cases, worst_cases, write_page
from afterword.study.evaluating.report.result_files import Evaluation
from afterword.study.evaluating.report.run_summary import summarise
from afterword.study.evaluating.runs.continuations import ContinuedParagraph
from afterword.study.evaluating.runs.evaluation import EvaluationOutcome
from afterword.study.evaluating.runs.observation import ReportCase
from afterword.study.evaluating.runs.policy_runs import run_policies
from afterword.study.evaluating.samples.cursor_samples import PlaceKind, choose_places
from afterword.study.evaluating.samples.typed_stretches import choose_stretches
from unit.study.evaluating.scripted_policy import ScriptedPolicy
from unit.study.evaluating.writings import CHINESE, ENGLISH, writing_of


class Reader(HTMLParser):
    """Collects tags, links out of the page, and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.outward: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.outward += [
            value
            for name, value in attrs
            if name in {"src", "href", "xlink:href"} and value and not value.startswith("#")
        ]

    def handle_data(self, data: str) -> None:
        self.text += data


def case(shown_text: str, truth: str, confidence: float) -> ReportCase:
    return ReportCase(
        kind=PlaceKind.WORD_START,
        before="before ",
        shown=shown_text,
        truth=truth,
        after="",
        found=match(shown_text, truth),
        confidence=confidence,
    )


async def outcome_of(texts: list[str]) -> EvaluationOutcome:
    writings = [
        writing_of(text, sha256=str(index) * 64) for index, text in enumerate(texts, start=1)
    ]
    results, cases = await run_policies(
        [
            ScriptedPolicy(lambda _: "the <b>boat</b>"),
            ScriptedPolicy(lambda _: "and", name="other"),
        ],
        choose_places(writings, limit=24, seed=1),
        choose_stretches(writings, total_chars=100, seed=1),
        on_progress=lambda _what, _done, _total: None,
    )
    about = {"model": "scripted", "documents": len(writings), "seed": 1}
    continued = ContinuedParagraph(
        document="1", language="en", context="It rained.", text="Then <it> stopped.",
        reference="They went in.",
    )  # fmt: skip
    return EvaluationOutcome(
        evaluation=Evaluation(about=about, policies=results), cases=cases, continued=[continued]
    )


async def test_the_page_stands_by_itself_with_four_plots(tmp_path: Path) -> None:
    outcome = await outcome_of([ENGLISH, CHINESE])
    path = tmp_path / "report.html"
    write_page(path, outcome, summarise(outcome.evaluation.policies))
    page, reader = path.read_text(encoding="utf-8"), Reader()
    reader.feed(page)
    assert reader.outward == []
    assert reader.tags.count("svg") == 4
    assert "script" not in reader.tags
    assert "link" not in reader.tags
    for heading in ("Single positions", "Simulated typing", "Paired differences", "Worst"):
        assert heading in reader.text
    assert "the <b>boat</b>" in reader.text  # read as text, not as markup
    assert "Then <it> stopped." in reader.text


def test_best_and_worst_are_the_longest_right_and_the_surest_wrong() -> None:
    cases = [
        case("king", "king of", 0.5),
        case("king of the", "king of the hill", 0.4),
        case("queen", "king", 0.5),
        case("knave", "king", 0.9),
        case("", "king", 0.0),
    ]
    assert [each.shown for each in best_cases(cases)] == ["king of the", "king"]
    assert [each.shown for each in worst_cases(cases)] == ["knave", "queen"]


async def test_a_place_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    outcome = await outcome_of([ENGLISH])
    with pytest.raises(DocumentError, match="can't be written"):
        write_page(tmp_path, outcome, summarise(outcome.evaluation.policies))
