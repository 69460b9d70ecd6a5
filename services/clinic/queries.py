"""What others may ask about clinics, and the read model behind the lists."""

from collections.abc import Sequence
from typing import Any

from pymongo import ReplaceOne

from services.clinic.model import Clinic
from services.clinic.protocol import CASE_CLINIC
from shared.contracts import clinic as c
from shared.domain import Actor, not_found
from shared.house import House
from shared.journal import Commit, Read
from shared.mongo import Collection
from shared.service import Answers

answers = Answers()


@answers.on
async def get_clinic(query: c.GetClinic, asker: Actor, house: House) -> c.ClinicView:
    found = await _shared_with(asker, query.clinic_id, house)
    clinic: Clinic = found.state
    return c.ClinicView(
        id=clinic.id,
        version=found.version,
        community_id=clinic.community_id,
        status=clinic.status,
        title=clinic.title,
        question=clinic.question,
        presenter_id=clinic.presenter_id,
        facilitator_id=clinic.facilitator_id,
        starts=clinic.starts,
        step=clinic.step,
        steps=tuple(_step_view(clinic, step.name) for step in CASE_CLINIC),
        contributions=tuple(c.ContributionView(**one.model_dump()) for one in clinic.contributions.values()),
        follow_up=clinic.follow_up,
        report=clinic.report,
        now=house.clock.now(),
    )


@answers.on
async def list_clinics(query: c.ListClinics, asker: Actor, house: House) -> c.ClinicList:
    if asker.kind != "member" or await house.roster.role(query.community_id, asker.id) is None:
        raise not_found()
    await house.journal.settled()
    cursor = house.collection("clinics").find({"community_id": query.community_id})
    found = [document async for document in cursor]
    found.sort(key=lambda document: document["place"], reverse=True)
    lines = []
    for document in found:
        read = await house.read(document["_id"])
        if read is not None:
            lines.append(_line(read.state))
    return c.ClinicList(clinics=tuple(lines))


@answers.on
async def get_brief(query: c.GetClinicBrief, asker: Actor, house: House) -> c.ClinicBrief:
    if not asker.is_service("notify"):
        raise not_found()
    found = await house.read(query.clinic_id)
    if found is None:
        raise not_found()
    clinic: Clinic = found.state
    fields = {name: getattr(clinic, name) for name in c.ClinicBrief.model_fields}
    return c.ClinicBrief(**fields)


async def _shared_with(asker: Actor, clinic_id: str, house: House) -> Read[Any]:
    """The clinic, for whoever belongs to its community; to others it does not exist."""
    found = await house.read(clinic_id)
    if found is None or asker.kind != "member":
        raise not_found()
    if await house.roster.role(found.state.community_id, asker.id) is None:
        raise not_found()
    return found


def _step_view(clinic: Clinic, name: c.StepName) -> c.StepView:
    step = next(one for one in CASE_CLINIC if one.name == name)
    run = clinic.steps.get(name)
    return c.StepView(
        name=name,
        number=step.number,
        minutes=run.minutes if run else clinic.minutes.get(name, step.minutes),
        hint=step.hint,
        takes=tuple(step.takes),
        started_at=run.starts_at if run else None,
        ends_at=run.ends_at if run else None,
        ended_at=run.ended_at if run else None,
    )


def _line(clinic: Clinic) -> c.ClinicLine:
    return c.ClinicLine(
        id=clinic.id,
        status=clinic.status,
        title=clinic.title,
        question=clinic.question,
        presenter_id=clinic.presenter_id,
        starts=clinic.starts,
    )


class ClinicLists:
    """Which clinics a community has: the one thing the journal cannot tell by id."""

    name = "clinic lists"

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def take(self, commits: Sequence[Commit]) -> None:
        changes = [
            ReplaceOne(
                {"_id": commit.stream},
                {"_id": commit.stream, "community_id": commit.community, "place": commit.at},
                upsert=True,
            )
            for commit in commits
            if commit.version == 1
        ]
        if changes:
            await self._collection.bulk_write(changes, ordered=False)
