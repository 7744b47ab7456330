"""How a suggestion may begin. ‸ is the cursor; the suggestion stands after it."""

import pytest

from afterword.prose.fit.left_context import fits_left_context


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("The Aga‸ Khan came", id="a new name behind a stem"),
        pytest.param("In 198‸4, the", id="digits go on"),
        pytest.param("page 3.1‸4", id="decimals go on"),
        pytest.param("room ２０‸１", id="fullwidth digits"),
        pytest.param("a 2‸0th", id="digits and an ending"),
        pytest.param("on 5‸/11/2016", id="a date goes on"),
        pytest.param("pages 12‸–14", id="a range goes on"),
        pytest.param("about 3‸,000 men", id="thousands go on"),
        pytest.param("to the ‸the shop", id="doubled word"),
        pytest.param("to the‸ the shop", id="doubled word with its space"),
        pytest.param("Straße ‸STRASSE", id="doubled word in another case"),
        pytest.param("มองดูเรือที่แล่นผ่านไป ‸แล่นผ่านไป เห็นว่า", id="Thai clause again"),
        pytest.param("มองดูเรือที่แล่นผ่านไป‸ผ่านไป", id="Thai words again"),
        pytest.param("Hello,‸, and", id="doubled comma"),
        pytest.param("Hello, ‸. And", id="full stop after a comma"),
        pytest.param("他说，‸，好", id="doubled Chinese comma"),
        pytest.param("نعم،‸،", id="doubled Arabic comma"),
        pytest.param("home ‸, then", id="comma after a space"),
        pytest.param("घर ‸।", id="danda after a space"),
        pytest.param("“Hi, ‸” said", id="closing quote after a space"),
        pytest.param("他走了‸The", id="Latin after Chinese"),
        pytest.param("他走了。‸The", id="Latin after a Chinese full stop"),
        pytest.param("他走了。‸“The", id="quoted Latin after Chinese"),
        pytest.param("彼は‸Он", id="Cyrillic after Japanese"),
        pytest.param("hi 👍‸🏽", id="skin tone"),
        pytest.param("hi 👩‸\u200d🚀", id="joined emoji"),
    ],
)
def test_refuses(marked: str) -> None:
    before, _, text = marked.partition("‸")
    assert not fits_left_context(before, text)


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("‸Once", id="at the start"),
        pytest.param("The wiz‸ard came", id="rest of a word"),
        pytest.param("The win‸dow", id="rest of a word that is one itself"),
        pytest.param("the‸ Khan", id="a name behind a small word"),
        pytest.param("The sea. The‸ Khan", id="a capitalised word that the page has"),
        pytest.param("New York is far. New‸ York", id="a name that the page has"),
        pytest.param("don‸’t", id="apostrophe"),
        pytest.param("well-kn‸own", id="hyphen"),
        pytest.param("他在1984‸年", id="Chinese year"),
        pytest.param("the 14‸th of May", id="ordinal"),
        pytest.param("the 2n‸d", id="rest of an ordinal"),
        pytest.param("since the 1990‸s", id="decade"),
        pytest.param("the 1920‸’s", id="decade with an apostrophe"),
        pytest.param("a 5‸km run", id="unit"),
        pytest.param("a 5‸-mile walk", id="unit with a hyphen"),
        pytest.param("am 14‸. Mai", id="German ordinal"),
        pytest.param("le 1‸er mai", id="French ordinal"),
        pytest.param("In 1984‸ the", id="the word behind a number"),
        pytest.param("Room 12‸, he said", id="comma behind a number"),
        pytest.param("In 1984 ‸the", id="a word after a number and a space"),
        pytest.param("so ‸’twas", id="an elided word"),
        pytest.param("Er rief: ‸»Ja«", id="German guillemets open"),
        pytest.param("« Oui ! » dit-il. Et ‸!", id="a French space"),
        pytest.param("went ‸... slowly", id="three dots"),
        pytest.param("the the‸atre", id="no doubled word inside a word"),
        pytest.param("No, ‸no", id="a word again behind a comma"),
        pytest.param("เขาเดินช้า‸ๆ", id="Thai mark of repetition"),
        pytest.param("เธอไปที่บ้าน‸ของแม่", id="Thai goes on"),
        pytest.param("他慢慢地走‸慢慢地走", id="Chinese phrase again"),
        pytest.param("用Python写。他用‸Python", id="Latin name of the page"),
        pytest.param("他用 ‸Python", id="Latin after a typed space"),
        pytest.param("他有‸3个", id="digits after Chinese"),
        pytest.param("Wait..‸. what", id="dots go on"),
    ],
)
def test_lets_pass(marked: str) -> None:
    before, _, text = marked.partition("‸")
    assert fits_left_context(before, text)
