"""Notify over the real bus and store, a real mail server and a real chat receiver."""

import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from shared.contracts import clinic as k
from shared.contracts import community as co
from shared.contracts import notify as n
from shared.contracts import scheduler as s
from shared.domain import Refusal
from tests.services.notify.office import CLINIC, INVITATION, STARTS, Office, brief
from tests.support.world import COMMUNITY, NOON, member


def reminder(lead: str = "24 hours", starts_at: datetime = STARTS) -> s.ReminderDue:
    return s.ReminderDue(community_id=COMMUNITY, topic=CLINIC, lead=lead, starts_at=starts_at, due_at=NOON)


def scheduled(starts_at: datetime = STARTS, moved: bool = False) -> k.ClinicScheduled:
    return k.ClinicScheduled(
        community_id=COMMUNITY,
        clinic_id=CLINIC,
        starts_at=starts_at,
        zone="UTC",
        facilitator_id=member("bo"),
        presenter_id=member("ann"),
        minutes={},
        moved=moved,
    )


CANCELLED = k.ClinicCancelled(community_id=COMMUNITY, clinic_id=CLINIC, reason="")
FOLLOW_UP = s.FollowUpDue(community_id=COMMUNITY, topic=CLINIC, presenter_id=member("ann"), due_at=NOON)
REPORTED = k.FollowUpReported(
    community_id=COMMUNITY, clinic_id=CLINIC, presenter_id=member("ann"), advisers=(member("bo"),), text=""
)
INVITED = co.MemberInvited(community_id=COMMUNITY, invitation_id=INVITATION, role="member", name="", email="", code="")


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
    await office.happens(REPORTED)
    mails = await mail_host.holds(2)
    assert subjects(mails) == [
        "ann: What really happened? Who starts the oven?",
        "bo: What became of your advice: Who starts the oven?",
    ]
    assert "We drew lots." in mails[1].get_body(("plain",)).get_content()


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
    office.joins("ann")
    await office.open_notify()
    await office.happens(scheduled())
    await office.watcher.sees(n.MessageSent)
    await office.happens(scheduled())
    await office.happens(CANCELLED)
    assert [subject.split(":")[1] for subject in subjects(await mail_host.holds(2))] == [" Cancelled", " Case clinic"]


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


async def test_what_waited_for_a_mail_server_arrives_once_when_it_is_back(office, open_mail_host, closed_port):
    office.joins("ann")
    office.joins("bo")
    await office.open_notify(smtp_port=closed_port)
    await office.happens(reminder())
    await office.watcher.sees(n.MessageQueued, 2)
    back = await open_mail_host(port=closed_port)
    assert len(await back.holds(2)) == 2
    assert len(await office.watcher.sees(n.MessageSent, 2)) == 2
    assert len(await office.watcher.sees(n.AttemptBegun, 2)) == 2
    assert len(back.took) == 2


async def test_a_reminder_that_waited_for_the_mail_server_is_dropped_when_the_clinic_is_cancelled(
    office, open_mail_host, closed_port
):
    office.joins("ann")
    await office.open_notify(smtp_port=closed_port)
    await office.happens(reminder(), stream=derived_id_of_timers())
    await office.watcher.sees(n.MessageQueued)
    # The owner still says that it takes place: the event alone is enough.
    await office.happens(CANCELLED)
    await office.watcher.sees(n.MessageDropped)
    back = await open_mail_host(port=closed_port)
    await office.happens(FOLLOW_UP)
    [mail] = await back.holds(1)
    assert mail["Subject"].startswith("What really happened?")


def derived_id_of_timers() -> str:
    return CLINIC.replace("clinic", "timers")


async def test_a_mail_that_is_not_taken_now_is_tried_again_when_its_time_comes(office, mail_host):
    office.joins("ann")
    mail_host.answers["RCPT"] = ["451 Come back later"]
    await office.open_notify()
    await office.happens(reminder())
    [delayed] = await office.watcher.sees(n.MessageDelayed)
    assert "451" in delayed.reason
    assert timedelta(seconds=20) < delayed.retry_at - NOON < timedelta(seconds=40)
    assert mail_host.took == []
    office.world.clock.moment = delayed.retry_at
    assert len(await mail_host.holds(1)) == 1
    [sent] = await office.watcher.sees(n.MessageSent)
    assert sent.attempt == 2


async def test_a_mail_that_is_never_taken_is_given_up_after_a_day(office, mail_host):
    office.joins("ann")
    mail_host.answers["RCPT"] = ["451 Come back later"] * 5
    office.briefs[CLINIC] = brief(status="closed")
    await office.open_notify()
    await office.happens(FOLLOW_UP)
    await office.watcher.sees(n.MessageDelayed)
    office.world.clock.moment = NOON + timedelta(hours=24)
    [refused] = await office.watcher.sees(n.MessageRefused)
    assert "Given up" in refused.reason


async def test_a_refused_mail_is_not_tried_again_and_leaders_see_why(office, mail_host):
    office.joins("ann")
    office.joins("bo")
    mail_host.answers["RCPT"] = ["550 No such person"]
    await office.open_notify()
    office.world.joins("fay", "facilitator")
    await office.happens(FOLLOW_UP)
    await office.watcher.sees(n.MessageRefused)
    seen = await office.world.ask("fay", n.ListDeliveries(community_id=COMMUNITY, topic=CLINIC), n.DeliveryList)
    [line] = seen.deliveries
    assert (line.status, line.member_id, line.attempts) == ("refused", member("ann"), 1)
    assert "550 No such person" in line.reason
    others = await office.world.ask("bo", n.ListDeliveries(community_id=COMMUNITY), n.DeliveryList)
    assert others.deliveries == ()


async def test_a_mail_of_unknown_fate_is_shown_as_such_and_not_sent_again(office, mail_host):
    office.joins("ann")
    mail_host.at_data = "cut before the answer"
    await office.open_notify()
    await office.happens(reminder())
    [unknown] = await office.watcher.sees(n.MessageUnknown)
    assert "may have arrived" in unknown.reason
    mail_host.at_data = "take"
    await office.happens(FOLLOW_UP)
    [mail] = await mail_host.holds(1)
    assert mail["Subject"].startswith("What really happened?")


async def test_a_restart_goes_on_with_what_was_queued(office, open_mail_host, closed_port):
    office.joins("ann")
    await office.open_notify(smtp_port=closed_port)
    await office.happens(reminder())
    await office.watcher.sees(n.MessageQueued)
    await office.close_notify()
    back = await open_mail_host(port=closed_port)
    await office.open_notify(smtp_port=closed_port)
    assert len(await back.holds(1)) == 1


async def test_two_replicas_send_each_message_once(office, mail_host):
    for number in range(10):
        office.joins(f"reader{number}")
    await office.open_notify()
    await office.open_notify()
    await office.happens(reminder())
    await office.happens(FOLLOW_UP)
    assert len(await office.watcher.sees(n.MessageSent, 10)) == 10
    assert len({mail["To"] for mail in mail_host.took}) == len(mail_host.took) == 10


async def test_a_chat_room_that_asks_for_patience_gets_it(office, chat_room):
    office.joins("ann", email=False, chat=chat_room.url)
    chat_room.answers(429, Retry_After="3600")
    await office.open_notify()
    await office.happens(reminder())
    [delayed] = await office.watcher.sees(n.MessageDelayed)
    assert delayed.retry_at == NOON + timedelta(hours=1)
    chat_room.answer = chat_room.fine
    office.world.clock.moment = delayed.retry_at
    await office.watcher.sees(n.MessageSent)
    assert len(chat_room.posts) == 2


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
    house = await office.open_notify()
    await office.happens(reminder("7 days"))
    [mail] = await mail_host.holds(1)
    link = parse_qs(urlsplit(re.search(r"<(.*)>", mail["List-Unsubscribe"])[1]).query)
    [reader], [category], [code] = link["reader"], link["category"], link["code"]
    other = n.StopCategory(reader_id=reader, category="reports", code=code)
    with pytest.raises(Refusal) as refused:
        await house.ask.command(other, id="stop another", token="")
    assert refused.value.status == 404
    stop = n.StopCategory(reader_id=reader, category=category, code=code)
    await house.ask.command(stop, id="stop", token="")

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


async def test_messages_wait_while_the_owner_of_the_facts_is_away(office: Office, mail_host):
    office.joins("ann")
    await office.open_notify()
    kept = office.briefs.pop(CLINIC)
    await office.happens(reminder())
    await office.watcher.sees(n.MessageQueued)
    office.briefs[CLINIC] = kept
    assert len(await mail_host.holds(1)) == 1
