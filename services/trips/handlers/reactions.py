"""What follows for visits, their sign-up and the rota from what happens elsewhere, and from time."""

from collections.abc import Sequence
from typing import Any

from services.trips.domain.visit.state import Visit
from shared.bus.cloudevents import Meta
from shared.contracts import clinic
from shared.contracts import trips as c
from shared.contracts.base import Command
from shared.contracts.clinic import ClinicBrief, GetClinicBrief
from shared.contracts.community import MemberLeft
from shared.contracts.scheduler import SeatOfferOver
from shared.contracts.types import Id
from shared.domain import Refusal
from shared.runtime.ports import Ports
from shared.runtime.service import Reactions
from shared.store.community_index import Listed, states_of

reactions = Reactions()

NOT_FOUND = 404


@reactions.on
async def begin(event: c.ClinicLinked, _: Meta, ports: Ports) -> Sequence[Command]:
    """From now on this clinic's events concern the visit; what became of it until now, its own service tells.

    The link is written down before that is asked: an event that came before it could be found is in the answer.
    """
    link = {"_id": _key(event), "clinic_id": event.clinic_id, "visit_id": event.visit_id}
    await ports.collection("clinic_links").replace_one({"_id": link["_id"]}, link, upsert=True)
    brief = await _brief(event.clinic_id, ports)
    if brief is None or brief.community_id != event.community_id:
        return [c.UnlinkClinic(visit_id=event.visit_id, stop_id=event.stop_id, clinic_id=event.clinic_id)]
    return [_note(event.visit_id, brief)]


@reactions.on
async def end(event: c.ClinicUnlinked, _: Meta, ports: Ports) -> Sequence[Command]:
    await ports.collection("clinic_links").delete_one({"_id": _key(event)})
    return []


@reactions.on
async def follow(
    event: clinic.ClinicScheduled
    | clinic.ClinicCancelled
    | clinic.ClinicStarted
    | clinic.ClinicClosed
    | clinic.FollowUpReported,
    _: Meta,
    ports: Ports,
) -> Sequence[Command]:
    cursor = ports.collection("clinic_links").find({"clinic_id": event.clinic_id})
    links: list[dict[str, Any]] = [link async for link in cursor]
    brief = await _brief(event.clinic_id, ports) if links else None
    return [] if brief is None else [_note(link["visit_id"], brief) for link in links]


@reactions.on
async def note_hosting(
    event: c.VisitProposed | c.VisitCancelled | c.VisitCompleted, meta: Meta, ports: Ports
) -> Sequence[Command]:
    """Whose turn a visit is, and who has hosted, follows from what becomes of visits."""
    found = await ports.read(event.visit_id)
    assert found is not None
    visit: Visit = found.state
    became: c.HostingNews = "completed"
    if isinstance(event, c.VisitProposed):
        became = "proposed"
    elif isinstance(event, c.VisitCancelled):
        became = "cancelled"
    at = visit.starts.instant if became == "completed" and visit.starts else meta.at
    return [
        c.NoteHosting(community_id=event.community_id, visit_id=visit.id, host_id=visit.host_id, became=became, at=at)
    ]


@reactions.on
async def give_up(event: MemberLeft, _: Meta, ports: Ports) -> Sequence[Command]:
    """Whoever leaves offers no place to host any more, and has none on a visit to come."""
    visits: Listed[Visit] = await states_of(ports, "visits", event.community_id)
    gone = [
        c.SignOff(visit_id=visit.id, member_id=event.member_id)
        for visit in visits.items
        if visit.ahead and visit.sign_up and event.member_id in visit.sign_up.people
    ]
    return [c.WithdrawPlace(community_id=event.community_id, host_id=event.member_id), *gone]


@reactions.on
def pass_on(event: SeatOfferOver, _: Meta, __: Ports) -> Sequence[Command]:
    return [c.PassSeatOn(visit_id=event.visit_id, offer_id=event.topic)]


async def _brief(clinic_id: Id, ports: Ports) -> ClinicBrief | None:
    try:
        return await ports.ask.query(GetClinicBrief(clinic_id=clinic_id), ClinicBrief, token=ports.signer.own())
    except Refusal as refusal:
        if refusal.status == NOT_FOUND:
            return None
        raise


def _note(visit_id: Id, brief: ClinicBrief) -> c.NoteClinic:
    return c.NoteClinic(
        visit_id=visit_id, clinic_id=brief.id, clinic_version=brief.version, status=brief.status, starts=brief.starts
    )


def _key(event: c.ClinicLinked | c.ClinicUnlinked) -> str:
    return f"{event.clinic_id}/{event.visit_id}/{event.stop_id}"
