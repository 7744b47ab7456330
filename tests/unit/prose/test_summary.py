"""An extractive summary: whole sentences, the same each time, and none that needs its place."""

from hypothesis import given
from hypothesis import strategies as st

from afterword.prose.summary import first_sentences, join_sentences, rank_sentences

CHAPTER = """# The Lantern

The lantern stood on the kitchen table, where I had put it to dry after the flood.

It rained. On Thursday Mira Holt came down to the landing with a lantern and a parcel under her arm.

“You have been to see the miller about the lantern,” she said, and would not sit down again.

The miller had seen two men with a lantern on the ice, on the night when my brother drowned.
Nobody else had looked out of a window that night, because of the cold and the late hour.
"""
CHINESE = (
    "第一回　雪夜\n\n雪是从下午开始落的，院子里的石磨已经白了。老木匠坐在门槛上刨木头，等儿子回家。\n\n"
    "“还早呢，儿子总会回来的。”他对自己说。老木匠把椅子摆在桌子旁边，那是给儿子做的椅子。"
)


def sentences(text: str) -> list[str]:
    return [sentence for _, sentence in rank_sentences(text)]


def test_takes_whole_sentences_of_the_text_in_its_own_words() -> None:
    flat = " ".join(CHAPTER.split())
    assert sentences(CHAPTER)
    assert all(sentence in flat for sentence in sentences(CHAPTER))


def test_what_the_chapter_is_about_goes_first() -> None:
    assert "lantern" in sentences(CHAPTER)[0]


def test_leaves_out_speech_headings_and_what_says_little() -> None:
    told = " ".join(sentences(CHAPTER))
    assert "You have been" not in told
    assert "#" not in told
    assert "It rained" not in told


def test_chinese_is_taken_by_its_characters() -> None:
    told = sentences(CHINESE)
    assert set(told) == {
        "雪是从下午开始落的，院子里的石磨已经白了。",
        "老木匠坐在门槛上刨木头，等儿子回家。",
        "老木匠把椅子摆在桌子旁边，那是给儿子做的椅子。",
    }


def test_does_not_say_the_same_twice_before_something_else() -> None:
    again = "The miller saw two men with a lantern on the ice of the river.\n\n"
    other = "Her brother had built the white house behind the old church himself.\n\n"
    assert sentences(again * 3 + other)[1].startswith("Her brother")


def test_sentences_are_joined_as_their_script_has_it() -> None:
    assert join_sentences(["He rowed.", "She sat."]) == "He rowed. She sat."
    assert join_sentences(["下雪了。", "天黑了。"]) == "下雪了。天黑了。"


def test_a_beginning_has_no_heading_and_no_line_breaks() -> None:
    assert first_sentences("# One\n\nHe\nrowed. She\nsat.") == "He rowed. She sat."


@given(st.text(alphabet="ab .\n“”#雪夜。", max_size=300))
def test_any_text_has_a_summary_of_its_own_sentences(text: str) -> None:
    ranked = rank_sentences(text)
    assert ranked == rank_sentences(text)
    assert len({place for place, _ in ranked}) == len(ranked)
