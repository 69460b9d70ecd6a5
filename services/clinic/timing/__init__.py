"""The elastic clock: how a clinic's time is planned, runs, and gives way. Pure: the time comes as an argument."""

from services.clinic.timing.choices import Choice, Effect, choices
from services.clinic.timing.fitting import Fit, fit
from services.clinic.timing.forecast import Forecast, Slot, ahead_or_behind, forecast, left
from services.clinic.timing.moves import (
    back,
    bring_back,
    extend,
    extension,
    next_step,
    pause,
    resize,
    resume,
    skip,
    start,
)
from services.clinic.timing.policy import Alarms, Due, Policy, alarms, due
from services.clinic.timing.spans import NotPossible, Span, Stories, TimedStep, sized_by_stories
from services.clinic.timing.timeline import Pause, Run, Timeline, plan

__all__ = [
    "Alarms",
    "Choice",
    "Due",
    "Effect",
    "Fit",
    "Forecast",
    "NotPossible",
    "Pause",
    "Policy",
    "Run",
    "Slot",
    "Span",
    "Stories",
    "TimedStep",
    "Timeline",
    "ahead_or_behind",
    "alarms",
    "back",
    "bring_back",
    "choices",
    "due",
    "extend",
    "extension",
    "fit",
    "forecast",
    "left",
    "next_step",
    "pause",
    "plan",
    "resize",
    "resume",
    "sized_by_stories",
    "skip",
    "start",
]
