"""Texts that are data: those of the protocols that Convene brings, and the words for states, kinds and parts."""

import re
import typing
from collections.abc import Iterator

from services.clinic.domain.protocols.builtin import SHIPPED
from services.gateway.i18n.service_messages import FORM
from shared.contracts import clinic, community, notify, protocol, trips
from shared.contracts.base import Event
from tools.contracts import kinds_of
from tools.words.text import Text

ENUMERATIONS = (
    protocol.Kind,
    protocol.Part,
    clinic.Answer,
    clinic.Choice,
    clinic.Done,
    clinic.Result,
    clinic.Status,
    clinic.Urgency,
    clinic.Where,
    clinic.Where,
    community.Role,
    notify.Category,
    notify.DeliveryStatus,
    notify.HookState,
    trips.Mode,
    trips.Presence,
    trips.SeatState,
    trips.SignUpStatus,
    trips.StopKind,
    trips.VisitKind,
    trips.VisitPart,
    trips.VisitPart,
    trips.VisitStatus,
)
"""What pages show a word of."""

PHRASES = ("{count} person", "{count} people", "{count} presenter", "{count} presenters")
"""What services put into their sentences."""

_SPACED = re.compile(r"(?<!^)(?=[A-Z])")


def vocabulary() -> Iterator[Text]:
    for kind in ENUMERATIONS:
        name = kind.__name__
        for word in typing.get_args(kind.__value__):
            yield Text(word.replace("_", " "), "shared/contracts", f"A word of: {name}.")
    for event in kinds_of("clinic", Event):
        yield Text(_SPACED.sub(" ", event.__name__).capitalize(), "shared/contracts", "What happened, in a replay.")
    for phrase in PHRASES:
        yield Text(phrase, "services", FORM)
    for item in SHIPPED.values():
        yield from _of(item)


def _of(this_protocol: protocol.Protocol) -> Iterator[Text]:
    place = f"services/clinic/protocols/{this_protocol.key}.yaml"
    yield Text(this_protocol.title, place, "The name of a protocol.")
    yield Text(this_protocol.summary, place)
    if this_protocol.note:
        yield Text(this_protocol.note, place)
    for written in this_protocol.written():
        step = written.step
        yield Text(step.heading, place, "The heading of a step.")
        yield Text(step.name.replace("_", " "), place, "A step within a sentence: the ... step.")
        yield from (Text(hint, place) for hint in step.hints.values())
