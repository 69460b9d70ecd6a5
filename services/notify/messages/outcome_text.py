"""What became of somebody's advice, in words for the one who gave it. Pure."""

from collections.abc import Iterable

from shared.contracts.clinic import AdviceTold, TakeawayView

LONGEST_QUOTE = 200


def told(advice: Iterable[AdviceTold], presenter: str) -> str:
    """Each piece of advice with what the presenter made of it; empty where they said nothing of it."""
    return "\n\n".join(_of_one(advice_told, presenter) for advice_told in advice)


def _of_one(advice_told: AdviceTold, presenter: str) -> str:
    lines = [f"You advised: {_shortly(advice_told.advice)}"]
    for takeaway in advice_told.takeaways:
        lines += _of_takeaway(takeaway, _shortly(advice_told.advice), presenter)
    return "\n".join(lines)


def _of_takeaway(takeaway_view: TakeawayView, advice: str, presenter: str) -> list[str]:
    words = _shortly(takeaway_view.text)
    match takeaway_view.choice:
        case "set_aside":
            return [f"{presenter} set it aside: {takeaway_view.why}"]
        case "adapted":
            lines = [f"{presenter} adapted it: {words}"]
        case _:
            lines = [f"{presenter} took it along." if words == advice else f"{presenter} took it along: {words}"]
    if takeaway_view.outcome is not None:
        lines.append(_happened(takeaway_view))
        if takeaway_view.outcome.story:
            lines.append(takeaway_view.outcome.story)
    return lines


def _happened(takeaway_view: TakeawayView) -> str:
    assert takeaway_view.outcome is not None
    done = {"tried": "Tried", "adapted": "Tried in another form", "not_tried": "Not tried"}[takeaway_view.outcome.done]
    if takeaway_view.outcome.done == "not_tried":
        return f"{done} yet." if takeaway_view.outcome.result == "too_early" else f"{done}."
    return {
        "helped": f"{done}, and it helped.",
        "did_not_help": f"{done}, and it did not help.",
        "too_early": f"{done}; too early to tell.",
    }[takeaway_view.outcome.result or "too_early"]


def _shortly(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1]}…"
