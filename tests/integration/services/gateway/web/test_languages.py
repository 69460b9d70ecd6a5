"""Pages in the language of whoever looks at them: the words of forms and refusals, days, and from where to where they run."""

from markupsafe import escape

from services.gateway.i18n.gettext import LANGUAGES, gettext, in_language
from tests.support.door import Reply
from tests.support.gateway.happened import PEOPLE, begun
from tests.support.pseudo import pseudo
from tests.support.village import HTML, Village, Visitor, forms_in

__all__ = ["pseudo"]

DAYS = {
    "en": "Monday 14 September 2026",
    "de": "Montag, 14. September 2026",
    "es": "lunes, 14 de septiembre de 2026",
    "fr": "lundi 14 septembre 2026",
}


async def running(village: Village) -> str:
    """The path of a clinic of Ana's in its first step; Cora facilitates."""
    for name in PEOPLE:
        await village.people.joins(name)
    return f"/clinics/{await begun(village, 'Сейчас')}"


async def look(visitor: Visitor, path: str, accepted: str) -> Reply:
    return await visitor.call("GET", path, headers={**HTML, "Accept-Language": accepted})


async def test_each_language_has_its_own_days_on_the_record_and_in_what_is_kept_of_it(village: Village) -> None:
    clinic, ana = await running(village), village.visitor("Ana")
    assert DAYS.keys() == LANGUAGES.keys()
    for language, day in DAYS.items():
        page = await look(ana, f"{clinic}/record", language)
        assert f'<html lang="{language}" dir="ltr">' in page.text
        assert day in page.text
        kept = await look(ana, f"{clinic}/record.md", language)
        assert day in kept.text
        for answer in (page, kept):
            assert answer.headers["Content-Language"] == language
            assert {"Accept-Language", "Cookie"} <= {name.strip() for name in answer.headers["Vary"].split(",")}


async def test_each_language_has_words_of_its_own(village: Village) -> None:
    said = set()
    for language in LANGUAGES:
        with in_language(language):
            button = gettext("Send me a link")
        assert f">{escape(button)}</button>" in (await look(village.visitor(), "/sign-in", language)).text
        said.add(button)
    assert len(said) == len(LANGUAGES)


async def test_who_chose_a_language_keeps_it_whatever_the_browser_asks_for(village: Village) -> None:
    device = village.visitor()
    await device.press("/sign-in", "/language", {"language": "es"})
    assert (await look(device, "/sign-in", "de")).headers["Content-Language"] == "es"
    assert (await look(village.visitor(), "/sign-in", "de")).headers["Content-Language"] == "de"


async def test_what_was_wrong_with_a_form_is_said_in_the_language_with_nothing_lost(
    village: Village, pseudo: str
) -> None:
    clinic = await running(village)
    empty = {"kind": "context", "text": " "}
    refused = await village.visitor("Ana").press(clinic, f"{clinic}/say", empty, **{"Accept-Language": pseudo})
    assert refused.status == 422
    assert "⟦Write something here.⟧" in refused.text


async def test_what_a_service_refuses_is_said_in_the_language_and_so_are_its_values(
    village: Village, pseudo: str
) -> None:
    clinic = await running(village)
    cora = village.visitor("Cora")
    hidden = forms_in((await cora.look(clinic)).text)[f"{clinic}/pause"]
    asked = {**HTML, "Origin": cora.address, "Accept-Language": pseudo}
    fields = {**hidden, "date": "2026-11-01", "zone": "Europe/Paris"}
    refused = await cora.call("POST", f"{clinic}/close", data=fields, headers=asked)
    assert refused.status == 409
    assert "⟦A clinic ends with the ⟦summary⟧ step. Go on to it first.⟧" in refused.text


async def test_a_language_from_right_to_left_turns_the_page_round(village: Village, pseudo: str) -> None:
    page = await look(village.visitor(), "/sign-in", pseudo)
    assert f'<html lang="{pseudo}" dir="rtl">' in page.text


async def test_a_page_that_was_made_in_one_language_is_told_afresh_in_the_next(village: Village) -> None:
    stranger = village.visitor()
    in_english = (await look(stranger, "/design", "en")).text
    in_german = (await look(stranger, "/design", "de")).text
    with in_language("de"):
        assert gettext("scheduled") != "scheduled"
        assert f">{gettext('scheduled')}<" in in_german
    assert ">scheduled<" in in_english
    assert ">scheduled<" not in in_german
