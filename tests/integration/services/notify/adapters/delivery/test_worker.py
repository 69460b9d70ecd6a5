"""Each message once, whatever servers, services and processes do meanwhile."""

from datetime import timedelta

from shared.contracts import notify as n
from tests.support.notify.office import CANCELLED, CLINIC, FOLLOW_UP, TIMERS, Office, brief, reminder
from tests.support.world import COMMUNITY, NOON, member


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


async def test_a_mail_server_that_takes_nothing_at_all_is_no_single_mails_fault(office, mail_host):
    for name in ("ann", "bo", "cy"):
        office.joins(name)
    mail_host.answers["MAIL"] = ["421 Going down"]
    await office.open_notify()
    await office.happens(reminder())
    sent = await office.watcher.sees(n.MessageSent, 3)
    assert {message.attempt for message in sent} == {1}
    assert len(mail_host.took) == 3


async def test_a_mail_that_found_no_server_for_a_day_is_given_up(office, closed_port):
    office.joins("ann")
    office.briefs[CLINIC] = brief(status="closed")
    await office.open_notify(smtp_port=closed_port)
    await office.happens(FOLLOW_UP)
    await office.watcher.sees(n.MessageQueued)
    office.world.clock.moment = NOON + timedelta(hours=24)
    [refused] = await office.watcher.sees(n.MessageRefused)
    assert "24 hours" in refused.reason


async def test_a_reminder_that_waited_for_the_mail_server_is_dropped_when_the_clinic_is_cancelled(
    office, open_mail_host, closed_port
):
    office.joins("ann")
    await office.open_notify(smtp_port=closed_port)
    await office.happens(reminder(), stream=TIMERS)
    await office.watcher.sees(n.MessageQueued)
    # The owner still says that it takes place: the event alone is enough.
    await office.happens(CANCELLED)
    await office.watcher.sees(n.MessageDropped)
    back = await open_mail_host(port=closed_port)
    await office.happens(FOLLOW_UP)
    [mail] = await back.holds(1)
    assert mail["Subject"].startswith("What really happened?")


async def test_a_record_that_cannot_be_read_keeps_no_other_message_waiting(office, mail_host):
    office.joins("ann")
    runtime = await office.open_notify()
    broken = [
        {"_id": "delivery-broken", "channel": "email"},
        {"_id": 7, "channel": "email", "retry_at": "soon", "lane": []},
    ]
    await runtime.collection("outbox").insert_many(broken)
    await office.happens(reminder())
    assert len(await mail_host.holds(1)) == 1
    await office.watcher.sees(n.MessageSent, 1)


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


async def test_messages_wait_while_the_owner_of_the_facts_is_away(office: Office, mail_host):
    office.joins("ann")
    await office.open_notify()
    del office.briefs[CLINIC]
    await office.happens(FOLLOW_UP)
    await office.watcher.sees(n.MessageQueued)
    office.briefs[CLINIC] = brief(status="closed")
    assert len(await mail_host.holds(1)) == 1
