"""Lists over HTTP in pieces, each beginning where the last one ended."""

from datetime import timedelta
from typing import Any

from services.gateway.api.routes import QUERIES
from shared.contracts.base import derived_id
from shared.contracts.pages import MOST_AT_ONCE, Piece, Pieces
from shared.domain.pages import cut
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
    assert [name["title"] for name in whole["clinics"][:3]] == ["Newer", "Case 3", "Case 2"]
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
        assert [len(in_piece) for in_piece in in_pieces[:-1]] == [2] * (len(in_pieces) - 1), what
        assert [document for piece in in_pieces for document in piece] == whole, what
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


async def invite_many(web: Web, count: int) -> None:
    """As many invitations as somebody's import made, with the longest names and addresses, in the journal."""
    runtime = web.people.world.runtimes["community"]
    await runtime.journal.settled()
    journal = runtime.collection("journal")
    newest = (await runtime.read(web.community)).version  # type: ignore[union-attr]
    like = await journal.find_one({"_id": f"{web.community}@{newest}"})
    at_once = 500
    for first in range(0, count, at_once):
        newest += 1
        events = [
            {
                "id": f"{newest}-{number}",
                "type": "MemberInvited",
                "data": {
                    "community_id": web.community,
                    "invitation_id": derived_id("invitation", str(number)),
                    "role": "member",
                    "name": f"{number:05} " + "𝔑" * 190,
                    "email": f"{number:05}@{'a' * 60}.{'b' * 60}.example.org",
                    "code": f"code-{number}",
                },
            }
            for number in range(first, first + at_once)
        ]
        told = {**like, "_id": f"{web.community}@{newest}", "version": newest, "command_id": f"import-{first}"}
        await journal.insert_one({**told, "events": events})


async def test_ten_thousand_invitations_are_listed_piece_by_piece_latest_first(web: Web) -> None:
    await invite_many(web, 10_000)
    path = f"/api/communities/{web.community}/invitations"
    assert len((await web.get(path, "Finn")).json["invitations"]) == 200
    found = [document["name"][:5] for piece in await pieces(web, path, "Finn", 200) for document in piece]
    assert found == [f"{number:05}" for number in reversed(range(10_000))]
    page = await web.call("GET", f"/communities/{web.community}", headers=web.cookie("Finn"))
    assert "09999" in page.text
    assert 'rel="next"' in page.text


def test_every_list_is_bounded_whoever_asks_without_a_limit() -> None:
    for at_once in (None, 7):
        bound = {} if at_once is None else {"at_once": at_once}
        piece = cut(range(10_000), lambda number: (number,), Pieces(), **bound)
        assert (len(piece.items), piece.next is not None) == (at_once or MOST_AT_ONCE, True)
