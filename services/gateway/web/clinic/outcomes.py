"""What one visitor sees, and may say, of what is taken along from a clinic and of what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from services.gateway.i18n.gettext import N_, _, told
from services.gateway.web.forms.fields import Fields
from services.gateway.web.forms.trouble import Trouble
from shared.contracts import clinic as c
from shared.contracts.community import Role
from shared.contracts.protocol import ADVICE
from shared.contracts.types import Id

POSTPONED_BY = timedelta(weeks=4)
"""What postponing proposes."""

CHOICES: tuple[tuple[c.Choice, str], ...] = (
    ("taken", N_("I take it along")),
    ("adapted", N_("I adapt it")),
    ("set_aside", N_("I set it aside")),
)
DONE: tuple[tuple[c.Done, str], ...] = (
    ("tried", N_("Tried")),
    ("adapted", N_("Tried in another form")),
    ("not_tried", N_("Not tried")),
)
RESULTS: tuple[tuple[c.Result, str], ...] = (
    ("helped", N_("It helped")),
    ("did_not_help", N_("It did not help")),
    ("too_early", N_("Too early to tell")),
)


@dataclass(frozen=True)
class Weighing:
    """A piece of advice, and what the visitor made of it so far."""

    advice: c.ContributionView
    takeaway: c.TakeawayView | None


class After:
    """One clinic's takeaways and reports, for one visitor."""

    choices, done, results = CHOICES, DONE, RESULTS

    def __init__(self, clinic: c.ClinicView, me: Id, role: Role | None, name: Callable[[Id | None], str]) -> None:
        self._clinic = clinic
        self._me = me
        self._name = name
        self.may_discuss = bool(clinic.reports) and (me == clinic.facilitator_id or role in ("convener", "facilitator"))

    @cached_property
    def mine(self) -> list[c.TakeawayView]:
        """What the visitor takes along, without what they set aside."""
        return [
            takeaway
            for takeaway in self._clinic.takeaways
            if takeaway.member_id == self._me and takeaway.choice != "set_aside"
        ]

    @property
    def free(self) -> list[c.TakeawayView]:
        """The visitor's takeaways that the form of one piece of advice does not show."""
        shown = {weighing.takeaway.id for weighing in self.to_weigh if weighing.takeaway is not None}
        return [
            takeaway
            for takeaway in self._clinic.takeaways
            if takeaway.member_id == self._me and takeaway.id not in shown
        ]

    @cached_property
    def to_weigh(self) -> list[Weighing]:
        """The advice on the visitor's case, in the order in which it was given."""
        several = len(self._clinic.presenters) > 1 or any(step.turn_of for step in self._clinic.steps)
        return [
            Weighing(contribution, self._made_of(contribution.id))
            for contribution in self._clinic.contributions
            if contribution.kind in ADVICE
            and not contribution.withdrawn
            and contribution.member_id != self._me
            and (not several or contribution.case_of == self._me)
        ]

    def _made_of(self, advice: Id) -> c.TakeawayView | None:
        own = (takeaway for takeaway in self._clinic.takeaways if takeaway.member_id == self._me)
        return next((takeaway for takeaway in own if takeaway.advice_ids == (advice,)), None)

    def own_words(self, takeaway: c.TakeawayView) -> str:
        """What they said they will do; nothing where they took the advice as it is."""
        by_id = {contribution.id: contribution.text for contribution in self._clinic.contributions}
        advised = "\n".join(by_id[name] for name in takeaway.advice_ids if name in by_id)
        return "" if takeaway.text == advised or takeaway.choice == "set_aside" else takeaway.text

    @property
    def shown(self) -> list[c.TakeawayView]:
        """What the page tells of everybody's takeaways once the clinic is over."""
        return list(self._clinic.takeaways) if self._clinic.status in ("closed", "reported") else []

    def advisers(self, takeaway: c.TakeawayView) -> str:
        """Whose advice it comes from, in words."""
        by_id = {contribution.id: contribution.member_id for contribution in self._clinic.contributions}
        names = dict.fromkeys(self._name(by_id[name]) for name in takeaway.advice_ids if name in by_id)
        return ", ".join(names)

    @property
    def asked(self) -> c.AskedView | None:
        """When the visitor is asked what happened, while they are."""
        return next((asked for asked in self._clinic.asked if asked.presenter_id == self._me and asked.open), None)

    @property
    def awaited(self) -> list[tuple[str, c.AskedView]]:
        return [(self._name(asked.presenter_id), asked) for asked in self._clinic.asked if asked.open]

    @property
    def may_report(self) -> bool:
        over = self._clinic.status in ("closed", "reported")
        return over and any(asked.presenter_id == self._me for asked in self._clinic.asked)

    @property
    def told(self) -> c.ReportView | None:
        return next((report for report in self._clinic.reports if report.presenter_id == self._me), None)

    @property
    def later(self) -> date:
        return (self._clinic.now + POSTPONED_BY).date()

    def wrong(self, trouble: Trouble, takeaway: Id, field: str) -> str:
        """What is wrong with one field of one takeaway in the report that was sent."""
        told = told_of(trouble.fields)
        return trouble.at("report", f"outcomes.{told.index(takeaway)}.{field}") if takeaway in told else ""

    @staticmethod
    def outcome_words(outcome: c.OutcomeView) -> str:
        """An outcome in a few words."""
        done = told(dict(DONE)[outcome.done])
        if outcome.done == "not_tried":
            return _("Not tried yet") if outcome.result == "too_early" else done
        return f"{done}. {told(dict(RESULTS)[outcome.result])}" if outcome.result else done


def told_of(fields: Fields) -> list[Id]:
    """The takeaways of which a report form says something, in its order."""
    return [name.removeprefix("done-") for name, given in fields.items() if name.startswith("done-") and given]
