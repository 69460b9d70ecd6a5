"""One community with a clinic and a visit, everybody who may ask for something there, and what each is answered over HTTP."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
from pydantic import BaseModel, ConfigDict

from services.clinic.app import service as clinic_service
from services.community.app import service as community_service
from services.gateway.api.images import Show, Take
from services.gateway.api.openapi.examples import example_of
from services.gateway.api.routes import Ask, Do
from services.gateway.app import service as gateway_service
from services.notify.app import service as notify_service
from services.notify.domain.delivery.state import reader_id
from services.scheduler.app import service as scheduler_service
from services.trips.app import service as trips_service
from shared.access.signed_tokens import Signer
from shared.contracts import clinic as c
from shared.contracts import community as m
from shared.contracts import notify as n
from shared.contracts import scheduler as s
from shared.contracts import trips as t
from shared.contracts.base import Command, Query
from shared.contracts.types import When
from shared.domain import Actor, Refusal
from shared.settings import Settings
from tests.support.anything import Anything
from tests.support.belonging import People
from tests.support.pictures import drawing
from tests.support.world import NOON, World

TOMORROW = When(local=(NOON + timedelta(days=1)).replace(tzinfo=None), zone="UTC")
ID = re.compile(r"[a-z]+-[0-9a-z]{26}")
WRITING = ("community:write", "clinic:write", "trips:write", "notify:write")
NOBODY_THERE = "http://127.0.0.1:9/hook"

BY_HAND: dict[type[Command] | type[Query], dict[str, Any]] = {
    n.QueueMessage: {"channel": "email", "letter": "reminder", "facts": {}},
    n.DisableChannel: {"channel": "email"},
    s.SetTimers: {"kinds": ["step_end"], "timers": []},
    t.NoteHosting: {"became": "proposed", "at": NOON},
    m.FindMemberships: {"email": "ana@example.org"},
}
"""What chance does not make good."""

PEOPLE = {
    "stranger": "Eve",
    "guest": "Gus",
    "member": "Gil",
    "presenter": "Ana",
    "facilitator": "Finn",
    "convener": "Cora",
}
"""Who signs in, by what they are; the presenter also proposed the visit. The stranger belongs to another community."""


type Row = Do | Ask | Take | Show
"""One path of the API and what stands behind it."""


class View(BaseModel):
    """Any answer."""

    model_config = ConfigDict(extra="allow")


def kind_of(row: Row) -> type[Command] | type[Query]:
    return row.command if isinstance(row, Do | Take) else row.query


class Askers:
    """Tokens by asker, and ids of what there is to ask about."""

    def __init__(self, people: People, session: aiohttp.ClientSession, address: str) -> None:
        self.people = people
        self.tokens: dict[str, str] = {"nobody": ""}
        self.ids: dict[str, str] = {"community_id": people.community}
        self.token_ids: dict[str, str] = {}
        self._session = session
        self._address = address

    @classmethod
    @asynccontextmanager
    async def gathered(cls, world: World) -> AsyncIterator["Askers"]:
        runtime = await world.open(
            community_service, scheduler_service, clinic_service, trips_service, notify_service, gateway_service
        )
        people = People(world)
        await people.begin()
        for name, role in (
            ("Ana", "member"),
            ("Finn", "facilitator"),
            ("Gil", "member"),
            ("Gus", "guest"),
            ("Lea", "member"),
        ):
            await people.joins(name, role)  # type: ignore[arg-type]
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(20)) as session:
            askers = cls(people, session, runtime.parts.address)
            await askers._sign_in()
            yield askers

    async def _sign_in(self) -> None:
        world, people = self.people.world, self.people
        sign = Signer.load(world.settings.keys_dir, "gateway").sign
        self.tokens["operator"] = world.operator_token()
        elsewhere = {"name": "Elsewhere", "convener_name": "Eve", "convener_email": "eve@example.org"}
        status, made = await self.call("POST", "/api/communities", "operator", elsewhere)
        assert status == 201, made
        people.ids["Eve"] = made["member_id"]
        for asker, name in PEOPLE.items():
            self.tokens[asker] = sign(Actor("member", people.ids[name]), 3600)
        self.tokens["expired"] = sign(Actor("member", people.ids["Ana"]), -60)
        for scope in ("read", *WRITING):
            self.tokens[scope] = await self._issued([scope])
        await self._issued(["clinic:write", "read"])
        self.tokens["revoked"] = await self._issued(["read", *WRITING])
        await people.send("Ana", m.RevokeToken(token_id=self.token_ids["revoked"]))

    async def _issued(self, scopes: list[str]) -> str:
        path = f"/api/communities/{self.people.community}/tokens"
        status, made = await self.call("POST", path, "presenter", {"name": "A program", "scopes": scopes})
        assert status == 201, made
        self.token_ids[{1: scopes[0], 2: "spare"}.get(len(scopes), "revoked")] = made["id"]
        return str(made["token"])

    async def call(self, method: str, path: str, asker: str, body: Any = None) -> tuple[int, Any]:
        """The status, and what came with it if that is JSON."""
        token = self.tokens[asker]
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        sent: dict[str, Any] = {"json": body}
        if isinstance(body, bytes):
            sent = {"data": body}
            headers["Content-Type"] = "image/png"
        async with self._session.request(method, self._address + path, headers=headers, **sent) as response:
            told = await response.json() if response.content_type.endswith("json") else None
            return response.status, told

    async def set_the_stage(self) -> None:
        """A clinic of Ana's in its second step, another one that waits, and a visit of hers for which people sign up."""
        send, people = self.people.send, self.people
        invite = m.InviteMember(community_id=people.community, name="Ida", email="ida@example.org")
        self.ids["invitation_id"] = (await send("Cora", invite))["events"][0]["data"]["invitation_id"]
        hook = n.AddHook(community_id=people.community, url=NOBODY_THERE)
        self.ids["hook_id"] = (await send("Cora", hook))["id"]
        case = c.ProposeCase(community_id=people.community, title="Handover", question="How do we hand over?")
        clinic = str((await send("Ana", case))["id"])
        await send("Finn", c.ScheduleClinic(clinic_id=clinic, starts=TOMORROW, facilitator_id=people.ids["Finn"]))
        await send("Finn", c.StartClinic(clinic_id=clinic))
        status, told = await self.call(
            "POST", f"/api/clinics/{clinic}/visual?alt=A+sketch", "presenter", drawing(64, 48)
        )
        assert status == 200, told
        said = await send("Ana", c.GiveContext(clinic_id=clinic, text="Two teams share one product."))
        await send("Finn", c.AdvanceStep(clinic_id=clinic, from_step="context"))
        stops = tuple(t.Stop(title=title, minutes=60) for title in ("Line 3", "Round table"))
        proposal = t.ProposeVisit(
            community_id=people.community, title="Werk Süd", place="Ulm", guide="Irma", programme=stops
        )
        visit = str((await send("Ana", proposal))["id"])
        await send("Ana", t.ScheduleVisit(visit_id=visit, starts=TOMORROW))
        await send("Ana", t.OpenSignUp(visit_id=visit, seats=5))
        seen = await people.ask("Ana", t.GetVisit(visit_id=visit), t.VisitView)
        self.ids |= {
            "clinic_id": clinic,
            "visit_id": visit,
            "stop_id": seen.programme[0].id,
            "contribution_id": said["events"][0]["data"]["contribution_id"],
        }

    async def cell(self, row: Row, asker: str) -> str:
        """How this asker is answered at this row of the API; see `test_rights.py`."""
        status, told = await self._status(row, asker)
        assert status < 500 and status != 429, f"{row.path} by {asker}: {told}"
        return {401: "1", 403: "-", 404: "0"}.get(status, "+")

    async def _status(self, row: Row, asker: str) -> tuple[int, Any]:
        path = self._filled(row.path)
        match row:
            case Do():
                return await self.call("POST", path, asker, self._real(example_of(row.command)))
            case Take():
                return await self.call("POST", f"{path}?alt=A+sketch", asker, drawing(64, 48))
            case Ask():
                return await self.call("GET", path + self._asked(row), asker)
        return await self.call("GET", path, asker)

    def _filled(self, path: str) -> str:
        return re.sub(r"{(\w+)}", lambda found: self._id(found[1]), path)

    def _id(self, name: str) -> str:
        if name == "member_id":
            return self.people.ids["Lea"]
        if name == "token_id":
            return self.token_ids["spare"]
        if name == "key":
            return "case_clinic"
        return self.ids.get(name) or f"{name.removesuffix('_id')}-{'a' * 26}"

    def _asked(self, row: Ask) -> str:
        need = [
            name
            for name, model_field in row.query.model_fields.items()
            if model_field.is_required() and f"{{{name}}}" not in row.path
        ]
        values = {"member_id": self.people.ids["Ana"], "question": "How?", "title": "Handover", "words": "handover"}
        need = [name for name in need if name not in row.called.values()]
        return "?" + "&".join(f"{name}={values.get(name, '1')}" for name in need) if need else ""

    def _real(self, value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: self._real(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._real(inner, name) for inner in value]
        if name in ("url", "chat_webhook"):
            return NOBODY_THERE
        if isinstance(value, str) and ID.fullmatch(value):
            if value.startswith("member-"):
                return self.people.ids["Lea"]
            return self.ids.get(name, value)
        return value

    async def on_the_bus(self, kind: type[Command] | type[Query], asker: str) -> int:
        """The status with which something without a path is refused; 200 where it is done."""
        client, token = self.people.world.runtimes["gateway"].ask, self.tokens[asker]
        asked = self._made(kind)
        try:
            if isinstance(asked, Command):
                await client.command(asked, id=f"{asker} {kind.__name__}", token=token)
            else:
                await client.query(asked, View, token=token)
        except Refusal as refusal:
            return refusal.status
        return 200

    def _made(self, kind: type[Command] | type[Query]) -> Command | Query:
        """A good one of its kind, about what there is here."""
        gil, community = self.people.ids["Gil"], self.people.community
        named = {name: self._id(name) for name in kind.model_fields if name.endswith("_id")}
        about = {"topic": self.ids["clinic_id"], "member_id": gil, "reader_id": reader_id(community, gil)}
        fixed: dict[str, Any] = {**named, **about, **BY_HAND.get(kind, {})}
        made_up = Anything(1, list(self.ids.values()), ["context"])
        while True:
            command = made_up.command(
                kind, **{name: value for name, value in fixed.items() if name in kind.model_fields}
            )  # type: ignore[arg-type]
            if command is not None:
                return command


def on_any_port(settings: Settings) -> Settings:
    return settings.model_copy(update={"http_port": 0, "webhook_allow": "127.0.0.1:9"})
