"""Forms of a clinic's page that do no more than fill the fields of a command."""

from services.gateway.http.requests import validated
from services.gateway.web.forms.fields import Fields, FormAction
from shared.contracts.base import Command
from shared.contracts.types import Id


def fill(command: type[Command], **places: str) -> FormAction:
    """The form for this command: each of its fields is what stands in the form's field named here, empty where none is."""

    def make(clinic: Id, fields: Fields) -> Command:
        return validated(
            command, {"clinic_id": clinic, **{name: fields.get(place, "") for name, place in places.items()}}
        )

    return make
