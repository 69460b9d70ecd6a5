"""The elastic clock: how a clinic's time is planned, runs, and gives way. Pure: the time comes as an argument."""

from services.clinic.domain.timing.choices import Choice, Effect, choices
from services.clinic.domain.timing.fit import Fit, fit
from services.clinic.domain.timing.forecast import Forecast, Slot, ahead_or_behind, forecast, left
from services.clinic.domain.timing.moves import (
    back,
    bring_back,
    extend,
    extension,
    next_step,
    pause,
    reopen,
    resize,
    resume,
    skip,
    start,
    undoes,
)
from services.clinic.domain.timing.policy import Alarms, Due, Policy, alarms, due, warned_since
from services.clinic.domain.timing.spans import NotPossible, Span, Stories, TimedStep, between, sized_by_stories, whole
from services.clinic.domain.timing.timeline import Pause, Run, Timeline, first_fit, plan
from services.clinic.domain.timing.words import minutes as spoken_minutes

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
    "between",
    "bring_back",
    "choices",
    "due",
    "extend",
    "extension",
    "first_fit",
    "fit",
    "forecast",
    "left",
    "next_step",
    "pause",
    "plan",
    "reopen",
    "resize",
    "resume",
    "sized_by_stories",
    "skip",
    "spoken_minutes",
    "start",
    "undoes",
    "warned_since",
    "whole",
]
