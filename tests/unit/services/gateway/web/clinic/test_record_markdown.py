"""A record in Markdown, as somebody finds it in their notes years later."""

from services.gateway.web.clinic.record_markdown import record_in_markdown
from shared.contracts import clinic as c
from shared.contracts.base import derived_id
from tests.support.gateway.recorded import ADVICE, ANA, FINN, GIL, at, entry, step, telling

EXPECTED = r"""# Handover

**How do we &lt;hand over&gt;\?**

- Presented by Ana \*Star\*
- Facilitated by Finn
- The case clinic, version 1
- Monday 14 September 2026, times in Europe\/Paris

## Timeline

| Step | Planned | Run | When |
| --- | --- | --- | --- |
| 1. Context | 10 min | 12 min | 14:00–14:12 |
| 2. Related | 10 min |  | left out |
| 3. Advice | 15 min | 20 min | 14:30–14:45, 14:50–14:55 |

## 1. Context

**Ana \*Star\*** (context, 14:01)

> Two teams\.

## 3. Advice

**A former member** (advice, 14:31)

> \# Walk\
> the floor

> **Finn** (comment, 14:32)

> > Yes\.

## Taken along

**Ana \*Star\***, from A former member\'s advice (adapted)

> One case\, both teams

Why: It fits\.

What became of it: Tried, helped.

> It \*held\*\.

## Set aside

**Ana \*Star\***

> Ten cases

## What really happened

> It worked\!
"""


def takeaway(text: str, **more: object) -> c.RecordTakeaway:
    fields: dict[str, object] = {
        "id": derived_id("said", text), "member_id": ANA, "choice": "taken", "advice_ids": (), "text": text, "why": "",
        "outcome": None,
    }  # fmt: skip
    return c.RecordTakeaway.model_validate(fields | more)


def test_the_whole_record_is_told_in_order_with_every_word_escaped() -> None:
    outcome = c.OutcomeView(done="tried", result="helped", story="It *held*.", at=None)
    taken = takeaway("One case, both teams", choice="adapted", why="It fits.", advice=(ADVICE,), outcome=outcome)
    told = telling(
        step(1, "Context", 10, (0, 12), contributions=(entry(1, "context", ANA, "Two teams."),)),
        step(2, "Related", 10, left_out=True),
        step(3, "Advice", 15, (30, 45), (50, 55), contributions=(ADVICE,)),
        status="reported",
        takeaways=(takeaway("Ten cases", choice="set_aside"), taken),
        reports=(c.ReportView(presenter_id=ANA, text="It worked!", at=None),),
    )
    written = record_in_markdown(told)
    assert written.replace("\u2068", "").replace("\u2069", "") == EXPECTED


def test_before_the_follow_up_the_record_says_when_it_will_be() -> None:
    assert "On Wednesday 14 October 2026 the community asks what really happened." in record_in_markdown(telling())


def test_a_cancelled_clinic_says_why() -> None:
    written = record_in_markdown(telling(status="cancelled", reason="Flood*", follow_up=None))
    assert r"Cancelled: " + "\u2068" + r"Flood\*" in written


def test_only_those_in_the_record_are_named_and_each_once() -> None:
    told = telling(step(1, "Context", 10, contributions=(ADVICE,)))
    assert sorted(told.people.values()) == ["A former member", "Ana *Star*", "Finn"]


def test_of_several_cases_each_is_named_and_what_was_said_says_whose_it_is_about() -> None:
    said = entry(1, "advice", GIL, "Ask them.").model_copy(update={"case_of": FINN, "group": 2})
    whole = entry(2, "takeaway", ANA, "All of it.")
    cases = (
        c.CaseView(presenter_id=ANA, title="Hand*over*", question="How?"),
        c.CaseView(presenter_id=FINN),
    )
    written = record_in_markdown(telling(step(1, "Advice", 5, (0, 5), contributions=(said, whole)), cases=cases))
    markdown = written.replace("\u2068", "").replace("\u2069", "")
    assert "## Cases\n\n- **Ana \\*Star\\***: Hand\\*over\\*: How\\?\n- **Finn**\n" in markdown
    assert "(advice, 14:01, Finn\\'s case\\, group 2)" in markdown
    assert "(takeaway, 14:02)" in markdown


def test_a_story_those_who_said_me_too_and_what_was_taken_back_are_told_so() -> None:
    story = entry(2, "advice", ANA, "I once.").model_copy(update={"story": True, "me_too": (FINN, GIL)})
    gone = entry(3, "advice", FINN, "").model_copy(update={"withdrawn": True})
    written = record_in_markdown(telling(step(1, "Advice", 10, contributions=(story, gone)), need="A fight."))
    written = written.replace("\u2068", "").replace("\u2069", "")
    assert r"(advice, 14:02, a story\; me too\: Finn\, A former member)" in written
    assert "(advice, 14:03)\n\n> *taken back*" in written
    assert r"- What it came from: A fight\." in written


def test_pauses_are_told_and_are_not_counted_as_time_a_step_ran() -> None:
    pause = c.RecordRun(began=at(5), ended=at(15))
    told = telling(step(1, "Context", 10, (0, 12)), step(2, "Advice", 10, (12, 30)), pauses=(pause,))
    assert [told.minutes_run(record_step) for record_step in told.record.steps] == [5, 15]
    assert "- Paused 14:05–14:15" in record_in_markdown(told)
