"""Repetition loops: suggestions that repeat the text before them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.prose.fit.loops import cut_loop, repeats_before, repeats_ngrams


@pytest.mark.parametrize(
    ("before", "text"),
    [
        pytest.param("I saw the dog", " the dog", id="last words"),
        pytest.param("It was very, very", " very", id="last word"),
        pytest.param("The dog barked.", " The dog barked.", id="last sentence"),
        pytest.param("The Dog, it barked", " the dog it barked", id="other case and marks"),
        pytest.param(
            "We sat by the old stone wall. It rained. ",
            "We sat by the old stone wall.",
            id="a sentence ago",
        ),
        pytest.param("and on and on and on", " and on", id="loop goes on"),
        pytest.param("He ran.", " No and no and no and no and", id="loop inside"),
        pytest.param(
            "The wizard went home at night. The wiz",
            "ard went home at night",
            id="from within a word",
        ),
        pytest.param("他慢慢地", "慢慢地", id="Chinese words"),
        pytest.param("他站在桥上看着河水。雨停了。", "他站在桥上看着河水", id="Chinese sentence"),
        pytest.param("哈哈哈哈", "哈哈哈哈", id="Chinese loop"),
    ],
)
def test_knows_text_that_was_just_said(before: str, text: str) -> None:
    assert repeats_before(text, before)


@pytest.mark.parametrize(
    ("before", "text"),
    [
        pytest.param("I saw the dog", "", id="nothing"),
        pytest.param("I saw the dog", " …", id="only marks"),
        pytest.param("I saw the dog", " run", id="new word"),
        pytest.param("I saw the dog", " and the dog saw me", id="goes on from there"),
        pytest.param("in the end, ", "in the beginning", id="same opening"),
        pytest.param("The wiz", "ard", id="rest of a word"),
        pytest.param("他看", "看", id="Chinese doubled verb"),
        pytest.param("We sat down. " + "It rained on. " * 90, "We sat down.", id="long ago"),
        pytest.param("", "anything", id="nothing before"),
        pytest.param("She laughed:", " ha ha ha", id="laughter"),
    ],
)
def test_lets_new_text_pass(before: str, text: str) -> None:
    assert not repeats_before(text, before)


@given(st.text(alphabet="ab港 .", max_size=60), st.text(alphabet="ab港 .", max_size=60))
def test_spaces_and_marks_at_the_ends_do_not_matter(text: str, before: str) -> None:
    assert repeats_before(f" {text} ", f"{before} ") == repeats_before(f" {text}.", f"{before}. ")


@given(st.lists(st.sampled_from(["dawn", "ford", "salt", "mast"]), min_size=1, max_size=8))
def test_saying_all_of_it_again_is_always_known(words: list[str]) -> None:
    text = " " + " ".join(words)
    assert repeats_before(text, f"And so:{text}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("臣是臣，朕是臣，臣是臣。臣是臣，朕是臣，臣是朕。臣是臣，臣是朕，臣是朕。", ""),
        ("水是冷的，风是冷的，天也是冷的。", "水是冷的，风是冷的，天也是暗的。"),
        ("and he said so, and he said so, and he said so, and then he said so", ""),
        (
            "She went down to the old ferry and waited there for him.",
            "Then she went down to the old ferry and waited there.",
        ),
    ],
)
def test_knows_text_that_repeats_its_ngrams(text: str, said: str) -> None:
    assert repeats_ngrams(text, said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("雪是从下午开始落的。起初只是零零星星的几片，陈守义坐在门槛上刨木头，没有在意。", ""),
        (
            "The rain had stopped. The rain had stopped at last, and the bells of Ostrand rang for noon.",
            "",
        ),
        ("哈哈哈哈哈", ""),
        ("No, no, no, no!", "No, no, no, no!"),
        (
            "She went back to the mill, where nobody had lit the lamp.",
            "She went down to the ferry.",
        ),
    ],
)
def test_other_text_does_not(text: str, said: str) -> None:
    assert not repeats_ngrams(text, said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("“I told you that I would not go,” she said.", "“I told you that I would come,” he said."),
        (
            "The ferryman said that the water was too high, said Anna to her sister.",
            "The ferryman said that the water was too low, said Peter.",
        ),
        (
            "Give thanks to the hill, for its mercy endures for ever and ever.",
            "Give thanks to the river, for its mercy endures for ever.",
        ),
    ],
)
def test_a_sentence_may_be_built_as_the_one_before(text: str, said: str) -> None:
    assert not repeats_ngrams(text, said, max_share=0.5)


ROOM = "他走進房間，看見桌上有一封信，"


@pytest.mark.parametrize(
    ("before", "text", "kept"),
    [
        pytest.param(ROOM, "他想著，他想著，他想著", "", id="nothing but a short loop"),
        pytest.param(
            ROOM, "打開信封，他想著，他想著，他想著", "打開信封，他想著", id="behind a clause"
        ),
        pytest.param(f"{ROOM}他想著，", "他想著，他想著，", "", id="begun before the cursor"),
        pytest.param(
            "彼は", "手紙を読んで、手紙を読んで、手紙を読んで", "手紙を読んで", id="Japanese"
        ),
        pytest.param(
            "She saw", " that he thought, he thought, he thought", " that he thought", id="words"
        ),
        pytest.param(
            "He went to",
            " the door of the old house, the door of the old house",
            " the door of the old house",
            id="a long phrase twice",
        ),
        pytest.param("It was", " very very very very cold", "", id="one word"),
        pytest.param(
            "Она", " шла по дороге, шла по дороге, шла по дороге", " шла по дороге", id="Russian"
        ),
        pytest.param(
            "It rained", " day after day after day", " day after day after day", id="an idiom"
        ),
        pytest.param("She laughed:", " ha ha ha", " ha ha ha", id="laughter"),
        pytest.param("他", "慢慢地走，慢慢地走", "慢慢地走，慢慢地走", id="a short phrase twice"),
        pytest.param(
            "One. One. One. One.", " Two is more", " Two is more", id="a loop that is over"
        ),
        pytest.param("", "", "", id="nothing"),
    ],
)
def test_cuts_a_text_where_it_begins_to_run_in_circles(before: str, text: str, kept: str) -> None:
    assert cut_loop(text, before) == kept


@given(st.text(alphabet="ab港 .", max_size=60), st.text(alphabet="ab港 .", max_size=60))
def test_what_is_cut_of_a_loop_is_its_end(text: str, before: str) -> None:
    assert text.startswith(cut_loop(text, before))
