"""How advice worked out, in numbers that add up. Pure."""

from collections.abc import Iterable, Iterator

from services.clinic.domain.clinic.records import Contribution, Outcome, Takeaway
from services.clinic.domain.clinic.state import Clinic
from shared.contracts import clinic as c
from shared.contracts.protocol import ADVICE
from shared.contracts.types import Id

OVER: tuple[c.Status, ...] = ("closed", "reported")

CHOICES: tuple[c.Choice, ...] = ("taken", "adapted", "set_aside")
"""The further a takeaway went, the earlier."""
RESULTS: tuple[c.Result, ...] = ("helped", "did_not_help", "too_early")


def counted(clinic: Clinic) -> tuple[c.AdviceCounts, c.OutcomeCounts]:
    """The advice given in one clinic and what became of it, and of the takeaways that came from nobody's advice."""
    advice = sum_advice(_of_advice(clinic, contribution.id) for contribution in advice_in(clinic))
    own = sum_outcomes(_of_takeaways(clinic, [takeaway]) for takeaway in kept(clinic) if not takeaway.advice)
    return advice, own


def advice_in(clinic: Clinic) -> Iterator[Contribution]:
    """The advice that was given and not taken back."""
    return (
        contribution
        for contribution in clinic.contributions.values()
        if contribution.kind in ADVICE and not contribution.withdrawn
    )


def kept(clinic: Clinic) -> list[Takeaway]:
    """Takeaways that are still there."""
    return [takeaway for takeaway in clinic.takeaways.values() if takeaway.id in clinic.contributions]


def sum_advice(counts: Iterable[c.AdviceCounts]) -> c.AdviceCounts:
    total = dict.fromkeys(("given", *CHOICES, "unsaid"), 0)
    outcomes = []
    for count in counts:
        for name in total:
            total[name] += getattr(count, name)
        outcomes.append(count.outcomes)
    return c.AdviceCounts.model_validate({**total, "outcomes": sum_outcomes(outcomes)})


def sum_outcomes(counts: Iterable[c.OutcomeCounts]) -> c.OutcomeCounts:
    total = dict.fromkeys(c.OutcomeCounts.model_fields, 0)
    for count in counts:
        for name in total:
            total[name] += getattr(count, name)
    return c.OutcomeCounts(**total)


def _of_advice(clinic: Clinic, advice: Id) -> c.AdviceCounts:
    takeaways = [takeaway for takeaway in clinic.takeaways_from(advice) if takeaway.id in clinic.contributions]
    if not takeaways:
        return c.AdviceCounts(given=1, unsaid=1)
    choice = min((takeaway.choice for takeaway in takeaways), key=CHOICES.index)
    along = [takeaway for takeaway in takeaways if takeaway.choice != "set_aside"]
    outcomes = _of_takeaways(clinic, along) if along else c.OutcomeCounts()
    return c.AdviceCounts.model_validate({"given": 1, choice: 1, "outcomes": outcomes})


def _of_takeaways(clinic: Clinic, takeaways: Iterable[Takeaway]) -> c.OutcomeCounts:
    """Of several the outcome that went furthest; nothing at all for what was set aside."""
    along = [takeaway for takeaway in takeaways if takeaway.choice != "set_aside"]
    told = [clinic.outcomes[takeaway.id] for takeaway in along if takeaway.id in clinic.outcomes]
    if not told:
        return c.OutcomeCounts(total=1, unanswered=1) if along else c.OutcomeCounts()
    furthest = min(told, key=_distance)
    counts = {"total": 1, furthest.done: 1}
    if furthest.done != "not_tried" and furthest.result is not None:
        counts[furthest.result] = 1
    return c.OutcomeCounts(**counts)


def _distance(outcome: Outcome) -> tuple[int, int]:
    """How far from tried and helpful."""
    result = RESULTS.index(outcome.result) if outcome.result else len(RESULTS)
    return (1, 0) if outcome.done == "not_tried" else (0, result)
