"""A community over the real bus and store."""

import pytest

from services.community.app import service
from shared.contracts import community as c
from shared.domain import Refusal
from shared.settings import Settings
from tests.support.belonging import People
from tests.support.world import World


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"webhook_allow": "127.0.0.1:9999"})


@pytest.fixture
async def people(world: World) -> People:
    await world.open(service)
    this_people = People(world)
    await this_people.begin()
    return this_people


async def test_people_are_invited_join_and_see_each_other(people: People) -> None:
    await people.joins("Finn", "facilitator")
    await people.joins("Ana")
    seen = await people.ask("Ana", c.GetCommunity(community_id=people.community), c.CommunityView)
    assert [(member.name, member.role) for member in seen.members] == [
        ("Cora", "convener"),
        ("Finn", "facilitator"),
        ("Ana", "member"),
    ]
    assert seen.members[2].member_id == people.ids["Ana"]


async def test_the_same_request_to_join_gets_the_same_answer_and_another_one_hears_that_the_code_is_used(
    people: People,
) -> None:
    code = await people.invites("Ana")
    first = await people.enter(code, id="once")
    assert await people.enter(code, id="once") == {**first, "repeated": True}
    with pytest.raises(Refusal) as refused:
        await people.enter(code, id="twice")
    assert (refused.value.status, refused.value.slug) == (410, "invitation-used")


async def test_an_invitation_code_is_shown_to_nobody_but_the_letter(people: People) -> None:
    made = await people.send("Cora", c.InviteMember(community_id=people.community, name="Ana", email="ana@example.org"))
    invitation = c.GetInvitation(
        community_id=people.community, invitation_id=made["events"][0]["data"]["invitation_id"]
    )
    letter = await people.notified(invitation, c.InvitationView)
    assert len(letter.code) >= 24
    assert letter.code not in str(made)
    assert (letter.name, letter.email, letter.accepted) == ("Ana", "ana@example.org", False)
    with pytest.raises(Refusal) as refused:
        await people.ask("Cora", invitation, c.InvitationView)
    assert refused.value.status == 404
    await people.enter(letter.code)
    accepted = await people.notified(invitation, c.InvitationView)
    assert (accepted.accepted, accepted.code) == (True, "")


async def test_two_invitations_never_have_the_same_code(people: People) -> None:
    assert await people.invites("Ana") != await people.invites("Ben")


async def test_notify_learns_how_to_reach_those_it_asks_for_and_nobody_else_does(people: People) -> None:
    await people.joins("Ana")
    await people.joins("Ben")
    await people.send("Ana", c.SetContact(community_id=people.community, email="ana@example.org", zone="Asia/Tokyo"))
    query = c.GetContacts(community_id=people.community, member_ids=(people.ids["Ana"],))
    [ana] = (await people.notified(query, c.ContactsView)).contacts
    assert (ana.name, ana.email, ana.zone, ana.role) == ("Ana", "ana@example.org", "Asia/Tokyo", "member")
    everyone = await people.notified(c.GetContacts(community_id=people.community), c.ContactsView)
    assert [(contact.name, contact.zone) for contact in everyone.contacts] == [
        ("Cora", "UTC"),
        ("Ana", "Asia/Tokyo"),
        ("Ben", "UTC"),
    ]
    with pytest.raises(Refusal) as refused:
        await people.ask("Cora", query, c.ContactsView)
    assert refused.value.status == 404


async def test_a_member_who_left_sees_nothing_and_gets_no_more_mail(people: People) -> None:
    await people.joins("Ana")
    await people.send("Ana", c.LeaveCommunity(community_id=people.community, member_id=people.ids["Ana"]))
    with pytest.raises(Refusal) as refused:
        await people.ask("Ana", c.GetCommunity(community_id=people.community), c.CommunityView)
    assert refused.value.status == 404
    everyone = await people.notified(c.GetContacts(community_id=people.community), c.ContactsView)
    assert [contact.name for contact in everyone.contacts] == ["Cora"]


async def test_services_and_members_learn_a_role_and_strangers_do_not(people: People) -> None:
    guest = await people.joins("Gus", "guest")
    query = c.GetRole(community_id=people.community, member_id=guest)
    assert (await people.notified(query, c.RoleView)).role == "guest"
    assert (await people.ask("Cora", query, c.RoleView)).role == "guest"
    people.ids["Zoe"] = "member-" + "z" * 26
    with pytest.raises(Refusal) as refused:
        await people.ask("Zoe", query, c.RoleView)
    assert refused.value.status == 404


async def test_whoever_is_unknown_has_no_role(people: People) -> None:
    stranger = "member-" + "z" * 26
    for community in (people.community, "community-" + "z" * 26):
        query = c.GetRole(community_id=community, member_id=stranger)
        assert (await people.notified(query, c.RoleView)).role is None


async def test_a_community_is_the_same_after_a_restart(world: World, people: People) -> None:
    await people.joins("Ana")
    await world.close()
    await world.open(service)
    code = people.codes["Ana"]
    with pytest.raises(Refusal) as refused:
        await people.enter(code)
    assert refused.value.status == 410
    seen = await people.ask("Ana", c.GetCommunity(community_id=people.community), c.CommunityView)
    assert [member.name for member in seen.members] == ["Cora", "Ana"]


async def test_everybody_sees_how_they_themselves_are_reached_and_nobody_else_does(people: People) -> None:
    await people.joins("Ana")
    contact = c.SetContact(community_id=people.community, email="ana@example.org", zone="Europe/Paris")
    await people.send("Ana", contact)
    asked = c.GetOwnContact(community_id=people.community)
    assert await people.ask("Ana", asked, c.OwnContact) == c.OwnContact(
        email="ana@example.org", chat_webhook="", zone="Europe/Paris"
    )
    assert (await people.ask("Cora", asked, c.OwnContact)).zone == "", "the community's holds"
    await people.send("Ana", c.LeaveCommunity(community_id=people.community, member_id=people.ids["Ana"]))
    with pytest.raises(Refusal) as refused:
        await people.ask("Ana", asked, c.OwnContact)
    assert refused.value.status == 404


@pytest.mark.parametrize(
    "webhook",
    [
        "https://127.0.0.1/hook",
        "http://127.0.0.1:8025/hook",
        "https://localhost/hook",
        "https://[::1]/hook",
        "https://[::ffff:127.0.0.1]/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/hook",
        "https://192.168.1.1/hook",
        "https://2130706433/hook",
        "https://nats.internal/hook",
        "https://chat.example.org:8443/hook",
    ],
)
async def test_a_chat_address_to_which_nothing_would_be_posted_is_refused(people: People, webhook: str) -> None:
    await people.joins("Ana")
    contact = c.SetContact(community_id=people.community, email="ana@example.org", chat_webhook=webhook)
    with pytest.raises(Refusal) as refused:
        await people.send("Ana", contact)
    assert (refused.value.status, refused.value.extra["errors"][0]["field"]) == (422, "chat_webhook")
    seen = await people.ask("Ana", c.GetOwnContact(community_id=people.community), c.OwnContact)
    assert seen.chat_webhook == ""


async def test_a_public_chat_address_is_taken_and_so_is_one_the_operator_allows(people: People) -> None:
    await people.joins("Ana")
    allowed = people.world.settings.webhook_allow
    for webhook in ("https://hooks.chat.example/services/x", f"http://{allowed}/hook"):
        await people.send(
            "Ana", c.SetContact(community_id=people.community, email="ana@example.org", chat_webhook=webhook)
        )
        seen = await people.ask("Ana", c.GetOwnContact(community_id=people.community), c.OwnContact)
        assert seen.chat_webhook == webhook
