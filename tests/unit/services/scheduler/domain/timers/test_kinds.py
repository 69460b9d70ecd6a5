"""The table of timer kinds: every kind is a row, and every row can be named, rung and found again."""

from typing import Any, get_args

from services.scheduler.domain.timers.kinds import KINDS, new_timer, require_sound, timer_event, timer_name
from services.scheduler.domain.timers.state import evolve
from shared.contracts import scheduler as c
from shared.domain import Refusal
from tests.support.timers import ANA, TOPIC
from tests.support.world import COMMUNITY, NOON

NOTES = {
    "step_warning": {"step": "context"},
    "step_end": {"step": "context"},
    "step_move": {"step": "context"},
    "reminder": {"lead": "24 hours", "starts_at": NOON.isoformat()},
    "follow_up": {"presenter_id": ANA, "number": "2"},
    "nudge": {"presenter_id": ANA, "number": "2", "nudge": "1"},
    "seat_offer": {"visit_id": TOPIC},
}
LETTERS = ANA.partition("-")[2]
NAMES = {
    "step_warning": "step_warning",
    "step_end": "step_end",
    "step_move": "step_move",
    "reminder": "reminder_24_hours",
    "follow_up": f"follow_up_{LETTERS}",
    "nudge": f"nudge_1_{LETTERS}",
    "seat_offer": "seat_offer",
}


def test_every_kind_has_one_row_which_the_state_knows() -> None:
    assert list(KINDS) and set(KINDS) == set(get_args(c.TimerKind.__value__))
    assert set(KINDS.values()) == set(c.TimerEvent.__subclasses__())
    assert set(KINDS.values()) <= set(evolve.events)


def test_a_timer_of_every_kind_becomes_its_event_and_is_found_again_by_its_name() -> None:
    for kind, becomes in KINDS.items():
        timer = new_timer(becomes, NOON, **NOTES[kind])
        require_sound(timer)
        event: Any = timer_event(timer, COMMUNITY, TOPIC)
        assert (timer.name, timer_name(event)) == (NAMES[kind], NAMES[kind])
        assert type(event) is becomes
        assert (event.community_id, event.topic, event.due_at) == (COMMUNITY, TOPIC, NOON)
        said = event.model_dump(mode="json")
        assert {field: str(said[field]) for field in NOTES[kind] if field != "starts_at"} == {
            field: note for field, note in NOTES[kind].items() if field != "starts_at"
        }


def test_a_timer_of_any_kind_that_lacks_a_note_or_has_another_name_is_refused() -> None:
    for kind, becomes in KINDS.items():
        timer = new_timer(becomes, NOON, **NOTES[kind])
        for broken in ({"note": {}}, {"name": "other"}):
            try:
                require_sound(timer.model_copy(update=broken))
            except Refusal as refusal:
                assert refusal.status == 422
            else:
                raise AssertionError(f"{kind} with {broken} was taken")
