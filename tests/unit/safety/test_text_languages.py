"""The languages of a text, as names of word lists."""

import pytest

from afterword.safety.text_languages import latin_languages, script_languages


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("The ferry was late, and he waited for it with his coat.", "english"),
        pytest.param("Die Fähre war nicht da, und er ist mit dem Rad gefahren.", "german"),
        pytest.param("Le bac est en retard et il attend dans la salle, pas loin.", "french"),
        pytest.param("El barco no llegaba y los hombres se iban con una lámpara.", "spanish"),
        pytest.param("Il traghetto non è arrivato, ma gli uomini sono con una luce.", "italian"),
        pytest.param("De pont is er niet en het water was te hoog voor een boot.", "dutch"),
        pytest.param("Prom nie jest tu, ale to już po dniu i był tak daleko.", "polish"),
        pytest.param("Lautta ei ole tullut, mutta hän oli jo siinä kun se meni.", "finnish"),
        pytest.param("A komp nem volt ott, és azt mondta, hogy már ki is ment.", "hungarian"),
        pytest.param("Vapur gelmedi ama ben çok bekledim ve bir şey daha var.", "turkish"),
    ],
)
def test_knows_a_language_by_its_little_words(text: str, name: str) -> None:
    assert name in latin_languages(text)


@pytest.mark.parametrize("text", ["", "Ferry.", "港口很静"])
def test_takes_latin_letters_for_english_until_it_knows(text: str) -> None:
    assert latin_languages(text) == ("english",)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("plain", (), id="Latin"),
        pytest.param("港口很静", ("chinese",), id="Chinese"),
        pytest.param("港はとても静かだった", ("japanese",), id="Japanese"),
        pytest.param(
            "港口很静，他很久没有说话，店名叫“の”", ("chinese",), id="Chinese with one kana"
        ),
        pytest.param("الميناء هادئ", ("arabic",), id="Arabic"),
        pytest.param("این کتاب پدر من است", ("persian",), id="Persian"),
        pytest.param("항구는 조용했다", ("korean",), id="Korean"),
    ],
)
def test_knows_a_script(text: str, names: tuple[str, ...]) -> None:
    assert script_languages(text) == names
