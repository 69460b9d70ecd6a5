"""Exploring a new idea: support and being named are each person's own; the brief is the presenter's. Pure."""

from collections.abc import Sequence

from services.clinic.domain.clinic.contribution import Words, contribution_or_draft
from services.clinic.domain.clinic.guards import require_member
from services.clinic.domain.clinic.idea import in_brief, require_brief, supports
from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.contracts.base import Event, Id
from shared.domain import Context, Decider, conflict, forbidden, invalid

decide: Decider[Clinic] = Decider()


@decide.on
def support_idea(clinic: Clinic, command: c.SupportIdea, context: Context) -> Sequence[Event]:
    words = Words("support", command.text or "", command.about, story=False, takeaway=None, field="about")
    events = contribution_or_draft(clinic, words, context)
    if not command.named or context.actor.id in clinic.named:
        return events
    return [*events, _agreed(clinic, context)]


@decide.on
def agree_to_be_named(clinic: Clinic, _: c.AgreeToBeNamed, context: Context) -> Sequence[Event]:
    require_member(context)
    if not supports(clinic, context.actor.id):
        raise conflict(
            "no-support", "The brief names those who support the idea. Say first that you do, in its debate."
        )
    return [] if context.actor.id in clinic.named else [_agreed(clinic, context)]


@decide.on
def withdraw_naming(clinic: Clinic, _: c.WithdrawNaming, context: Context) -> Sequence[Event]:
    require_member(context)
    if context.actor.id not in clinic.named:
        return []
    return [c.NamingWithdrawn(**_ids(clinic), member_id=context.actor.id)]


@decide.on
def write_brief(clinic: Clinic, command: c.WriteBrief, context: Context) -> Sequence[Event]:
    _require_writer(clinic, context)
    brief = clinic.brief
    said = {
        "opening": brief.opening if command.opening is None else command.opening,
        "next_steps": brief.next_steps if command.next_steps is None else command.next_steps,
        "closing": brief.closing if command.closing is None else command.closing,
    }
    if all(getattr(brief, name) == text for name, text in said.items()):
        return []
    return [c.BriefWritten(**_ids(clinic), presenter_id=clinic.presenter_id, **said)]


@decide.on
def respond_to_downside(clinic: Clinic, command: c.RespondToDownside, context: Context) -> Sequence[Event]:
    _require_writer(clinic, context)
    found = clinic.contributions.get(command.downside_id)
    if found is None or found.kind != "downside":
        raise invalid("There is no such downside in this clinic.", "downside_id")
    if clinic.brief.responses.get(found.id, "") == command.text:
        return []
    return [
        c.DownsideRespondedTo(**_ids(clinic), presenter_id=clinic.presenter_id, downside_id=found.id, text=command.text)
    ]


@decide.on
def leave_out_of_brief(clinic: Clinic, command: c.LeaveOutOfBrief, context: Context) -> Sequence[Event]:
    _require_writer(clinic, context)
    name = _require_in_brief(clinic, command.contribution_id)
    return [] if name in clinic.brief.left_out else [c.LeftOutOfBrief(**_ids(clinic), contribution_id=name)]


@decide.on
def restore_to_brief(clinic: Clinic, command: c.RestoreToBrief, context: Context) -> Sequence[Event]:
    _require_writer(clinic, context)
    name = _require_in_brief(clinic, command.contribution_id)
    return [c.RestoredToBrief(**_ids(clinic), contribution_id=name)] if name in clinic.brief.left_out else []


def _agreed(clinic: Clinic, context: Context) -> c.NamingAgreed:
    return c.NamingAgreed(**_ids(clinic), member_id=context.actor.id)


def _ids(clinic: Clinic) -> dict[str, Id]:
    return {"community_id": clinic.community_id, "clinic_id": clinic.id}


def _require_writer(clinic: Clinic, context: Context) -> None:
    """The brief is the presenter's, of an idea, and once the clinic is over: until then it is being said."""
    require_member(context)
    require_brief(clinic)
    if context.actor.id != clinic.presenter_id:
        raise forbidden("The brief is the presenter's to write.")


def _require_in_brief(clinic: Clinic, contribution: Id) -> Id:
    found = clinic.contributions.get(contribution)
    if found is None or not in_brief(found.kind):
        raise invalid("There is no such contribution in this brief.", "contribution_id")
    return found.id
