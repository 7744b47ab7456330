"""The parts of a run over a scripted engine: what is asked for, and nothing else."""

import math
from importlib.util import find_spec

import pytest

from afterword.engine.interface import Engine
from afterword.settings import Settings
from afterword.study.evaluating.runs.evaluation import (
    Baseline,
    EvaluationOutcome,
    EvaluationPlan,
    Part,
    evaluate,
)
from afterword.study.evaluating.runs.likelihood import Score, local_scorer
from fakes.scripted_engine import ScriptedEngine
from unit.study.evaluating.writings import ENGLISH, writing_of

SENTENCE = "and the wind came up from the south before anybody had closed the windows."


def score_alike(_engine: Engine) -> Score:
    return lambda _context, text: [-math.log(2)] * len(text)


async def run(plan: EvaluationPlan) -> tuple[EvaluationOutcome, list[str]]:
    told = list[str]()
    outcome = await evaluate(
        [writing_of(ENGLISH)],
        Settings(),
        plan,
        build=ScriptedEngine(SENTENCE).build,
        scorer_of=score_alike,
        on_progress=lambda what, _done, _total: told.append(what),
    )
    return outcome, list(dict.fromkeys(told))


async def test_positions_alone_type_nothing_and_load_no_scorer() -> None:
    plan = EvaluationPlan(limit=10, parts=frozenset({Part.POSITIONS}))
    outcome, told = await run(plan)
    (result,) = outcome.evaluation.policies
    assert result.seen
    assert result.typed == []
    assert outcome.evaluation.likelihood == {}
    assert told == [
        "loading the model",
        "trying whether the texts are known",
        "asking at single places",
    ]


async def test_baselines_run_at_the_same_places() -> None:
    plan = EvaluationPlan(
        limit=10, parts=frozenset({Part.TYPING}), baselines=(Baseline.NAIVE, Baseline.PROBE)
    )
    outcome, _ = await run(plan)
    assert [result.name for result in outcome.evaluation.policies] == [
        "afterword",
        "naive",
        "probe",
    ]
    keys = {tuple(each.key for each in result.typed) for result in outcome.evaluation.policies}
    assert len(keys) == 1


async def test_the_model_is_scored_by_itself() -> None:
    outcome, told = await run(EvaluationPlan(limit=5, parts=frozenset({Part.MODEL})))
    assert outcome.evaluation.likelihood["en"]["bits_per_character"]["value"] == pytest.approx(1)
    assert "predicting the text itself" in told


@pytest.mark.skipif(not find_spec("sacrebleu"), reason="needs the extra `evaluate`")
async def test_continuations_are_scored_and_kept_for_the_report_only() -> None:
    outcome, _ = await run(EvaluationPlan(limit=3, parts=frozenset({Part.CONTINUATIONS})))
    figures = outcome.evaluation.continuations["en"]
    assert figures["count"] == figures["written"] == len(outcome.continued) == 3
    assert figures["unfinished_sentences"]["value"] == 0
    assert figures["debris"]["value"] == 0
    assert figures["names_of_page"]["value"] is None  # it writes none
    assert "wind" not in str(outcome.evaluation)


async def test_what_is_told_about_a_run_holds_no_text() -> None:
    outcome, _ = await run(EvaluationPlan(limit=4, parts=frozenset({Part.POSITIONS})))
    about = outcome.evaluation.about
    assert (about["documents"], about["languages"], about["seed"]) == (1, {"en": 1}, 1)
    assert "ferry" not in str(about)


def test_only_an_engine_on_this_machine_can_be_scored() -> None:
    with pytest.raises(TypeError, match="ScriptedEngine"):
        local_scorer(ScriptedEngine(""))
