import pytest

from afterword.models.preparation_progress import PreparationProgress, Stage


@pytest.mark.parametrize(
    ("done", "total", "percent"),
    [
        pytest.param(0, 8, 20, id="begins at its own start"),
        pytest.param(4, 8, 50, id="half of the stage"),
        pytest.param(8, 8, 80, id="ends at its own end"),
        pytest.param(9, 8, 80, id="never passes its end"),
        pytest.param(0, 0, 80, id="nothing to do is done"),
    ],
)
def test_places_a_share_of_the_stage_in_the_whole(done: float, total: float, percent: int) -> None:
    seen: list[PreparationProgress] = []
    Stage(report=seen.append, message="m", from_percent=20, to_percent=80).advance(done, total)
    assert seen == [PreparationProgress(message="m", percent=percent)]
