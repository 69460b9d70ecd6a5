"""A clinic's record as Markdown, to be kept with other notes."""

from collections.abc import Iterator

from services.gateway.i18n.gettext import _, formats, told
from services.gateway.web.clinic.record_text import Telling
from services.gateway.web.markdown import paragraphs, table, words
from shared.contracts import clinic as c


def record_in_markdown(telling: Telling) -> str:
    """The whole record. Every word of a person is escaped; the markup is ours alone."""
    blocks = [*_head(telling), *_timeline(telling)]
    for step in telling.told:
        blocks.append(f"## {step.number}. {words(telling.title(step))}")
        for contribution in step.contributions:
            blocks += _entry(telling, contribution, 1)
    blocks += [*_takeaways(telling), *_afterwards(telling)]
    return "\n\n".join(blocks) + "\n"


def _head(telling: Telling) -> Iterator[str]:
    record = telling.record
    yield f"# {words(record.title)}"
    yield f"**{words(record.question)}**"
    facts = [
        *_people(telling),
        _("{protocol}, version {number}").format(
            protocol=words(told(record.protocol.title)), number=record.protocol.version
        ),
        *_when(telling),
        *([_("What it came from: {need}").format(need=words(record.need))] if record.need else []),
        *([_("On the visual: {description}").format(description=words(record.visual.alt))] if record.visual else []),
        *([_("Paused {times}").format(times=telling.paused)] if telling.paused else []),
        *([_("Cancelled: {reason}").format(reason=words(record.reason))] if record.reason else []),
    ]
    yield "\n".join(f"- {fact}" for fact in facts)
    if record.cases:
        yield f"## {_('Cases')}"
        yield "\n".join(
            f"- **{words(telling.name(case.presenter_id))}**"
            + "".join(f": {words(text)}" for text in (case.title, case.question) if text)
            for case in record.cases
        )


def _people(telling: Telling) -> Iterator[str]:
    presenters = formats().all(words(telling.name(presenter)) for presenter in telling.record.presenters)
    yield _("Presented by {names}").format(names=presenters)
    if telling.record.facilitator_id:
        yield _("Facilitated by {name}").format(name=words(telling.name(telling.record.facilitator_id)))


def _when(telling: Telling) -> Iterator[str]:
    if telling.record.began:
        yield _("{day}, times in {zone}").format(day=telling.day(telling.record.began), zone=words(telling.zone))


def _minutes(count: int) -> str:
    return _("{count} min").format(count=count)


def _timeline(telling: Telling) -> Iterator[str]:
    yield f"## {_('Timeline')}"
    yield table(
        (_("Step"), _("Planned"), _("Run"), _("When")),
        (
            (
                f"{step.number}. {words(telling.title(step))}",
                _minutes(step.planned_minutes),
                "" if (minutes := telling.minutes_run(step)) is None else _minutes(minutes),
                telling.ran(step),
            )
            for step in telling.record.steps
        ),
    )


def _entry(telling: Telling, record_entry: c.RecordEntry, depth: int) -> Iterator[str]:
    before = "> " * (depth - 1)
    also = [words(text) for text in (telling.where(record_entry), telling.also(record_entry)) if text]
    about = ", ".join((told(record_entry.kind), telling.clock(record_entry.at), *also))
    yield f"{before}**{words(telling.name(record_entry.member_id))}** ({about})"
    yield f"{before}> *{_('taken back')}*" if record_entry.withdrawn else paragraphs(record_entry.text, depth)
    for reply in record_entry.replies:
        yield from _entry(telling, reply, depth + 1)


def _takeaways(telling: Telling) -> Iterator[str]:
    for head, several in telling.takeaways:
        yield f"## {head}"
        for record_takeaway in several:
            yield _taken_from(telling, record_takeaway)
            yield paragraphs(record_takeaway.text, 1)
            if record_takeaway.why:
                yield _("Why: {reason}").format(reason=words(record_takeaway.why))
            if record_takeaway.outcome:
                yield _("What became of it: {outcome}.").format(outcome=telling.became(record_takeaway))
                if record_takeaway.outcome.story:
                    yield paragraphs(record_takeaway.outcome.story, 1)


def _taken_from(telling: Telling, record_takeaway: c.RecordTakeaway) -> str:
    who = f"**{words(telling.name(record_takeaway.member_id))}**"
    if sources := telling.sources(record_takeaway):
        who = _("{name}, from {sources}").format(name=who, sources=words(sources))
    return f"{who} ({told('adapted')})" if record_takeaway.choice == "adapted" else who


def _afterwards(telling: Telling) -> Iterator[str]:
    record = telling.record
    told = [report for report in record.reports if report.text]
    if told:
        yield f"## {_('What really happened')}"
    for report in told:
        if len(record.presenters) > 1:
            yield f"**{words(telling.name(report.presenter_id))}**"
        yield paragraphs(report.text, 1)
    if not record.reports and record.follow_up:
        yield _("On {day} the community asks what really happened.").format(day=telling.day(record.follow_up.instant))
