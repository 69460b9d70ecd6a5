"""What was wrong with a form that was sent, as its page shows it."""

from http import HTTPStatus

from services.gateway.i18n.validation_messages import plain
from services.gateway.web.forms.fields import Fields
from shared.domain import Refusal


class Trouble:
    """The form that was refused, if one was: why, where, and what had been typed."""

    def __init__(self, form: str = "", refusal: Refusal | None = None, fields: Fields | None = None) -> None:
        self.form = form
        self.fields = fields or {}
        self.slug = refusal.slug if refusal else ""
        self.status = refusal.status if refusal else HTTPStatus.OK
        self._errors: list[dict[str, str]] = refusal.extra.get("errors", []) if refusal else []
        self.said = plain(self._errors[0]["detail"] if self._errors else refusal.detail) if refusal else ""
        """What was wrong, for the top of the page; empty where nothing was."""

    def kept(self, form: str, name: str, usual: str = "") -> str:
        """What had been typed into a field, else what usually stands there."""
        return self.fields.get(name, usual) if form == self.form else usual

    def at(self, form: str, *places: str) -> str:
        """What is wrong in one place of a form; a field of a command is named as the service names it."""
        if form != self.form:
            return ""
        return " ".join(plain(error["detail"]) for error in self._errors if error["field"] in places)

    def within(self, form: str, place: str) -> bool:
        """Whether something is wrong in one of several fields, such as the minutes of one step."""
        return form == self.form and any(error["field"].startswith(f"{place}.") for error in self._errors)


NOTHING_WRONG = Trouble()
