"""What a presenter takes along from the advice, and what they set aside: what it must say, and when it may change. Pure."""

from collections.abc import Sequence
from typing import Any

from services.clinic.domain.clinic.guards import require_member
from services.clinic.domain.clinic.records import Takeaway
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.clinic.visibility import sees
from shared.contracts import clinic as c
from shared.contracts.base import Event, Id
from shared.contracts.protocol import ADVICE
from shared.domain import Context, Refusal, conflict, forbidden, invalid


def advice_of(command: c.NoteTakeaway) -> tuple[Id, ...]:
    """The advice that a takeaway comes from, each once."""
    first = (command.advice_id,) if command.advice_id else ()
    return tuple(dict.fromkeys((*first, *command.advice_ids)))


def takeaway_fields(clinic: Clinic, command: c.NoteTakeaway, owner: Id) -> dict[str, Any]:
    """What a takeaway's event says beyond that of any contribution."""
    advice = advice_of(command)
    text, why = _required_words(command, advice)
    _require_fit(clinic, owner, advice, command.choice)
    return {"choice": command.choice, "advice_ids": advice, "text": text, "why": why}


def changed_takeaway(clinic: Clinic, command: c.ChangeTakeaway, context: Context) -> Sequence[Event]:
    before = _require_own(clinic, command.takeaway_id, context)
    advice = tuple(dict.fromkeys(command.advice_ids))
    text, why = _required_words(command, advice)
    _require_fit(clinic, context.actor.id, advice, command.choice, instead_of=before.id)
    after = before.model_copy(update={"choice": command.choice, "advice": advice, "why": why})
    if after == before and clinic.contributions[before.id].text == text:
        return []
    return [
        c.TakeawayChanged(
            community_id=clinic.community_id,
            clinic_id=clinic.id,
            takeaway_id=before.id,
            member_id=before.member_id,
            choice=command.choice,
            advice_ids=advice,
            text=text,
            why=why,
        )
    ]


def dropped_takeaway(clinic: Clinic, command: c.DropTakeaway, context: Context) -> Sequence[Event]:
    gone = _require_own(clinic, command.takeaway_id, context)
    return [
        c.TakeawayDropped(
            community_id=clinic.community_id, clinic_id=clinic.id, takeaway_id=gone.id, member_id=gone.member_id
        )
    ]


def _require_own(clinic: Clinic, takeaway: Id, context: Context) -> Takeaway:
    require_member(context)
    found = clinic.takeaways.get(takeaway)
    if found is None or takeaway not in clinic.contributions:
        raise invalid("There is no such takeaway in this clinic.", "takeaway_id")
    if found.member_id != context.actor.id:
        raise forbidden("Only whoever noted a takeaway can change it.")
    if clinic.status != "running":
        raise conflict(
            "takeaways-are-settled",
            f"This clinic is {clinic.status}; its takeaways stay as they are. What became of them comes in the report.",
        )
    return found


def _required_words(command: c.NoteTakeaway | c.ChangeTakeaway, advice: tuple[Id, ...]) -> tuple[str, str]:
    """What they will do, and why; `Refusal` (422) where something is left unsaid that others need."""
    text, why = command.text or "", command.why or ""
    match command.choice:
        case "set_aside":
            if not advice:
                raise invalid("Say which advice you set aside.", "advice_ids")
            if not (why or text):
                raise invalid("Say in a sentence why it is not for you: whoever gave it will read it.", "why")
            return ("", why or text)
        case "adapted":
            if not advice:
                raise invalid("Say which advice you adapt.", "advice_ids")
            if not text:
                raise invalid("Say what you will do instead of what was advised.", "text")
        case "taken":
            if not (text or advice):
                raise invalid("Say what you take along, or from which advice.", "text")
    return text, why


def _require_fit(
    clinic: Clinic, owner: Id, advice: tuple[Id, ...], choice: c.Choice, instead_of: Id | None = None
) -> None:
    """Whether all of the advice was given, and nothing else says the opposite of it."""
    for name in advice:
        found = clinic.contributions.get(name)
        if found is None or found.withdrawn or found.kind not in ADVICE or not sees(clinic, owner, found):
            raise invalid("There is no such advice in this clinic.", "advice_ids")
        for other in clinic.takeaways_from(name):
            if other.member_id == owner and other.id != instead_of and "set_aside" in (choice, other.choice):
                raise _said_already(other)


def _said_already(other: Takeaway) -> Refusal:
    return conflict(
        "advice-is-weighed",
        "You have said that you "
        f"{'set this advice aside' if other.choice == 'set_aside' else 'take this advice along'}. "
        "Change that takeaway instead.",
        takeaway_id=other.id,
    )
