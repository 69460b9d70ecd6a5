"""What the method forbids, written by hand from its words: looked for after every command, and at the end of a session."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from services.clinic.domain.clinic.records import Contribution
from services.clinic.domain.clinic.state import Clinic
from services.clinic.views.clinic import clinic_view
from shared.contracts import clinic as c
from shared.contracts.base import Event
from shared.contracts.protocol import ADVICE, REFERS, Part, Step
from shared.contracts.types import Id
from shared.domain import Actor
from tests.support.clinic.anybody import PEOPLE

AFTER: dict[c.Status, tuple[c.Status, ...]] = {
    "proposed": ("scheduled", "cancelled"),
    "scheduled": ("running", "cancelled"),
    "running": ("closed", "cancelled"),
    "closed": ("reported",),
    "reported": (),
    "cancelled": (),
}
"""A clinic goes forward, and nothing comes after its end."""


def after_a_command(before: Clinic, actor: Actor, events: Sequence[Event], after: Clinic) -> None:
    """Whether what came of a command may come of it."""
    assert after.status == before.status or after.status in AFTER[before.status]
    _steps_keep_their_order(before, after)
    _one_leads(before, events, after)
    _hands_are_of_those_who_may_speak(after)
    _drafts_are_kept(before, events, after)
    for event in events:
        match event:
            case c.ClinicContribution():
                _was_theirs_to_say(before, after, event)
                assert event.member_id == actor.id
            case c.ContributionEdited() | c.ContributionWithdrawn() | c.TakeawayChanged() | c.TakeawayDropped():
                said = before.contributions[getattr(event, "contribution_id", getattr(event, "takeaway_id", ""))]
                assert said.member_id == actor.id == event.member_id
                assert before.status == "running"
                if isinstance(event, c.ContributionEdited | c.ContributionWithdrawn):
                    assert said.step == before.step, "others have built on it"
            case c.MeTooSaid():
                assert before.contributions[event.contribution_id].member_id != actor.id
                assert may_be_heard(before, actor.id)
            case c.HandRaised():
                assert event.member_id == actor.id
            case c.DraftHeld():
                assert event.member_id == actor.id
                assert event.kind not in _step(before).takes
            case _:
                pass


def _steps_keep_their_order(before: Clinic, after: Clinic) -> None:
    if after.step is None or after.step == before.step:
        return
    now, place = after.number(after.step), before.number(before.step) if before.step else 0
    between = range(min(now, place) + 1, max(now, place))
    assert all(after.plan[number - 1].name in before.skipped for number in between), "one step after the other"
    assert after.step not in after.skipped
    for planned in after.plan:
        if planned.name in after.skipped:
            found = after.protocol.find(planned.of)
            assert found is not None
            # Whoever is not there has no turn.
            assert found[0].optional or planned.turn_of is not None


def _one_leads(before: Clinic, events: Sequence[Event], after: Clinic) -> None:
    if before.facilitator_id == after.facilitator_id:
        return
    assert any(
        isinstance(event, c.ClinicScheduled | c.FacilitationHandedOver | c.FacilitationTakenOver) for event in events
    )
    if after.status == "running":
        assert after.facilitator_id not in after.presenters


def _drafts_are_kept(before: Clinic, events: Sequence[Event], after: Clinic) -> None:
    """They come and go by their authors' doing alone, and only those of whoever did it."""
    gone, new = set(before.drafts) - set(after.drafts), set(after.drafts) - set(before.drafts)
    assert gone == {event.draft_id for event in events if isinstance(event, c.DraftGiven | c.DraftDropped)}
    assert new == {event.draft_id for event in events if isinstance(event, c.DraftHeld)}


def _step(clinic: Clinic) -> Step:
    assert clinic.current is not None
    found = clinic.protocol.find(clinic.current.of)
    assert found is not None
    return found[0]


def _has(clinic: Clinic, who: Id, part: Part) -> bool:
    """Whether somebody has a part in the step that runs, in the words of `docs/protocols.md`."""
    whose = clinic.current.turn_of if clinic.current else None
    case = who == whose if whose else who in clinic.presenters
    return {
        "all": True, "facilitator": who == clinic.facilitator_id, "presenter": case, "client": case, "group": not case
    }[part]  # fmt: skip


def may_be_heard(clinic: Clinic, who: Id) -> bool:
    """Nobody is in a silent step, nor whoever only listens in this one."""
    step = _step(clinic)
    return not step.silent and not any(_has(clinic, who, part) for part in step.mutes)


def _was_theirs_to_say(before: Clinic, after: Clinic, event: c.ClinicContribution) -> None:
    said = after.contributions[event.contribution_id]
    assert before.status == "running"
    assert event.step == before.step
    step = _step(before)
    assert said.kind in step.takes, f"{said.kind} in {event.step}"
    assert _has(before, said.member_id, step.takes[said.kind])
    assert may_be_heard(before, said.member_id)
    assert said.story <= (said.kind == "advice")
    if said.about is not None:
        other = before.contributions[said.about]
        assert other.kind in REFERS[said.kind].kinds
        assert not other.withdrawn
        assert not (said.case_of and other.case_of) or said.case_of == other.case_of
    elif said.kind in REFERS:
        assert not REFERS[said.kind].needed


def _hands_are_of_those_who_may_speak(clinic: Clinic) -> None:
    speakers = [*clinic.hands, *([clinic.called_on] if clinic.called_on else [])]
    if clinic.status == "running":
        assert clinic.called_on not in clinic.hands or clinic.called_on is None or clinic.shares[clinic.called_on].heard
        assert all(may_be_heard(clinic, who) for who in speakers)


def at_the_end(clinic: Clinic, version: int, now: datetime, secrets: dict[str, Id], gone: set[str]) -> None:
    """Counts add up; each sees their own drafts and nobody else's; what was taken back is nowhere.

    `secrets` are words that were held as drafts, by author, and were never given; `gone` words that nobody says any more.
    """
    _counts_add_up(clinic)
    for who in PEOPLE.values():
        view = clinic_view(clinic, version, who, now)
        shown = view.model_dump_json()
        for words, author in secrets.items():
            assert (words in shown) <= (who == author), "a draft is its author's alone"
        assert not [words for words in gone if words in shown], "what was taken back is gone"
        assert {draft.id for draft in view.drafts} == {
            draft.id for draft in clinic.drafts.values() if draft.member_id == who
        }
        _hands_are_in_a_fair_order(clinic, view)


def _hands_are_in_a_fair_order(clinic: Clinic, view: c.ClinicView) -> None:
    places = [
        (clinic.shares[hand.member_id].heard if hand.member_id in clinic.shares else 0, hand.at) for hand in view.hands
    ]
    assert places == sorted(places)


def _counts_add_up(clinic: Clinic) -> None:
    there = [contribution for contribution in clinic.contributions.values() if not contribution.withdrawn]
    count = Counter(contribution.member_id for contribution in there)
    characters = sum(len(contribution.text) for contribution in there)
    assert {who: share.contributions for who, share in clinic.shares.items() if share.contributions} == dict(count)
    assert sum(share.characters for share in clinic.shares.values()) == characters
    assert set(clinic.advisers) == {contribution.member_id for contribution in there if contribution.kind in ADVICE}
    for contribution in clinic.contributions.values():
        replies = [other for other in clinic.contributions.values() if other.about == contribution.id]
        assert contribution.replies == len(replies)
        assert (
            contribution.replies if contribution.withdrawn else contribution.text or contribution.kind == "takeaway"
        ), "an empty place has a reason"
        assert contribution.member_id not in contribution.me_too
        assert len(set(contribution.me_too)) == len(contribution.me_too)
        assert not contribution.withdrawn or (not contribution.text and not contribution.me_too)


def words_of(said: Iterator[Contribution]) -> set[str]:
    return {contribution.text for contribution in said}
