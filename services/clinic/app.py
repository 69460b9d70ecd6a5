"""Wires the clinic service."""

from services.clinic import contributing  # noqa: F401  (adds its decisions)
from services.clinic.decisions import decide
from services.clinic.model import KINDS, Clinic, evolve
from services.clinic.queries import answers
from shared.contracts import clinic as c
from shared.domain import Aggregate
from shared.listing import Listing
from shared.service import Service

clinic = Aggregate(
    kind="clinic",
    state=Clinic,
    evolve=evolve,
    decide=decide,
    revision=2,
    events=(
        c.CaseProposed,
        c.ClinicScheduled,
        c.ClinicCancelled,
        c.ClinicStarted,
        c.ClinicStepStarted,
        c.ClinicStepEnded,
        *KINDS,
        c.ClinicClosed,
        c.FollowUpReported,
    ),
)

service = Service(
    name="clinic",
    aggregates=(clinic,),
    answers=answers,
    sinks=lambda house: [Listing(house, "clinics")],
)
