"""A clinic's record as it is told to people: who, when, how long. Pages and Markdown tell it with the same words."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from services.gateway.i18n.gettext import N_, _, formats, told
from shared.contracts import clinic as c
from shared.contracts.types import Id

FORMER = N_("A former member")


class Telling:
    """One record with the names of those in it, and times as clocks show them where the clinic was."""

    def __init__(self, record: c.ClinicRecord, names: Mapping[Id, str], zone: str) -> None:
        self.record = record
        self.zone = record.starts.zone if record.starts else zone
        self._names = names

    def name(self, member: Id | None) -> str:
        return (self._names.get(member) or told(FORMER)) if member else ""

    @property
    def people(self) -> dict[Id, str]:
        """The names of all who are in the record, and of nobody else."""
        return {member: self.name(member) for member in sorted(set(_members(self.record)))}

    def clock(self, moment: datetime) -> str:
        return formats().clock(moment.astimezone(ZoneInfo(self.zone)))

    def day(self, moment: datetime) -> str:
        return formats().day(moment.astimezone(ZoneInfo(self.zone)))

    def minutes_run(self, step: c.RecordStep) -> int | None:
        """How long a step took, in all its runs and without pauses, in whole minutes; None where it never ran."""
        if not step.runs:
            return None
        return round(sum(self._seconds(run) - self._paused(run) for run in step.runs) / 60)

    def _seconds(self, run: c.RecordRun) -> float:
        return ((run.ended or self.record.made) - run.began).total_seconds()

    def _paused(self, run: c.RecordRun) -> float:
        """Seconds of a run in which nothing ran."""
        made = self.record.made
        parts = (
            (max(pause.began, run.began), min(pause.ended or made, run.ended or made)) for pause in self.record.pauses
        )
        return sum(max(0.0, (until - since).total_seconds()) for since, until in parts)

    @property
    def paused(self) -> str:
        """When the clinic paused, in words; empty where it did not."""
        return ", ".join(self._from_to(pause) for pause in self.record.pauses)

    def _from_to(self, run: c.RecordRun) -> str:
        return f"{self.clock(run.began)}–{self.clock(run.ended) if run.ended else _('now')}"

    def also(self, record_entry: c.RecordEntry) -> str:
        """What else there is to say of a contribution: that it is a story, who said "me too"."""
        too = (
            _("me too: {names}").format(names=", ".join(self.name(who) for who in record_entry.me_too))
            if record_entry.me_too
            else ""
        )
        return "; ".join(part for part in (_("a story") if record_entry.story else "", too) if part)

    def ran(self, step: c.RecordStep) -> str:
        """When a step ran: `14:05-14:15`, and again where it was gone back to."""
        if step.left_out and not step.runs:
            return _("left out")
        return ", ".join(self._from_to(run) for run in step.runs)

    def title(self, step: c.RecordStep) -> str:
        return f"{told(step.title)}: {self.name(step.turn_of)}" if step.turn_of else told(step.title)

    def where(self, contribution_view: c.ContributionView) -> str:
        """Whose case a contribution is about and in which group it was said, where there were several cases."""
        if not self.record.cases or contribution_view.case_of is None:
            return ""
        if contribution_view.group:
            return _("{name}'s case, group {number}").format(
                name=self.name(contribution_view.case_of), number=contribution_view.group
            )
        return _("{name}'s case").format(name=self.name(contribution_view.case_of))

    def sources(self, takeaway: c.RecordTakeaway) -> str:
        """Whose advice a takeaway came from, in words; empty where it came from none."""
        given = (
            _("{name}'s {kind}").format(name=self.name(contribution.member_id), kind=told(contribution.kind))
            for contribution in takeaway.advice
        )
        return formats().all(dict.fromkeys(given))

    @staticmethod
    def became(takeaway: c.RecordTakeaway) -> str:
        """What became of a takeaway, in words; empty before that was told."""
        outcome = takeaway.outcome
        if outcome is None:
            return ""
        said = ", ".join(told(name.replace("_", " ")) for name in (outcome.done, outcome.result) if name)
        return said[:1].upper() + said[1:]

    @property
    def takeaways(self) -> list[tuple[str, list[c.RecordTakeaway]]]:
        """What was taken along, and what was set aside; each as far as there is something."""
        taken = [takeaway for takeaway in self.record.takeaways if takeaway.choice != "set_aside"]
        aside = [takeaway for takeaway in self.record.takeaways if takeaway.choice == "set_aside"]
        return [(head, several) for head, several in ((_("Taken along"), taken), (_("Set aside"), aside)) if several]

    @property
    def told(self) -> list[c.RecordStep]:
        """The steps in which something was said."""
        return [step for step in self.record.steps if step.contributions]


def _members(record: c.ClinicRecord) -> Iterator[Id]:
    yield from record.presenters
    yield from record.people
    yield record.presenter_id
    if record.facilitator_id:
        yield record.facilitator_id
    yield from (step.turn_of for step in record.steps if step.turn_of)
    for step in record.steps:
        yield from _speakers(step.contributions)
    for takeaway in record.takeaways:
        yield takeaway.member_id
        yield from (contribution.member_id for contribution in takeaway.advice)
    yield from (report.presenter_id for report in record.reports)


def _speakers(entries: tuple[c.RecordEntry, ...]) -> Iterator[Id]:
    for entry in entries:
        yield entry.member_id
        yield from entry.me_too
        yield from _speakers(entry.replies)
