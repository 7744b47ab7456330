"""A whole run with scripted policies: records, figures, files, comparisons."""

import json
from pathlib import Path

import pytest

from afterword.errors import DocumentError
from afterword.study.evaluating.measures.threshold_curves import (
    at_equal_precision,
    exact_match,
    threshold_curve,
)
from afterword.study.evaluating.report.result_files import (
    Evaluation,
    PolicyResult,
    read_result,
    write_result,
)
from afterword.study.evaluating.report.run_summary import compare_results, summarise
from afterword.study.evaluating.runs.policy_runs import run_policies
from afterword.study.evaluating.samples.cursor_samples import (
    PlaceKind,
    choose_places,
    choose_places_of_kind,
)
from afterword.study.evaluating.samples.typed_stretches import choose_stretches
from unit.study.evaluating.scripted_policy import ScriptedPolicy
from unit.study.evaluating.writings import ENGLISH, writing_of

WRITING = writing_of(ENGLISH)


def knows(before: str) -> str:
    """Show the next eight characters as they were written, cut to whole words."""
    ahead = ENGLISH[len(before) : len(before) + 9]
    return ahead.rpartition(" ")[0]


def errs(_before: str) -> str:
    return "xylophone"


async def run(*policies: ScriptedPolicy, sweeps: bool = True) -> list[PolicyResult]:
    places = choose_places_of_kind([WRITING], PlaceKind.WORD_START, count=20, seed=1)
    stretches = choose_stretches([WRITING], total_chars=100, seed=1)
    results, cases = await run_policies(
        policies,
        places,
        stretches,
        on_progress=lambda _what, _done, _total: None,
        sweeps=sweeps,
    )
    assert len(cases) == len(places)
    return results


async def test_a_policy_that_is_always_right_is_precise() -> None:
    results = await run(ScriptedPolicy(knows))
    figures = summarise(results)["policies"]["scripted"]
    there = figures["places"]["en/word_start"]
    assert there["precision"]["value"] == 1
    assert there["wrong_show_rate"]["value"] == 0
    assert there["whole_precision"]["value"] == 1
    assert there["accepted_chars_per_100"]["value"] > 30
    assert figures["typing"]["en"]["keystroke_savings"]["value"] > 0.2


async def test_a_policy_that_is_always_wrong_costs_keystrokes() -> None:
    results = await run(ScriptedPolicy(errs))
    figures = summarise(results)["policies"]["scripted"]
    there = figures["places"]["en/word_start"]
    assert (there["precision"]["value"], there["coverage"]["value"]) == (0, 1)
    assert there["wrong_show_rate"]["value"] == 1
    assert figures["typing"]["en"]["keystroke_savings"]["value"] == 0
    assert figures["typing"]["en"]["net_savings"]["value"] < 0


async def test_policies_take_turns_and_see_the_same_places() -> None:
    ours, other = ScriptedPolicy(knows, name="ours"), ScriptedPolicy(errs, name="other")
    results = await run(ours, other)
    assert [result.name for result in results] == ["ours", "other"]
    assert [each.key for each in results[0].seen] == [each.key for each in results[1].seen]
    against = summarise(results)["against"]["other"]["places"]["en/word_start"]
    assert against["precision"]["difference"]["value"] > 0.9
    assert against["wrong_show_rate"]["quotient"]["value"] == 0


async def test_above_its_confidence_nothing_is_shown() -> None:
    (result,) = await run(ScriptedPolicy(knows, confidence=0.5))
    points = {point["threshold"]: point["coverage"] for point in threshold_curve(result.seen)}
    assert points[0.5] == points[0.1] > 0
    assert points[0.55] == 0


async def test_exact_match_falls_with_the_number_of_words() -> None:
    (result,) = await run(ScriptedPolicy(knows))
    found = exact_match(result.seen)["en"]
    assert found["1"]["1.0"]["value"] > found["3"]["1.0"]["value"]
    assert found["1"]["1.0"]["count"] == len(result.seen)
    assert found["1"]["0.1"]["count"] == round(0.1 * len(result.seen))


async def test_equal_precision_is_never_reached_by_what_is_always_wrong() -> None:
    ours, wrong = await run(ScriptedPolicy(knows, name="a"), ScriptedPolicy(errs, name="b"))
    assert at_equal_precision(ours.seen, wrong.seen) is None
    point = at_equal_precision(wrong.seen, ours.seen)
    assert point is not None
    assert point["threshold"] == 0.1


async def test_without_sweeps_only_the_own_threshold_is_asked_for() -> None:
    (result,) = await run(ScriptedPolicy(knows), sweeps=False)
    assert all(not each.steps for each in result.seen)
    assert threshold_curve(result.seen) == []


async def test_a_result_comes_back_from_its_file_and_holds_no_text(tmp_path: Path) -> None:
    results = await run(ScriptedPolicy(knows))
    path = tmp_path / "result.json"
    evaluation = Evaluation(about={"model": "scripted"}, policies=results)
    write_result(path, evaluation, summarise(results))
    assert read_result(path) == evaluation
    written = path.read_text(encoding="utf-8")
    assert not any(word in written for word in ("Margaret", "kitchen", "sugar bowl"))


async def test_two_results_are_compared_at_the_places_they_share() -> None:
    (right,) = await run(ScriptedPolicy(knows))
    (wrong,) = await run(ScriptedPolicy(errs))
    few = PolicyResult(name="few", seen=wrong.seen[:5], typed=wrong.typed)
    comparison = compare_results(right, few)
    assert comparison["places"]["all"]["precision"]["difference"]["count"] == 5
    assert comparison["typing"]["all"]["net_savings"]["difference"]["value"] > 0.2


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", json.dumps({"format": 99}), json.dumps({"format": 1, "records": 3})]
)
def test_a_file_that_is_no_result_is_told(content: str, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DocumentError, match=r"other\.json"):
        read_result(path)


async def test_a_gap_is_never_filled_beyond_what_was_taken_out() -> None:
    places = choose_places([WRITING], limit=60, seed=1)
    whole = [place for place in places if place.kind is PlaceKind.WHOLE_SENTENCE]
    results, _ = await run_policies(
        [ScriptedPolicy(knows)],
        whole,
        [],
        on_progress=lambda _what, _done, _total: None,
    )
    assert results[0].seen
    assert all(not each.found.is_right for each in results[0].seen)
