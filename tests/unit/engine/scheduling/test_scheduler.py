"""The scheduling policy: which job comes next, what preempts what, what is cancelled."""

from collections.abc import Callable

import pytest

from afterword.engine.interface import GenerationRequest, Priority
from afterword.engine.scheduling.generation_stream import GenerationStream
from afterword.engine.scheduling.job import ControlTask, GenerationJob, Job, JobState
from afterword.engine.scheduling.scheduler import Scheduler


def generation(priority: Priority) -> GenerationJob:
    request = GenerationRequest(prompt="", max_tokens=1, priority=priority)
    return GenerationJob(generation=GenerationStream(request), current_engine=lambda: None)


def control_task() -> ControlTask:
    return ControlTask(work=lambda: None)


def scheduler_at_work(*jobs: Job) -> Scheduler:
    """Return a scheduler to which these were added, each begun before the next one came."""
    scheduler = Scheduler()
    for job in jobs:
        assert scheduler.add(job)
        scheduler.next_job()
    return scheduler


def finish_all(scheduler: Scheduler, count: int) -> list[Job | None]:
    """Finish so many jobs, each at its first step; return them in this order."""
    order = list[Job | None]()
    for _ in range(count):
        job = scheduler.next_job()
        order.append(job)
        if job is not None:
            scheduler.finish(job)
    return order


async def test_waiting_jobs_begin_by_urgency_then_age() -> None:
    scheduler = Scheduler()
    idle, paragraph = generation(Priority.IDLE), generation(Priority.PARAGRAPH)
    ghost, later_ghost = generation(Priority.GHOST), generation(Priority.GHOST)
    control = control_task()
    for job in (idle, paragraph, ghost, control, later_ghost):
        assert scheduler.add(job)
    assert finish_all(scheduler, 5) == [ghost, control, later_ghost, paragraph, idle]


async def test_a_running_job_goes_on_while_nothing_more_urgent_waits() -> None:
    scheduler, first, second = Scheduler(), generation(Priority.GHOST), generation(Priority.GHOST)
    scheduler.add(first)
    assert scheduler.next_job() is first
    scheduler.add(second)
    assert scheduler.next_job() is first
    assert (first.state, second.state) == (JobState.RUNNING, JobState.WAITING)


async def test_more_urgent_work_preempts_and_what_it_preempted_is_resumed() -> None:
    scheduler = Scheduler()
    paragraph, ghost = generation(Priority.PARAGRAPH), generation(Priority.GHOST)
    scheduler.add(paragraph)
    assert scheduler.next_job() is paragraph
    scheduler.add(ghost)
    assert scheduler.next_job() is ghost
    assert (paragraph.state, ghost.state) == (JobState.PREEMPTED, JobState.RUNNING)
    assert not paragraph.is_cancelled
    scheduler.finish(ghost)
    assert scheduler.next_job() is paragraph
    assert paragraph.state is JobState.RUNNING


async def test_preempted_jobs_are_resumed_the_most_urgent_first() -> None:
    scheduler = Scheduler()
    jobs = [
        generation(priority) for priority in (Priority.IDLE, Priority.PARAGRAPH, Priority.GHOST)
    ]
    for job in jobs:
        scheduler.add(job)
        assert scheduler.next_job() is job
    assert [job.state for job in jobs] == [JobState.PREEMPTED, JobState.PREEMPTED, JobState.RUNNING]
    assert finish_all(scheduler, 3) == jobs[::-1]


async def test_what_waits_goes_before_a_less_urgent_job_that_was_preempted() -> None:
    ghost, next_ghost = generation(Priority.GHOST), generation(Priority.GHOST)
    paragraph = generation(Priority.PARAGRAPH)
    scheduler = scheduler_at_work(paragraph)
    scheduler.add(ghost)
    scheduler.add(next_ghost)
    assert finish_all(scheduler, 3) == [ghost, next_ghost, paragraph]


@pytest.mark.parametrize("priority", [Priority.PARAGRAPH, Priority.IDLE])
async def test_a_control_task_never_preempts_a_generation(priority: Priority) -> None:
    running, control = generation(priority), control_task()
    scheduler = scheduler_at_work(running)
    scheduler.add(control)
    assert scheduler.next_job() is running
    assert control.state is JobState.WAITING
    scheduler.finish(running)
    assert scheduler.next_job() is control


async def test_what_comes_behind_a_control_task_waits_for_it() -> None:
    paragraph, ghost = generation(Priority.PARAGRAPH), generation(Priority.GHOST)
    scheduler, control = scheduler_at_work(paragraph), control_task()
    scheduler.add(control)
    scheduler.add(ghost)
    assert finish_all(scheduler, 3) == [paragraph, control, ghost]


async def test_a_control_task_waits_for_preempted_generations_too() -> None:
    paragraph, ghost = generation(Priority.PARAGRAPH), generation(Priority.GHOST)
    scheduler, control = scheduler_at_work(paragraph, ghost), control_task()
    scheduler.add(control)
    assert finish_all(scheduler, 3) == [ghost, paragraph, control]


@pytest.mark.parametrize(
    "arriving",
    [
        pytest.param(lambda: generation(Priority.GHOST), id="ghost-text"),
        pytest.param(lambda: generation(Priority.PARAGRAPH), id="a-paragraph"),
        pytest.param(lambda: generation(Priority.IDLE), id="other-idle-work"),
        pytest.param(control_task, id="a-control-task"),
    ],
)
async def test_idle_work_that_has_begun_is_cancelled_when_anything_arrives(
    arriving: Callable[[], Job],
) -> None:
    idle = generation(Priority.IDLE)
    scheduler = scheduler_at_work(idle)
    assert not idle.is_cancelled
    scheduler.add(arriving())
    assert idle.is_cancelled


async def test_idle_work_that_waits_is_not_cancelled() -> None:
    scheduler, idle = Scheduler(), generation(Priority.IDLE)
    scheduler.add(idle)
    scheduler.add(generation(Priority.GHOST))
    assert not idle.is_cancelled


async def test_a_job_that_was_cancelled_while_it_waited_is_never_begun() -> None:
    running, cancelled = generation(Priority.PARAGRAPH), generation(Priority.GHOST)
    scheduler = scheduler_at_work(running)
    scheduler.add(cancelled)
    cancelled.cancel()
    assert scheduler.next_job() is cancelled
    assert cancelled.state is JobState.CANCELLED
    scheduler.finish(cancelled)
    assert scheduler.next_job() is running


@pytest.mark.parametrize(
    ("priority", "is_busy"),
    [(Priority.GHOST, True), (Priority.PARAGRAPH, True), (Priority.IDLE, False)],
)
async def test_is_busy_while_somebody_waits_for_a_generation(
    priority: Priority, *, is_busy: bool
) -> None:
    scheduler, job = Scheduler(), generation(priority)
    scheduler.add(job)
    assert not scheduler.is_busy
    scheduler.next_job()
    assert scheduler.is_busy is is_busy
    scheduler.finish(job)
    assert not scheduler.is_busy


async def test_a_control_task_does_not_make_it_busy() -> None:
    scheduler = Scheduler()
    scheduler.add(control_task())
    scheduler.next_job()
    assert not scheduler.is_busy


async def test_a_closed_scheduler_lets_begun_jobs_end_and_begins_no_other() -> None:
    paragraph, ghost = generation(Priority.PARAGRAPH), generation(Priority.GHOST)
    scheduler, idle = scheduler_at_work(paragraph, ghost), generation(Priority.IDLE)
    scheduler.add(idle)
    assert scheduler.close() == [idle, paragraph, ghost]
    assert not scheduler.add(generation(Priority.GHOST))
    assert finish_all(scheduler, 3) == [ghost, paragraph, None]


async def test_closing_while_a_cancelled_job_is_answered_leaves_nothing() -> None:
    scheduler, job = Scheduler(), generation(Priority.GHOST)
    scheduler.add(job)
    job.cancel()
    assert scheduler.next_job() is job
    assert scheduler.close() == []
    scheduler.finish(job)
    assert scheduler.next_job() is None
