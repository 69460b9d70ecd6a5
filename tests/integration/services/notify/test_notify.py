"""Who is told what, over the real bus and store, a real mail server and a real chat receiver."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from shared.contracts import clinic as c
from shared.contracts import community as co
from shared.contracts import notify as n
from shared.domain import Refusal
from tests.support.notify.office import (
    CANCELLED,
    CLINIC,
    FOLLOW_UP,
    INVITATION,
    INVITED,
    NOTHING_AFTER,
    REPORTED,
    STARTS,
    brief,
    nudge,
    reminder,
    scheduled,
)
from tests.support.world import COMMUNITY, member

REPORTS = {"ann": "We drew lots.", "cy": "Another-report"}


def subjects(mails: list) -> list[str]:
    return sorted(f"{mail['To'].addresses[0].username}: {mail['Subject']}" for mail in mails)


async def test_every_member_hears_once_by_every_channel_although_the_event_comes_twice(office, mail_host, chat_room):
    office.joins("ann")
    office.joins("bo", email=False, chat=chat_room.url)
    await office.open_notify()
    await office.happens(scheduled(), version=1, times=2)
    await office.watcher.sees(n.MessageSent, 2)
    await office.happens(CANCELLED, version=2)
    mails = await mail_host.holds(2)
    posts = await chat_room.holds(2)
    assert subjects(mails) == [
        "ann: Cancelled: case clinic Who starts the oven?",
        "ann: Case clinic: Who starts the oven?, Monday 21 September 2026, 12:00 (UTC)",
    ]
    assert [post.splitlines()[0] for post in posts] == [
        "Case clinic: Who starts the oven?",
        "Cancelled: the case clinic Who starts the oven? of Monday 21 September 2026, 12:00 (UTC)",
    ]
    assert len(await office.watcher.sees(n.MessageSent, 4)) == 4


async def test_a_letter_shows_the_readers_own_time_and_carries_what_mail_programs_need(office, mail_host):
    office.joins("ann", zone="Europe/Paris")
    await office.open_notify()
    await office.happens(reminder())
    [mail] = await mail_host.holds(1)
    text = mail.get_body(("plain",)).get_content()
    [begun] = await office.watcher.sees(n.AttemptBegun)
    assert "14:00 (Europe/Paris)" in text
    assert f"http://127.0.0.1:8080/clinics/{CLINIC}" in text
    assert mail["Message-ID"] == begun.message_id
    assert mail["References"] == f"<{CLINIC}@localhost>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


async def test_an_invitation_goes_to_the_invited_address_with_its_code(office, mail_host):
    office.joins("ann")
    office.invitations[INVITATION] = co.InvitationView(
        community_name="Night Bakers", name="Cy", email="cy@example.org", code="open-me", accepted=False
    )
    await office.open_notify()
    await office.happens(INVITED, stream=COMMUNITY)
    [mail] = await mail_host.holds(1)
    assert mail["To"].addresses[0].addr_spec == "cy@example.org"
    assert mail["Subject"] == "Ann invites you to Night Bakers"
    assert "code=open-me" in mail.get_body(("plain",)).get_content()
    assert mail["List-Unsubscribe"] is None


async def test_an_invitation_that_was_accepted_or_withdrawn_meanwhile_is_not_sent(office, mail_host):
    await office.open_notify()
    await office.happens(INVITED, stream=COMMUNITY)
    [dropped] = await office.watcher.sees(n.MessageDropped)
    assert "withdrawn" in dropped.reason
    assert mail_host.said == []


async def test_the_presenter_is_asked_and_the_advisers_are_told_what_really_happened(office, mail_host):
    office.joins("ann")
    office.joins("bo")
    office.joins("cy")
    office.briefs[CLINIC] = brief(status="closed")
    await office.open_notify()
    await office.happens(FOLLOW_UP)
    await mail_host.holds(1)
    office.briefs[CLINIC] = brief(status="reported", report="We drew lots.")
    told = c.AdviceTold(presenter_id=member("ann"), advice="Draw lots.", takeaways=())
    others = told.model_copy(update={"presenter_id": member("cy"), "advice": "For-another-case"})
    reports = [c.ReportView(presenter_id=member(name), text=text, at=None) for name, text in REPORTS.items()]
    office.after[member("bo")] = c.FollowUpBrief(
        awaited=None, takeaways=(), told=(told, others), reports=tuple(reports)
    )
    await office.happens(REPORTED)
    mails = await mail_host.holds(2)
    assert subjects(mails) == [
        "ann: What really happened? Who starts the oven?",
        "bo: What became of your advice: Who starts the oven?",
    ]
    text = mails[1].get_body(("plain",)).get_content()
    assert "We drew lots." in text
    assert "> You advised: Draw lots." in text
    assert "another" not in text.lower(), "of another presenter's case"


async def test_a_nudge_names_one_takeaway_another_one_the_second_time_and_ends_with_the_answer(office, mail_host):
    office.joins("ann")
    office.briefs[CLINIC] = brief(status="closed")
    office.after[member("ann")] = NOTHING_AFTER.model_copy(update={"takeaways": ("Draw lots.", "Bake less.")})
    await office.open_notify()
    for number in (1, 2):
        await office.happens(nudge(number))
        await mail_host.holds(number)
    texts = [mail.get_body(("plain",)).get_content() for mail in await mail_host.holds(2)]
    assert ["Draw lots." in text for text in texts] == [True, False]
    assert ["Bake less." in text for text in texts] == [False, True]
    assert ["last time" in " ".join(text.split()) for text in texts] == [False, True]
    office.after[member("ann")] = NOTHING_AFTER.model_copy(update={"awaited": None})
    await office.happens(nudge(1, date=2))
    await office.watcher.sees(n.MessageDropped)
    office.after[member("ann")] = NOTHING_AFTER.model_copy(update={"awaited": 3})
    await office.happens(nudge(1, date=2))
    dropped = await office.watcher.sees(n.MessageDropped, 2)
    assert [name.reason for name in dropped] == [
        "The presenter has told what happened already.",
        "The presenter is asked on another day.",
    ]


async def test_who_knows_the_old_time_hears_of_the_new_one_and_a_newcomer_hears_of_it_as_new(office, mail_host):
    office.joins("ann")
    await office.open_notify()
    await office.happens(scheduled())
    await office.watcher.sees(n.MessageSent)
    office.joins("bo")
    later = STARTS + timedelta(days=1)
    office.briefs[CLINIC] = brief(later)
    await office.happens(scheduled(later, moved=True))
    mails = await mail_host.holds(3)
    assert subjects(mails[1:]) == [
        "ann: New time: Who starts the oven?, now Tuesday 22 September 2026, 12:00 (UTC)",
        "bo: Case clinic: Who starts the oven?, Tuesday 22 September 2026, 12:00 (UTC)",
    ]


async def test_a_change_of_the_facilitator_alone_is_no_news_to_those_who_know_the_time(office, mail_host):
    office.joins("bo")
    await office.open_notify()
    await office.happens(scheduled())
    await office.watcher.sees(n.MessageSent)
    await office.happens(scheduled())
    await office.happens(REPORTED)
    queued = await office.watcher.sees(n.MessageQueued, 2)
    assert [message.letter for message in queued] == ["clinic_scheduled", "follow_up_reported"]


async def test_a_reminder_is_never_sent_after_a_cancellation(office, mail_host):
    office.joins("ann")
    await office.open_notify()
    office.briefs[CLINIC] = brief(status="cancelled")
    await office.happens(CANCELLED)
    await office.happens(reminder())
    [dropped] = await office.watcher.sees(n.MessageDropped)
    assert dropped.reason == "It was cancelled."
    assert mail_host.said == []


async def test_a_reminder_of_a_time_that_has_moved_is_not_sent(office, mail_host):
    office.joins("ann")
    office.briefs[CLINIC] = brief(STARTS + timedelta(hours=1))
    await office.open_notify()
    await office.happens(reminder())
    [dropped] = await office.watcher.sees(n.MessageDropped)
    assert "moved" in dropped.reason
    assert mail_host.said == []


async def test_who_loses_their_chat_room_hears_by_mail_and_gets_no_more_posts_until_they_name_another(
    office, mail_host, chat_room
):
    office.joins("ann", chat=chat_room.url)
    chat_room.answers(410)
    await office.open_notify()
    await office.happens(reminder("7 days"))
    mails = await mail_host.holds(2)
    assert "ann: Your chat channel no longer takes messages of Night Bakers" in subjects(mails)
    chat_room.answer = chat_room.fine
    await office.happens(reminder("24 hours"))
    [dropped] = await office.watcher.sees(n.MessageDropped)
    assert "no longer exists" in dropped.reason
    seen = await office.world.ask("ann", n.GetReader(community_id=COMMUNITY), n.ReaderView)
    assert "410" in seen.disabled["chat"]

    office.joins("ann", chat=chat_room.url + "/another")
    await office.happens(reminder("1 hour"))
    assert len(await chat_room.holds(2)) == 2


async def test_one_click_in_a_letter_stops_its_category_and_no_other(office, mail_host):
    office.joins("ann")
    runtime = await office.open_notify()
    await office.happens(reminder("7 days"))
    [mail] = await mail_host.holds(1)
    link = parse_qs(urlsplit(re.search(r"<(.*)>", mail["List-Unsubscribe"])[1]).query)
    [reader], [category], [code] = link["reader"], link["category"], link["code"]
    other = n.StopCategory(reader_id=reader, category="reports", code=code)
    with pytest.raises(Refusal) as refused:
        await runtime.ask.command(other, id="stop another", token="")
    assert refused.value.status == 404
    stop = n.StopCategory(reader_id=reader, category=category, code=code)
    await runtime.ask.command(stop, id="stop", token="")

    await office.happens(reminder("24 hours"))
    [dropped] = await office.watcher.sees(n.MessageDropped)
    assert dropped.reason == "This member has stopped reminders."


async def test_nobody_sends_messages_by_hand(office):
    office.joins("ann")
    await office.open_notify()
    by_hand = n.QueueMessage(
        delivery_id="delivery-" + "a" * 26,
        community_id=COMMUNITY,
        event_id="x",
        event_type="x",
        topic=CLINIC,
        member_id=member("ann"),
        channel="email",
        letter="reminder",
    )
    with pytest.raises(Refusal) as refused:
        await office.world.send("ann", by_hand)
    assert refused.value.status == 403


@pytest.mark.parametrize(("lead", "left"), [("7 days", timedelta(hours=23)), ("24 hours", timedelta(minutes=50))])
async def test_a_reminder_that_is_so_late_that_it_would_say_what_is_not_true_is_not_sent(office, mail_host, lead, left):
    office.joins("ann")
    office.world.clock.moment = STARTS - left
    await office.open_notify()
    await office.happens(reminder(lead))
    [dropped] = await office.watcher.sees(n.MessageDropped)
    assert "later reminder" in dropped.reason
    assert mail_host.said == []
