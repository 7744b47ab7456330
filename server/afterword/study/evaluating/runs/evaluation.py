"""A whole evaluation, from texts to results: all parts in order, on one loaded model."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from afterword import __version__
from afterword.engine.interface import BuildEngine, Engine, ReportStatus
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.settings import Settings
from afterword.study.evaluating.policies.baseline_policies import NaivePolicy, ProbePolicy
from afterword.study.evaluating.policies.served_policy import ServedPolicy
from afterword.study.evaluating.report.result_files import Evaluation
from afterword.study.evaluating.runs.continuations import (
    CONTINUATIONS,
    ContinuedParagraph,
    continue_all,
    describe_continued,
)
from afterword.study.evaluating.runs.likelihood import (
    Score,
    choose_passages,
    describe_predicted,
    predict_passage,
)
from afterword.study.evaluating.runs.observation import ReportCase
from afterword.study.evaluating.runs.policy_runs import (
    TYPED_CHARS_PER_PLACE,
    OnProgress,
    run_policies,
)
from afterword.study.evaluating.runs.verbatim_recall import RECALL_PLACES, measure_recall
from afterword.study.evaluating.samples.cursor_samples import (
    PlaceKind,
    choose_places,
    choose_places_of_kind,
)
from afterword.study.evaluating.samples.typed_stretches import choose_stretches
from afterword.study.evaluating.samples.writings import Writing
from afterword.study.training.corpora import fingerprint
from afterword.writing.paragraph.continuer import Continuer

DEFAULT_LIMIT: Final = 400
"""The default number of single positions."""
PASSAGES: Final = 60
"""The largest number of passages whose likelihood is measured."""


class Part(StrEnum):
    """The parts of an evaluation, each of which can be run by itself."""

    POSITIONS = "positions"
    TYPING = "typing"
    MODEL = "model"
    CONTINUATIONS = "continuations"


class Baseline(StrEnum):
    """The baseline policies that ours can be compared with in the same run."""

    NAIVE = "naive"
    PROBE = "probe"


BASELINES: Final = {Baseline.NAIVE: NaivePolicy, Baseline.PROBE: ProbePolicy}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationPlan:
    """The size and the parts of an evaluation."""

    limit: int = DEFAULT_LIMIT
    """The number of single positions, all kinds together. The size of other parts depends on it."""
    seed: int = 1
    parts: frozenset[Part] = frozenset(Part)
    baselines: tuple[Baseline, ...] = ()
    passages: int = PASSAGES
    continuations: int = CONTINUATIONS


@dataclass(slots=True, kw_only=True)
class EvaluationOutcome:
    """The outcome of a run; the texts in it are for the HTML report only."""

    evaluation: Evaluation
    cases: list[ReportCase] = field(default_factory=list[ReportCase])
    continued: list[ContinuedParagraph] = field(default_factory=list[ContinuedParagraph])


async def evaluate(
    writings: Sequence[Writing],
    settings: Settings,
    plan: EvaluationPlan,
    *,
    build: BuildEngine,
    scorer_of: Callable[[Engine], Score],
    on_progress: OnProgress,
) -> EvaluationOutcome:
    """Run the parts of a plan on documents.

    Args:
        writings: at least one document.
        settings: the settings of the model and of ghost text.
        plan: the size and the parts.
        build: makes the engine.
        scorer_of: returns a function that scores given texts with an engine.
        on_progress: called with the progress.

    Raises:
        AfterwordError: the model can't be loaded, or failed.
    """
    engines = list[Engine]()

    def build_and_keep(report: ReportStatus) -> Engine:
        engines.append(build(report))
        return engines[0]

    worker = ModelWorker(build_and_keep)
    try:
        on_progress("loading the model", 0, 1)
        worker.start()
        await worker.wait_until_ready()
        outcome = await _measure_writing(worker, writings, settings, plan, on_progress)
    finally:
        worker.close()
    if Part.MODEL in plan.parts:
        # The worker's thread has ended, so this thread may use the model.
        likelihood = _measure_model(scorer_of(engines[0]), writings, plan, on_progress)
        outcome.evaluation = replace(outcome.evaluation, likelihood=likelihood)
    return outcome


async def _measure_writing(
    worker: ModelWorker,
    writings: Sequence[Writing],
    settings: Settings,
    plan: EvaluationPlan,
    on_progress: OnProgress,
) -> EvaluationOutcome:
    context_tokens = settings.inline.context_tokens
    policies = [
        ServedPolicy(worker, settings),
        *(BASELINES[each](worker, context_tokens=context_tokens) for each in plan.baselines),
    ]
    places, stretches, recall = [], [], dict[str, Any]()
    if Part.POSITIONS in plan.parts:
        recall = await measure_recall(
            worker,
            writings,
            count=min(RECALL_PLACES, plan.limit),
            seed=plan.seed,
            on_progress=on_progress,
        )
        places = choose_places(writings, limit=plan.limit, seed=plan.seed)
    if Part.TYPING in plan.parts:
        typed_chars = plan.limit * TYPED_CHARS_PER_PLACE
        stretches = choose_stretches(writings, total_chars=typed_chars, seed=plan.seed)
    results, cases = await run_policies(policies, places, stretches, on_progress=on_progress)
    continued = list[ContinuedParagraph]()
    if Part.CONTINUATIONS in plan.parts:
        count = min(plan.continuations, plan.limit)
        # Sentence starts inside paragraphs, so that there is text to compare with.
        kind = PlaceKind.SENTENCE_START
        places = choose_places_of_kind(writings, kind, count=count, seed=plan.seed)
        continued = await continue_all(
            Continuer(worker),
            settings,
            places,
            seed=plan.seed,
            on_progress=on_progress,
        )
    return EvaluationOutcome(
        evaluation=Evaluation(
            about=_about(writings, settings, plan, model=worker.model_name),
            policies=results,
            recall=recall,
            continuations=describe_continued(continued) if continued else {},
        ),
        cases=cases,
        continued=continued,
    )


def _measure_model(
    score: Score, writings: Sequence[Writing], plan: EvaluationPlan, on_progress: OnProgress
) -> dict[str, Any]:
    passages = choose_passages(writings, count=min(plan.passages, plan.limit), seed=plan.seed)
    predicted = list[Any]()
    for index, passage in enumerate(passages):
        on_progress("predicting the text itself", index, len(passages))
        predicted.append(predict_passage(score, passage))
    return describe_predicted(predicted)


def _about(
    writings: Sequence[Writing], settings: Settings, plan: EvaluationPlan, *, model: str
) -> dict[str, Any]:
    """Describe the model, the settings and the texts, without names or words of the texts."""
    return {
        "afterword": __version__,
        "model": model,
        "inline": settings.inline.model_dump(mode="json"),
        "limit": plan.limit,
        "seed": plan.seed,
        "parts": sorted(plan.parts),
        "documents": len(writings),
        "languages": dict(Counter(writing.language for writing in writings)),
        "fingerprint": fingerprint(writing.document for writing in writings),
    }
