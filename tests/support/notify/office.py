"""Notify at work: stand-ins for the services that own the facts, and a way to make things happen elsewhere."""

import asyncio
import itertools
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from services.notify.app import service
from shared.bus.cloudevents import messages
from shared.clock import Clock
from shared.contracts.base import Event, derived_id
from shared.contracts.clinic import (
    ClinicBrief,
    ClinicCancelled,
    ClinicScheduled,
    FollowUpBrief,
    FollowUpReported,
    GetClinicBrief,
    GetFollowUpBrief,
)
from shared.contracts.community import Contact, ContactsView, GetContacts, GetInvitation, InvitationView, MemberInvited
from shared.contracts.scheduler import FollowUpDue, NudgeDue, ReminderDue
from shared.contracts.types import When
from shared.domain import Actor, Refusal, not_found
from shared.journal import Commit
from shared.runtime.ports import Ports
from shared.runtime.runtime import Runtime
from shared.runtime.service import Queries, Service
from shared.settings import Settings
from tests.support.provisioned import provisioned
from tests.support.world import COMMUNITY, NOON, World, member

CLINIC = derived_id("clinic", "oven")
TIMERS = derived_id("timers", "oven")
INVITATION = derived_id("invitation", "new")
STARTS = NOON + timedelta(days=7)


def reminder(lead: str = "24 hours", starts_at: datetime = STARTS) -> ReminderDue:
    return ReminderDue(community_id=COMMUNITY, topic=CLINIC, lead=lead, starts_at=starts_at, due_at=NOON)


def scheduled(starts_at: datetime = STARTS, moved: bool = False) -> ClinicScheduled:
    return ClinicScheduled(
        community_id=COMMUNITY,
        clinic_id=CLINIC,
        starts_at=starts_at,
        zone="UTC",
        facilitator_id=member("bo"),
        presenter_id=member("ann"),
        minutes={},
        moved=moved,
    )


CANCELLED = ClinicCancelled(community_id=COMMUNITY, clinic_id=CLINIC, reason="")
FOLLOW_UP = FollowUpDue(community_id=COMMUNITY, topic=CLINIC, presenter_id=member("ann"), due_at=NOON)
NOTHING_AFTER = FollowUpBrief(awaited=1, takeaways=(), told=(), reports=())


def nudge(number: int, date: int = 1) -> NudgeDue:
    about = {"community_id": COMMUNITY, "topic": CLINIC, "presenter_id": member("ann"), "due_at": NOON}
    return NudgeDue.model_validate({**about, "nudge": number, "number": date, "timer": f"nudge_{number}"})


REPORTED = FollowUpReported(
    community_id=COMMUNITY, clinic_id=CLINIC, presenter_id=member("ann"), advisers=(member("bo"),), text=""
)
INVITED = MemberInvited(community_id=COMMUNITY, invitation_id=INVITATION, role="member", name="", email="", code="")


class Watcher:
    """A follower of notify's journal that tells tests what happened there."""

    name = "watcher"

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._news = asyncio.Event()

    async def take(self, commits: Sequence[Commit]) -> None:
        self.events += [event for commit in commits for event in commit.events]
        self._news.set()

    async def sees[E: Event](self, kind: type[E], count: int = 1) -> list[E]:
        """The events of a kind, once there are so many; fails after 20 seconds."""
        async with asyncio.timeout(20):
            while len(found := [event for event in self.events if isinstance(event, kind)]) < count:
                self._news.clear()
                await self._news.wait()
        return found


class Office:
    """`contacts`, `briefs` and `invitations` are what the owners answer; tests change them."""

    def __init__(self, settings: Settings) -> None:
        self.world = World(settings)
        self.watcher = Watcher()
        self.contacts: dict[str, Contact] = {}
        self.briefs: dict[str, ClinicBrief] = {CLINIC: brief()}
        self.asked = asyncio.Event()
        """Set once somebody asked for a clinic's brief."""
        self.after: dict[str, FollowUpBrief] = {}
        """By member: what the clinic's owner lets letters tell them after it."""
        self.invitations: dict[str, InvitationView] = {}
        self._versions = itertools.count(1)
        self._publications = itertools.count(1)
        self._notify = AsyncExitStack()

    async def open_owners(self) -> None:
        await self.world.open(self._community(), self._clinic())

    async def open_notify(self, clock: Clock | None = None, **settings: object) -> Runtime:
        """Start notify; a second time goes on with what the first one left."""
        watched = replace(service, read_models=lambda runtime: [*service.read_models(runtime), self.watcher])
        wanted = self.world.settings.model_copy(update=settings)
        await provisioned(wanted, watched)
        runtime = await self._notify.enter_async_context(Runtime(watched, wanted, clock or self.world.clock))
        self.world.runtimes["notify"] = runtime
        for contact in self.contacts.values():
            runtime.roles.note(COMMUNITY, contact.member_id, "member")
        return runtime

    async def close_notify(self) -> None:
        await self._notify.aclose()

    async def close(self) -> None:
        await self._notify.aclose()
        await self.world.close()
        await self.world.wipe([*self.world.runtimes, "notify"])

    def joins(self, name: str, email: bool = True, chat: str = "", zone: str = "") -> str:
        """Somebody belongs and can be reached; their id."""
        self.world.joins(name)
        address = f"{name}@example.org" if email else ""
        contact = Contact(member_id=member(name), name=name.title(), email=address, chat_webhook=chat, zone=zone)
        self.contacts[contact.member_id] = contact
        return contact.member_id

    async def happens(
        self, event: Event, stream: str = CLINIC, version: int | None = None, actor: str = "", times: int = 1
    ) -> None:
        """Something happened elsewhere. `times`: how often the bus brings it, each time as if it were new to the bus."""
        commit = Commit(
            stream=stream,
            version=version or next(self._versions),
            at=NOON,
            actor=actor or member("ann"),
            command_id="elsewhere",
            digest="",
            community=COMMUNITY,
            events=[event],
        )
        runtime = next(iter(self.world.runtimes.values()))
        for _ in range(times):
            for message in messages(commit, runtime.subjects):
                headers = {"Nats-Msg-Id": f"publication {next(self._publications)}"}
                await runtime.js.publish(message.subject, message.payload, headers=headers)

    def _community(self) -> Service:
        answers = Queries()

        @answers.on
        async def contacts(query: GetContacts, asker: Actor, runtime: Ports) -> ContactsView:
            assert asker.is_service("notify")
            wanted = query.member_ids or tuple(self.contacts)
            found = tuple(self.contacts[name] for name in wanted if name in self.contacts)
            return ContactsView(community_name="Night Bakers", contacts=found)

        @answers.on
        async def invitation(query: GetInvitation, asker: Actor, runtime: Ports) -> InvitationView:
            assert asker.is_service("notify")
            if query.invitation_id not in self.invitations:
                raise not_found()
            return self.invitations[query.invitation_id]

        return Service(name="community", queries=(answers,))

    def _clinic(self) -> Service:
        answers = Queries()

        @answers.on
        async def clinic_brief(query: GetClinicBrief, asker: Actor, runtime: Ports) -> ClinicBrief:
            assert asker.is_service("notify")
            self.asked.set()
            if query.clinic_id not in self.briefs:
                raise Refusal(503, "unavailable", "The document store does not answer.")
            return self.briefs[query.clinic_id]

        @answers.on
        async def after(query: GetFollowUpBrief, asker: Actor, runtime: Ports) -> FollowUpBrief:
            assert asker.is_service("notify")
            return self.after.get(query.member_id, NOTHING_AFTER)

        return Service(name="clinic", queries=(answers,))


def brief(starts_at: datetime = STARTS, **changed: object) -> ClinicBrief:
    """What the clinic's owner says of it, with the parts a test names replaced."""
    parts: dict[str, object] = {
        "id": CLINIC,
        "community_id": COMMUNITY,
        "status": "scheduled",
        "title": "Who starts the oven?",
        "question": "How do we share the night shifts?",
        "presenter_id": member("ann"),
        "facilitator_id": member("bo"),
        "starts": When(local=starts_at.astimezone(UTC).replace(tzinfo=None), zone="UTC"),
        "follow_up": None,
        "report": None,
    }
    return ClinicBrief.model_validate(parts | changed)
