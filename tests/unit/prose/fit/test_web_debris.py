"""Web debris: sentences of another kind of page."""

import pytest

from afterword.prose.fit.web_debris import debris_start

PAGE = "The house had been empty since March. She opened the drawer."


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("A: You can't open it, but", id="speaker label"),
        pytest.param("Answer: the key", id="label"),
        pytest.param("Question 1: who was she?", id="numbered label"),
        pytest.param("John Smith: I was there.", id="name as a label"),
        pytest.param("答：是的。", id="Chinese label"),
        pytest.param("2018/19 Auctioneer's List. The", id="years"),
        pytest.param("47% of us have one.", id="percentage"),
        pytest.param("$50 is a fair price.", id="price"),
        pytest.param("May 12, 2019 was a day.", id="date"),
        pytest.param("12 May 2018 - We were", id="date with the day first"),
        pytest.param("1. The house", id="list number"),
        pytest.param("(a) the dog", id="list letter"),
        pytest.param("• The first", id="bullet"),
        pytest.param("- The first", id="list dash"),
        pytest.param("[1] The house", id="reference"),
        pytest.param("【新闻】他", id="Chinese bracket"),
        pytest.param("Chapter 1 The House", id="chapter"),
        pytest.param("CHAPTER ONE. The house", id="chapter in capitals"),
        pytest.param("Kapitel IV. Das Haus", id="Roman chapter"),
        pytest.param("第一章 他", id="Chinese chapter"),
        pytest.param("THE END OF THE STORY.", id="capitals"),
        pytest.param("The Best Places To Visit In Maine this", id="headline"),
        pytest.param("By Anna Hale, Staff Writer", id="byline"),
        pytest.param("#amwriting every day", id="hashtag"),
        pytest.param("@maria said so.", id="mention"),
        pytest.param("Read more on https://x.example now", id="address"),
        pytest.param("Visit www.example.com today.", id="address without a protocol"),
        pytest.param("Write to me@example.org soon.", id="mail address"),
        pytest.param("© 2018 The House.", id="copyright sign"),
        pytest.param("Copyright 2020 by the author.", id="copyright"),
        pytest.param("本文版权归作者所有。", id="Chinese copyright"),
        pytest.param("The main idea is ______ here.", id="blank of a quiz"),
        pytest.param("<em>I know.</em>", id="tag"),
        pytest.param("**Question:** who was she?", id="emphasised label"),
        pytest.param("**2. The house**", id="emphasised list number"),
        pytest.param("_Chapter 3: The House_", id="emphasised chapter"),
        pytest.param("Глава 3", id="Russian chapter, nothing behind it"),
        pytest.param("作者：王明", id="Chinese author"),
        pytest.param("来源：新华社", id="Chinese source"),
        pytest.param("一、房子的历史", id="Chinese list number"),
        pytest.param("A．他走了", id="Chinese choice"),
        pytest.param("①他走了", id="number in a circle"),
    ],
)
def test_knows_debris_by_its_shape(text: str) -> None:
    assert debris_start(f" {text}", PAGE) == 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("It was a key.", id="plain"),
        pytest.param("She said: “No.”", id="quotation behind a colon"),
        pytest.param("He said: I am here.", id="speech without marks"),
        pytest.param("他说：“好。”", id="Chinese quotation"),
        pytest.param("他想：算了。", id="Chinese thought"),
        pytest.param("Dijo: «No.»", id="Spanish"),
        pytest.param("New York City was far.", id="a name"),
        pytest.param("Mr. John Smith came in.", id="a title and a name"),
        pytest.param("J. R. Hale came.", id="initials"),
        pytest.param("Henry V was dead.", id="a king"),
        pytest.param("Henry VIII, the king, was dead.", id="a king and a comma"),
        pytest.param("Pope John Paul II came by train.", id="a pope"),
        pytest.param("Herr Doktor Professor Müller came by train.", id="titles"),
        pytest.param("— No, she said.", id="dialogue dash"),
        pytest.param("*Never*, she thought.", id="emphasis"),
        pytest.param("**Never** had she thought so.", id="strong emphasis"),
        pytest.param("一九四五年，他回来了。", id="a Chinese year"),
        pytest.param("一个人来了。", id="a Chinese numeral"),
        pytest.param("“NO!” she cried.", id="a shout"),
        pytest.param("In New York he was alone.", id="a place"),
        pytest.param("Room 12 was at the end.", id="a room"),
        pytest.param("Der alte Mann im Haus Nummer Fünf schwieg.", id="German nouns"),
        pytest.param("In May she left.", id="a month"),
    ],
)
def test_lets_prose_pass(text: str) -> None:
    assert debris_start(f" {text}", PAGE) is None


@pytest.mark.parametrize(
    ("before", "text"),
    [
        pytest.param("MARTHA: So?\n\nJOHN: I tried to.\n\n", "MARTHA: And?", id="a play"),
        pytest.param("1. Cut the bread.\n", "2. Add salt.", id="a list"),
        pytest.param("**Q:** Who?\n\n**A:** He.\n\n", "**Q:** And?", id="an interview"),
        pytest.param("1914 came. Nobody cared.", " 1915 came too.", id="years"),
        pytest.param("See https://a.example for it. I did.", " Or www.b.example.", id="addresses"),
        pytest.param("THE OLD MILL stood there.", " THE NEW MILL was gone.", id="capitals"),
        pytest.param("## Steps\n\n", "1. Cut the bread.", id="under a heading"),
        pytest.param("You need:\n\n", "2 eggs and flour.", id="behind a colon"),
        pytest.param("", "Chapter 1", id="an empty page"),
        pytest.param("She walked to", " 10 Downing Street.", id="in mid-sentence"),
    ],
)
def test_what_the_page_has_itself_is_none(before: str, text: str) -> None:
    assert debris_start(text, before) is None


def test_debris_is_found_behind_good_sentences() -> None:
    text = " kitchen. It was cold. 10. The house"
    assert debris_start(text, f"{PAGE} She went to the") == text.index("10.")


def test_a_shape_that_may_still_change_is_not_judged() -> None:
    assert debris_start(" Anna:", PAGE, is_whole=False) is None
    assert debris_start(" Anna: “No", PAGE, is_whole=False) is None
    assert debris_start(" Anna: No", PAGE, is_whole=False) == 1
