"""The rota of a community: who offers a place, who has hosted, whose turn it is. Pure."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from services.trips.domain.rota.whose_turn import Candidate, Next, Standing, following
from shared.contracts import trips as c
from shared.contracts.types import Id
from shared.domain import Evolver
from shared.domain.collections import Shelf


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Place(Frozen):
    """A place that a member offers for visits."""

    practice: str
    place: str
    region: str
    mode: c.Mode
    address: str | None
    offered_at: datetime

    @property
    def whereabouts(self) -> str:
        """Its region, as far as visitors travel there."""
        return "" if self.mode == "online" else self.region


class Record(Frozen):
    """How often somebody hosted, and when the last time."""

    hosted: int = 0
    last_at: datetime | None = None


class Taken(Frozen):
    """A turn that somebody took, and where it leads; its visit once that is proposed."""

    at: datetime
    region: str
    visit_id: Id | None = None


class Rota(Frozen):
    id: Id
    community_id: Id
    places: Shelf[Id, Place] = Shelf()
    records: Shelf[Id, Record] = Shelf()
    visits: Shelf[Id, Id] = Shelf()
    """Which visits were counted, and for whom."""
    last_visit: tuple[datetime, str] | None = None
    """When the latest visit took place, and in which region."""
    round: int = 0
    asked: Id | None = None
    swap_with: Id | None = None
    declined: frozenset[Id] = frozenset()
    """Who declined in this round."""
    passed: dict[Id, int] = {}
    """Who was passed over and not asked since, and in which round that was first."""
    taken: dict[Id, Taken] = {}
    stands: dict[Id, Standing] = {}
    """Who has swapped, and whose place in line they have: as that one stood then."""

    def facts(self, host: Id) -> Standing:
        """What a host's own place in line follows from."""
        record = self.records.get(host, Record())
        return Standing(record.hosted, record.last_at, self.places[host].offered_at)

    def standing(self, host: Id) -> Standing:
        return self.stands.get(host) or self.facts(host)

    def candidates(self, round: int, but: frozenset[Id] = frozenset()) -> list[Candidate]:
        """Who can be asked in a round: whoever offers a place and has no visit to come."""
        return [
            Candidate(host, place.whereabouts, self.standing(host), self.passed.get(host, round) < round)
            for host, place in self.places.items()
            if host not in self.taken and host not in but
        ]

    @property
    def last_region(self) -> str:
        """Where the last visit in turn went or will go."""
        known = [(taken.at, taken.region) for taken in self.taken.values()]
        if self.last_visit is not None:
            known.append(self.last_visit)
        return max(known)[1] if known else ""

    def following(self, round: int) -> Next | None:
        """Who would be asked next in this round."""
        return following(
            self.candidates(round, self.declined if round == self.round else frozenset()), self.last_region
        )

    def without(self, *fields: str, host: Id) -> dict[str, dict[Id, object]]:
        """These fields without what they say of a host."""
        return {name: {key: value for key, value in getattr(self, name).items() if key != host} for name in fields}

    def taking(self, host: Id, at: datetime) -> "Rota":
        """The same with the turn taken by this host."""
        region = self.places[host].whereabouts
        return self.model_copy(
            update={
                "asked": None,
                "swap_with": None,
                "taken": {**self.taken, host: Taken(at=at, region=region)},
                **self.without("stands", "passed", host=host),
            }
        )


evolve_rota: Evolver[Rota] = Evolver()


def _begun(rota: Rota | None, event: c.HostingEvent) -> Rota:
    return rota or Rota(id=c.rota_id(event.community_id), community_id=event.community_id)


@evolve_rota.on
def place_offered(rota: Rota | None, event: c.PlaceOffered) -> Rota:
    rota = _begun(rota, event)
    known = rota.places.get(event.host_id)
    place = Place(
        practice=event.practice,
        place=event.place,
        region=event.region,
        mode=event.mode,
        address=event.address or None,
        offered_at=known.offered_at if known else event.at,
    )
    return rota.model_copy(update={"places": rota.places.put(event.host_id, place)})


@evolve_rota.on
def place_withdrawn(rota: Rota, event: c.PlaceWithdrawn) -> Rota:
    """A turn taken goes with the place, unless its visit is proposed already."""
    host = event.host_id
    taken = rota.taken.get(host)
    gone = ("stands", "passed") if taken and taken.visit_id else ("stands", "passed", "taken")
    return rota.model_copy(
        update={
            "places": rota.places.drop(host),
            "asked": None if rota.asked == host else rota.asked,
            "swap_with": None if host in (rota.asked, rota.swap_with) else rota.swap_with,
            **rota.without(*gone, host=host),
        }
    )


@evolve_rota.on
def turn_proposed(rota: Rota, event: c.TurnProposed) -> Rota:
    passed = {host: number for host, number in rota.passed.items() if host != event.host_id}
    return rota.model_copy(
        update={
            "asked": event.host_id,
            "swap_with": None,
            "round": event.round,
            "declined": rota.declined if event.round == rota.round else frozenset(),
            "passed": {**dict.fromkeys(event.passed, event.round), **passed},
        }
    )


@evolve_rota.on
def turn_accepted(rota: Rota, event: c.TurnAccepted) -> Rota:
    return rota.taking(event.host_id, event.at)


@evolve_rota.on
def turn_declined(rota: Rota, event: c.TurnDeclined) -> Rota:
    host = event.host_id
    return rota.model_copy(
        update={
            "asked": None if rota.asked == host else rota.asked,
            "swap_with": None if rota.asked == host else rota.swap_with,
            "declined": rota.declined | {host},
            **rota.without("taken", host=host),
        }
    )


@evolve_rota.on
def swap_offered(rota: Rota, event: c.SwapOffered) -> Rota:
    return rota.model_copy(update={"swap_with": event.with_id})


@evolve_rota.on
def swap_declined(rota: Rota, _: c.SwapDeclined) -> Rota:
    return rota.model_copy(update={"swap_with": None})


@evolve_rota.on
def turns_swapped(rota: Rota, event: c.TurnsSwapped) -> Rota:
    place = rota.standing(event.host_id)
    taken = rota.taking(event.host_id, event.at)
    return taken.model_copy(update={"stands": {**taken.stands, event.with_id: place}})


@evolve_rota.on
def turn_planned(rota: Rota, event: c.TurnPlanned) -> Rota:
    turn = rota.taken[event.host_id].model_copy(update={"visit_id": event.visit_id})
    return rota.model_copy(update={"taken": {**rota.taken, event.host_id: turn}})


@evolve_rota.on
def turn_freed(rota: Rota, event: c.TurnFreed) -> Rota:
    return rota.model_copy(update=rota.without("taken", host=event.host_id))


@evolve_rota.on
def visit_hosted(rota: Rota | None, event: c.VisitHosted) -> Rota:
    rota = _begun(rota, event)
    record, turn, place = (
        rota.records.get(event.host_id, Record()),
        rota.taken.get(event.host_id),
        rota.places.get(event.host_id),
    )
    latest = max(filter(None, (record.last_at, event.at)))
    region = turn.region if turn and turn.visit_id == event.visit_id else place.whereabouts if place else ""
    update = {
        "records": rota.records.put(event.host_id, Record(hosted=record.hosted + 1, last_at=latest)),
        "visits": rota.visits.put(event.visit_id, event.host_id),
        "last_visit": max(filter(None, (rota.last_visit, (event.at, region)))),
    }
    if turn and turn.visit_id == event.visit_id:
        update |= rota.without("taken", host=event.host_id)
    return rota.model_copy(update=update)
