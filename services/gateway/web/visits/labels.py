"""What the pages of a visit call things: kinds, places on the list, outcomes. Looked up where they are shown."""

from services.gateway.i18n.gettext import N_
from shared.contracts import trips as t

VISIT_KINDS: dict[t.VisitKind, str] = {
    "visit": N_("Visit"),
    "field_trip": N_("Field trip"),
    "learning_expedition": N_("Learning expedition"),
}
MODES: dict[t.Mode, str] = {"in_person": N_("In person"), "online": N_("Online"), "both": N_("In person and online")}
STATUSES: dict[t.VisitStatus, str] = {
    "proposed": N_("proposed"),
    "scheduled": N_("scheduled"),
    "cancelled": N_("cancelled"),
    "completed": N_("took place"),
}
STOP_KINDS: dict[t.StopKind, str] = {
    "practice": N_("Practice at work"),
    "tour": N_("Tour"),
    "conversation": N_("Conversation"),
    "case_clinic": N_("Case clinic"),
    "presentation": N_("Presentation"),
    "meal": N_("Meal"),
    "travel": N_("Travel"),
    "reflection": N_("Reflection"),
}
SORTS: dict[t.Sort, str] = {
    "practice": N_("with practitioners at work"),
    "room": N_("in a room"),
    "other": N_("other"),
}
CONCERNS: dict[t.Concern, str] = {
    "access": N_("Access"),
    "balance": N_("Practice and room"),
    "capacity": N_("Room for all"),
    "clinic": N_("Case clinic"),
    "clock": N_("The clocks"),
    "diet": N_("Meals"),
    "ends": N_("Times"),
    "guide": N_("Guide"),
    "hours": N_("Hours of the day"),
    "kinds": N_("What happens"),
    "languages": N_("Languages"),
    "learning": N_("Keeping what is learned"),
    "link": N_("Joining from elsewhere"),
    "online": N_("Online"),
    "overlap": N_("At the same time"),
    "questions": N_("Questions"),
    "transfer": N_("The way there"),
    "two_places": N_("In two places at once"),
    "voices": N_("Many voices"),
}
SEATS: dict[t.SeatState, str] = {
    "seated": N_("has a seat"),
    "offered": N_("is offered a seat"),
    "waiting": N_("waits"),
}
PRESENCES: dict[t.Presence, str] = {
    "present": N_("here"),
    "absent": N_("absent"),
    "left": N_("gone home"),
}
MEMORIES: dict[t.MemoryKind, str] = {
    "saw": N_("Seen"),
    "trying": N_("To be tried"),
    "photo": N_("Photo"),
    "note": N_("Note"),
}
DONE: dict[t.Done, str] = {
    "tried": N_("tried"),
    "adapted": N_("tried in another way"),
    "not_tried": N_("not tried"),
}
RESULTS: dict[t.Result, str] = {
    "helped": N_("it helped"),
    "did_not_help": N_("it did not help"),
    "too_early": N_("too early to tell"),
}
