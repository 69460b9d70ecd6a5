"""Forms of a clinic's page that do no more than fill the fields of a command."""

from services.gateway.web.forms.datetimes import made
from services.gateway.web.forms.submit import Deed, Fields
from shared.contracts.base import Command
from shared.contracts.types import Id


def filling(command: type[Command], **places: str) -> Deed:
    """The form for this command: each of its fields is what stands in the form's field named here, empty where none is."""

    def make(clinic: Id, fields: Fields) -> Command:
        return made(command, {"clinic_id": clinic, **{name: fields.get(place, "") for name, place in places.items()}})

    return make
