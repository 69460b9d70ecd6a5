"""What services say, told in the other languages as their catalogs have it: nothing of it stays English."""

import pytest

from services.clinic.domain.clinic.group_sizes import require_group_sizes
from services.clinic.domain.protocols.builtin import SHIPPED
from services.gateway.i18n.gettext import LANGUAGES, gettext, in_language, told
from services.gateway.web.clinic.room.composer import SAYINGS
from shared.contracts.protocol import Size
from shared.domain import Refusal
from shared.images.kinds import READABLE, require_picture

HINTS = sorted(
    {hint for protocol in SHIPPED.values() for step in protocol.written() for hint in step.step.hints.values()}
)
NO_MORE_OF_IT = "The step for question is over."
PITCHES = SHIPPED["rotating"].model_copy(update={"people": Size(min=3, max=4), "presenters": Size(min=2, max=6)})
OTHERS = [language for language in LANGUAGES if language != "en"]


@pytest.mark.parametrize("language", OTHERS)
def test_what_does_not_belong_to_a_step_is_refused_with_its_hint_in_one_piece(language: str) -> None:
    with in_language(language):
        for hint in HINTS:
            refused = told(f"This is the advice step. {hint} {NO_MORE_OF_IT}")
            assert refused == f"{told('This is the advice step.')} {told(hint)} {told(NO_MORE_OF_IT)}"


def test_a_hint_of_a_community_stays_as_it_was_written() -> None:
    with in_language("es"):
        refused = told("You only listen in this step. Share an idea or two.")
    assert refused != "You only listen in this step. Share an idea or two."
    assert refused.endswith(" Share an idea or two.")


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("presenters", [2, 5])
def test_groups_that_do_not_fit_are_refused_in_the_language(language: str, presenters: int) -> None:
    with pytest.raises(Refusal) as refused:
        require_group_sizes(PITCHES, 12 - presenters, presenters)
    assert "they would fit." in refused.value.detail
    with in_language(language):
        said = told(refused.value.detail)
        assert said.endswith(told("Change who presents, or start anyway."))
    assert "people" not in said
    assert "would fit" not in said


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        (
            "Only 2 minutes can be added. Nothing else changes.",
            "Solo se pueden añadir 2 minutos. No cambia nada más.",
        ),
        (
            "Only 10 seconds can be taken. Nothing else changes.",
            "Solo se pueden quitar 10 segundos. No cambia nada más.",
        ),
        (
            "The only convener cannot leave: nobody could look after the community. Make somebody else convener first.",
            "La única persona que coordina no puede irse: nadie podría cuidar de la comunidad. "
            "Haz antes que coordine otra persona.",
        ),
        (
            f"This is no picture that can be read here. {READABLE}",
            "Esta no es una imagen que se pueda leer aquí. Usa un JPEG, PNG, WebP o GIF.",
        ),
        (
            "Summary cannot get shorter: it takes at least 2 minutes. You can end it now.",
            "«Resumen» no puede acortarse más: necesita al menos 2 minutos. Puedes terminarlo ahora.",
        ),
        (
            "hosted once, in May 2025; offered this place on 3 May 2026",
            "acogió una vez, en mayo de 2025; ofreció este lugar el 3 de mayo de 2026",
        ),
    ],
)
def test_each_part_of_what_is_said_is_told(english: str, spanish: str) -> None:
    with in_language("es"):
        assert told(english) == spanish


@pytest.mark.parametrize("language", OTHERS)
def test_each_reason_to_wait_is_told(language: str) -> None:
    first, second = (
        "1 who waits was on fewer visits than you (2), which goes first",
        "2 who wait were on as many, and signed up earlier",
    )
    with in_language(language):
        both = told(f"You are 4th on the waiting list: {first}; {second}.")
        assert f"{told(first)}; {told(second)}" in both
        assert first != told(first)
        assert second != told(second)


@pytest.mark.parametrize("page", [b"<svg/>", b"<html></html>"])
def test_why_a_page_is_no_picture_is_told(page: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        require_picture(page, "")
    with in_language("es"):
        assert told(refused.value.detail).endswith(", no una imagen. Guárdalo como PNG y usa ese archivo.")


def test_the_button_to_note_something_is_a_deed_and_a_note_a_thing() -> None:
    button = next(saying.send for saying in SAYINGS if saying.kind == "takeaway")
    with in_language("es"):
        assert (gettext(button), gettext("Note")) == ("Anotarlo", "Nota")
