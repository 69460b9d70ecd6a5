"""What became of somebody's advice, in words for the one who gave it. Pure."""

from collections.abc import Iterable

from shared.contracts.clinic import AdviceTold, TakeawayView

LONGEST_QUOTE = 200


def advice_told(advice: Iterable[AdviceTold], presenter: str) -> str:
    """Each piece of advice with what the presenter made of it; empty where they said nothing of it."""
    return "\n\n".join(_of_advice(piece, presenter) for piece in advice)


def _of_advice(piece: AdviceTold, presenter: str) -> str:
    lines = [f"You advised: {_shortly(piece.advice)}"]
    for takeaway in piece.takeaways:
        lines += _of_takeaway(takeaway, _shortly(piece.advice), presenter)
    return "\n".join(lines)


def _of_takeaway(takeaway: TakeawayView, advice: str, presenter: str) -> list[str]:
    words = _shortly(takeaway.text)
    match takeaway.choice:
        case "set_aside":
            return [f"{presenter} set it aside: {takeaway.why}"]
        case "adapted":
            lines = [f"{presenter} adapted it: {words}"]
        case _:
            lines = [f"{presenter} took it along." if words == advice else f"{presenter} took it along: {words}"]
    if takeaway.outcome is not None:
        lines.append(_outcome(takeaway))
        if takeaway.outcome.story:
            lines.append(takeaway.outcome.story)
    return lines


def _outcome(takeaway: TakeawayView) -> str:
    assert takeaway.outcome is not None
    done = {"tried": "Tried", "adapted": "Tried in another form", "not_tried": "Not tried"}[takeaway.outcome.done]
    if takeaway.outcome.done == "not_tried":
        return f"{done} yet." if takeaway.outcome.result == "too_early" else f"{done}."
    return {
        "helped": f"{done}, and it helped.",
        "did_not_help": f"{done}, and it did not help.",
        "too_early": f"{done}; too early to tell.",
    }[takeaway.outcome.result or "too_early"]


def _shortly(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1]}…"
