"""What whoever leads may do with the clock, as buttons: the usual ones first, each with what it would cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.gateway.i18n.durations import minutes, number, span
from services.gateway.i18n.gettext import _, told
from services.gateway.web.clinic.room.steps import Name, title_of
from shared.contracts import clinic as c

FORMS: Mapping[str, str] = {
    "extend": "extend",
    "shorten": "extend",
    "skip": "skip",
    "bring back": "bring-back",
    "back": "back",
    "pause": "pause",
    "resume": "resume",
}
"""The form of each choice. To start and to go on have theirs elsewhere on the page."""
USUAL = 120
"""Seconds that are mostly enough for what is just being said."""


@dataclass(frozen=True)
class Offered:
    """A choice as a button with its cost beside it."""

    action: str
    label: str
    short: str
    """What it costs, in a few words."""
    words: str
    """The same for each step that gets more of the time, or less."""
    possible: bool
    undoes: bool
    fields: Mapping[str, str]
    seconds: int = 0

    @property
    def form(self) -> str:
        return FORMS[self.action]


@dataclass(frozen=True)
class Choices:
    """Everything that may be chosen now."""

    next_short: str = ""
    next_words: str = ""
    """What going on to the next step would mean."""
    usual: Sequence[Offered] = ()
    undo: Sequence[Offered] = ()
    """Takes back what was done before."""
    all: Sequence[Offered] = field(default=())


def choices(clinic: c.ClinicView, name: Name) -> Choices:
    """Nothing for whoever does not lead, and where no step runs."""
    if clinic.clock is None or not clinic.clock.choices or clinic.status != "running":
        return Choices()
    steps = {step.name: step for step in clinic.steps}
    titles = {key: title_of(step, name) for key, step in steps.items()}
    found = _once([_offered(choice, clinic, titles) for choice in clinic.clock.choices if choice.action in FORMS])
    going_on = next((choice for choice in clinic.clock.choices if choice.action == "end now"), None)
    undo = [offered for offered in found if offered.undoes and offered.possible]
    return Choices(
        next_short=_short(going_on) if going_on else "",
        next_words=_words(going_on, titles) if going_on else "",
        usual=_usual([offered for offered in found if offered.possible and not offered.undoes]),
        undo=undo,
        all=[offered for offered in found if offered not in undo],
    )


def may_count_hands(clinic: c.ClinicView) -> bool:
    """Whether a step for related experience alone is still to come."""
    current = next((step.number for step in clinic.steps if step.name == clinic.step), 0)
    return any(step.number > current and set(step.takes) == {"experience"} for step in clinic.steps)


def _usual(found: Sequence[Offered]) -> list[Offered]:
    """A little more time, and a pause."""
    more = [offered for offered in found if offered.action == "extend" and offered.seconds <= USUAL]
    return [*more[-1:], *(offered for offered in found if offered.action == "pause")]


def _once(found: Sequence[Offered]) -> list[Offered]:
    """Of several that could give no more than the same time, the first."""
    return list({(offered.label, offered.possible, offered.undoes): offered for offered in reversed(found)}.values())[
        ::-1
    ]


def _offered(clock_choice_view: c.ClockChoiceView, clinic: c.ClinicView, titles: Mapping[str, str]) -> Offered:
    return Offered(
        action=clock_choice_view.action,
        label=_label(clock_choice_view, clinic, titles),
        short=_short(clock_choice_view),
        words=_words(clock_choice_view, titles),
        possible=clock_choice_view.possible,
        undoes=clock_choice_view.undoes,
        fields={key: str(value) for key, value in clock_choice_view.data.items() if key != "clinic_id"},
        seconds=clock_choice_view.seconds,
    )


def _label(clock_choice_view: c.ClockChoiceView, clinic: c.ClinicView, titles: Mapping[str, str]) -> str:
    step = titles.get(str(clock_choice_view.data.get("step")), "")
    if clock_choice_view.action == "back" and clock_choice_view.undoes:
        step = _before(clinic, titles)
    time = span(abs(clock_choice_view.seconds or int(clock_choice_view.data.get("seconds", 0))))
    words = {
        ("extend", False): _("{time} more"),
        ("extend", True): _("Give back {time}"),
        ("shorten", False): _("{time} less"),
        ("shorten", True): _("Take back {time}"),
        ("skip", False): _("Leave out {step}"),
        ("bring back", True): _("Bring back {step}"),
        ("back", False): _("Go back a step"),
        ("back", True): _("Not yet: back to {step}"),
        ("pause", False): _("Pause"),
        ("resume", True): _("Let the clock go on"),
    }
    return words[clock_choice_view.action, clock_choice_view.undoes].format(step=step, time=time)


def _before(clinic: c.ClinicView, titles: Mapping[str, str]) -> str:
    """The step that ended last."""
    ended = [step for step in clinic.steps if step.ended_at and step.name != clinic.step]
    return titles[max(ended, key=lambda step: (step.ended_at, step.number)).name] if ended else ""


def _short(clock_choice_view: c.ClockChoiceView) -> str:
    if not clock_choice_view.possible:
        return told(clock_choice_view.words)
    if clock_choice_view.action in ("pause", "resume"):
        return ""
    if clock_choice_view.overrun:
        return _("{time} past the time to leave").format(time=span(clock_choice_view.overrun))
    if clock_choice_view.later:
        time = span(abs(clock_choice_view.later))
        return (
            _("Ends {time} later").format(time=time)
            if clock_choice_view.later > 0
            else _("Ends {time} earlier").format(time=time)
        )
    if any(cost.after < cost.before for cost in clock_choice_view.costs):
        return _("Later steps get shorter")
    return _("Later steps get longer") if clock_choice_view.costs else _("Nothing else changes")


def _words(clock_choice_view: c.ClockChoiceView, titles: Mapping[str, str]) -> str:
    """What each step to come would have, in whole sentences; of what is not possible, why."""
    if not clock_choice_view.possible or clock_choice_view.action in ("pause", "resume"):
        return told(clock_choice_view.words)
    said = [sentence for cost in clock_choice_view.costs if (sentence := _cost(cost, titles))]
    if clock_choice_view.costs and not said:
        said.append(_("What is still to come changes by seconds only."))
    asked = int(clock_choice_view.data.get("seconds", 0))
    if clock_choice_view.seconds and clock_choice_view.seconds != asked:
        only = _("No more than {time} can be added.") if asked > 0 else _("No more than {time} can be taken.")
        said.insert(0, only.format(time=span(abs(clock_choice_view.seconds))))
    if clock_choice_view.later:
        ends = (
            _("The clinic would end {time} later.")
            if clock_choice_view.later > 0
            else _("The clinic would end {time} earlier.")
        )
        said.append(ends.format(time=span(abs(clock_choice_view.later))))
    if clock_choice_view.overrun:
        said.append(_("That is {time} past the time to leave.").format(time=span(clock_choice_view.overrun)))
    return " ".join(said) or _("Nothing else changes.")


def _cost(cost: c.CostView, titles: Mapping[str, str]) -> str:
    before, after = number(cost.before), number(cost.after)
    if before == after:
        return ""
    sentence = (
        _("{step} would keep {after} of {before}.")
        if cost.after < cost.before
        else _("{step} would have {after} instead of {before}.")
    )
    return sentence.format(step=titles[cost.step], after=after, before=minutes(cost.before))
