"""Writes one message when its turn comes: asks the owners for the facts, and whether it is still wanted.

So private words stay with their owners until then, a changed title is right, and nothing is sent about what is off.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from services.notify import messages
from services.notify.adapters.channels.mail import Mail, sender_of
from services.notify.adapters.delivery.backoff import LATE_AFTER
from services.notify.domain.delivery.state import Delivery, Reader, reader_id
from services.notify.domain.message_kinds import FACTS, Kind
from services.notify.domain.subscriber import CATEGORIES, code_for, mark_of
from services.notify.handlers.reactions import addresses
from services.notify.handlers.reactions.audience import (
    ASKER,
    BEFORE,
    INVITATION,
    LEFT,
    NOTIFY,
    NUDGE,
    PRESENTER,
    STARTS_AT,
    contacts_of,
)
from services.notify.messages import clinics, visits
from shared.contracts import notify as c
from shared.contracts.clinic import ClinicBrief, GetClinicBrief
from shared.contracts.community import Contact, GetInvitation, GetWayIn, InvitationView, WayInView
from shared.contracts.text import cleaned_line
from shared.contracts.trips import GetVisitBrief, PlaceBrief, VisitBrief
from shared.contracts.types import Id
from shared.domain import Refusal
from shared.runtime.ports import BusPorts

type Brief = ClinicBrief | VisitBrief

ONLY_NUDGE = (
    "We asked a week ago, and do not ask again. Should there be something to tell one day, the page stays open for it."
)

NEXT_LEAD = {"7 days": timedelta(hours=24), "24 hours": timedelta(hours=1)}
"""By lead time of a reminder, the next one's: from then on the earlier one would say what is no longer true."""


@dataclass(frozen=True, slots=True)
class Post:
    """One chat post: what goes where."""

    url: str
    text: str


class Unwanted(Exception):
    """Not to be sent any more: the message says why."""


type Written = Mail | Post

_PARTS: dict[str, str] = {
    Kind.TRYING_DUE: "/memories",
    Kind.MAIL_GONE: "/settings#contact",
    Kind.ADDRESS_ASKED: "/settings#contact",
    Kind.WAY_IN_GIVEN: "/settings#devices",
}
"""Where on the pages of its topic a letter leads, other than to the first."""


async def write(delivery: Delivery, ports: BusPorts) -> Written:
    """The message as it is right now.

    Raises `Unwanted` where it is not to be sent, `Refusal` (503) while an owner cannot be asked, and `LetterRefused`
    where the facts make no letter.
    """
    if delivery.letter == Kind.INVITATION:
        return await _invitation(delivery, ports)
    brief = await _brief(delivery, ports)
    after = await clinics.asked_of(delivery, ports)
    if brief is not None:
        _require_wanted(delivery, brief, ports)
    if after is not None and (reason := clinics.why_unwanted(delivery, after)):
        raise Unwanted(reason)
    place = await _place(delivery, brief, ports)
    others = _people(delivery, brief)
    found = await contacts_of(ports, delivery.community_id, sorted({delivery.member_id, *others.values()}))
    contacts = {contact.member_id: contact for contact in found.contacts}
    contact = contacts.get(delivery.member_id)
    if contact is None:
        raise Unwanted("This member no longer belongs.")
    if delivery.letter in addresses.ELSEWHERE:
        return await _elsewhere(delivery, contact, found.community_name, ports)
    address = contact.email if delivery.channel == "email" else contact.chat_webhook
    if not address:
        raise Unwanted("This member has no address for this channel any more.")
    reader = await _reader(delivery, ports)
    category = CATEGORIES.get(delivery.letter)
    if category in reader.stopped:
        raise Unwanted(f"This member has stopped {category}.")
    if reader.has_lost(delivery.channel, mark_of(address)):
        raise Unwanted("The channel at this address no longer exists; a new address opens it again.")
    facts = {
        "community": found.community_name,
        "name": contact.name,
        "link": _link(delivery, ports),
        "unsubscribe": _unsubscribe(reader, category, ports) if category else None,
        **{role: contacts[who].name if who in contacts else "a former member" for role, who in others.items()},
        **_told(delivery, brief, contact),
    }
    if after is not None:
        facts |= clinics.told(delivery, after, facts.get("presenter") or "")
    facts |= visits.told(delivery, place)
    facts |= await _of_belonging(delivery, contact, ports)
    return _message(delivery, facts, contact.name, address, ports)


async def _elsewhere(delivery: Delivery, contact: Contact, community: str, ports: BusPorts) -> Written:
    """A mail to an address that is not the member's yet, or is theirs no longer."""
    to = await addresses.where_to(delivery, ports)
    if not to.address:
        raise Unwanted("This address is not to be confirmed any more.")
    facts = {
        "community": community,
        "name": contact.name,
        "link": to.link or _link(delivery, ports),
        "until": messages.moment(to.until, contact.zone or "UTC") if to.until else None,
    }
    return _message(delivery, facts, contact.name, to.address, ports)


async def _place(delivery: Delivery, brief: Brief | None, ports: BusPorts) -> PlaceBrief | None:
    """What a letter about somebody's place on a visit, or about its day, is made from; None where it is another letter."""
    place = await visits.asked_of(delivery, ports)
    if place is None or not isinstance(brief, VisitBrief):
        return None
    if reason := visits.why_unwanted(delivery, brief, place):
        raise Unwanted(reason)
    return place


async def _invitation(delivery: Delivery, ports: BusPorts) -> Written:
    """The reader is no member yet; what there is to know, the invitation knows."""
    invitation = await _open_invitation(delivery.community_id, delivery.member_id, ports)
    inviter = delivery.facts.get("inviter_id", "")
    contacts = (await contacts_of(ports, delivery.community_id, [inviter])).contacts if "member-" in inviter else ()
    where = urlencode({"community": delivery.community_id, "code": invitation.code})
    facts = {
        "community": invitation.community_name,
        "name": invitation.name,
        "link": f"{ports.settings.public_url}/join?{where}",
        "inviter": contacts[0].name if contacts else invitation.community_name,
        "role": delivery.facts.get("role"),
    }
    return _message(delivery, facts, invitation.name, invitation.email, ports)


async def _open_invitation(community_id: Id, invitation_id: Id, ports: BusPorts) -> InvitationView:
    query = GetInvitation(community_id=community_id, invitation_id=invitation_id)
    try:
        invitation = await ports.ask.query(query, InvitationView, token=ports.signer.own())
    except Refusal as refusal:
        if refusal.status != 404:  # noqa: PLR2004
            raise
        raise Unwanted("This invitation was withdrawn.") from None
    if invitation.accepted:
        raise Unwanted("This invitation was accepted already.")
    return invitation


async def _of_belonging(delivery: Delivery, contact: Contact, ports: BusPorts) -> dict[str, str | None]:
    """What the community service tells for a letter about coming in."""
    match delivery.letter:
        case Kind.WAY_IN:
            return await _way_in(delivery, contact, ports)
        case Kind.INVITATION_RETURNED:
            invitation = await _open_invitation(delivery.community_id, delivery.facts[INVITATION], ports)
            return {"invited": invitation.name}
        case _:
            return {}


async def _way_in(delivery: Delivery, contact: Contact, ports: BusPorts) -> dict[str, str | None]:
    """The link that lets the reader in. Its code is in this letter alone."""
    query = GetWayIn(wayin_id=delivery.topic)
    way_in = await ports.ask.query(query, WayInView, token=ports.signer.own())
    if not way_in.code:
        raise Unwanted("This way in was used already, or its time is over.")
    where = urlencode({"way": delivery.topic, "code": way_in.code})
    until = messages.moment(way_in.expires_at, contact.zone or "UTC")
    return {"link": f"{ports.settings.public_url}/enter?{where}", "until": until}


async def _brief(delivery: Delivery, ports: BusPorts) -> Brief | None:
    token = ports.signer.own()
    try:
        match delivery.topic.partition("-")[0]:
            case "clinic":
                return await ports.ask.query(GetClinicBrief(clinic_id=delivery.topic), ClinicBrief, token=token)
            case "visit":
                return await ports.ask.query(
                    GetVisitBrief(visit_id=delivery.topic, member_id=delivery.member_id), VisitBrief, token=token
                )
            case _:
                return None
    except Refusal as refusal:
        if refusal.status != 404:  # noqa: PLR2004
            raise
        raise Unwanted("What it is about no longer exists.") from None


def _require_wanted(delivery: Delivery, brief: Brief, ports: BusPorts) -> None:
    """Whether this message is still wanted; `Unwanted` if not."""
    if delivery.letter == Kind.TRYING_DUE and isinstance(brief, VisitBrief):
        if brief.status == "cancelled":
            raise Unwanted("The visit was cancelled.")
        if not brief.trying:
            raise Unwanted("They have told what came of it already.")
    told = delivery.facts.get(STARTS_AT)
    if told is None:
        return
    if brief.status == "cancelled":
        raise Unwanted("It was cancelled.")
    starts_at = datetime.fromisoformat(told)
    if brief.starts is None or brief.starts.instant != starts_at:
        raise Unwanted("It has moved to another time.")
    if brief.status in ("closed", "reported", "completed") or _late(starts_at, ports) > LATE_AFTER:
        raise Unwanted("It has begun already.")
    following = NEXT_LEAD.get(delivery.facts.get("lead", ""))
    if following is not None and _late(starts_at - following, ports) > LATE_AFTER:
        raise Unwanted("It was so late that a later reminder takes its place.")


def _late(moment: datetime, ports: BusPorts) -> float:
    """How many real seconds ago that was: what takes a moment may be hours on a fast clock."""
    return (ports.clock.real(ports.clock.now()) - ports.clock.real(moment)).total_seconds()


def _people(delivery: Delivery, brief: Brief | None) -> dict[str, str]:
    """Whose names a letter may tell, and in which role."""
    match brief:
        case ClinicBrief():
            presenter = delivery.facts.get(PRESENTER, brief.presenter_id)
            people = {"presenter": presenter, "facilitator": brief.facilitator_id}
        case VisitBrief():
            people = {"host": brief.host_id}
        case None:
            people = {"asker": delivery.facts.get(ASKER)}
    return {role: who for role, who in people.items() if who is not None}


async def _reader(delivery: Delivery, ports: BusPorts) -> Reader:
    reader = reader_id(delivery.community_id, delivery.member_id)
    found = await ports.read(reader)
    if found is None:
        meet = c.MeetReader(reader_id=reader, community_id=delivery.community_id, member_id=delivery.member_id)
        await ports.execute(meet, f"meet {delivery.id}", NOTIFY)
        found = await ports.read(reader)
    assert found is not None
    state: Reader = found.state
    return state


def _link(delivery: Delivery, ports: BusPorts) -> str:
    kind = {"clinic": "clinics", "visit": "visits"}.get(delivery.topic.partition("-")[0], "communities")
    part = _PARTS.get(delivery.letter, "")
    return f"{ports.settings.public_url}/{kind}/{delivery.topic}{part}"


def _unsubscribe(reader: Reader, category: c.Category, ports: BusPorts) -> str:
    where = urlencode({"reader": reader.id, "category": category, "code": code_for(reader, category)})
    return f"{ports.settings.public_url}/unsubscribe?{where}"


def _told(delivery: Delivery, brief: Brief | None, contact: Contact) -> dict[str, str | None]:
    """What the topic's owner and the event have to say."""
    if brief is None:
        return {name: delivery.facts.get(name) for name in ("hosted", "trouble")}
    plain = brief.model_dump(include={"title", "question", "report", "place", "guide", "reason"})
    takeaways = brief.takeaways if isinstance(brief, ClinicBrief) else ()
    when = _moment(brief.starts.instant, contact, brief) if brief.starts else None
    before = delivery.facts.get(BEFORE)
    return {
        **plain,
        "takeaway": "\n".join(takeaways),
        "what": "clinic" if isinstance(brief, ClinicBrief) else "visit",
        "when": when,
        "held": when,
        "before": _moment(datetime.fromisoformat(before), contact, brief) if before else None,
        "lead": delivery.facts.get(LEFT) or delivery.facts.get("lead"),
        **(_of_visit(delivery, brief) if isinstance(brief, VisitBrief) else {}),
    }


def _of_visit(delivery: Delivery, brief: VisitBrief) -> dict[str, str | None]:
    """What visitors must know to be there, and what they wanted to try. When they set off, the clocks of the place where they
    do tell."""
    leaves = brief.departure
    return {
        "meeting_point": brief.meeting_point,
        "bring": brief.bring,
        "departure": f"{leaves.title}, {messages.moment(leaves.at.instant, leaves.at.zone)}" if leaves else None,
        "trying": "\n".join(brief.trying),
        "again": ONLY_NUDGE if NUDGE in delivery.facts else None,
    }


def _moment(at: datetime, contact: Contact, brief: Brief) -> str:
    """On the reader's own clock if we know it, else on the clock of the place; who goes there goes by its clock."""
    zone = brief.starts.zone if brief.starts else "UTC"
    if isinstance(brief, VisitBrief) and brief.mode != "online":
        return messages.moment(at, zone)
    try:
        return messages.moment(at, contact.zone or zone)
    except ValueError:
        return messages.moment(at, zone)


def _message(delivery: Delivery, facts: dict[str, str | None], name: str, address: str, ports: BusPorts) -> Written:
    kind = Kind(delivery.letter)
    wanted = FACTS[kind].needed | FACTS[kind].welcome
    letter = messages.write(kind, {fact: value for fact, value in facts.items() if fact in wanted})
    if delivery.channel == "chat":
        return Post(address, letter.chat)
    domain = sender_of(ports.settings.mail_from).domain
    return Mail(
        to_name=cleaned_line(name),
        to_address=address,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        message_id=delivery.message_id or f"<{delivery.id}@{domain}>",
        thread_root=f"<{delivery.topic}@{domain}>",
        list_id=f"{delivery.community_id}.{domain}",
        community=cleaned_line(facts["community"] or ""),
        category=CATEGORIES.get(kind, "personal"),
        unsubscribe_url=facts.get("unsubscribe"),
    )
