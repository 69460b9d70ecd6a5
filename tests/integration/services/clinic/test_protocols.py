"""Protocols over the real bus and store: a community's own, a clinic that keeps its version, and Troika from its file."""

from datetime import timedelta
from typing import Any

import pytest

from services.clinic.app import service
from services.clinic.domain.protocols.parse import read_protocol
from shared.contracts import clinic as c
from shared.contracts.protocol import Protocol
from shared.contracts.types import When
from shared.domain import Refusal
from tests.support.world import COMMUNITY, NOON, World, member

TOMORROW = When.of(NOON + timedelta(days=1), "UTC")
IN_A_MONTH = When.of(NOON + timedelta(days=30), "UTC")

OURS = read_protocol("""
key: kitchen_table
title: Kitchen table
summary: Ours.
source: Ours.
steps:
  - {name: tell, minutes: 5, takes: {context: presenter}, hints: {all: Tell it.}}
  - {name: hear, minutes: 7, takes: {advice: group}, hints: {all: Hear them.}}
""")


def version(number: int, **changes: Any) -> Protocol:
    return OURS.model_copy(update={"version": number, **changes})


@pytest.fixture
async def runtime(world: World) -> World:
    """Ana, Bo and Gil are members, Finn facilitates."""
    await world.open(service)
    for name in ("ana", "bo", "gil"):
        world.joins(name, "member")
    world.joins("finn", "facilitator")
    return world


async def add(world: World, definition: Protocol, name: str = "finn") -> dict[str, Any]:
    return await world.send(name, c.AddProtocol(community_id=COMMUNITY, definition=definition))


async def propose(world: World, protocol: str) -> str:
    command = c.ProposeCase(community_id=COMMUNITY, title="Handover", question="How?", protocol=protocol)
    clinic: str = (await world.send("ana", command))["id"]
    return clinic


async def view(world: World, clinic: str) -> c.ClinicView:
    return await world.ask("gil", c.GetClinic(clinic_id=clinic), c.ClinicView)


async def test_a_clinic_keeps_the_version_it_was_proposed_with(runtime: World) -> None:
    await add(runtime, OURS)
    first = await propose(runtime, "kitchen_table")
    await add(runtime, version(2, title="Kitchen table, longer"))
    second = await propose(runtime, "kitchen_table")
    assert (await view(runtime, first)).protocol == c.ProtocolName(
        key="kitchen_table", version=1, title="Kitchen table"
    )
    assert (await view(runtime, second)).protocol.version == 2

    await runtime.send("finn", c.ScheduleClinic(clinic_id=first, starts=TOMORROW, facilitator_id=member("finn")))
    await runtime.send("finn", c.StartClinic(clinic_id=first))
    await runtime.send("ana", c.GiveContext(clinic_id=first, text="Two teams."))
    running = await view(runtime, first)
    assert [(step.name, step.minutes) for step in running.steps] == [("tell", 5), ("hear", 7)]
    assert running.protocol.version == 1


async def test_a_newer_version_is_chosen_by_scheduling_with_it(runtime: World) -> None:
    await add(runtime, OURS)
    clinic = await propose(runtime, "kitchen_table")
    await add(runtime, version(2))
    schedule = c.ScheduleClinic(
        clinic_id=clinic, starts=TOMORROW, facilitator_id=member("finn"), protocol="kitchen_table", minutes={"hear": 9}
    )
    await runtime.send("finn", schedule)
    seen = await view(runtime, clinic)
    assert seen.protocol.version == 2
    assert [step.minutes for step in seen.steps] == [5, 9]


async def test_versions_never_change_and_sending_one_again_does_nothing(runtime: World) -> None:
    await add(runtime, OURS)
    assert (await add(runtime, OURS))["events"] == []
    with pytest.raises(Refusal, match="send yours as 2"):
        await add(runtime, version(1, title="Another"))


async def test_a_protocol_that_contradicts_itself_is_refused_with_its_place(runtime: World) -> None:
    step = OURS.steps[0].model_copy(update={"silent": True})
    with pytest.raises(Refusal) as refused:
        await add(runtime, version(1, steps=(step,)))
    assert refused.value.status == 422
    [error] = refused.value.extra["errors"]
    assert error["field"] == "definition.steps.0.takes.context"
    assert error["detail"].startswith("step 1 'tell', takes.context: this step is silent")


async def test_members_cannot_add_protocols_and_nobody_replaces_convenes_own(runtime: World) -> None:
    with pytest.raises(Refusal, match="Conveners and facilitators"):
        await add(runtime, OURS, "gil")
    with pytest.raises(Refusal, match="one of Convene's own"):
        await add(runtime, version(1, key="troika"))


async def test_a_community_sees_its_own_protocols_before_convenes_and_no_other_communitys(runtime: World) -> None:
    await add(runtime, OURS)
    await add(runtime, version(2))
    lines = (await runtime.ask("gil", c.ListProtocols(community_id=COMMUNITY), c.ProtocolList)).protocols
    assert [(line.key, line.version, line.own) for line in lines[:2]] == [
        ("kitchen_table", 2, True), ("case_clinic", 1, False),
    ]  # fmt: skip
    assert len(lines) == 15
    old = c.GetProtocol(community_id=COMMUNITY, key="kitchen_table", version=1)
    found = await runtime.ask("gil", old, c.ProtocolView)
    assert (found.definition, found.newest) == (OURS, 2)

    elsewhere = "community-" + "z" * 26
    runtime.joins("zoe", "member", elsewhere)
    with pytest.raises(Refusal) as refused:
        await runtime.ask("zoe", c.GetProtocol(community_id=elsewhere, key="kitchen_table"), c.ProtocolView)
    assert refused.value.status == 404
    with pytest.raises(Refusal, match="has no protocol 'kitchen_table'"):
        await runtime.send(
            "zoe", c.ProposeCase(community_id=elsewhere, title="x", question="y?", protocol="kitchen_table")
        )
    assert (await runtime.ask("gil", c.ListClinics(community_id=COMMUNITY), c.ClinicList)).clinics == ()


async def test_troika_goes_round_with_each_in_turn_as_the_client(runtime: World) -> None:
    ana, bo, gil = (member(name) for name in ("ana", "bo", "gil"))
    clinic = await propose(runtime, "troika")
    await runtime.send("finn", c.ScheduleClinic(clinic_id=clinic, starts=TOMORROW, facilitator_id=member("finn")))
    with pytest.raises(Refusal, match="name those who are there"):
        await runtime.send("finn", c.StartClinic(clinic_id=clinic))
    with pytest.raises(Refusal, match="made for 3 people, and 2 are there"):
        await runtime.send("finn", c.StartClinic(clinic_id=clinic, people=(ana, bo)))
    await runtime.send("finn", c.StartClinic(clinic_id=clinic, people=(ana, bo, gil)))
    names = [step.name for step in (await view(runtime, clinic)).steps]
    assert names == ["reflect"] + [
        f"{name}_{n}" for n in (1, 2, 3) for name in ("share", "questions", "consult", "takeaways")
    ]
    for now in names[: names.index("consult_2")]:
        await runtime.send("finn", c.AdvanceStep(clinic_id=clinic, from_step=now))

    advice = c.GiveAdvice(clinic_id=clinic, text="I once asked both.")
    with pytest.raises(Refusal) as refused:
        await runtime.send("bo", advice)
    assert refused.value.extra["hint"].startswith("Turn your back")
    given = await runtime.send("ana", advice)
    said = given["events"][0]["data"]["contribution_id"]
    await runtime.send("gil", c.Contribute(clinic_id=clinic, what="comment", about=said, text="So did I."))
    await runtime.send("finn", c.AdvanceStep(clinic_id=clinic, from_step="consult_2"))
    await runtime.send("bo", c.NoteTakeaway(clinic_id=clinic, advice_id=said, text="I will ask both."))
    seen = await view(runtime, clinic)
    assert [(contribution.kind, contribution.member_id, contribution.step) for contribution in seen.contributions] == [
        ("advice", ana, "consult_2"), ("comment", gil, "consult_2"), ("takeaway", bo, "takeaways_2"),
    ]  # fmt: skip
    turns = {step.name: step.turn_of for step in seen.steps}
    assert (turns["reflect"], turns["share_1"], turns["share_2"], turns["takeaways_3"]) == (None, ana, bo, gil)


async def test_a_step_that_the_protocol_does_not_have_gets_no_minutes(runtime: World) -> None:
    clinic = await propose(runtime, "case_clinic")
    command = c.ScheduleClinic(clinic_id=clinic, starts=TOMORROW, facilitator_id=member("finn"), minutes={"advise": 5})
    with pytest.raises(Refusal, match="has no step 'advise'; it has context, understanding"):
        await runtime.send("finn", command)
