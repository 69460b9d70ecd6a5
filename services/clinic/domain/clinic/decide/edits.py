"""A contribution while its step runs: other words, taken back, and "me too". Pure."""

from collections.abc import Sequence

from services.clinic.domain.clinic.guards import require_member, require_running_step
from services.clinic.domain.clinic.records import Contribution, Takeaway
from services.clinic.domain.clinic.response import require_response
from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.clinic.takeaway import changed_takeaway, dropped_takeaway
from services.clinic.domain.clinic.visibility import is_another_case, sees
from services.clinic.domain.protocols.plan import spoken
from shared.contracts import clinic as c
from shared.contracts.base import Event, Id
from shared.domain import Context, Decider, conflict, forbidden, invalid, not_found

decide: Decider[Clinic] = Decider()


@decide.on
def edit_contribution(clinic: Clinic, command: c.EditContribution, context: Context) -> Sequence[Event]:
    contribution = _require_own(clinic, command.contribution_id, context)
    if takeaway := clinic.takeaways.get(contribution.id):
        return changed_takeaway(clinic, _in_other_words(takeaway, command), context)
    if command.story and contribution.kind != "advice":
        raise invalid("Only advice is marked as a story; an experience is one anyway.", "story")
    story = contribution.story if command.story is None else command.story
    if (contribution.text, contribution.story) == (command.text, story):
        return []
    return [
        c.ContributionEdited(
            community_id=clinic.community_id,
            clinic_id=clinic.id,
            contribution_id=contribution.id,
            member_id=contribution.member_id,
            kind=contribution.kind,
            step=contribution.step,
            at=context.now,
            text=command.text,
            story=story,
        )
    ]


@decide.on
def withdraw_contribution(clinic: Clinic, command: c.WithdrawContribution, context: Context) -> Sequence[Event]:
    contribution = _require_own(clinic, command.contribution_id, context)
    if contribution.id in clinic.takeaways:
        return dropped_takeaway(clinic, c.DropTakeaway(clinic_id=clinic.id, takeaway_id=contribution.id), context)
    return [
        c.ContributionWithdrawn(
            community_id=clinic.community_id,
            clinic_id=clinic.id,
            contribution_id=contribution.id,
            member_id=contribution.member_id,
            kind=contribution.kind,
            step=contribution.step,
            at=context.now,
        )
    ]


@decide.on
def say_me_too(clinic: Clinic, command: c.SayMeToo, context: Context) -> Sequence[Event]:
    contribution = _require_seen(clinic, command.contribution_id, context)
    here = require_response(clinic, context)
    if is_another_case(here.place, contribution):
        raise conflict("another-case", f"This {contribution.kind} is about another case than the one you are with now.")
    if contribution.member_id == context.actor.id:
        raise conflict("your-own", f"This {contribution.kind} is your own; others can say 'me too'.")
    if context.actor.id in contribution.me_too:
        return []
    return [
        c.MeTooSaid(
            community_id=clinic.community_id,
            clinic_id=clinic.id,
            contribution_id=contribution.id,
            member_id=context.actor.id,
            at=context.now,
        )
    ]


@decide.on
def take_back_me_too(clinic: Clinic, command: c.TakeBackMeToo, context: Context) -> Sequence[Event]:
    contribution = _require_seen(clinic, command.contribution_id, context)
    require_running_step(clinic)
    if context.actor.id not in contribution.me_too:
        return []
    return [
        c.MeTooTakenBack(
            community_id=clinic.community_id,
            clinic_id=clinic.id,
            contribution_id=contribution.id,
            member_id=context.actor.id,
            at=context.now,
        )
    ]


def _in_other_words(takeaway: Takeaway, command: c.EditContribution) -> c.ChangeTakeaway:
    """The same takeaway in other words; of what is set aside, the words say why."""
    aside = takeaway.choice == "set_aside"
    return c.ChangeTakeaway(
        clinic_id=command.clinic_id,
        takeaway_id=takeaway.id,
        choice=takeaway.choice,
        text=None if aside else command.text,
        why=command.text if aside else takeaway.why or None,
        advice_ids=takeaway.advice,
    )


def _require_seen(clinic: Clinic, contribution_id: Id, context: Context) -> Contribution:
    require_member(context)
    contribution = clinic.contributions.get(contribution_id)
    if contribution is None or contribution.withdrawn or not sees(clinic, context.actor.id, contribution):
        raise not_found()
    return contribution


def _require_own(clinic: Clinic, contribution_id: Id, context: Context) -> Contribution:
    """One's own contribution, in the step it was made in: after it, others have built on it."""
    contribution = _require_seen(clinic, contribution_id, context)
    if contribution.member_id != context.actor.id:
        raise forbidden(f"This {contribution.kind} is somebody else's; only they can change it or take it back.")
    if require_running_step(clinic).name != contribution.step:
        raise conflict(
            "step-is-over",
            f"The {spoken(contribution.step)} step is over, and others have built on what was said in it: it stays. "
            f"Say what you would say now in a step that takes it.",
        )
    return contribution
