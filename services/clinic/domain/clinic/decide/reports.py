"""What really happened, told by whoever brought the case: for each takeaway and as a whole, in parts, amended later. Pure."""

from collections.abc import Iterator, Sequence

from services.clinic.domain.clinic.follow_up_dates import (
    MOST_DATES,
    follow_up_postponed,
    require_date_to_come,
    require_presenter,
    still_asked,
    weeks_later,
)
from services.clinic.domain.clinic.records import Asked, Outcome
from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.contracts.base import Event, Id
from shared.contracts.protocol import ADVICE
from shared.domain import Context, Decider, conflict, invalid

decide: Decider[Clinic] = Decider()


@decide.on
def report_follow_up(clinic: Clinic, command: c.ReportFollowUp, context: Context) -> Sequence[Event]:
    require_presenter(clinic, context)
    who = context.actor.id
    if command.text is None and not command.outcomes:
        raise invalid(
            "Tell something: as a whole, or what became of a takeaway. \u201cNothing yet\u201d is fine.", "text"
        )
    told = _checked(clinic, who, command.outcomes)
    new = [outcome for outcome in told if _differs(clinic.outcomes.get(outcome.takeaway_id), outcome)]
    before = clinic.reports.get(who)
    text = command.text if before is None or command.text != before.text else None
    known = {outcome.takeaway_id: outcome for outcome in told}
    again = _again(clinic, who, command, known, context)
    asked = {**clinic.asked, who: _standing(clinic, who, command, known, context)}
    events: list[Event] = []
    if new or text is not None or before is None:
        events.append(
            c.FollowUpReported(
                community_id=clinic.community_id,
                clinic_id=clinic.id,
                presenter_id=who,
                advisers=_to_be_told(clinic, who, new, first_text=bool(text) and not (before and before.text)),
                text=text or "",
                outcomes=tuple(_told(clinic, outcome) for outcome in new),
                stories={outcome.takeaway_id: outcome.story for outcome in new if outcome.story is not None},
                amends=before is not None,
                unanswered=tuple(_unanswered(clinic, who, known)),
                awaited=still_asked(asked.items()),
                at=context.now,
            )
        )
    if again is not None:
        events.append(follow_up_postponed(clinic, who, again, "too_early", asked))
    return events


def _told(clinic: Clinic, outcome: c.Outcome) -> c.OutcomeTold:
    return c.OutcomeTold(
        takeaway_id=outcome.takeaway_id,
        advice_ids=clinic.takeaways[outcome.takeaway_id].advice,
        done=outcome.done,
        result=outcome.result,
        news=_is_news(clinic.outcomes.get(outcome.takeaway_id), outcome),
    )


def _checked(clinic: Clinic, who: Id, outcomes: Sequence[c.Outcome]) -> Sequence[c.Outcome]:
    seen: set[Id] = set()
    for place, outcome in enumerate(outcomes):
        takeaway = clinic.takeaways.get(outcome.takeaway_id)
        if takeaway is None or takeaway.member_id != who or outcome.takeaway_id not in clinic.contributions:
            raise invalid("This is none of your takeaways in this clinic.", f"outcomes.{place}.takeaway_id")
        if takeaway.choice == "set_aside":
            raise invalid("You set this advice aside, so there is nothing to report.", f"outcomes.{place}.takeaway_id")
        if outcome.takeaway_id in seen:
            raise invalid("This takeaway is there twice; say once what became of it.", f"outcomes.{place}.takeaway_id")
        seen.add(outcome.takeaway_id)
        if outcome.done == "not_tried" and outcome.result not in (None, "too_early"):
            raise invalid("What was not tried can neither help nor fail.", f"outcomes.{place}.result")
        if outcome.done != "not_tried" and outcome.result is None:
            raise invalid("Say whether it helped, did not, or whether it is too early.", f"outcomes.{place}.result")
    return outcomes


def _is_news(before: Outcome | None, now: c.Outcome) -> bool:
    """Whether those who advised it would want to hear of it; a mended sentence is no news."""
    return before is None or (before.done, before.result) != (now.done, now.result)


def _differs(before: Outcome | None, now: c.Outcome) -> bool:
    return _is_news(before, now) or (now.story is not None and before is not None and now.story != before.story)


def _to_be_told(clinic: Clinic, who: Id, new: Sequence[c.Outcome], first_text: bool) -> tuple[Id, ...]:
    """Those who gave the advice there is news of, and with the first whole story everybody who advised on this case."""
    given = [
        advice
        for outcome in new
        if _is_news(clinic.outcomes.get(outcome.takeaway_id), outcome)
        for advice in clinic.takeaways[outcome.takeaway_id].advice
    ]
    if first_text:
        given += advice_for(clinic, who)
    givers = (clinic.contributions[name].member_id for name in given if _stands(clinic, name))
    return tuple(dict.fromkeys(giver for giver in givers if giver != who))


def _stands(clinic: Clinic, said: Id) -> bool:
    found = clinic.contributions.get(said)
    return found is not None and not found.withdrawn


def advice_for(clinic: Clinic, owner: Id) -> Iterator[Id]:
    """The advice given on one member's case. Where several brought one, theirs, and what they weighed."""
    alone = len(clinic.owners) == 1
    for contribution in clinic.contributions.values():
        if contribution.kind in ADVICE and (alone or contribution.case_of == owner):
            yield contribution.id
    if not alone:
        for takeaway in clinic.takeaways.values():
            if takeaway.member_id == owner:
                yield from takeaway.advice


def _unanswered(clinic: Clinic, who: Id, told: dict[Id, c.Outcome]) -> Iterator[Id]:
    for takeaway in clinic.takeaways.values():
        mine = takeaway.member_id == who and takeaway.choice != "set_aside" and takeaway.id in clinic.contributions
        if mine and takeaway.id not in told and takeaway.id not in clinic.outcomes:
            yield takeaway.id


def _too_early(clinic: Clinic, who: Id, told: dict[Id, c.Outcome]) -> bool:
    """Whether something is too early to tell, after this report."""
    results = [
        told[takeaway.id].result if takeaway.id in told else clinic.outcomes[takeaway.id].result
        for takeaway in clinic.takeaways.values()
        if takeaway.member_id == who and (takeaway.id in told or takeaway.id in clinic.outcomes)
    ]
    return "too_early" in results


def _standing(clinic: Clinic, who: Id, command: c.ReportFollowUp, told: dict[Id, c.Outcome], context: Context) -> Asked:
    """The date they had. It stays if it lies ahead and there will be something to tell; otherwise nobody asks any more."""
    had = clinic.asked[who]
    more = _too_early(clinic, who, told) or (command.text is None and any(_unanswered(clinic, who, told)))
    return had if had.open and had.at.instant > context.now and more else had.model_copy(update={"open": False})


def _again(
    clinic: Clinic, who: Id, command: c.ReportFollowUp, told: dict[Id, c.Outcome], context: Context
) -> Asked | None:
    """Another date, where it is too early to tell and none lies ahead; or the one that the presenter chose."""
    had = clinic.asked[who]
    early = _too_early(clinic, who, told)
    if command.again is not None:
        if not early:
            raise invalid("Another day is for what it is too early to tell; nothing of yours is.", "again")
        if command.again == had.at and had.open:
            return None
        if had.number >= MOST_DATES:
            raise conflict("asked-enough", "You were asked three times; now tell whenever you like.")
        require_date_to_come(command.again, "again", context.now)
        return Asked(at=command.again, number=had.number + 1)
    fresh = any(
        outcome.result == "too_early" and _differs(clinic.outcomes.get(outcome.takeaway_id), outcome)
        for outcome in told.values()
    )
    if not fresh or (had.open and had.at.instant > context.now) or had.number >= MOST_DATES:
        return None
    return Asked(at=weeks_later(context.now, had.at), number=had.number + 1)
