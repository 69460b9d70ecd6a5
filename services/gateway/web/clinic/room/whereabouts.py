"""Where somebody is in a clinic with groups, and where they go next: in large words, for people on their feet."""

from collections.abc import Callable
from dataclasses import dataclass

from services.gateway.i18n.gettext import _
from shared.contracts import clinic as c
from shared.contracts.types import Id


@dataclass(frozen=True)
class Way:
    """`now` and `then` are read from afar; `words` say the rest."""

    now: str
    now_words: str
    then: str
    then_words: str
    turning: bool
    """Whether the next thing to happen is that people go on: the round is in its last step."""


def turning(clinic: c.ClinicView) -> bool:
    """Whether the step that runs is the last of its round."""
    current = next((step for step in clinic.steps if step.name == clinic.step), None)
    if current is None or not current.round:
        return False
    following = next((step for step in clinic.steps if step.number > current.number and not step.skipped), None)
    return following is None or following.round != current.round


def way_of(clinic: c.ClinicView, name: Callable[[Id | None], str]) -> Way | None:
    """For one visitor; None for those who are in no group, before the groups are made, and when the rounds are over."""
    rotation = clinic.rotation
    if rotation is None or rotation.over or rotation.you is None or clinic.status != "running":
        return None
    you = rotation.you
    if you.presents and you.group is None and you.next_group is None:
        return None  # whoever left has nowhere to be and nowhere to go
    now = _now_presenting(you) if you.presents else _now_in_group(you, rotation.round, name)
    then = _then_presenting(you) if you.presents else _then_in_group(you, rotation, name)
    return Way(*now, *then, turning(clinic))


def _group(number: int | None) -> str:
    return _("Group {number}").format(number=number)


def _now_presenting(you: c.Whereabouts) -> tuple[str, str]:
    if you.group is None:
        return _("Nobody yet"), _("The first round has not begun.")
    return _group(you.group), _("Here you present your case.")


def _then_presenting(you: c.Whereabouts) -> tuple[str, str]:
    if you.next_group is None:
        return _("Everybody"), _("This is your last group. Then all come together, and you tell what you learned.")
    return _group(you.next_group), _("Go there when the round ends.")


def _now_in_group(you: c.Whereabouts, now: int, name: Callable[[Id | None], str]) -> tuple[str, str]:
    if you.presenter_id:
        return _group(you.group), _("With you: {name}.").format(name=name(you.presenter_id))
    if now:
        return _group(you.group), _("Nobody presents to you in this round: the time is your group's own.")
    return _group(you.group), _("The first round has not begun.")


def _then_in_group(you: c.Whereabouts, rotation: c.RotationView, name: Callable[[Id | None], str]) -> tuple[str, str]:
    if rotation.round == rotation.rounds:
        return _("Everybody"), _("This is the last round. Then all come together.")
    if you.next_presenter_id:
        return name(you.next_presenter_id), _("They come to you: stay where you are.")
    return _("A round of your own"), _("Nobody comes to you in the next round: that presenter has left.")
