"""Whether a suggestion fits the text to its right. It stands between ⟦ ⟧."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.prose.fit.right_context import fits_right_context


def parts(marked: str) -> tuple[str, str, str]:
    before, _, rest = marked.partition("⟦")
    text, _, after = rest.partition("⟧")
    return before, text, after


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("He went ⟦home.⟧ and slept.", id="sentence ends before a small letter"),
        pytest.param("He went ⟦home.⟧, and slept.", id="sentence ends before a comma"),
        pytest.param("Он пошёл ⟦домой.⟧ и уснул.", id="Cyrillic"),
        pytest.param("他走⟦了。⟧到桥上。", id="sentence ends inside a Chinese one"),
        pytest.param("वह ⟦आया।⟧ और गया।", id="sentence ends inside a Hindi one"),
        pytest.param("The ⟦big⟧cat", id="no space"),
        pytest.param("The ⟦big ⟧ cat", id="two spaces"),
        pytest.param("The ⟦big ⟧, cat", id="space before a comma"),
        pytest.param("saw ⟦the⟧ the cat", id="doubled word"),
        pytest.param("saw ⟦The⟧ the cat", id="doubled word, other case"),
        pytest.param("so ⟦he went on⟧ on the mat", id="overlap"),
        pytest.param("He left⟦,⟧, and", id="doubled comma"),
        pytest.param("He left⟦ home,⟧. Then", id="full stop behind a comma"),
        pytest.param("他走⟦了，⟧，然后", id="doubled Chinese comma"),
        pytest.param("an ⟦(aside⟧ and then", id="open bracket"),
        pytest.param("He said ⟦“go⟧ and left.", id="open quote"),
        pytest.param("(an ⟦aside)⟧) and", id="closes what is closed behind"),
        pytest.param("a ⟦well-⟧ known", id="dangling hyphen"),
        pytest.param("a ⟦(⟧ dog)", id="opener before a space"),
    ],
)
def test_refuses(marked: str) -> None:
    before, text, after = parts(marked)
    assert not fits_right_context(before, text, after)


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("The ⟦big⟧ cat", id="word before a space"),
        pytest.param("The ⟦big ⟧cat", id="word with its space"),
        pytest.param("The ⟦cat⟧.", id="before a full stop"),
        pytest.param("The ⟦cat⟧, and", id="before a comma"),
        pytest.param("He went ⟦home.⟧ She slept.", id="sentence before a sentence"),
        pytest.param("“Go ⟦home⟧” he said", id="before a closing quote"),
        pytest.param("“Go ⟦home!⟧” he said", id="mark before a closing quote"),
        pytest.param("So ⟦“stop!”⟧ she said.", id="a tag follows the quotation"),
        pytest.param("The ⟦cat⟧'s tail", id="before a genitive"),
        pytest.param("a ⟦well-⟧known man", id="hyphen before a word"),
        pytest.param("an (⟦aside⟧) here", id="inside a bracket"),
        pytest.param("an ⟦(aside⟧) here", id="a bracket that is closed behind"),
        pytest.param("他⟦就⟧走了。", id="Chinese"),
        pytest.param("他走了。⟦雨停了。⟧她来了。", id="Chinese sentence between sentences"),
        pytest.param("用⟦ Python⟧写", id="Latin before Chinese"),
        pytest.param("nuts, ⟦bolts etc.⟧, were sold", id="abbreviation before a comma"),
        pytest.param("He went ⟦home.⟧\nand slept", id="another line"),
        pytest.param("He went ⟦home.⟧", id="nothing behind"),
    ],
)
def test_lets_pass(marked: str) -> None:
    before, text, after = parts(marked)
    assert fits_right_context(before, text, after)


MARKS = st.text(alphabet="aB .,!?“”\"'()*-—\n港。，「」1")


@given(MARKS, MARKS, MARKS)
def test_everything_joins_the_end_of_a_line(before: str, text: str, after: str) -> None:
    assert fits_right_context(before, text, f"  \n{after}")
