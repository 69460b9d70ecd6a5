"""The groups of a clinic as one person sees them: who is where, where to go next, and what is worth saying about it. Pure."""

from services.clinic.domain.clinic.state import Clinic
from services.clinic.domain.clinic.visibility import FREE_ROUND, in_rounds
from services.clinic.domain.rotation import Rotation
from shared.contracts import clinic as c
from shared.contracts.base import Id

UNEVEN = 2
"""From this difference on between two groups somebody had better move."""


def rotation_view(clinic: Clinic, viewer: Id) -> c.RotationView | None:
    rotation = clinic.rotation
    if rotation is None:
        return None
    current = clinic.current
    now = current.round if current and current.in_groups else 0
    going_on = in_rounds(clinic)
    count = len(rotation.rounds)
    return c.RotationView(
        round=now,
        rounds=count,
        over=not going_on,
        groups=tuple(_group(rotation, number, now) for number in range(1, count + 1)),
        ways=tuple(
            tuple(rotation.with_group(group, number) for group in range(1, count + 1)) for number in range(1, count + 1)
        ),
        you=_whereabouts(rotation, viewer, now, going_on),
        absent=tuple(rotation.absent),
        note=_uneven(rotation) if going_on else "",
    )


def _group(rotation: Rotation, number: int, now: int) -> c.GroupView:
    members, presenter = rotation.groups[number - 1], rotation.with_group(number, now)
    notes = []
    if not members:
        notes.append(
            "Nobody is in this group: move somebody here, or let its presenter join another group for the round."
        )
    if now and presenter is None:
        notes.append("Nobody presents to it in this round.")
    return c.GroupView(number=number, members=members, presenter_id=presenter, note=" ".join(notes))


def _whereabouts(rotation: Rotation, viewer: Id, now: int, going_on: bool) -> c.Whereabouts | None:
    if viewer in rotation.presenters:
        return _of_presenter(rotation, viewer, now, going_on)
    group = rotation.group_of(viewer)
    return None if group is None else _of_member(rotation, group, now, going_on)


def _of_presenter(rotation: Rotation, viewer: Id, now: int, going_on: bool) -> c.Whereabouts:
    if viewer in rotation.left:
        return c.Whereabouts(presents=True, note="You have left this clinic. Join it again to present from now on.")
    if not going_on:
        return c.Whereabouts(presents=True, note="The rounds are over: tell everyone what you learned.")
    here, then = rotation.presents_to(viewer, now), rotation.presents_to(viewer, now + 1)
    said = [f"You present to group {here} now."] if here else []
    said.append(f"{'Then go' if here else 'Go'} to group {then}." if then else "It is your last group.")
    return c.Whereabouts(
        presents=True, group=here, presenter_id=viewer if here else None, next_group=then, note=" ".join(said)
    )


def _of_member(rotation: Rotation, group: int, now: int, going_on: bool) -> c.Whereabouts:
    if not going_on:
        return c.Whereabouts(presents=False, group=group, note="The rounds are over: everyone works together now.")
    here, then = rotation.with_group(group, now), rotation.with_group(group, now + 1)
    said = [f"You are in group {group}, and stay there."]
    if now and here is None:
        said.append(FREE_ROUND)
    if now == len(rotation.rounds):
        said.append("This is the last round.")
    elif then is None:
        said.append("In the next round nobody comes: that presenter has left.")
    else:
        said.append("In the next round another presenter comes." if now else "The first presenter comes to you.")
    return c.Whereabouts(presents=False, group=group, presenter_id=here, next_presenter_id=then, note=" ".join(said))


def _uneven(rotation: Rotation) -> str:
    """Who had better move, once people have come and gone."""
    sizes = {number: len(members) for number, members in enumerate(rotation.groups, 1)}
    small, large = rotation.smallest, max(sizes, key=lambda number: (sizes[number], -number))
    more = sizes[large] - sizes[small]
    if more < UNEVEN:
        return ""
    return f"Group {large} has {more} people more than group {small}: ask somebody to move."
