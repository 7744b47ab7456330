"""Quotation marks as the page has them. ‸ is the cursor, behind which the model has written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.prose.fit.quotation_marks import with_page_quotation_marks

FRENCH = "« Oui », dit-il. « Non. »\n\n"


@pytest.mark.parametrize(
    ("marked", "written", "fitted"),
    [
        pytest.param("“Yes,” he said. “No‸", '," she said. "Go."', ",” she said. “Go.”", id="curly"),
        pytest.param("She turned. “I never‸", ' did." He', " did.” He", id="curly, first one"),
        pytest.param('"Yes," he said. "No‸', ",” she said. “Go.”", '," she said. "Go."', id="straight"),
        pytest.param("‘Yes,’ he said. ‘No,’ she said. ‘It’s‸", ' late." He', " late.’ He", id="British"),
        pytest.param("‘Yes,’ he said. ‘No.’\n\nShe‸", ' said, "It\'s so."', " said, ‘It's so.’", id="British, new"),
        pytest.param("‘He cried “Go‸", '!" and left," she', "!” and left,’ she", id="British, nested"),
        pytest.param("“He cried ‘Go‸", "!' and left,\" she", "!’ and left,” she", id="American, nested"),
        pytest.param("‘The boys’ boat is gone‸", ',\' he said.', ",’ he said.", id="plural genitive"),
        pytest.param("“That’s what he‸", '\'s doin\' now," she', "'s doin' now,” she", id="apostrophes"),
        pytest.param("„Ja“, sagte er. „Nein‸", '", sagte sie. "Geh."', "“, sagte sie. „Geh.“", id="German"),
        pytest.param("Er sagte: „Ich weiß nicht‸", ", wer das ist.” Dann", ", wer das ist.“ Dann", id="German, first"),
        pytest.param("»Ja«, sagte er. »Nein‸", "“, sagte sie. „Geh.“", "«, sagte sie. »Geh.«", id="German books"),
        pytest.param("Er sagte: »Ich weiß nicht‸", ', wer das ist." Dann', ", wer das ist.« Dann", id="German books, first"),
        pytest.param("«Ja», sagte er. «Nein‸", " », sagte sie. « Geh. »", "», sagte sie. «Geh.»", id="Swiss"),
        pytest.param("„Tak”, powiedział. „Nie‸", '", odparła. „Idź“.', "”, odparła. „Idź”.", id="Polish"),
        pytest.param("Powiedział: „Nie wiem, co się stało‸", "“, i wyszedł", "”, i wyszedł", id="Polish, first"),
        pytest.param("Ea a spus: „Nu știu unde este‸", "“, și a plecat", "”, și a plecat", id="Romanian, first"),
        pytest.param("Azt mondta: „Nem tudom, hogy hol van a ház‸", '", és elment', "”, és elment", id="Hungarian, first"),
        pytest.param("Hij zei: „Ik weet niet wat er is met het huis‸", "“, en ging", "”, en ging", id="Dutch, first"),
        pytest.param("„Ano,“ řekl. „Ne‸", ',” řekla.', ",“ řekla.", id="Czech"),
        pytest.param("”Ja”, sade han. ”Nej‸", '", sade hon. "Gå."', "”, sade hon. ”Gå.”", id="Swedish"),
        pytest.param("Han sade: ”Jag vet inte‸", '", och gick', "”, och gick", id="Swedish, first"),
        pytest.param("»Ja», sade han. »Nej‸", "«, sade hon. »Gå.«", "», sade hon. »Gå.»", id="Swedish guillemets"),
        pytest.param("Hän sanoi: »En tiedä, mutta se on niin‸", "«, ja lähti", "», ja lähti", id="Finnish, first"),
        pytest.param("»Ja,« sagde han. »Nej‸", ',” sagde hun. »Gå.»', ",« sagde hun. »Gå.«", id="Danish"),
        pytest.param(f"{FRENCH}Elle : « Je sais‸", '.", dit-elle.', ". », dit-elle.", id="French, plain spaces"),
        pytest.param(FRENCH.replace("« ", "«\u00a0").replace(" »", "\u00a0»") + "Elle‸", " : “Va.”", " : «\u00a0Va.\u00a0»", id="French, no-break"),
        pytest.param(FRENCH.replace("« ", "«\u202f").replace(" »", "\u202f»") + "Elle‸", " : « Va. »", " : «\u202fVa.\u202f»", id="French, narrow"),
        pytest.param("Il dit : « Je ne sais pas‸", "» et sortit", " » et sortit", id="French, first"),
        pytest.param("Il dit que la mer est belle et que le vent se lève : «‸", "Je sais. »", "\u00a0Je sais.\u00a0»", id="French, first mark"),
        pytest.param(f"{FRENCH}Elle : «‸", "Je sais.»", " Je sais. »", id="French, the page's space"),
        pytest.param("«Sí», dijo. «No‸", '", dijo ella. "Ve".', "», dijo ella. «Ve».", id="Spanish"),
        pytest.param("—No —dijo—. Dice «no‸", "” y nada.", "» y nada.", id="Spanish, in a dialogue with dashes"),
        pytest.param("«Да», — сказал он. «Нет‸", '", — сказала она.', "», — сказала она.", id="Russian"),
        pytest.param("«Он сказал „да‸", '", — ответила она". Он', "“, — ответила она». Он", id="Russian, nested"),
        pytest.param("«Он сказал, что это‸", ' "пустяк"», — ответила', " „пустяк“», — ответила", id="Russian, nested by the text"),
        pytest.param("«Вона сказала, що це‸", ' "дрібниця"», — відповів', " „дрібниця“», — відповів", id="Ukrainian, nested by the text"),
        pytest.param("«Dijo que era‸", ' "nada"», y salió', " “nada”», y salió", id="Spanish, nested by the text"),
        pytest.param("“Sim”, disse. “Não‸", '", disse ela.', "”, disse ela.", id="Portuguese"),
        pytest.param("«Ναι», είπε. «Όχι‸", '", είπε.', "», είπε.", id="Greek"),
        pytest.param("“네.” 그가 말했다. “아니요‸", '." 그녀가', ".” 그녀가", id="Korean"),
        pytest.param("“Evet,” dedi. “Hayır‸", '," dedi.', ",” dedi.", id="Turkish"),
        pytest.param('הוא אמר: "צה"ל כאן‸', '", והלך', '", והלך', id="Hebrew"),
        pytest.param("„שלום”, אמר. „לא‸", '", אמרה.', "”, אמרה.", id="Hebrew, low marks"),
        pytest.param("“好。”他说。“走‸", '吧。"她说："不。"', "吧。”她说：“不。”", id="Chinese"),
        pytest.param("“他说‘走‸", '吧。\'”她说', "吧。’”她说", id="Chinese, nested"),
        pytest.param("「好。」他說。「走‸", "吧。”她說：“不。”", "吧。」她說：「不。」", id="Chinese corners"),
        pytest.param('她说:"好."他说:"走‸', "吧.”她说:“不.”", '吧."她说:"不."', id="Chinese, straight"),
        pytest.param("「はい」と彼は言った。「いいえ‸", "”と彼女は“駄目”と", "」と彼女は「駄目」と", id="Japanese"),
        pytest.param("「彼は『海‸", "』と言った」と", "』と言った」と", id="Japanese, nested"),
        pytest.param("``Yes,'' he said. ``No‸", ',” she said. "Go."', ",'' she said. ``Go.''", id="LaTeX"),
        pytest.param("She turned.‸", ' "Go," she said. “Now.”', ' "Go," she said. “Now.”', id="no habit"),
        pytest.param("“Yes,” he said. It is the so-called‸", " ‘end’ of it", " ‘end’ of it", id="a quoted word"),
        pytest.param("“Yes,” he said. “It is‸", ",' she said.", ",” she said.", id="closed by a single mark"),
        pytest.param("“Yes,” he said. Then‸", " ‘I don’t,’ she said.", " “I don’t,” she said.", id="spoken in single marks"),
        pytest.param("Noć je. Kaže: „Ne znam‸", ", dođi sutra“, i ode", ", dođi sutra”, i ode", id="Croatian, first"),
        pytest.param("Jis sakė: „Nežinau, kur jį rasti‸", '", ir išėjo', "“, ir išėjo", id="Lithuanian, first"),
        pytest.param("«Ja», sa han. «Nei‸", '", sa hun.', "», sa hun.", id="Norwegian"),
        pytest.param("«Да», каза той. „Не‸", '", каза тя.', "“, каза тя.", id="Bulgarian"),
        pytest.param("«نعم» قال. «لا‸", '" قالت', "» قالت", id="Arabic"),
        pytest.param("“हाँ,” उसने कहा। “नहीं‸", '," उसने', ",” उसने", id="Hindi"),
        pytest.param("“Yes,” he said. The boys‸", "’ boat isn’t", "’ boat isn’t", id="apostrophes only"),
        pytest.param('The board is 6" wide, “wide,” he said‸', ' and "long"', " and “long”", id="inches"),
        pytest.param("“I never ‸” she said.", 'knew it,"', "knew it,”", id="closed behind the cursor"),
        pytest.param("»Ich ‸« sagte er.", 'gehe,"', "gehe,«", id="closed behind it, German"),
        pytest.param("»Jag ‸» sade han.", 'går,"', "går,»", id="closed behind it, Swedish"),
    ],
)  # fmt: skip
def test_quotation_marks_follow_the_page(marked: str, written: str, fitted: str) -> None:
    before, _, after = marked.partition("‸")
    assert with_page_quotation_marks(written, before=before, after=after) == fitted


MARKS = st.text("“”\"'’‘„«»「」 \u00a0\nab,.—", max_size=60)


@given(MARKS, MARKS, MARKS)
def test_only_marks_and_their_spaces_change(before: str, text: str, after: str) -> None:
    fitted = with_page_quotation_marks(text, before=before, after=after)
    assert [char for char in fitted if char in "ab,.—\n"] == [c for c in text if c in "ab,.—\n"]
