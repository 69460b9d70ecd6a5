"""Commands and queries over HTTP, from the first proposal to what is refused on the way."""

import asyncio

import orjson
from nats.aio.msg import Msg

from services.gateway.api.application import openapi
from services.gateway.api.images import TAKES
from services.gateway.api.routes import COMMANDS, QUERIES
from shared.access.signed_tokens import Verifier
from shared.contracts import clinic, community, trips
from shared.contracts.base import Command
from tests.support.door import SPOKEN, Web
from tests.support.world import World

VISIT = "visit-" + "a" * 26
STRANGE = "clinic-" + "z" * 26


async def test_a_case_is_proposed_scheduled_run_and_read_over_http(web: Web) -> None:
    case = {"community_id": web.community, "title": "Night shifts", "question": "Who takes the first one?"}
    made = await web.post("/api/clinics", case, "Ana")
    assert made.status == 201
    path = made.headers["Location"]
    assert path == f"/api/clinics/{made.json['id']}"

    starts = {"local": "2026-10-01T14:00", "zone": "Europe/Paris"}
    timed = await web.post(f"{path}/schedule", {"starts": starts, "facilitator_id": web.id("Finn")}, "Ana")
    assert (timed.status, timed.json["events"][0]["type"]) == (200, "ClinicScheduled")
    assert (await web.post(f"{path}/start", {}, "Finn")).status == 200
    assert (await web.post(f"{path}/context", {"text": SPOKEN}, "Ana")).status == 200
    await web.post(f"{path}/steps", {"from_step": "context"}, "Finn")
    asked = await web.post(f"{path}/questions", {"text": "Who asked for it?"}, "Gil")
    question = asked.json["events"][0]["data"]["contribution_id"]
    assert (await web.post(f"{path}/answers", {"question_id": question, "text": "We did."}, "Ana")).status == 200

    seen = await web.get(path, "Gil")
    assert seen.status == 200
    assert seen.headers["ETag"] == f'"{seen.json["version"]}"'
    assert seen.json["starts"] == {"local": "2026-10-01T14:00:00", "zone": "Europe/Paris"}
    assert [name["text"] for name in seen.json["contributions"]] == [SPOKEN, "Who asked for it?", "We did."]
    listed = await web.get(f"/api/communities/{web.community}/clinics", "Gil")
    assert made.json["id"] in [line["id"] for line in listed.json["clinics"]]


async def test_a_body_may_be_left_out_where_nothing_is_to_be_said(web: Web) -> None:
    case = {"community_id": web.community, "title": "Early", "question": "May we?"}
    made = await web.post("/api/clinics", case, "Ana")
    refused = await web.call("POST", f"{made.headers['Location']}/start", "Finn")
    assert refused.status == 403, "the decision was reached"


async def test_a_repeated_idempotency_key_gives_the_first_answer(web: Web) -> None:
    path = f"/api/clinics/{web.clinic}/context"
    first = await web.post(path, {"text": "Once."}, "Ana", Idempotency_Key="one")
    again = await web.post(path, {"text": "Once."}, "Ana", Idempotency_Key="one")
    other = await web.post(path, {"text": "Twice."}, "Ana", Idempotency_Key="one")
    assert again.json == {**first.json, "repeated": True}
    assert other.status == 422
    assert len((await web.get(f"/api/clinics/{web.clinic}", "Ana")).json["contributions"]) == 1


async def test_the_same_key_twice_at_the_same_time_is_told_to_wait(web: Web, world: World) -> None:
    runtime, arrived = world.runtimes["gateway"], asyncio.Queue[Msg]()
    slow_trips = await runtime.connection.subscribe(runtime.subjects.commands_of("trips"), cb=arrived.put)
    await runtime.connection.flush()
    path, body = f"/api/visits/{VISIT}/cancellation", {"reason": "Rain"}
    first = asyncio.create_task(web.post(path, body, "Ana", Idempotency_Key="same"))
    waiting = await arrived.get()
    second = await web.post(path, body, "Ana", Idempotency_Key="same")
    await waiting.respond(orjson.dumps({"ok": {"id": VISIT, "version": 2, "repeated": False, "events": []}}))
    assert (second.status, second.json["type"]) == (409, "urn:convene:problem:in-flight")
    assert (await first).status == 200
    await slow_trips.unsubscribe()


async def test_a_stale_version_is_refused_with_the_current_one(web: Web) -> None:
    path = f"/api/clinics/{web.clinic}"
    version = (await web.get(path, "Ana")).headers["ETag"]
    assert (await web.post(f"{path}/context", {"text": "New."}, "Ana", If_Match=version)).status == 200
    late = await web.post(f"{path}/context", {"text": "Late."}, "Ana", If_Match=version)
    assert late.status == 409
    assert late.json["version"] == int(version.strip('"')) + 1


async def test_what_the_step_does_not_take_is_refused_with_its_hint(web: Web) -> None:
    await web.send("Finn", clinic.AdvanceStep(clinic_id=web.clinic, from_step="context"))
    refused = await web.post(f"/api/clinics/{web.clinic}/context", {"text": "And also ..."}, "Ana")
    assert refused.status == 409
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert "question" in refused.json["hint"]


async def test_whoever_creates_or_joins_a_community_gets_a_token_of_their_own(web: Web, world: World) -> None:
    begun = {"name": "Bakers", "convener_name": "Bea", "convener_email": "bea@example.org"}
    made = await web.post("/api/communities", begun, Authorization=f"Bearer {world.operator_token()}")
    code = await web.people.invites("Nina")
    joined = await web.post(f"/api/communities/{web.community}/members", {"code": code})
    assert (made.status, joined.status) == (201, 200)
    for reply in (made, joined):
        actor = Verifier.load(world.settings.keys_dir).who(reply.json["token"])
        assert (actor.kind, actor.id) == ("member", reply.json["member_id"])
        community = await web.get(f"/api/communities/{reply.json['id']}", Authorization=f"Bearer {reply.json['token']}")
        assert reply.json["member_id"] in [name["member_id"] for name in community.json["members"]]
    assert "code" not in joined.text


async def test_an_invitation_lets_in_once(web: Web) -> None:
    path, code = f"/api/communities/{web.community}/members", await web.people.invites("Nina")
    assert (await web.post(path, {"code": code}, Idempotency_Key="first")).status == 200
    used = await web.post(path, {"code": code}, Idempotency_Key="second")
    assert (used.status, "token" in used.json) == (410, False)
    assert (await web.post(path, {"code": "guessed"})).status == 404


async def test_a_service_that_is_away_is_a_503_with_a_time_to_come_back(web: Web) -> None:
    away = await web.get(f"/api/visits/{VISIT}", "Ana")
    assert away.status == 503
    assert int(away.headers["Retry-After"]) > 0
    assert "trips" in away.json["detail"]


async def test_unknown_and_not_shared_look_the_same(web: Web) -> None:
    await web.elsewhere()
    strange = await web.get(f"/api/clinics/{web.clinic}", "Eve")
    unknown = await web.get(f"/api/clinics/{STRANGE}", "Eve")
    told = await web.post(f"/api/clinics/{web.clinic}/context", {"text": "Hello"}, "Eve")
    lost = await web.post(f"/api/clinics/{STRANGE}/context", {"text": "Hello"}, "Eve")
    assert strange.status == unknown.status == told.status == lost.status == 404
    assert strange.text == unknown.text == told.text == lost.text


async def test_strangers_and_bad_tokens_are_told_to_say_who_they_are(web: Web) -> None:
    for headers in ({}, {"Authorization": "Bearer not-one"}, {"Authorization": "Basic YTpi"}):
        for method, path in (
            ("GET", f"/api/clinics/{web.clinic}"),
            ("POST", f"/api/clinics/{web.clinic}/context"),
            ("GET", f"/api/events?community={web.community}"),
        ):
            refused = await web.call(method, path, headers=headers)
            assert refused.status == 401, path
            assert refused.headers["WWW-Authenticate"] == "Bearer"
            assert refused.headers["Content-Type"] == "application/problem+json"


async def test_the_gateway_says_that_it_is_well(web: Web) -> None:
    well = await web.get("/healthz")
    assert (well.status, well.json) == (200, {"status": "well"})


def test_every_row_of_the_table_is_described_with_its_types() -> None:
    document = openapi()
    for do in COMMANDS:
        told = document["paths"][do.path]["post"]
        schema = document["components"]["schemas"][do.command.__name__]
        assert told["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith(do.command.__name__)
        assert told["description"]
        assert set(schema.get("properties", {})) == {
            name for name in do.command.model_fields if f"{{{name}}}" not in do.path
        }
    for ask in QUERIES:
        answer = document["paths"][ask.path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert answer["$ref"].endswith(ask.view.__name__)


BY_THEMSELVES: set[type[Command]] = {
    trips.NoteClinic,
    trips.NoteHosting,
    trips.PassSeatOn,
    clinic.WarnOfEnd,
    clinic.MoveOn,
    community.OfferWayIn,
    community.BeginSession,
}
"""What services alone command."""


def test_every_command_that_people_send_has_its_place_in_the_table() -> None:
    known = {do.command for do in (*COMMANDS, *TAKES)} | BY_THEMSELVES
    for contract in (clinic, community, trips):
        for kind in vars(contract).values():
            if isinstance(kind, type) and issubclass(kind, Command) and not kind.__subclasses__():
                assert kind in known, f"{kind.__name__} has no path"
