"""Sentence and clause ends. ‸ stands at each end that must be found, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.prose.structure.sentences import clause_ends, ends_sentence, sentence_ends

MARK = "‸"


def with_marks(text: str, ends: list[int]) -> str:
    pieces = [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]
    return MARK.join(pieces)


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("It rained.‸ We left.‸", id="full stops"),
        pytest.param("Who?‸ You!‸ What?!‸ Me", id="question and exclamation"),
        pytest.param("No end here", id="none"),
        pytest.param("", id="empty"),
        pytest.param("Dr. Vance and Mrs. Oakes met Prof. Lind.‸ They left.‸", id="titles"),
        pytest.param("Tools, e.g. a saw, i.e. steel, vs. wood.‸", id="lower-case abbreviations"),
        pytest.param("We met J. R. Hale and B.C. Moor.‸ Then", id="initials"),
        pytest.param("The U.S. Navy came at 5 p.m.‸ Then it left", id="dotted abbreviations"),
        pytest.param("Nuts, bolts, etc. were sold.‸ Oil, etc.‸ And", id="etc"),
        pytest.param("“No.”‸ She meant no. 5 of them.‸ No.‸", id="no as a word and as number"),
        pytest.param("It weighs 3.14 grams.‸ Or 2.5.‸ Yes.‸", id="decimals"),
        pytest.param("Born in 1984.‸ Died in 2001.‸", id="years"),
        pytest.param("1. Bread\n2. Salt", id="list numbers"),
        pytest.param("It was I.‸ She was late.‸", id="the pronoun I"),
        pytest.param("Take point a.‸ Then see p. 12 and s. 3.‸ Go", id="single letters"),
        pytest.param("See notes.txt and a.example/x.y for more.‸ Ok.‸", id="file names"),
        pytest.param("Well... maybe… no.‸ Gone...‸ He wept…‸ Then", id="ellipses"),
        pytest.param("So . . . what now.‸ Over . . .‸ He", id="spaced ellipses"),
        pytest.param("I thought—…nothing.‸", id="ellipsis before a word"),
        pytest.param("“Stop!” she said.‸ “Why?” he asked.‸ “Go.”‸ They", id="dialogue tags"),
        pytest.param("“Stop!” Mira said.‸ “Who?” I asked.‸", id="tags with a name"),
        pytest.param("“Stop!”‸ She turned.‸ “Go.”‸ The end", id="no tag"),
        pytest.param('"Stop!" he said. "Go."'.replace('said. "', 'said.‸ "') + "‸", id="straight"),
        pytest.param("‘Hush.’‸ He (she laughed.)‸ “‘Yes.’”‸ So", id="nested closers"),
        pytest.param("**Stop.**‸ _Now._‸ *Go!*‸ Ok", id="emphasis"),
        pytest.param("A claim.[^1]‸ Another.²‸ Third", id="footnote marks"),
        pytest.param("« Bonjour ! » dit-il.‸ « Oui. »‸ Puis il partit.‸", id="French"),
        pytest.param("„Ja.“‸ Am 3. Mai kam er, z. B. zu Fuß.‸ »Gut.«‸ Er", id="German"),
        pytest.param("¿Qué?‸ ¡No!‸ La Sra. Ruiz se fue.‸", id="Spanish"),
        pytest.param("Он ушёл.‸ А. С. Лунин и др. ждали.‸ «Стой!» — сказал он.‸", id="Russian"),
        pytest.param("هل تعرف؟‸ نعم.‸ هذا بيت۔‸", id="Arabic"),
        pytest.param("מי שם?‸ אני.‸", id="Hebrew"),
        pytest.param("वह आया।‸ वह गया॥‸", id="Hindi"),
        pytest.param("비가 왔다.‸ 추웠다.‸", id="Korean"),
        pytest.param("他走了。‸她呢？‸来了！‸", id="Chinese"),
        pytest.param("“站住！”他喊道。‸“好。”‸门关了。‸", id="Chinese dialogue"),
        pytest.param("她说：“走吧。”‸他点头。‸", id="Chinese quote closes"),
        pytest.param('他说"好。"‸然后走了。‸', id="Chinese with straight quotes"),
        pytest.param("**好。**‸他走了。‸**坏**", id="Chinese with emphasis"),
        pytest.param("好。‸**坏**", id="Chinese emphasis opens"),
        pytest.param("他想……然后走了……‸\n她", id="Chinese ellipses"),
        pytest.param("「待て！」と彼は言った。‸行く。‸", id="Japanese"),
        pytest.param("「はい」‸\n彼は黙った。‸", id="Japanese line of dialogue"),
        pytest.param("OK!‸好.‸他", id="Chinese with Latin marks"),
        pytest.param("see the\n\nJr.‸\n\nand so", id="blank line after an abbreviation"),
        pytest.param("It broke.‸\nThen it\nmended.‸", id="over line ends"),
        pytest.param("🙂 Fine.‸ 👩\u200d🚀 Go!‸", id="emoji"),
        pytest.param("เขาเดินไปที่ตลาด ‸แล้วซื้อปลา ‸", id="Thai"),
        pytest.param("เขามี ต่าง ๆ 5 คน ‸ในบ้าน".replace("มี ", "มี ‸"), id="Thai numbers and signs"),
        pytest.param("ฝนตก‸\nเธอนั่งรอ", id="Thai line"),
        pytest.param("“ไปเถอะ” ‸เขาพูด", id="Thai quotation"),
        pytest.param("ລາວໄປຕະຫຼາດ ‸ແລ້ວກັບບ້ານ ‸", id="Lao"),
        pytest.param("ខ្ញុំទៅផ្សារ ‸ទិញត្រី", id="Khmer without a stop"),
        pytest.param("ខ្ញុំទៅផ្សារ ទិញត្រី។‸ គាត់", id="Khmer"),
        pytest.param("သူ လာသည် ‸ငါ".replace("သူ ", "သူ ‸"), id="Burmese without a stop"),
        pytest.param("သူ လာသည်။‸ ငါ", id="Burmese"),
        pytest.param("The word ไป here", id="a Thai word in English"),
    ],
)
def test_finds_every_sentence_end_and_no_other(marked: str) -> None:
    text = marked.replace(MARK, "")
    assert with_marks(text, sentence_ends(text)) == marked


@pytest.mark.parametrize(
    ("before", "marked"),
    [
        pytest.param("He saw Dr", ". Vance", id="abbreviation before"),
        pytest.param("He saw a dog", ".‸ Then", id="word before"),
        pytest.param("“Stop!", "” she said.‸", id="quote closes, tag follows"),
        pytest.param("“Stop!", "”‸ She left", id="quote closes, no tag"),
        pytest.param("It costs 3", ".5 crowns", id="decimal before"),
        pytest.param("He left.", " Then", id="end before is not in the text"),
        pytest.param('他说"好', '。"‸他', id="open quote before"),
        pytest.param("x" * 5000, ".‸ Y", id="long text before"),
    ],
)
def test_what_stands_before_decides_at_the_border(before: str, marked: str) -> None:
    text = marked.replace(MARK, "")
    assert with_marks(text, sentence_ends(text, before=before)) == marked


@pytest.mark.parametrize(
    "text",
    [
        *("It rained.", "It rained. \n", "“Go!”", "Gone…", "_Go._"),
        *("他走了。", "「はい」", "他走了……", "वह गया।", "نعم؟"),
    ],
)
def test_text_ends_with_a_sentence(text: str) -> None:
    assert ends_sentence(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "It rained", "It cost 3.", "Mr.", "J.", "e.g."),
        *("He said,", "他走了，", "好”", "It rained. A"),
    ],
)
def test_text_breaks_off_in_a_sentence(text: str) -> None:
    assert not ends_sentence(text)


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("Yes,‸ he said:‸ go;‸ run.‸", id="Latin marks"),
        pytest.param("1,000 at 10:30", id="numbers"),
        pytest.param("he left‸ — and‸—then", id="before dashes"),
        pytest.param("he left‸ - then", id="before a hyphen with spaces"),
        pytest.param("“Yes,”‸ he said", id="with the closing quote"),
        pytest.param("他来了，‸我走了：‸好", id="Chinese"),
        pytest.param("نعم،‸ ثم", id="Arabic"),
        pytest.param("ไป‸ กิน", id="Thai spaces"),
        pytest.param("သူလာ‸ ငါသွား", id="Burmese spaces"),
        pytest.param("well-known", id="hyphen"),
    ],
)
def test_finds_clause_ends(marked: str) -> None:
    text = marked.replace(MARK, "")
    assert with_marks(text, clause_ends(text)) == marked


@given(st.text(), st.text())
def test_ends_are_rising_offsets_in_the_text(before: str, text: str) -> None:
    ends = sentence_ends(text, before=before)
    assert ends == sorted(set(ends))
    assert all(0 < end <= len(text) for end in ends)
    assert set(sentence_ends(text)) <= set(clause_ends(text))


@given(st.text(alphabet="aZ .!?…。”“\"'*\n1，）「」"))
def test_ends_sentence_agrees_with_sentence_ends(text: str) -> None:
    stripped = text.rstrip()
    assert ends_sentence(text) == (len(stripped) in sentence_ends(stripped) and stripped != "")
