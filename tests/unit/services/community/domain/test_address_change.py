"""Another mail address for a member: proposed, confirmed once and soon, until then of no effect."""

from datetime import timedelta

import pytest

from services.community.domain.address_change import MOST_WITHIN_A_DAY, OPEN_FOR
from services.community.domain.community.state import Community
from shared.contracts import community as c
from shared.domain import Actor, Refusal
from tests.support.given import Given
from tests.support.world import NOON
from tests.unit.services.community.domain.community.test_decide import ANA, ANYONE, CORA, FINN, HERE, community, invited

NEW = "ana@new.example"


def give(email: str = NEW, **more: str) -> c.SetContact:
    return c.SetContact(community_id=HERE, email=email, **more)


def proposed(
    email: str = NEW, number: int = 1, who: str = ANA, given_at: timedelta = timedelta(0)
) -> c.AddressProposed:
    return c.AddressProposed(
        community_id=HERE,
        member_id=who,
        change_id=f"address-{number:026}",
        proposed_at=NOON + given_at,
        expires_at=NOON + given_at + OPEN_FOR,
        email=email,
        code=f"code-{number}",
    )


def confirm(code: str = "code-1", who: str = ANA) -> c.ConfirmAddress:
    return c.ConfirmAddress(community_id=HERE, member_id=who, code=code)


def refused(given: Given, command: c.CommunityCommand, by: Actor | str = ANYONE, **more: object) -> Refusal:
    with pytest.raises(Refusal) as found:
        given.when(command, by=by, **more)  # type: ignore[arg-type]
    return found.value


def test_a_new_address_changes_nothing_until_it_is_confirmed() -> None:
    given = community()
    events = given.when(give(zone="Asia/Tokyo"), by=ANA, secret="unguessable")
    assert [type(event) for event in events] == [c.ContactSet, c.AddressProposed]
    assert "unguessable" not in str([event.public() for event in events])
    assert NEW not in str([event.public() for event in events])
    ana = given.then(events).members[ANA]
    assert (ana.email, ana.zone) == ("ana@example.org", "Asia/Tokyo")


def test_whoever_has_the_code_confirms_it_and_only_once() -> None:
    given = community(proposed())
    events = given.when(confirm(), by=ANYONE)
    assert [type(event) for event in events] == [c.AddressConfirmed]
    state: Community = given.then(events)
    assert (state.members[ANA].email, state.members[ANA].change) == (NEW, None)
    again = refused(community(proposed(), *events), confirm())
    assert (again.status, again.slug) == (410, "link-used")


def test_a_wrong_code_one_from_before_and_a_late_one_confirm_nothing() -> None:
    assert refused(community(proposed()), confirm("guessed")).status == 404
    assert refused(community(proposed(), proposed("ana@third.example", 2)), confirm("code-1")).status == 404
    assert refused(community(proposed(given_at=-OPEN_FOR)), confirm()).status == 410
    assert refused(community(proposed()), confirm(who=FINN)).status == 410
    left = c.MemberLeft(community_id=HERE, member_id=ANA)
    assert refused(community(proposed(), left), confirm()).status == 404


def test_an_address_of_somebody_else_is_refused_however_it_is_written_and_without_a_word_on_whose() -> None:
    cora = refused(community(), give("CORA@Example.org"), by=ANA)
    invitee = refused(community(invited("Ivo", "code")), give("ivo@example.org"), by=ANA)
    assert (cora.status, cora.slug, cora.extra["errors"][0]["field"]) == (409, "address-taken", "email")
    assert cora.problem() == invitee.problem()
    assert "cora" not in str(cora.problem()).lower()


def test_an_address_that_became_somebody_elses_meanwhile_is_not_confirmed() -> None:
    other = c.MemberJoined(community_id=HERE, member_id=f"member-{'9' * 26}", role="member", name="Ann", email=NEW)
    assert refused(community(proposed(), other), confirm()).slug == "address-taken"


def test_an_address_that_nobody_confirmed_keeps_nobody_out() -> None:
    here = community(proposed("ivo@example.org"))
    assert here.when(c.InviteMember(community_id=HERE, name="Ivo", email="ivo@example.org"), by=CORA)
    came = community(invited("Ivo", "code"), proposed("ivo@example.org"))
    assert came.when(c.JoinCommunity(community_id=HERE, code="code"), by=ANYONE)


def test_the_same_address_again_sends_nothing_more() -> None:
    assert community().when(give("Ana@Example.org"), by=ANA) == []
    assert community(proposed()).when(give(), by=ANA) == []
    assert community(proposed(given_at=-OPEN_FOR)).when(give(), by=ANA), "the old link is over"


def test_mails_to_strangers_are_few() -> None:
    many = [proposed(f"a{number}@new.example", number) for number in range(MOST_WITHIN_A_DAY)]
    assert refused(community(*many), give(), by=ANA).status == 429
    yesterday = [
        proposed(f"a{number}@new.example", number, given_at=-timedelta(days=1)) for number in range(MOST_WITHIN_A_DAY)
    ]
    assert community(*yesterday).when(give(), by=ANA)


def test_a_member_takes_it_back_and_an_access_token_does_not() -> None:
    withdraw = c.WithdrawAddress(community_id=HERE)
    [event] = community(proposed()).when(withdraw, by=ANA)
    assert isinstance(event, c.AddressWithdrawn)
    assert refused(community(proposed(), event), confirm()).status == 410
    assert community().when(withdraw, by=ANA) == []
    token = Actor("member", ANA, frozenset({"community:write"}))
    assert refused(community(proposed()), withdraw, by=token).status == 403
    assert refused(community(), give(), by=token).status == 403


def test_an_address_from_before_there_was_confirming_counts_as_confirmed() -> None:
    old = c.ContactSet(community_id=HERE, member_id=ANA, email="ana@old.example", chat_webhook="", zone="")
    assert community(old).then([]).members[ANA].email == "ana@old.example"


def test_inviting_an_address_again_under_another_name_renames_nobody() -> None:
    here = community(invited("Ivo", "code"))
    other = c.InviteMember(community_id=HERE, name="Somebody else", email="IVO@example.org")
    assert refused(here, other, by=FINN).slug == "already-invited"
    assert here.when(c.InviteMember(community_id=HERE, name=" ivo ", email="ivo@example.org"), by=FINN)
    as_member = c.InviteMember(community_id=HERE, name="Somebody else", email="ana@example.org")
    assert refused(community(), as_member, by=CORA).slug == "already-belongs"
    moved = community(proposed(), *community(proposed()).when(confirm(), by=ANYONE))
    assert refused(moved, as_member.model_copy(update={"email": NEW}), by=CORA).slug == "already-belongs"


def test_the_same_invitation_sent_long_after_makes_no_member_anew() -> None:
    invite = c.InviteMember(community_id=HERE, name="Ivo", email="ivo@example.org")
    [first] = community().when(invite, by=CORA, secret="code")
    [joined] = community(first).when(c.JoinCommunity(community_id=HERE, code="code"), by=ANYONE)
    renamed = c.InviteMember(community_id=HERE, name="Other", email="other@example.org")
    assert community(first, joined).when(renamed, by=CORA) == []
