"""The brief of an idea in words: in Markdown, and who supports it."""

import pytest

from services.gateway.web.clinic.brief_text import BriefTelling, brief_in_markdown
from shared.contracts import clinic as c
from shared.contracts.base import derived_id
from tests.support.world import COMMUNITY, NOON, member

ANA, GIL, KIM = member("ana"), member("gil"), member("kim")
NAMES = {ANA: "Ana", GIL: "Gil [x]", KIM: "Kim"}


def point(text: str, **more: object) -> c.BriefPoint:
    return c.BriefPoint.model_validate({"id": derived_id("said", text), "text": text, **more})


def telling(**more: object) -> BriefTelling:
    fields: dict[str, object] = {
        "clinic_id": derived_id("clinic", "one"), "version": 1, "community_id": COMMUNITY, "title": "Things *to* lend",
        "question": "Would it work?", "presenter_id": ANA, "held": NOON, "opening": "", "context": (), "refinements": (),
        "implications": (), "downsides": (), "takeaways": (), "next_steps": "", "closing": "", "supporters": (), "others": 0,
        "you": {"presents": True, "supports": False, "named": False},
    }  # fmt: skip
    return BriefTelling(c.IdeaBrief.model_validate(fields | more), NAMES, "Lenders", "Europe/Paris")


EXPECTED = r"""# Things \*to\* lend

**Would it work\?**

An idea of Ana, explored by Lenders, on 14 September 2026.

&gt; For the board

## The idea

> A library of things\.

## What speaks against it

> It costs\.

The presenter's response:

> The town pays\.

## What comes next

A trial\.

## Who supports it

**Gil \[x\]**

> I need it\.

And 2 others.

---

Thanks\.
"""


def test_the_brief_in_markdown_has_everything_but_what_was_left_out() -> None:
    told = telling(
        opening="> For the board",
        context=(point("A library of things."),),
        refinements=(point("Too much.", left_out=True),),
        downsides=(point("It costs.", response="The town pays."),),
        next_steps="A trial.",
        closing="Thanks.",
        supporters=(c.Supporter(member_id=GIL, reasons=(point("I need it."), point("And more.", left_out=True))),),
        others=2,
    )
    assert brief_in_markdown(told).replace("\u2068", "").replace("\u2069", "") == EXPECTED


@pytest.mark.parametrize(
    ("named", "others", "also"),
    [
        ((), 0, ""),
        ((), 1, "1 member of the community."),
        ((), 3, "3 members of the community."),
        ((GIL,), 1, "And 1 other."),
        ((GIL, KIM), 2, "And 2 others."),
    ],
)
def test_those_who_are_not_named_are_counted(named: tuple[str, ...], others: int, also: str) -> None:
    told = telling(supporters=[c.Supporter(member_id=name, reasons=()) for name in named], others=others)
    assert told.also == also


def test_a_supporter_who_has_left_is_counted_and_not_named() -> None:
    gone = c.Supporter(member_id=member("gone"), reasons=(point("Was there."),))
    told = telling(supporters=[gone], others=1)
    assert told.also == "2 members of the community."
    assert "Was there" not in brief_in_markdown(told)
