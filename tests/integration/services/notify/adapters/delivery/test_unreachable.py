"""What was accepted long ago and cannot be delivered: seen to have failed, quoted nowhere, and told to who can mend it."""

from shared.contracts import community as co
from shared.contracts import notify as n
from tests.support.notify.office import CLINIC, INVITATION, INVITED, brief, reminder, scheduled
from tests.support.world import COMMUNITY, member

OLD_ADDRESS = "bo..secret@example.org"


def convener(office, name):
    office.joins(name)
    office.contacts[member(name)] = office.contacts[member(name)].model_copy(update={"role": "convener"})


def spoilt(office, who, **changed):
    office.contacts[member(who)] = office.contacts[member(who)].model_copy(update=changed)


def told(mails):
    return sorted(f"{mail['To'].addresses[0].username}: {mail['Subject']}" for mail in mails)


async def test_an_address_no_letter_reaches_is_seen_to_have_failed_and_the_member_and_the_conveners_are_told(
    office, mail_host, chat_room
):
    convener(office, "ann")
    office.joins("bo", chat=chat_room.url)
    office.joins("cy")
    spoilt(office, "bo", email=OLD_ADDRESS)
    office.briefs[CLINIC] = brief(presenter_id=member("cy"))
    await office.open_notify()
    await office.happens(scheduled())
    [refused] = await office.watcher.sees(n.MessageRefused)
    assert (refused.member_id, refused.channel) == (member("bo"), "email")
    assert "is not an address that mail can reach" in refused.reason
    [gone] = await office.watcher.sees(n.ChannelDisabled)
    assert (gone.member_id, gone.channel) == (member("bo"), "email"), "their settings and their home page say it"
    assert "ann: Mail to Bo does not arrive" in told(await mail_host.holds(3))
    assert any(post.startswith("Mail to you from Night Bakers does not arrive.") for post in await chat_room.holds(2))
    assert "bo..secret" not in str(office.watcher.events)
    for mail in mail_host.took:
        assert "bo..secret" not in mail.as_string()


async def test_whoever_invited_hears_that_the_invitation_did_not_arrive_and_why_without_the_address(office, mail_host):
    office.joins("ann")
    office.invitations[INVITATION] = co.InvitationView(
        community_name="Night Bakers", name="Cy", email="cy.secret@example.org", code="open-me", accepted=False
    )
    mail_host.answers["RCPT"] = ["550 5.1.1 <cy.secret@example.org>: no mailbox cy.secret here"]
    await office.open_notify()
    await office.happens(INVITED, stream=COMMUNITY)
    [mail] = await mail_host.holds(1)
    assert told([mail]) == ["ann: Your invitation to Cy did not arrive"]
    text = mail.get_body(("plain",)).get_content()
    assert "550 5.1.1 (the address): no mailbox (the address) here" in text
    assert "cy.secret" not in str(office.watcher.events)


async def test_a_title_and_a_name_from_before_there_was_the_rule_go_out_cleaned(office, mail_host):
    office.joins("ann")
    spoilt(office, "ann", name="Ann\x85of =?utf-8?q?x?=")
    office.briefs[CLINIC] = brief(title="\x91Who\u2028starts\x92 =?utf-8?q?x?= \u202eit\x00?")
    await office.open_notify()
    await office.happens(reminder())
    [mail] = await mail_host.holds(1)
    assert mail["Subject"] == "In 7 days: ‘Who starts’ =?utf-8?q?x?= it? (case clinic)"
    assert mail["To"].addresses[0].display_name == "Ann of =?utf-8?q?x?="
    assert await office.watcher.sees(n.MessageSent)
