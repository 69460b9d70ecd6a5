from datetime import UTC, datetime

import pytest

from services.notify.domain.delivery.state import Reader, evolve_reader, reader_id
from services.notify.domain.messages.catalogue import MESSAGES
from services.notify.domain.subscriber import code_for, decide_reader, mark_of
from shared.contracts import notify as c
from shared.contracts.base import Command, derived_id
from shared.domain import Actor, Context, Refusal

COMMUNITY, ANN = derived_id("community", "one"), derived_id("member", "ann")
READER = reader_id(COMMUNITY, ANN)
NOTIFY, HERSELF, ANYONE = Actor("service", "notify"), Actor("member", ANN), Actor("anyone", "anyone")
OTHER = Actor("member", derived_id("member", "bo"))


def does(reader: Reader | None, command: Command, actor: Actor, secret: str = "s3cret") -> Reader:
    context = Context(now=datetime(2026, 9, 14, tzinfo=UTC), actor=actor, stream=READER, command_id="c", secret=secret)
    after = evolve_reader.fold(reader, decide_reader(reader, command, context))
    assert after is not None
    return after


MEET = c.MeetReader(reader_id=READER, community_id=COMMUNITY, member_id=ANN)


@pytest.fixture
def ann() -> Reader:
    return does(None, MEET, NOTIFY)


def test_meeting_a_reader_again_keeps_the_codes_in_their_letters(ann):
    assert does(ann, MEET, NOTIFY, secret="another") == ann


def test_the_code_of_a_letter_stops_its_category_and_starts_it_again(ann):
    code = code_for(ann, "reminders")
    stopped = does(ann, c.StopCategory(reader_id=READER, category="reminders", code=code), ANYONE)
    assert stopped.stopped == ("reminders",)
    assert does(stopped, c.StopCategory(reader_id=READER, category="reminders", code=code), ANYONE) == stopped
    resumed = does(stopped, c.ResumeCategory(reader_id=READER, category="reminders", code=code), ANYONE)
    assert resumed.stopped == ()


def test_a_member_needs_no_code_for_themselves(ann):
    assert does(ann, c.StopCategory(reader_id=READER, category="reports"), HERSELF).stopped == ("reports",)


@pytest.mark.parametrize("actor", [ANYONE, OTHER])
@pytest.mark.parametrize("code", ["", "guess", "ümlaut"])
def test_without_the_code_nobody_else_can_tell_that_there_is_such_a_reader(ann, actor, code):
    for reader in (ann, None):
        with pytest.raises(Refusal) as refused:
            does(reader, c.StopCategory(reader_id=READER, category="reports", code=code), actor)
        assert refused.value.status == 404


def test_the_code_of_one_category_does_not_stop_another(ann):
    command = c.StopCategory(reader_id=READER, category="reports", code=code_for(ann, "reminders"))
    with pytest.raises(Refusal):
        does(ann, command, ANYONE)


def test_a_channel_is_lost_at_one_address_only(ann):
    gone = c.DisableChannel(reader_id=READER, channel="chat", address_mark=mark_of("https://old"), reason="410")
    lost = does(ann, gone, NOTIFY)
    assert lost.has_lost("chat", mark_of("https://old"))
    assert not lost.has_lost("chat", mark_of("https://new"))
    assert not lost.has_lost("email", mark_of("https://old"))


def test_what_is_for_one_person_alone_and_what_is_cancelled_cannot_be_stopped():
    personal = {
        "invitation",
        "follow_up_due",
        "chat_gone",
        "way_in",
        "way_in_given",
        "hook_gone",
        "hook_unattended",
    }
    personal |= {"mail_gone", "member_unreached", "invitation_returned"}
    personal |= {"address_confirm", "address_asked", "address_changed"}
    personal |= {"swap_offered", "turn_proposed", "follow_up_nudge", "trying_due"}
    ones_seat = {"seat_taken", "seat_offered", "seat_waiting", "seat_lost", "sign_up_closed"}
    off_or_changed = {"clinic_cancelled", "visit_cancelled", "day_changed", "stop_skipped"}
    assert {
        kind for kind, message in MESSAGES.items() if message.category is None
    } == personal | ones_seat | off_or_changed


def test_somebody_chooses_before_the_first_letter_for_themselves_alone():
    def meets(actor: Actor, role: str | None, command: c.MeetReader = MEET) -> Reader:
        context = Context(datetime(2026, 9, 14, tzinfo=UTC), actor, READER, "c", role, secret="s3cret")
        return evolve_reader.fold(None, decide_reader(None, command, context))

    assert meets(HERSELF, "guest").member_id == ANN
    elsewhere = MEET.model_copy(update={"reader_id": reader_id(derived_id("community", "two"), ANN)})
    for actor, role, command in ((OTHER, "convener", MEET), (HERSELF, None, MEET), (HERSELF, "member", elsewhere)):
        with pytest.raises(Refusal):
            meets(actor, role, command)
