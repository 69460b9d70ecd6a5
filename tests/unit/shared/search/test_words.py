"""Words, their languages and stems."""

import pytest

from shared.search.words import Asked, Language, language_of, stems, words


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How do two teams hand over one product?", "en"),
        ("Comment deux équipes se transmettent-elles un produit ?", "fr"),
        ("Wie übergeben wir ein Produkt an das andere Team?", "de"),
        ("¿Cómo entregamos un producto de un equipo al otro?", "es"),
        ("We never found out why, and then it filled up.", "en"),
        ("Nous avons écrit la liste avec les infirmières.", "fr"),
        ("Die Nachtschicht hat keine Zeit für die Übergabe.", "de"),
        ("La enfermera no tiene tiempo para la entrega.", "es"),
        ("Handover", ""),
        ("", ""),
        ("Übergabe 2030", ""),
    ],
)
def test_small_words_tell_a_language(text: str, language: Language) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("name", "other", "language"),
    [
        ("handovers", "handover", "en"),
        ("visiting", "visited", "en"),
        ("übergaben", "übergabe", "de"),
        ("übergabe", "ubergabe", "de"),
        ("schichten", "schicht", "de"),
        ("évaluations", "évaluation", "fr"),
        ("évaluer", "evaluer", "fr"),
        ("négociées", "negociees", "fr"),
        ("reuniones", "reunión", "es"),
        ("educación", "educacion", "es"),
        ("straße", "strasse", "de"),
        ("cœur", "coeur", "fr"),
    ],
)
def test_forms_of_a_word_share_a_stem(name: str, other: str, language: Language) -> None:
    assert set(stems(name, language)) & set(stems(other, language))


@pytest.mark.parametrize(
    ("name", "other", "language"),
    [("nurse", "night", "en"), ("schicht", "schulung", "de"), ("malade", "malaise", "fr"), ("mesa", "caso", "es")],
)
def test_different_words_do_not(name: str, other: str, language: Language) -> None:
    assert not set(stems(name, language)) & set(stems(other, language))


def test_a_small_word_has_no_stem_in_its_own_language_alone() -> None:
    assert stems("die", "de") == ()
    assert stems("die", "en") == ("die",)


def test_single_letters_are_no_words_but_numbers_and_signs_are() -> None:
    assert [word.text for word in words("L'équipe à 7 h, a 病 b")] == ["équipe", "7", "病"]


def test_a_part_of_a_compound_is_found_by_its_beginning_but_not_by_two_or_three_letters() -> None:
    assert Asked(["Übergabe"]).matches("übergabeprotokoll", "de")
    assert not Asked(["Übe"]).matches("übergabeprotokoll", "de")
    assert not Asked(["Protokoll"]).matches("übergabeprotokoll", "de")
