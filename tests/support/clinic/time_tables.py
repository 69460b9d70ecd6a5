"""The default clinic's table as a clock sees it, and tables of any kind."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from services.clinic.domain.timing.first_plan import plan
from services.clinic.domain.timing.moves import start
from services.clinic.domain.timing.timeline import Span, TimedStep, Timeline

NOON = datetime(2030, 5, 14, 12, 0, tzinfo=UTC)


def minutes(number: float) -> int:
    return round(number * 60)


def after(number: float) -> datetime:
    """So many minutes after noon."""
    return NOON + timedelta(seconds=minutes(number))


def span(minimum: float, planned: float, maximum: float, *, optional: bool = False) -> Span:
    return Span(minimum=minutes(minimum), plan=minutes(planned), maximum=minutes(maximum), optional=optional)


CASE_CLINIC = (
    TimedStep(name="Context", span=span(5, 10, 10)),
    TimedStep(name="Understanding", span=span(7, 15, 20)),
    TimedStep(name="Related experience", span=span(0, 15, 15, optional=True)),
    TimedStep(name="Advice", span=span(7, 15, 20)),
    TimedStep(name="Summary", span=span(3, 5, 6)),
)
CONTEXT, UNDERSTANDING, EXPERIENCE, ADVICE, SUMMARY = range(5)
SPANS = tuple(step.span for step in CASE_CLINIC)


def hour(hard_stop: float | None = None) -> Timeline:
    """The default clinic in an hour from noon, not yet begun."""
    return plan(CASE_CLINIC, NOON, minutes(60), None if hard_stop is None else after(hard_stop))


def begun(hard_stop: float | None = None) -> Timeline:
    return start(hour(hard_stop), NOON)


@st.composite
def any_span(draw: st.DrawFn) -> Span:
    low, mid, high = sorted(draw(st.lists(st.integers(0, 600), min_size=3, max_size=3)))
    return Span(minimum=low, plan=mid, maximum=high, optional=draw(st.booleans()))


def spans() -> st.SearchStrategy[list[Span]]:
    return st.lists(any_span(), min_size=1, max_size=7)
