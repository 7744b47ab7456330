"""A break from ghost text."""

from afterword.writing.ghost_text.pause import LONGEST_MINUTES, Pause


def test_a_pause_ends_by_itself() -> None:
    now_s = 100.0
    pause = Pause(lambda: now_s)
    assert not pause.is_on
    pause.begin(10)
    now_s += 599
    assert pause.is_on
    assert pause.left_s == 1
    now_s += 2
    assert not pause.is_on
    assert pause.left_s == 0


def test_no_minutes_end_a_pause() -> None:
    pause = Pause(lambda: 0.0)
    pause.begin(10)
    pause.begin(0)
    assert not pause.is_on


def test_no_pause_is_longer_than_a_day() -> None:
    now_s = 0.0
    pause = Pause(lambda: now_s)
    pause.begin(1e12)
    now_s = 60.0 * LONGEST_MINUTES + 1
    assert not pause.is_on
