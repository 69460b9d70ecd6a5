import pytest
from pydantic import BaseModel, Field, ValidationError

from services.gateway.i18n.gettext import in_language
from services.gateway.i18n.validation_messages import plain
from shared.bus.envelope import invalid_fields
from shared.contracts.types import Line
from tests.support.pseudo import pseudo

__all__ = ["pseudo"]


class Filled(BaseModel):
    line: Line = "x"
    short: str = Field("", max_length=1000)
    number: int = Field(5, ge=1, le=9)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("line", "", "Write something here."),
        ("line", "a\nb", "Must be a single line"),
        ("short", "x" * 1001, "Use at most 1000 characters."),
        ("number", "many", "Give a whole number."),
        ("number", 0, "Give a number of at least 1."),
        ("number", 10, "Give a number of at most 9."),
    ],
)
def test_what_a_library_finds_is_said_in_our_words(field: str, value: object, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Filled.model_validate({field: value})
    refusal = invalid_fields(caught.value)
    assert plain(refusal.detail) == said
    assert plain(refusal.extra["errors"][0]["detail"]) == said


def test_it_is_said_in_the_language_of_the_page(pseudo: str) -> None:
    with in_language(pseudo):
        assert plain("String should have at most 200 characters") == "⟦Use at most 200 characters.⟧"
        assert plain("'starts.zone': 'Paris' is not a time zone; use a name such as Europe/Paris") == (
            "⟦'Paris' is not a time zone; use a name such as Europe/Paris⟧"
        )


def test_what_nobody_foresaw_is_shown_as_it_comes() -> None:
    assert plain("'x': the moon is full") == "The moon is full"
