"""Whether a protocol contradicts itself: what is wrong, and where. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

from shared.contracts.protocol import REFERS, Kind, Part, Protocol, Written

type Path = tuple[str | int, ...]


class Problem(NamedTuple):
    """One contradiction. `path` leads to it through the protocol's own fields."""

    path: Path
    text: str


def check(protocol: Protocol) -> list[Problem]:
    """Every contradiction in a protocol; none in one that can be run."""
    steps = list(protocol.written())
    found = [*_as_a_whole(protocol), *_names(steps), *_references(steps)]
    for step in steps:
        found += [*_minutes(step, protocol), *_speaking(step), *_parts(step)]
    return [*found, *_totals(protocol)]


def _as_a_whole(protocol: Protocol) -> Iterator[Problem]:
    if not protocol.steps:
        yield Problem(("steps",), "there is no step at all: a clinic needs at least one")
    for place, entry in enumerate(protocol.steps):
        each = getattr(entry, "each", None)
        if each is None:
            continue
        if not getattr(entry, "steps", ()):
            yield Problem(("steps", place, "steps"), "this loop has no step in it")
        if each in ("presenter", "group") and protocol.presenters.max == 1:
            yield Problem(
                ("steps", place, "each"),
                f"a loop for each {each} needs several presenters: say how many, as 'presenters: {{min: 2, max: 5}}'",
            )
        if each == "client" and protocol.people is None:
            yield Problem(
                ("steps", place, "each"),
                "a loop for each client needs people who take turns: say how many, as 'people: {min: 3, max: 3}'",
            )
    for name in ("people", "presenters"):
        size = getattr(protocol, name)
        if size is not None and size.min > size.max:
            yield Problem((name, "min"), f"the minimum of {size.min} is over the maximum of {size.max}")
    if not protocol.complete and not protocol.note:
        yield Problem(("note",), "it is not complete: say in 'note' what is missing")


def _names(steps: list[Written]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for step in steps:
        name = step.step.name
        if name in seen:
            yield Problem((*step.path, "name"), f"step {seen[name]} is called '{name}' already: names are given once")
        seen.setdefault(name, step.number)
        if name.rpartition("_")[2].isdigit():
            yield Problem((*step.path, "name"), "names that end in a number are made for loops: choose another one")
        if not step.step.hints:
            yield Problem((*step.path, "hints"), "there is no hint: say in a sentence what this step asks of people")


def _minutes(written: Written, protocol: Protocol) -> Iterator[Problem]:
    span, path = written.step.minutes, (*written.path, "minutes")
    if span.min > span.max:
        yield Problem((*path, "min"), f"the minimum of {span.min} minutes is over the maximum of {span.max}")
    elif not span.min <= span.plan <= span.max:
        yield Problem((*path, "plan"), f"the plan of {span.plan} minutes is outside {span.min}-{span.max}")
    if span.per is not None and span.per == written.each:
        yield Problem(
            (*path, "per"), f"in a loop for each {written.each}, minutes are each {written.each}'s already: drop 'per'"
        )
    elif span.per == "client" and not protocol.loops_over("client"):
        yield Problem((*path, "per"), "minutes per client, but there are no clients: no loop has 'each: client'")


def _speaking(written: Written) -> Iterator[Problem]:
    step = written.step
    for kind, part in step.takes.items():
        if step.silent:
            yield Problem((*written.path, "takes", kind), f"this step is silent, and yet takes the {kind}: drop one")
        elif part in step.mutes:
            yield Problem(
                (*written.path, "takes", kind), f"the {part} is muted here, and yet gives the {kind}: drop one"
            )
    if step.silent and step.restates:
        yield Problem((*written.path, "restates"), "this step is silent: nobody can restate the question in it")
    if "all" in step.mutes:
        yield Problem((*written.path, "mutes"), "everyone is muted here: say 'silent: true' instead")
    if step.restates and written.each == "client":
        yield Problem(
            (*written.path, "restates"), "only a presenter's question can be restated; clients have their turn alone"
        )
    elif step.restates and "presenter" in step.mutes:
        yield Problem((*written.path, "restates"), "the presenter is muted here, and cannot restate the question")


def _parts(written: Written) -> Iterator[Problem]:
    """Parts that nobody has in this step."""
    step = written.step
    named: list[tuple[Path, Part]] = [(("takes", kind), part) for kind, part in step.takes.items()]
    named += [(("hints", part), part) for part in step.hints]
    named += [(("mutes", place), part) for place, part in enumerate(step.mutes)]
    for path, part in named:
        if part == "client" and written.each != "client":
            yield Problem(
                (*written.path, *path), "nobody is a client here: clients are those of a loop with 'each: client'"
            )
        if part == "presenter" and written.each == "client":
            yield Problem(
                (*written.path, *path), "nobody presents here: in a loop for each client it is the client's turn"
            )


def _references(steps: list[Written]) -> Iterator[Problem]:
    taken: set[Kind] = set()
    for step in steps:
        taken |= set(step.step.takes)
        for kind in step.step.takes:
            reference = REFERS.get(kind)
            if reference and reference.needed and not taken & set(reference.kinds):
                needed = " or ".join(reference.kinds)
                yield Problem(
                    (*step.path, "takes", kind),
                    f"each {kind} belongs to a contribution of another kind ({needed}), and no step so far takes one",
                )


def _totals(protocol: Protocol) -> Iterator[Problem]:
    """What the whole takes with as few people as there may be, against what it may take."""
    least, plan, most = (_sum(protocol, name) for name in ("min", "plan", "max"))
    total = protocol.total
    if total.min is not None and total.max is not None and total.min > total.max:
        yield Problem(("total", "min"), f"the minimum of {total.min} minutes is over the maximum of {total.max}")
    elif total.max is not None and least > total.max:
        yield Problem(("total", "max"), f"the steps take at least {least} minutes, and only {total.max} are there")
    elif total.max is not None and plan > total.max:
        yield Problem(("total", "max"), f"the steps are planned at {plan} minutes, and only {total.max} are there")
    elif total.min is not None and protocol.complete and most < total.min:
        yield Problem(("total", "min"), f"the steps take at most {most} minutes, fewer than the {total.min} here")


def _sum(protocol: Protocol, name: str) -> int:
    few = protocol.people.min if protocol.people else 1
    times = {"person": few, "client": few, "presenter": protocol.presenters.min, "group": protocol.presenters.min}
    minutes = 0
    for written in protocol.written():
        if name == "min" and written.step.optional:
            continue
        span = written.step.minutes
        rounds = times[written.each] if written.each else 1
        minutes += getattr(span, name) * rounds * (times[span.per] if span.per and span.per != written.each else 1)
    return minutes


def planned_minutes(protocol: Protocol) -> int:
    """How long it is planned to take, with as few people as there may be."""
    return _sum(protocol, "plan")
