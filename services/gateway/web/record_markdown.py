"""A clinic's record as Markdown, to be kept with other notes."""

from collections.abc import Iterator

from services.gateway.web.markdown import paragraphs, table, words
from services.gateway.web.telling import Telling
from shared.contracts import clinic as c


def record_in_markdown(telling: Telling) -> str:
    """The whole record. Every word of a person is escaped; the markup is ours alone."""
    blocks = [*_head(telling), *_timeline(telling)]
    for step in telling.told:
        blocks.append(f"## {step.number}. {words(telling.title(step))}")
        for one in step.contributions:
            blocks += _entry(telling, one, 1)
    blocks += [*_takeaways(telling), *_afterwards(telling)]
    return "\n\n".join(blocks) + "\n"


def _head(telling: Telling) -> Iterator[str]:
    record = telling.record
    yield f"# {words(record.title)}"
    yield f"**{words(record.question)}**"
    facts = [
        f"Presented by {' and '.join(words(telling.name(one)) for one in record.presenters)}",
        *([f"Facilitated by {words(telling.name(record.facilitator_id))}"] if record.facilitator_id else []),
        f"{words(record.protocol.title)}, version {record.protocol.version}",
        *([f"{telling.day(record.began)}, times in {words(telling.zone)}"] if record.began else []),
        *([f"What it came from: {words(record.need)}"] if record.need else []),
        *([f"On the visual: {words(record.visual.alt)}"] if record.visual else []),
        *([f"Paused {telling.paused}"] if telling.paused else []),
        *([f"Cancelled: {words(record.reason)}"] if record.reason else []),
    ]
    yield "\n".join(f"- {fact}" for fact in facts)
    if record.cases:
        yield "## Cases"
        yield "\n".join(
            f"- **{words(telling.name(one.presenter_id))}**"
            + "".join(f": {words(text)}" for text in (one.title, one.question) if text)
            for one in record.cases
        )


def _timeline(telling: Telling) -> Iterator[str]:
    yield "## Timeline"
    yield table(
        ("Step", "Planned", "Run", "When"),
        (
            (
                f"{step.number}. {words(telling.title(step))}",
                f"{step.planned_minutes} min",
                "" if (minutes := telling.minutes_run(step)) is None else f"{minutes} min",
                telling.ran(step),
            )
            for step in telling.record.steps
        ),
    )


def _entry(telling: Telling, one: c.RecordEntry, depth: int) -> Iterator[str]:
    before = "> " * (depth - 1)
    also = [words(text) for text in (telling.where(one), telling.also(one)) if text]
    about = ", ".join((one.kind, telling.clock(one.at), *also))
    yield f"{before}**{words(telling.name(one.member_id))}** ({about})"
    yield f"{before}> *taken back*" if one.withdrawn else paragraphs(one.text, depth)
    for reply in one.replies:
        yield from _entry(telling, reply, depth + 1)


def _takeaways(telling: Telling) -> Iterator[str]:
    for head, several in telling.takeaways:
        yield f"## {head}"
        for one in several:
            sources = telling.sources(one)
            how = " (adapted)" if one.choice == "adapted" else ""
            yield f"**{words(telling.name(one.member_id))}**{f', from {words(sources)}' if sources else ''}{how}"
            yield paragraphs(one.text, 1)
            if one.why:
                yield f"Why: {words(one.why)}"
            if one.outcome:
                yield f"What became of it: {telling.became(one)}."
                if one.outcome.story:
                    yield paragraphs(one.outcome.story, 1)


def _afterwards(telling: Telling) -> Iterator[str]:
    record = telling.record
    told = [one for one in record.reports if one.text]
    if told:
        yield "## What really happened"
    for one in told:
        if len(record.presenters) > 1:
            yield f"**{words(telling.name(one.presenter_id))}**"
        yield paragraphs(one.text, 1)
    if not record.reports and record.follow_up:
        yield f"On {telling.day(record.follow_up.instant)} the community asks what really happened."
