"""The community in which the chaos happens, and how its people send commands: with NATS alone, until answered."""

import asyncio
import itertools
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import nats
import orjson
from nats.aio.client import Client
from nats.errors import Error as NatsError

from shared.bus.subjects import Subjects
from shared.clock import Clock
from shared.contracts import clinic as c
from shared.contracts import community as m
from shared.contracts.base import Command
from shared.contracts.types import When
from shared.domain import Actor
from shared.identity import Signer
from shared.settings import Settings

ANSWER_SECONDS = 3.0


@dataclass(frozen=True)
class Acknowledged:
    """A command that was answered: it must be in the journal, once, for ever."""

    service: str
    command_id: str
    stream: str
    version: int


class Refused(Exception):
    """The command was decided and refused; `slug` says why."""

    def __init__(self, slug: str, detail: str) -> None:
        super().__init__(f"{slug}: {detail}")
        self.slug = slug


@dataclass
class World:
    settings: Settings
    clock: Clock
    connection: Client
    community: str = ""
    presenter: str = ""
    facilitator: str = ""
    guest: str = ""
    acknowledged: list[Acknowledged] = field(default_factory=list)
    _run: str = field(default_factory=lambda: secrets.token_hex(4))
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @classmethod
    async def open(cls, settings: Settings, clock: Clock) -> "World":
        connection = await nats.connect(
            settings.nats_url, max_reconnect_attempts=-1, reconnect_time_wait=0.1, error_cb=_silently
        )
        return cls(settings, clock, connection)

    def token(self, member: str) -> str:
        actor = Actor("member", member) if member else Actor("operator", "chaos")
        return Signer.load(self.settings.keys_dir, "gateway").sign(actor, 3600)

    async def send(self, member: str, command: Command) -> dict[str, Any]:
        """Send a command again and again, with the same id, until a service answers it."""
        subject = Subjects(self.settings.bus_prefix).command(type(command))
        command_id = f"{self._run}-{next(self._numbers)}"
        token = self.token(member) if member != "anyone" else ""
        body = orjson.dumps({"id": command_id, "token": token, "data": command.model_dump(mode="json")})
        while True:
            answer = await self._once(subject, body)
            if answer is None or answer.get("problem", {}).get("status") in (500, 503):
                await asyncio.sleep(0.05)
                continue
            if "problem" in answer:
                raise Refused(answer["problem"]["type"].rpartition(":")[2], answer["problem"]["detail"])
            told: dict[str, Any] = answer["ok"]
            if told["events"]:
                self.acknowledged.append(Acknowledged(command.service, command_id, told["id"], told["version"]))
            return told

    async def _once(self, subject: str, body: bytes) -> dict[str, Any] | None:
        try:
            reply = await self.connection.request(subject, body, timeout=ANSWER_SECONDS)
        except (NatsError, TimeoutError, OSError):
            return None
        found: dict[str, Any] = orjson.loads(reply.data)
        return found

    async def found_community(self) -> None:
        """A convener, a facilitator and a presenter, with mail addresses in the postbox."""
        made = await self.send(
            "",
            m.CreateCommunity(name="Chaos", convener_name="Ground", convener_email="ground@example.org"),
        )
        self.community = made["id"]
        self.facilitator = next(
            event["data"]["member_id"] for event in made["events"] if event["type"] == "MemberJoined"
        )
        # One person in several parts is enough here: what is tested is not who may do what.
        self.presenter = self.facilitator

    async def begin_clinic(self, title: str, minutes: dict[str, int]) -> str:
        """A clinic that runs; its id."""
        made = await self.send(
            self.presenter, c.ProposeCase(community_id=self.community, title=title, question="Does it hold?")
        )
        clinic: str = made["id"]
        starts = (self.clock.now() + timedelta(days=1)).replace(tzinfo=None, microsecond=0)
        await self.send(
            self.facilitator,
            c.ScheduleClinic.model_validate(
                {
                    "clinic_id": clinic,
                    "starts": When(local=starts, zone="UTC"),
                    "facilitator_id": self.facilitator,
                    "minutes": minutes,
                }
            ),
        )
        await self.send(self.facilitator, c.StartClinic(clinic_id=clinic))
        return clinic


async def _silently(_: Exception) -> None:
    """Connections are lost all the time here."""
