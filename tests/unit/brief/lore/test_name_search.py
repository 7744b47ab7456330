"""Which spellings of a name are the name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.brief.lore.name_search import Name, NameSearch


def is_named(name: str, text: str, *, is_case_sensitive: bool | None = None) -> bool:
    sought = Name.of(name, is_case_sensitive=is_case_sensitive)
    found = NameSearch(text).occurrences([sought.folded])
    return any(sought.is_written_as(written) for _, written in found)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Red", "The door was red."),
        ("Will", "She said that he will come."),
        ("May", "You may go."),
        ("Rose", "They rose early and picked a rose."),
        ("Mark", "Leave a mark, then mark it."),
        ("Grace", "She fell with grace."),
        ("Hope", "There was hope, and we hope still."),
        ("Bill", "He paid the bill."),
        ("Jack", "It needs a jack."),
        ("Faith", "Without faith, nothing."),
        ("Вера", "В нём жила вера."),
        ("Любовь", "Это была любовь."),
        ("Лев", "В клетке спал лев."),
        ("Ελπίδα", "Δεν υπάρχει ελπίδα."),
        ("Αύρα", "Μια αύρα φύσηξε."),
        ("Élan", "Il perdit son élan."),
        ("Kaya", "Yolda bir kaya vardı."),
        ("Grace Hill", "The grace hill of the town."),
        ("Anna Rose", "anna rose"),
        ("Jean-Paul", "the jean-paul of it"),
        ("IT", "It was raining, and it rained on."),
        ("US", "Us and them, and us again."),
        ("Bo", "It said bo."),
    ],
)
def test_a_capital_of_a_name_is_needed(name: str, text: str) -> None:
    assert not is_named(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Red", "Then Red came."),
        ("Red", "# RED\n\nHe came."),
        ("Will", "Will he come?"),  # of capitals at a sentence's start, most are the name
        ("May", "“May!” he called."),
        ("Rose", "ROSE: Who is there?"),
        ("MAREN", "Then Maren looks up."),
        ("RED", "Then Red looks up."),
        ("NASA", "Nasa said no."),
        ("McDonald", "Old Mcdonald came, and MCDONALD too."),
        ("Вера", "Пришла Вера."),
        ("Вера", "ВЕРА. Кто там?"),
        ("Straße", "DIE STRASSE IST LEER."),
        ("İpek", "Sonra İPEK geldi."),
        ("Οδυσσεύς", "Ο ΟΔΥΣΣΕΥΣ ΚΑΙ Η ΘΑΛΑΣΣΑ"),
        ("Ἑλένη", "Η ΕΛΕΝΗ ΗΡΘΕ."),
        ("Θάλεια", "Μετά ήρθε η Θάλεια."),
        ("Işık", "Sonra IŞIK geldi."),
        ("IT", "She worked in IT."),
        ("Bo", "BO!"),
        ("The Mill", "She went to the Mill."),
        ("The landing", "They met at the landing."),
        ("Old mill", "They met at the old mill."),
        ("Van Gogh", "Ein Bild von van Gogh."),
        ("D'Artagnan", "Alors d’Artagnan rit."),
        ("Order of the Owl", "The Order Of The Owl."),
        ("De la Cruz", "Llegó de la Cruz."),
    ],
)
def test_a_capital_that_is_there_counts(name: str, text: str) -> None:
    assert is_named(name, text)


@pytest.mark.parametrize("text", ["the old mill", "The Old Mill", "THE OLD MILL", "The old mill"])
def test_a_name_without_capitals_has_any_case(text: str) -> None:
    assert is_named("old mill", text)


def test_a_script_without_case_needs_none() -> None:
    assert is_named("林清", "那天林清没有来。")
    assert is_named("ნინო", "მერე ნინო მოვიდა.")
    assert is_named("محمد", "ثم جاء محمد.")


@pytest.mark.parametrize(
    ("is_case_sensitive", "text", "counts"),
    [
        (False, "He will come.", True),
        (False, "WILL!", True),
        (True, "Then Will came.", True),
        (True, "He will come.", False),
        (True, "WILL!", False),
    ],
)
def test_an_entry_may_say_otherwise(text: str, *, is_case_sensitive: bool, counts: bool) -> None:
    assert is_named("Will", text, is_case_sensitive=is_case_sensitive) is counts


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("Jean-Paul", "Then Jean\u2011Paul came.", id="no-break hyphen"),
        pytest.param("Jean-Paul", "Then Jean\u2010Paul came.", id="hyphen"),
        pytest.param("Jean\u2011Paul", "Then Jean-Paul came.", id="in the name"),
        pytest.param("Jean-Paul", "Then Jean–Paul came.", id="en dash"),
        pytest.param("Jean-Paul", "Then Jean\uff0dPaul came.", id="full-width hyphen"),
        pytest.param("Ben-Gurion", "ואז Ben\u05beGurion", id="maqaf"),
        pytest.param("Magdalena", "Then Mag\u00adda\u00adlena came.", id="soft hyphens"),
        pytest.param("Magdalena", "Then Mag\u00ad\ndalena came.", id="broken at a soft hyphen"),
        pytest.param("Magdalena", "> Mag\u00ad\r\n> dalena came.", id="the same in a quotation"),
        pytest.param("Magdalena", "Then Mag&shy;dalena came.", id="soft hyphen in HTML"),
        pytest.param("Magdalena", "Then Mag\u200bdalena\u2060 came.", id="zero width"),
        pytest.param("Mag\u00addalena", "Then Magdalena came.", id="soft hyphen in the name"),
        pytest.param("O'Brien", "Then O’Brien came.", id="apostrophe"),
        pytest.param("O’Brien", "Then OʼBrien came.", id="modifier apostrophe"),
        pytest.param("O'Brien", "Then O‘Brien came.", id="opening quote"),
        pytest.param("Kapiʻolani", "Then Kapi‘olani came.", id="okina"),
        pytest.param('Jim "Red" Holt', "Then Jim “Red” Holt came.", id="quotation marks"),
        pytest.param("让·保罗", "后来让・保罗来了。", id="middle dots"),
        pytest.param("José", "Then Jose\u0301 came.", id="decomposed"),
        pytest.param("Jose\u0301", "Then José came.", id="decomposed in the name"),
        pytest.param("Nguyễn", "Rồi Nguye\u0302\u0303n đến.", id="two marks"),
        pytest.param("محمد", "ثم جاء محـــمد.", id="kashida"),
        pytest.param("Mira Holt", "Then Mira\u00a0Holt came.", id="no-break space"),
        pytest.param("Mira Holt", "Then Mira\u202fHolt came.", id="narrow no-break space"),
        pytest.param("Mira Holt", "Then Mira&nbsp;Holt came.", id="no-break space in HTML"),
        pytest.param("Mira Holt", "Then Mira~Holt came.", id="no-break space in TeX"),
        pytest.param("Mira Holt", "Then Mira  Holt came.", id="two spaces"),
        pytest.param("Mira\u00a0Holt", "Then Mira Holt came.", id="no-break space in the name"),
    ],
)
def test_finds_what_looks_the_same(name: str, text: str) -> None:
    assert is_named(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("Mira Holt", "Then Mira\nHolt came.", id="a line"),
        pytest.param("Mira Holt", "Then Mira  \nHolt came.", id="a hard break"),
        pytest.param("Mira Holt", "- Then Mira\n  Holt came.", id="a list"),
        pytest.param("Mira Holt", "    Then Mira\n\tHolt came.", id="indented"),
        pytest.param("Mira Holt", "> Then Mira\n> Holt came.", id="a quotation"),
        pytest.param("Mira Holt", "> Then Mira\nHolt came.", id="a lazy quotation"),
        pytest.param("Mira Holt", "> > Then Mira\n> > Holt came.", id="nested quotations"),
        pytest.param("Mira Holt", ">>> Then Mira\n>>> Holt came.", id="quoted mail"),
        pytest.param("Mira Holt", "  > Then Mira\n  >Holt came.", id="a quotation in a list"),
        pytest.param("Mira Holt", "// Then Mira\n// Holt came.", id="a comment"),
        pytest.param("Mira Holt", "% Then Mira\n% Holt came.", id="a comment in TeX"),
        pytest.param("Mira Holt", "# Then Mira\n# Holt came.", id="a comment in YAML"),
        pytest.param("Jean-Paul", "Then Jean-\nPaul came.", id="at its hyphen"),
        pytest.param("Jean-Paul", "> Then Jean-\n> Paul came.", id="at its hyphen, quoted"),
        pytest.param("Magdalena", "Then Mag-\n  dalena came.", id="in a word"),
        pytest.param("林黛玉", "那天林\n黛玉没有来。", id="Chinese"),
        pytest.param("林黛玉", "> 那天林黛\n> 玉没有来。", id="Chinese, quoted"),
        pytest.param("แม่น้ำ", "ริมแม่\nน้ำ", id="Thai"),
    ],
)
def test_finds_a_name_that_is_broken_over_lines(name: str, text: str) -> None:
    assert is_named(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("Mira Holt", "> Then Mira.\n>\n> Holt came.", id="paragraphs of a quotation"),
        pytest.param("Mira Holt", "> Then Mira\n>\n> Holt came.", id="without a full stop"),
        pytest.param("Mira Holt", "* Mira\n* Holt", id="items of a list"),
        pytest.param("Mira Holt", "- Mira\n- Holt", id="items with hyphens"),
        pytest.param("Mira Holt", "To Mira\n# Holt", id="a heading"),
        pytest.param("Ann", "Annabel, Jo-Anna and Mari\u00adann came.", id="part of a word"),
        pytest.param("Ann", "Mari-\nann came.", id="part of a broken word"),
    ],
)
def test_finds_no_name_that_is_not_there(name: str, text: str) -> None:
    assert not is_named(name, text)


@given(
    text=st.text(st.sampled_from("Jß İıA-\n>#& ~\u00ad’雪é\u0301"), max_size=30),
    name=st.sampled_from(["Jean", "JEAN"]),
)
def test_any_text_can_be_searched(text: str, name: str) -> None:
    assert is_named("Jean", f"{text} {name} {text}")
