"""Visits that may help with a case: found by what is said of them, in the same way as cases are."""

from collections.abc import Iterator

from services.trips.domain.visit.state import Visit
from services.trips.views.visit_lines import line
from shared.access.authorization import require_membership
from shared.contracts import trips as c
from shared.domain import Actor
from shared.runtime.ports import Ports
from shared.runtime.service import Queries
from shared.search import Asked, Document, Index, passage
from shared.store.community_index import Listed, states_of

queries = Queries()

WEIGHTS: dict[c.VisitPart, float] = {"title": 3.0, "learning": 2.0, "practice": 1.5, "stop": 1.5, "place": 1.0}


@queries.on
async def suggest_visits(query: c.SuggestVisits, asker: Actor, ports: Ports) -> c.VisitsFound:
    """A community has tens of visits, not thousands: they are looked through each time."""
    await require_membership(asker, query.community_id, ports)
    guest = await ports.roles.role(query.community_id, asker.id) == "guest"
    visits: Listed[Visit] = await states_of(ports, "visits", query.community_id)
    hits = found(visits.items, query.text, guest)[: query.limit]
    return c.VisitsFound(hits=hits, unreadable=len(visits.unreadable))


def found(visits: list[Visit], text: str, guest: bool) -> tuple[c.VisitHit, ...]:
    """Those that still are, or were, with where they fit. To a guest only what every guest may see of any visit."""
    asked, index = Asked([text]), Index()
    parts = {visit.id: list(_parts(visit, guest)) for visit in visits if visit.status != "cancelled"}
    documents = {key: Document.of((said, WEIGHTS[where]) for where, said in known) for key, known in parts.items()}
    for key, document in documents.items():
        index.put(key, document)
    known = {visit.id: visit for visit in visits}
    hits = []
    for this_found in index.find(asked):
        if not this_found.words:  # words that merely begin alike make no suggestion
            continue
        language = documents[this_found.key].language
        pieces = [(where, passage(said, asked, language)) for where, said in parts[this_found.key]]
        passages = tuple(
            c.VisitPassage(where=where, text=piece.text, marks=piece.marks) for where, piece in pieces if piece
        )
        hits.append(c.VisitHit(visit=line(known[this_found.key]), passages=passages[:2]))
    return tuple(hits)


def _parts(visit: Visit, guest: bool) -> Iterator[tuple[c.VisitPart, str]]:
    yield "title", visit.title
    yield "place", visit.place
    if guest:
        return
    if visit.learning:
        yield "learning", visit.learning
    for person in visit.people:
        if person.does:
            yield "practice", person.does
    for kept in visit.stops:
        yield "stop", kept.stop.title
