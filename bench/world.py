"""A community under load, and how its people send commands: with NATS alone, until answered."""

import asyncio
import itertools
import secrets
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import nats
import orjson
from nats.aio.client import Client
from nats.errors import Error as NatsError

from shared.access.signed_tokens import Signer
from shared.bus.subjects import Subjects
from shared.clock import Clock
from shared.contracts import clinic as c
from shared.contracts import community as m
from shared.contracts.base import Command
from shared.contracts.types import When
from shared.domain import Actor
from shared.settings import Settings
from shared.store.driver import Store

ANSWER_SECONDS = 3.0
TOGETHER = 16
PATIENCE_SECONDS = 90.0
"""How long a command is sent again before we say that its service is gone for good."""


@dataclass(frozen=True)
class Acknowledged:
    """A command that was answered: it must be in the journal, once, for ever."""

    service: str
    command_id: str
    stream: str
    version: int


class NeverAnsweredError(RuntimeError):
    """No service answered a command, however often it was sent."""


class Refused(Exception):
    """The command was decided and refused, or answered as if it changed nothing; `slug` says why."""

    def __init__(self, slug: str, detail: str) -> None:
        super().__init__(f"{slug}: {detail}")
        self.slug = slug


@dataclass
class World:
    settings: Settings
    clock: Clock
    connection: Client
    domain: str = "example.org"
    """Where its people get their mail."""
    community: str = ""
    presenter: str = ""
    facilitator: str = ""
    guest: str = ""
    others: list[str] = field(default_factory=list)
    """More members, where they were asked for."""
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
        """Send a command again and again, with the same id, until a service answers it.

        Every command sent here changes something: one that is refused, or acknowledged without an event, raises
        `Refused`. Raises `NeverAnsweredError` when nobody answers.
        """
        subject = Subjects(self.settings.bus_prefix).command(type(command))
        command_id = f"{self._run}-{next(self._numbers)}"
        token = self.token(member) if member != "anyone" else ""
        body = orjson.dumps({"id": command_id, "token": token, "data": command.model_dump(mode="json")})
        told = await self._answered(subject, body)
        if not told["events"]:
            raise Refused("nothing-changed", f"{type(command).__name__} was acknowledged and changed nothing.")
        self.acknowledged.append(Acknowledged(command.service, command_id, told["id"], told["version"]))
        return told

    async def _answered(self, subject: str, body: bytes) -> dict[str, Any]:
        gives_up = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < gives_up:
            answer = await self._once(subject, body)
            problem = {} if answer is None else answer.get("problem", {})
            if answer is None or problem.get("status") in (500, 503):
                await asyncio.sleep(0.05)
                continue
            if problem:
                raise Refused(problem["type"].rpartition(":")[2], problem["detail"])
            told: dict[str, Any] = answer["ok"]
            return told
        raise NeverAnsweredError(f"{subject} was not answered within {PATIENCE_SECONDS:.0f} s.")

    async def _once(self, subject: str, body: bytes) -> dict[str, Any] | None:
        try:
            reply = await self.connection.request(subject, body, timeout=ANSWER_SECONDS)
        except (NatsError, TimeoutError, OSError):
            return None
        found: dict[str, Any] = orjson.loads(reply.data)
        return found

    async def found_community(self) -> None:
        """A convener, who also facilitates, and a member who presents."""
        made = await self.send(
            "", m.CreateCommunity(name="Under load", convener_name="Ground", convener_email=f"ground@{self.domain}")
        )
        self.community = made["id"]
        self.facilitator = _joined(made)
        self.presenter = await self.join("presenter")
        self.guest = await self.join("guest")

    async def join(self, name: str) -> str:
        """Invite somebody and let them join; their id."""
        return (await self._join([name]))[0]

    async def join_many(self, count: int) -> None:
        """So many more members, `TOGETHER` at a time."""
        for begin in range(0, count, TOGETHER):
            names = [f"member-{number}" for number in range(begin, min(begin + TOGETHER, count))]
            self.others += await self._join(names)

    async def _join(self, names: list[str]) -> list[str]:
        """All of them at once. The codes come from the journal instead of their mailboxes."""
        invitations = (
            m.InviteMember(community_id=self.community, name=name, email=f"{name}@{self.domain}") for name in names
        )
        invited = await asyncio.gather(*(self.send(self.facilitator, invitation) for invitation in invitations))
        codes = await self._codes([f"{document['id']}@{document['version']}" for document in invited])
        joining = (m.JoinCommunity(community_id=self.community, code=code) for code in codes)
        return [
            _joined(made)
            for made in await asyncio.gather(*(self.send("anyone", join_community) for join_community in joining))
        ]

    async def _codes(self, commits: list[str]) -> list[str]:
        store = Store(self.settings.mongo_url, "pymongo")
        try:
            journal = store.database(f"{self.settings.database_prefix}_community")["journal"]
            found = {document["_id"]: document async for document in journal.find({"_id": {"$in": commits}})}
        finally:
            await store.close()
        if missing := set(commits) - set(found):
            raise LookupError(f"{missing} is not in the journal although it was acknowledged")
        return [found[commit]["events"][0]["data"]["code"] for commit in commits]

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


def _joined(made: dict[str, Any]) -> str:
    """The id of whoever joined by this command."""
    member: str = next(event["data"]["member_id"] for event in made["events"] if event["type"] == "MemberJoined")
    return member


async def _silently(_: Exception) -> None:
    """Connections are lost all the time here."""
