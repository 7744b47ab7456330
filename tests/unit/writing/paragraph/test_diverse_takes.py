"""Takes: the likeliest first, none twice."""

from afterword.writing.paragraph.diverse_takes import are_alike, choose_different, likeness


def chosen(takes: dict[str, float], count: int) -> list[str]:
    return choose_different(list(takes), count, text=str, score=takes.__getitem__)


def test_the_likeliest_come_first() -> None:
    takes = {"It rained.": 0.1, "She left them.": 0.3, "Nobody spoke at all.": 0.2}
    assert chosen(takes, 2) == ["She left them.", "Nobody spoke at all."]


def test_a_near_duplicate_of_a_better_take_is_dropped() -> None:
    takes = {
        "He went to the door and called her name.": 0.3,
        "Then he went to the door, and called her name.": 0.2,
        "The train was late again.": 0.1,
    }
    assert chosen(takes, 3) == [
        "He went to the door and called her name.",
        "The train was late again.",
    ]


def test_the_same_opening_is_alike_whatever_follows() -> None:
    one = "She opened the green door and it was raining in the yard."
    other = "She opened the green door, of which no one had told the king a single word."
    assert likeness(one, other) < 0.4
    assert are_alike(one, one.upper())
    assert are_alike(one, "She opened the green door " + "x y z " * 30)
    assert not are_alike(one, "The yard was empty.")


def test_chinese_takes_are_compared_by_character() -> None:
    assert are_alike("他走到门口，叫了她的名字。", "他走到门口，又叫了她的名字。")
    assert not are_alike("他走到门口，叫了她的名字。", "火车又晚点了。")


def test_short_texts_have_a_likeness() -> None:
    assert likeness("", "") == 1.0
    assert likeness("a", "b") == 0.0
