"""What was sent to somebody, in words."""

from datetime import timedelta
from typing import Any, get_args

import pytest

from services.gateway.web.settings.sent_view import STATES, sent
from services.notify.domain.messages.catalogue import MESSAGES
from shared.contracts import clinic as c
from shared.contracts import notify as n
from shared.contracts.base import derived_id
from shared.contracts.types import When
from tests.support.village import Village
from tests.support.world import NOON

CLINIC, ANA = derived_id("clinic", "one"), derived_id("member", "ana")


def delivery(**changed: Any) -> n.DeliveryList:
    usual = {
        "id": derived_id("delivery", "one"),
        "topic": CLINIC,
        "member_id": ANA,
        "channel": "email",
        "letter": "reminder",
        "status": "sent",
        "attempts": 1,
        "reason": "",
        "at": NOON,
    }
    return n.DeliveryList(deliveries=(n.DeliveryView(**usual | changed),))


def test_a_message_is_shown_as_what_it_is_about() -> None:
    words = [sent(delivery(about=message.about), {}, {})[0].words for message in MESSAGES.values()]
    assert words == [message.about for message in MESSAGES.values()]


def test_a_message_that_only_another_version_knows_is_shown_as_a_message() -> None:
    assert sent(delivery(letter="postcard"), {}, {})[0].words == "A message"


@pytest.mark.parametrize("status", get_args(n.DeliveryStatus.__value__))
def test_every_state_has_words_and_why_is_told_where_it_did_not_simply_go_well(status: n.DeliveryStatus) -> None:
    [this_sent] = sent(delivery(status=status, reason="550 no such mailbox"), {}, {})
    assert this_sent.state == STATES[status]
    assert bool(this_sent.reason) is (status in ("refused", "unknown", "retrying"))


def test_it_leads_to_what_it_is_about() -> None:
    [this_sent] = sent(delivery(), {CLINIC: "Ovens"}, {ANA: "Ana"})
    assert (this_sent.what, this_sent.href, this_sent.to) == ("Ovens", f"/clinics/{CLINIC}", "Ana")
    [invitation] = sent(delivery(topic=derived_id("invitation", "x"), letter="invitation"), {}, {})
    assert (invitation.what, invitation.href, invitation.to) == ("", "", "")


async def test_members_see_what_was_sent_to_them_and_those_who_look_after_the_community_all(village: Village) -> None:
    path = f"/communities/{village.community}/sent"
    await village.people.joins("Gil")
    gil, cora = village.visitor("Gil"), village.visitor("Cora")
    assert "Nothing was sent to you yet" in (await gil.look(path)).text
    case = c.ProposeCase(community_id=village.community, title="Ovens", question="Who starts it?")
    clinic = (await village.people.send("Gil", case))["id"]
    starts = When.of(NOON + timedelta(days=9), "UTC")
    cora_id = village.people.ids["Cora"]
    await village.people.send("Cora", c.ScheduleClinic(clinic_id=clinic, starts=starts, facilitator_id=cora_id))
    await village.letter_to("Gil", "Ovens")
    await village.letter_to("Cora", "Ovens")
    seen = (await gil.look(path)).text
    assert 'A clinic has its time</strong>: <a href="/clinics/' in seen
    assert seen.count("<time") == 1
    assert "everybody" not in seen
    assert (await gil.look(f"{path}?to=everybody")).text.count("<time") == 1, "a member sees no more by asking"
    assert (await cora.look(path)).text.count("A clinic has its time") == 1
    everybody = (await cora.look(f"{path}?to=everybody")).text
    assert everybody.count("A clinic has its time") == 2
    assert "<bdi>Gil</bdi>" in everybody
