"""The gateway and all services behind it, tried against the API's own description.

EXAMPLES=50 SEED=7 tries more, and otherwise: no answer may be a server's error or one that the description does not have.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from services.clinic.app import service as clinic_service
from services.community.app import service as community_service
from services.gateway.app import service as gateway_service
from services.notify.app import service as notify_service
from services.scheduler.app import service as scheduler_service
from services.trips.app import service as trips_service
from shared.access.signed_tokens import Signer
from shared.contracts import clinic as c
from shared.contracts import trips as t
from shared.contracts.types import When
from shared.domain import Actor
from shared.settings import Settings
from tests.support.belonging import People
from tests.support.described import Hard, Known, Outcome, operations, try_out
from tests.support.mail_host import MailHost, mail_host, open_mail_host
from tests.support.world import NOON, World

HARD = Hard(examples=int(os.environ.get("EXAMPLES", "2")), seed=int(os.environ.get("SEED", "1")))
TOMORROW = When(local=(NOON + timedelta(days=1)).replace(tzinfo=None), zone="UTC")
NOBODY_THERE = "127.0.0.1:9"

__all__ = ["mail_host", "open_mail_host"]


@pytest.fixture
def settings(settings: Settings, mail_host: MailHost) -> Settings:
    return settings.model_copy(update={"http_port": 0, "smtp_port": mail_host.port, "webhook_allow": NOBODY_THERE})


@pytest.fixture
async def known(world: World) -> AsyncIterator[Known]:
    runtime = await world.open(
        community_service, scheduler_service, clinic_service, trips_service, notify_service, gateway_service
    )
    people = People(world)
    await people.begin()
    for name in ("Ana", "Finn", "Gil"):
        await people.joins(name, "facilitator" if name == "Finn" else "member")
    proposed = await _proposed(people)
    running, said = await _running(people)
    visit, stops = await _visit(people)
    everyone = list(people.ids.values())
    members = ("member_id", "host_id", "guest_id", "facilitator_id", "with_id", "member_ids", "people", "presenters")
    of_said = ("contribution_id", "question_id", "advice_id", "about", "advice_ids", "draft_id", "downside_id")
    sign = Signer.load(world.settings.keys_dir, "gateway").sign
    yield Known(
        address=runtime.parts.address,
        tokens=[*(sign(Actor("member", name), 3600) for name in everyone), world.operator_token(), "", "not-one"],
        ids={
            "community_id": [people.community],
            "clinic_id": [running, running, proposed],
            "visit_id": [visit],
            "topic": [running, visit],
            "stop_id": stops,
            "stops": stops,
            "before": stops,
            **dict.fromkeys(members, everyone),
            **dict.fromkeys(of_said, said),
        },
        instead={
            "url": f"http://{NOBODY_THERE}/hook",
            "chat_webhook": f"http://{NOBODY_THERE}/hook",
            "email": "somebody@example.org",
            "convener_email": "somebody@example.org",
        },
    )


async def _proposed(people: People) -> str:
    case = c.ProposeCase(community_id=people.community, title="Handover", question="How do we hand over?")
    return str((await people.send("Ana", case))["id"])


async def _running(people: People) -> tuple[str, list[str]]:
    """A clinic in its second step, and what was said in it."""
    clinic = await _proposed(people)
    await people.send("Finn", c.ScheduleClinic(clinic_id=clinic, starts=TOMORROW, facilitator_id=people.ids["Finn"]))
    await people.send("Finn", c.StartClinic(clinic_id=clinic))
    told = await people.send("Ana", c.GiveContext(clinic_id=clinic, text="Two teams share one product."))
    await people.send("Finn", c.AdvanceStep(clinic_id=clinic, from_step="context"))
    asked = await people.send("Gil", c.AskQuestion(clinic_id=clinic, text="Who asked for it?"))
    return clinic, [document["events"][0]["data"]["contribution_id"] for document in (told, asked)]


async def _visit(people: People) -> tuple[str, list[str]]:
    """A visit with two stops, for which people sign up."""
    stops = tuple(t.Stop(title=title, minutes=60) for title in ("Line 3", "Round table"))
    proposal = t.ProposeVisit(
        community_id=people.community, title="Werk Süd", place="Ulm", guide="Irma", programme=stops
    )
    visit = (await people.send("Ana", proposal))["id"]
    await people.send("Ana", t.ScheduleVisit(visit_id=visit, starts=TOMORROW))
    await people.send("Ana", t.OpenSignUp(visit_id=visit, seats=5))
    seen = await people.ask("Ana", t.GetVisit(visit_id=visit), t.VisitView)
    return str(visit), [stop.id for stop in seen.programme]


async def test_no_answer_is_a_servers_error_or_one_that_the_description_does_not_have(known: Known) -> None:
    outcome, all_of_them = Outcome(), operations()
    for operation in all_of_them:
        await asyncio.to_thread(try_out, operation, known, HARD, outcome)
    assert not outcome.wrong, "\n\n".join(outcome.wrong)
    assert outcome.answers.total() > len(all_of_them) * HARD.examples
    assert {200, 201, 400, 401, 404, 409, 422} <= set(outcome.answers), outcome.answers
