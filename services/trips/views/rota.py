"""What hosting in turn looks like to a member: who is next, and why. Pure."""

from services.trips.domain.rota.state import Place, Rota
from services.trips.domain.rota.whose_turn import in_line, said_of
from shared.contracts import trips as c
from shared.contracts.types import Id


def hosting_view(rota: Rota, version: int, viewer: Id) -> c.HostingView:
    """The rota as `viewer`, a member of its community, sees it. Whoever is asked, or would be, comes first."""
    number = rota.round if rota.asked else rota.round + 1
    line = in_line(rota.candidates(number))
    following = rota.following(number)
    first = rota.asked or (following.id if following else None)
    passed = {host for host, since in rota.passed.items() if since == number} if rota.asked else set()
    if following is not None and not rota.asked:
        passed = set(following.passed)
    declined = rota.declined if number == rota.round else frozenset()
    order = sorted(line, key=lambda candidate: (candidate.id != first, candidate.id in declined))
    why = {
        candidate.id: said_of(
            candidate,
            rota.facts(candidate.id),
            line,
            passed=candidate.id in passed,
            declined=candidate.id in declined,
            swapped=candidate.id in rota.stands,
        )
        for candidate in order
    }
    mine = rota.taken.get(viewer)
    return c.HostingView(
        community_id=rota.community_id,
        version=version,
        line=tuple(_host_view(rota, candidate.id, why[candidate.id], viewer) for candidate in order),
        hosting=tuple(
            _host_view(rota, host, "has taken a turn, and its visit is to come", viewer)
            for host in rota.taken
            if host in rota.places
        ),
        asked=rota.asked,
        swap_with=rota.swap_with,
        draft=_draft(rota.places[viewer]) if mine and mine.visit_id is None else None,
    )


def _host_view(rota: Rota, host: Id, why: str, viewer: Id) -> c.HostView:
    place, facts = rota.places[host], rota.facts(host)
    return c.HostView(
        host_id=host,
        practice=place.practice,
        place=place.place,
        region=place.region,
        mode=place.mode,
        address=place.address if host == viewer else None,
        hosted=facts.hosted,
        last_hosted_at=facts.last_at,
        why=why,
    )


def _draft(place: Place) -> c.VisitDraft:
    return c.VisitDraft(title=place.practice, place=place.place, mode=place.mode, address=place.address)
