"""Where people are invited to a clinic, those who are expected hear of it; others only where they were told before."""

from datetime import timedelta

from shared.contracts import notify as n
from shared.contracts.clinic import PeopleInvited
from tests.integration.services.notify.test_notify import subjects
from tests.support.notify.office import CLINIC, STARTS, brief, reminder, scheduled
from tests.support.world import COMMUNITY, member

LATER = STARTS + timedelta(days=1)


def invited(*names: str) -> PeopleInvited:
    return PeopleInvited(community_id=COMMUNITY, clinic_id=CLINIC, member_ids=tuple(member(name) for name in names))


def expecting(*names: str, **changed: object):  # type: ignore[no-untyped-def]
    return brief(expected=tuple(member(name) for name in names), **changed)


async def test_announcements_and_reminders_go_to_those_expected(office, mail_host):
    for name in ("ann", "bo", "cy"):
        office.joins(name)
    office.briefs[CLINIC] = expecting("ann", "bo")
    await office.open_notify()
    await office.happens(scheduled(), version=1)
    await mail_host.holds(2)
    office.briefs[CLINIC] = expecting("ann")
    await office.happens(reminder(), version=2)
    mails = await mail_host.holds(3)
    await office.watcher.sees(n.MessageSent, 3)
    told = sorted(line.partition(":")[0] for line in subjects(mails))
    assert told == ["ann", "ann", "bo"]


async def test_who_is_invited_later_is_told_of_the_time_and_nobody_twice(office, mail_host):
    for name in ("ann", "bo", "cy"):
        office.joins(name)
    office.briefs[CLINIC] = expecting("ann")
    await office.open_notify()
    await office.happens(scheduled(), version=1)
    await mail_host.holds(1)
    office.briefs[CLINIC] = expecting("ann", "cy")
    await office.happens(invited("cy"), version=2)
    mails = await mail_host.holds(2)
    await office.happens(reminder(), version=3)
    mails = await mail_host.holds(4)
    assert sorted(line.partition(":")[0] for line in subjects(mails[:2])) == ["ann", "cy"]


async def test_who_was_told_a_time_before_there_were_invitations_is_told_that_it_moved(office, mail_host):
    for name in ("ann", "bo"):
        office.joins(name)
    await office.open_notify()
    await office.happens(scheduled(), version=1)
    await mail_host.holds(2)
    await office.watcher.sees(n.MessageSent, 2)
    office.joins("cy")
    office.briefs[CLINIC] = expecting("ann", starts_at=LATER)
    await office.happens(scheduled(LATER), version=2)
    mails = await mail_host.holds(4)
    moved = sorted(line.partition(":")[0] for line in subjects(mails[2:]))
    assert moved == ["ann", "bo"]


async def test_while_there_is_no_time_nobody_is_written_to(office, mail_host):
    office.joins("ann")
    office.joins("bo")
    office.briefs[CLINIC] = expecting("ann", "bo", status="proposed", starts=None)
    await office.open_notify()
    await office.happens(invited("bo"), version=1)
    office.briefs[CLINIC] = expecting("ann", "bo")
    await office.happens(scheduled(), version=2)
    mails = await mail_host.holds(2)
    assert sorted(line.partition(":")[0] for line in subjects(mails)) == ["ann", "bo"]


async def test_while_nobody_can_tell_who_is_expected_a_reminder_waits(office, mail_host):
    office.joins("ann")
    office.joins("bo")
    del office.briefs[CLINIC]
    await office.open_notify()
    await office.happens(reminder())
    await office.asked.wait()
    office.briefs[CLINIC] = expecting("bo")
    [mail] = await mail_host.holds(1)
    assert subjects([mail])[0].startswith("bo")
