"""What may be asked about what was: the record of a clinic, and its room at any moment."""

from datetime import datetime

from services.clinic.views.clinic import clinic_view
from services.clinic.views.record import clinic_record
from shared.access.authorization import require_shared
from shared.contracts import clinic as c
from shared.domain import Actor, invalid
from shared.runtime.ports import Ports
from shared.runtime.service import Queries

queries = Queries()


@queries.on
async def get_clinic_record(query: c.GetClinicRecord, asker: Actor, ports: Ports) -> c.ClinicRecord:
    found = await require_shared(asker, query.clinic_id, ports)
    return clinic_record(found.state, clinic_view(found.state, found.version, asker.id, ports.clock.now()))


@queries.on
async def get_clinic_at(query: c.GetClinicAt, asker: Actor, ports: Ports) -> c.ClinicMoment:
    """Whoever does not belong now sees nothing of what was, whatever they saw then."""
    found = await require_shared(asker, query.clinic_id, ports)
    version = await _version(query, found.version, ports)
    commit = await ports.journal.past.commit(query.clinic_id, version)
    assert commit is not None
    state = await ports.journal.past.state_at(query.clinic_id, version)
    return c.ClinicMoment(
        version=version,
        newest=found.version,
        made=commit.at,
        by=commit.actor if commit.actor.startswith("member-") else None,
        happened=tuple(type(event).__name__ for event in commit.events),
        clinic=clinic_view(state, version, asker.id, query.at or commit.at),
    )


async def _version(query: c.GetClinicAt, newest: int, ports: Ports) -> int:
    if query.version is not None and query.at is not None:
        raise invalid("Name a version or a time, not both.", "at")
    if query.at is not None:
        return await _version_at(query.clinic_id, query.at, newest, ports)
    if query.version is not None and query.version > newest:
        raise invalid(f"This clinic has {newest} moments so far; choose one of them.", "version")
    return query.version or newest


async def _version_at(clinic: str, at: datetime, newest: int, ports: Ports) -> int:
    if at > ports.clock.now():
        raise invalid("This time is still to come; choose one that is past.", "at")
    version = await ports.journal.past.version_at(clinic, at, newest)
    if version == 0:
        raise invalid("At this time the case had not been proposed yet; choose a later one.", "at")
    return version
