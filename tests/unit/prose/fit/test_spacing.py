"""The spaces around a suggestion. ‸ is the cursor; the result is shown between ⟦ ⟧."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.prose.fit.spacing import fit_spacing


@pytest.mark.parametrize(
    ("marked", "text", "joined"),
    [
        pytest.param("The ‸", " dog", "The ⟦dog⟧", id="no doubled space"),
        pytest.param("The ‸", "dog", "The ⟦dog⟧", id="space is there"),
        pytest.param("The‸", " dog", "The⟦ dog⟧", id="space of its own"),
        pytest.param("The‸", "  dog", "The⟦ dog⟧", id="two spaces become one"),
        pytest.param("The wiz‸", "ard came", "The wiz⟦ard came⟧", id="rest of a word"),
        pytest.param("We‸", "'ll go", "We⟦'ll go⟧", id="apostrophe"),
        pytest.param("\n‸", " Then", "\n⟦Then⟧", id="start of a line"),
        pytest.param("‸", " Then", "⟦Then⟧", id="start of the text"),
        pytest.param("He left.‸", "She", "He left.⟦ She⟧", id="after a full stop"),
        pytest.param("He left.‸", " She", "He left.⟦ She⟧", id="after a full stop, own space"),
        pytest.param("Yes,‸", "he", "Yes,⟦ he⟧", id="after a comma"),
        pytest.param("“Hi,”‸", "she", "“Hi,”⟦ she⟧", id="after a curly quote"),
        pytest.param('"Hi,"‸', "she", '"Hi,"⟦ she⟧', id="after a straight quote"),
        pytest.param("“Hi.”‸", "“Ho.”", "“Hi.”⟦ “Ho.”⟧", id="quote after quote"),
        pytest.param("(so)‸", "he", "(so)⟦ he⟧", id="after a bracket"),
        pytest.param("**so**‸", "he", "**so**⟦ he⟧", id="after emphasis"),
        pytest.param("He said “‸", " Stop", "He said “⟦Stop⟧", id="after an opening quote"),
        pytest.param('He said "‸', " Stop", 'He said "⟦Stop⟧', id="after a straight opening quote"),
        pytest.param("He said '‸", " Stop", "He said '⟦Stop⟧", id="after a single opening quote"),
        pytest.param("see (‸", " Stop", "see (⟦Stop⟧", id="after an opening bracket"),
        pytest.param("very *‸", " much", "very *⟦much⟧", id="after opening emphasis"),
        pytest.param("¿‸", " Qué", "¿⟦Qué⟧", id="after ¿"),
        pytest.param("„Ja“‸", "sagte", "„Ja“⟦ sagte⟧", id="German closing quote"),
        pytest.param("Er: „‸", " Ja", "Er: „⟦Ja⟧", id="German opening quote"),
        pytest.param("»Ja«‸", " sagte", "»Ja«⟦ sagte⟧", id="German guillemets"),
        pytest.param("« Oui »‸", "dit-il", "« Oui »⟦ dit-il⟧", id="French guillemets"),
        pytest.param("« Oui ! Et‸", " ?", "« Oui ! Et⟦ ?⟧", id="French space before a mark"),
        pytest.param("Yes‸", " ?", "Yes⟦?⟧", id="no such space elsewhere"),
        pytest.param("dog‸", " , and", "dog⟦, and⟧", id="no space before a comma"),
        pytest.param("dog‸", " .", "dog⟦.⟧", id="no space before a full stop"),
        pytest.param("dog‸", " ...", "dog⟦ ...⟧", id="space before three dots is kept"),
        pytest.param("“dog‸", " ” he", "“dog⟦” he⟧", id="no space before a closing quote"),
        pytest.param("3.‸", "14", "3.⟦14⟧", id="decimal"),
        pytest.param("10:‸", "30", "10:⟦30⟧", id="time"),
        pytest.param("U.‸", "S. army", "U.⟦S. army⟧", id="initial"),
        pytest.param("well-‸", "known", "well-⟦known⟧", id="hyphen"),
        pytest.param("so—‸", "then", "so—⟦then⟧", id="dash"),
        pytest.param("so —‸", " then", "so —⟦ then⟧", id="free dash"),
        pytest.param("and/‸", "or", "and/⟦or⟧", id="slash"),
        pytest.param("他走了。‸", " 她", "他走了。⟦她⟧", id="Chinese after a full stop"),
        pytest.param("他走‸", " 了", "他走⟦了⟧", id="Chinese after Chinese"),
        pytest.param("他走了。‸", "她", "他走了。⟦她⟧", id="Chinese, nothing to do"),
        pytest.param("他说：“‸", " 好", "他说：“⟦好⟧", id="Chinese opening quote"),
        pytest.param("“好。”‸", " 他", "“好。”⟦他⟧", id="Chinese closing quote"),
        pytest.param("“好”‸", "他", "“好”⟦他⟧", id="Chinese quoted word"),
        pytest.param("他说‸", " “好”", "他说⟦“好”⟧", id="before a Chinese quote"),
        pytest.param("他用‸", " Python", "他用⟦ Python⟧", id="Latin after Chinese keeps its space"),
        pytest.param("他用‸", "Python", "他用⟦Python⟧", id="and gets none"),
        pytest.param("ไป‸", " กิน", "ไป⟦ กิน⟧", id="Thai keeps its space"),
        pytest.param("נעים.‸", "אני", "נעים.⟦ אני⟧", id="Hebrew"),
        pytest.param("نعم،‸", "ثم", "نعم،⟦ ثم⟧", id="Arabic"),
        pytest.param("한국‸", " 사람", "한국⟦ 사람⟧", id="Korean"),
        pytest.param("tea 🙂‸", " and", "tea 🙂⟦ and⟧", id="emoji"),
        pytest.param("x‸", "   ", "x⟦⟧", id="white space alone"),
        pytest.param("x‸", "", "x⟦⟧", id="nothing"),
        pytest.param("x ‸\n", "dog  ", "x ⟦dog⟧\n", id="no space at the end of a line"),
        pytest.param("The ‸cat", "big", "The ⟦big ⟧cat", id="before a word"),
        pytest.param("The ‸ cat", "big ", "The ⟦big⟧ cat", id="before a space"),
        pytest.param("The ‸.", "cat ", "The ⟦cat⟧.", id="before a full stop"),
        pytest.param("“The ‸” he", "cat ", "“The ⟦cat⟧” he", id="before a closing quote"),
        pytest.param('"The ‸" he', "cat ", '"The ⟦cat⟧" he', id="before a straight closing quote"),
        pytest.param("He said ‸“no”", "then", "He said ⟦then ⟧“no”", id="before an opening quote"),
        pytest.param("The ‸'s tail", "cat ", "The ⟦cat⟧'s tail", id="before a contraction"),
        pytest.param("so ‸they ran", 'he said "', 'so ⟦he said "⟧they ran', id="a quote opens"),
        pytest.param("Gone.\n‸", "\tThen", "Gone.\n⟦\tThen⟧", id="a tab sets in a paragraph"),
        pytest.param("a ‸known", "well-", "a ⟦well-⟧known", id="a hyphen joins"),
        pytest.param("他‸走了", "就 ", "他⟦就⟧走了", id="before Chinese"),
        pytest.param("他‸，走了", "就 ", "他⟦就⟧，走了", id="before a Chinese comma"),
        pytest.param("用‸写", " Python", "用⟦ Python⟧写", id="Latin between Chinese"),
        pytest.param("她推开窗,外面下着雪,‸", "风很大", "她推开窗,外面下着雪,⟦风很大⟧", id="Chinese, ASCII comma"),
        pytest.param("她推开窗,‸", " 外面", "她推开窗,⟦外面⟧", id="Chinese, ASCII comma, own space"),
        pytest.param("他走了.‸", "她", "他走了.⟦她⟧", id="Chinese, full stop"),
        pytest.param("他说:‸", "好", "他说:⟦好⟧", id="Chinese, colon"),
        pytest.param("他说:‸", '"好', '他说:⟦"好⟧', id="Chinese, colon and quote"),
        pytest.param("真的吗?‸", "她问", "真的吗?⟦她问⟧", id="Chinese, question mark"),
        pytest.param("快走!‸", "她", "快走!⟦她⟧", id="Chinese, exclamation mark"),
        pytest.param("他老了;‸", "她", "他老了;⟦她⟧", id="Chinese, semicolon"),
        pytest.param("他(老王)‸", "走了", "他(老王)⟦走了⟧", id="Chinese, bracket"),
        pytest.param('他说"好"‸', "然后", '他说"好"⟦然后⟧', id="Chinese, straight quote"),
        pytest.param('他说:"好."‸', "然后", '他说:"好."⟦然后⟧', id="Chinese, stop and quote"),
        pytest.param("这*非常*‸", "重要", "这*非常*⟦重要⟧", id="Chinese, emphasis"),
        pytest.param("这**非常**‸", " 重要", "这**非常**⟦重要⟧", id="Chinese, strong emphasis"),
        pytest.param("走吧...‸", "她", "走吧...⟦她⟧", id="Chinese, three dots"),
        pytest.param("彼は窓を開けて,‸", "外を見た", "彼は窓を開けて,⟦外を見た⟧", id="Japanese, ASCII comma"),
        pytest.param("彼は(山で)‸", "会った", "彼は(山で)⟦会った⟧", id="Japanese, bracket"),
        pytest.param('彼は"はい"‸', " と", '彼は"はい"⟦と⟧', id="Japanese, quote"),
        pytest.param("他买了一部iPhone,‸", "很贵", "他买了一部iPhone,⟦很贵⟧", id="Latin word in Chinese"),
        pytest.param("他买了一部iPhone,‸", " 很贵", "他买了一部iPhone,⟦很贵⟧", id="and its own space"),
        pytest.param("他买了iPhone,‸", "iPad和", "他买了iPhone,⟦iPad和⟧", id="two Latin words in Chinese"),
        pytest.param("他买了iPhone,‸", " iPad和", "他买了iPhone,⟦ iPad和⟧", id="and their own space"),
        pytest.param("他走了, 她来了, 我‸", "", "他走了, 她来了, 我⟦⟧", id="nothing in Chinese"),
        pytest.param("他走了, 她来了,‸", " 我", "他走了, 她来了,⟦ 我⟧", id="a Chinese page with spaces"),
        pytest.param("价格是3.5,‸", "不贵", "价格是3.5,⟦不贵⟧", id="Chinese, number"),
        pytest.param("He said 你好,‸", "and left", "He said 你好,⟦ and left⟧", id="Chinese word in English"),
        pytest.param("She wrote 山 and then 川,‸", "which", "She wrote 山 and then 川,⟦ which⟧", id="two of them"),
        pytest.param("She went to 北京.‸", "Then", "She went to 北京.⟦ Then⟧", id="Chinese name in English"),
        pytest.param("그는 창문을 열고,‸", "밖을", "그는 창문을 열고,⟦ 밖을⟧", id="Korean, comma"),
        pytest.param('그는 "가자"‸', "라고 말했다", '그는 "가자"⟦라고 말했다⟧', id="Korean particle, straight quote"),
        pytest.param("그는 “가자.”‸", "라고 말했다", "그는 “가자.”⟦라고 말했다⟧", id="Korean particle, curly quote"),
        pytest.param("서울(수도)‸", "에서", "서울(수도)⟦에서⟧", id="Korean particle, bracket"),
        pytest.param("*나비*‸", "가 난다", "*나비*⟦가 난다⟧", id="Korean particle, emphasis"),
        pytest.param('"가자."‸', " 그가 말했다", '"가자."⟦ 그가 말했다⟧', id="Korean, own space"),
        pytest.param('เขาพูดว่า "ไปกันเถอะ"‸', "แล้ว", 'เขาพูดว่า "ไปกันเถอะ"⟦แล้ว⟧', id="Thai, quote"),
        pytest.param('เขาพูดว่า "ไปกันเถอะ"‸', " แล้ว", 'เขาพูดว่า "ไปกันเถอะ"⟦ แล้ว⟧', id="Thai, quote, own space"),
        pytest.param('ລາວເວົ້າວ່າ "ໄປ"‸', "ແລ້ວ", 'ລາວເວົ້າວ່າ "ໄປ"⟦ແລ້ວ⟧', id="Lao, quote"),
        pytest.param('គាត់និយាយថា "ទៅ"‸', "ហើយ", 'គាត់និយាយថា "ទៅ"⟦ហើយ⟧', id="Khmer, quote"),
        pytest.param('သူက "သွားမယ်"‸', "ဟု", 'သူက "သွားမယ်"⟦ဟု⟧', id="Burmese, quote"),
        pytest.param("ฉัน‸รักเธอ", "ไม่", "ฉัน⟦ไม่⟧รักเธอ", id="Thai between Thai"),
        pytest.param("«Oui‸", " », dit", "«Oui⟦», dit⟧", id="guillemets without spaces"),
        pytest.param("Il dit : « Oui‸", " », dit", "Il dit : « Oui⟦ », dit⟧", id="guillemets with spaces"),
        pytest.param("« Oui. »\n\n«‸", " Non", "« Oui. »\n\n«⟦ Non⟧", id="the space inside guillemets"),
        pytest.param("»Ja‸", " « sa", "»Ja⟦« sa⟧", id="Danish closing quote"),
        pytest.param("„Tak‸", " ” powiedział", "„Tak⟦” powiedział⟧", id="Polish closing quote"),
        pytest.param("„Ja‸", " “ sagte", "„Ja⟦“ sagte⟧", id="German closing quote, own space"),
        pytest.param("”Ja‸", " ” sade", "”Ja⟦” sade⟧", id="Swedish closing quote"),
        pytest.param("她推开窗,‸", " 3个人", "她推开窗,⟦3个人⟧", id="Chinese, a number ahead"),
        pytest.param("价格是3.‸", "14元", "价格是3.⟦14元⟧", id="Chinese, decimal"),
        pytest.param("»Ja,‸", "« sa", "»Ja,⟦« sa⟧", id="Danish closing quote behind a comma"),
        pytest.param("„Ja,‸", "“ sagte", "„Ja,⟦“ sagte⟧", id="German closing quote behind a comma"),
        pytest.param("我用iPhone 15,‸", "拍了照", "我用iPhone 15,⟦拍了照⟧", id="few Chinese characters"),
        pytest.param("Han: »‸", " Ja", "Han: »⟦Ja⟧", id="Swedish opening guillemet"),
        pytest.param("—No.\n\n—‸", " Sí", "—No.\n\n—⟦Sí⟧", id="Spanish dialogue"),
        pytest.param("—No lo sé —‸", " dijo", "—No lo sé —⟦dijo⟧", id="Spanish tag"),
        pytest.param("— Нет.\n\n—‸", "Да", "— Нет.\n\n—⟦ Да⟧", id="Russian dialogue"),
    ],
)  # fmt: skip
def test_spaces_fit_on_both_sides(marked: str, text: str, joined: str) -> None:
    before, _, after = marked.partition("‸")
    assert f"{before}⟦{fit_spacing(before, text, after)}⟧{after}" == joined


PROSE = st.text(alphabet="abé .,!?“”\"'()*_-—\n港口，。「」🙂1")


@given(PROSE | st.text(), PROSE | st.text(), PROSE | st.text())
def test_joining_changes_only_white_space_at_both_ends(before: str, text: str, after: str) -> None:
    assert fit_spacing(before, text, after).strip() == text.strip()


@given(PROSE, PROSE, PROSE)
def test_never_two_spaces_in_a_row_at_the_joints(before: str, text: str, after: str) -> None:
    joined = fit_spacing(before, text, after)
    assert not (before[-1:].isspace() and joined[:1] == " ")
    assert not (joined[-1:] == " " and after[:1].isspace())


@given(PROSE, PROSE, PROSE)
def test_joining_again_changes_nothing(before: str, text: str, after: str) -> None:
    once = fit_spacing(before, text, after)
    assert fit_spacing(before, once, after) == once
