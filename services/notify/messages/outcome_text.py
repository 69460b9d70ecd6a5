"""What became of somebody's advice, in words for the one who gave it. Pure."""

from collections.abc import Iterable

from shared.contracts.clinic import AdviceTold, TakeawayView

LONGEST_QUOTE = 200


def told(advice: Iterable[AdviceTold], presenter: str) -> str:
    """Each piece of advice with what the presenter made of it; empty where they said nothing of it."""
    return "\n\n".join(_of_one(one, presenter) for one in advice)


def _of_one(one: AdviceTold, presenter: str) -> str:
    lines = [f"You advised: {_shortly(one.advice)}"]
    for takeaway in one.takeaways:
        lines += _of_takeaway(takeaway, _shortly(one.advice), presenter)
    return "\n".join(lines)


def _of_takeaway(one: TakeawayView, advice: str, presenter: str) -> list[str]:
    words = _shortly(one.text)
    match one.choice:
        case "set_aside":
            return [f"{presenter} set it aside: {one.why}"]
        case "adapted":
            lines = [f"{presenter} adapted it: {words}"]
        case _:
            lines = [f"{presenter} took it along." if words == advice else f"{presenter} took it along: {words}"]
    if one.outcome is not None:
        lines.append(_happened(one))
        if one.outcome.story:
            lines.append(one.outcome.story)
    return lines


def _happened(one: TakeawayView) -> str:
    assert one.outcome is not None
    done = {"tried": "Tried", "adapted": "Tried in another form", "not_tried": "Not tried"}[one.outcome.done]
    if one.outcome.done == "not_tried":
        return f"{done} yet." if one.outcome.result == "too_early" else f"{done}."
    return {
        "helped": f"{done}, and it helped.",
        "did_not_help": f"{done}, and it did not help.",
        "too_early": f"{done}; too early to tell.",
    }[one.outcome.result or "too_early"]


def _shortly(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1]}…"
