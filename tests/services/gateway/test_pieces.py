"""Lists over HTTP in pieces, each beginning where the last one ended."""

from datetime import timedelta
from typing import Any

from services.gateway.table import QUERIES
from shared.contracts.paging import Piece, Pieces
from tests.support.door import Web


async def pieces(web: Web, path: str, name: str, limit: int) -> list[list[dict[str, Any]]]:
    """All pieces of the one list in the answers of this address."""
    found, after = [], ""
    while after is not None:
        answer = (await web.get(f"{path}?limit={limit}&after={after}", name)).json
        found.append(next(value for value in answer.values() if isinstance(value, list)))
        after = answer["next"]
    return found


async def test_clinics_come_in_pieces_newest_first_and_a_new_one_shifts_nothing(web: Web) -> None:
    path = f"/api/communities/{web.community}/clinics"

    async def propose(title: str) -> None:
        web.people.world.clock.moment += timedelta(minutes=1)  # type: ignore[attr-defined]
        case = {"community_id": web.community, "title": title, "question": "How do we go on?"}
        await web.post("/api/clinics", case, "Ana")

    for number in range(4):
        await propose(f"Case {number}")
    first = (await web.get(f"{path}?limit=2", "Gil")).json
    await propose("Newer")
    second = (await web.get(f"{path}?limit=2&after={first['next']}", "Gil")).json
    whole = (await web.get(path, "Gil")).json
    assert whole["next"] is None
    assert [one["title"] for one in whole["clinics"][:3]] == ["Newer", "Case 3", "Case 2"]
    assert [*first["clinics"], *second["clinics"]] == whole["clinics"][1:5]


async def test_every_list_can_be_read_in_pieces(web: Web) -> None:
    for number in range(3):
        case = {"community_id": web.community, "title": f"Case {number}", "question": "How?", "urgency": "soon"}
        await web.post("/api/clinics", case, "Ana")
        named = {"name": f"Token {number}", "scopes": ["read"]}
        assert (await web.post(f"/api/communities/{web.community}/tokens", named, "Ana")).status == 201
    for what, name in (("open-cases", "Gil"), ("tokens", "Ana"), ("protocols", "Gil"), ("clinics", "Gil")):
        path = f"/api/communities/{web.community}/{what}"
        in_pieces = await pieces(web, path, name, 2)
        answer = (await web.get(path, name)).json
        whole = next(value for value in answer.values() if isinstance(value, list))
        assert [len(one) for one in in_pieces[:-1]] == [2] * (len(in_pieces) - 1), what
        assert [one for piece in in_pieces for one in piece] == whole, what
        assert len(whole) >= 3, what


async def test_a_limit_or_cursor_that_cannot_be_is_named(web: Web) -> None:
    path = f"/api/communities/{web.community}/clinics"
    for query, field in (("limit=0", "limit"), ("limit=201", "limit"), ("after=!", "after"), ("after=abcd", "after")):
        refused = await web.get(f"{path}?{query}", "Gil")
        assert (refused.status, refused.fields) == (422, [field]), query


def test_every_query_for_a_list_can_ask_for_a_piece_and_is_told_where_the_next_begins() -> None:
    for ask in QUERIES:
        in_pieces = issubclass(ask.query, Pieces)
        assert in_pieces == issubclass(ask.view, Piece), ask.query.__name__
        assert in_pieces or not ask.query.__name__.startswith("List"), ask.query.__name__
