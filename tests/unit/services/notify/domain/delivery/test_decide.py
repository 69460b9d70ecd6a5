from datetime import UTC, datetime, timedelta

import pytest

from services.notify.domain.delivery.decide import decide
from services.notify.domain.delivery.state import Delivery, evolve
from shared.contracts import notify as c
from shared.contracts.base import Command, derived_id
from shared.domain import Actor, Context, Refusal

NOTIFY = Actor("service", "notify")
NOW = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)
ID = derived_id("delivery", "one")
QUEUE = c.QueueMessage(
    delivery_id=ID,
    community_id=derived_id("community", "one"),
    event_id="clinic-1@1.1",
    event_type="ReminderDue",
    topic=derived_id("clinic", "one"),
    member_id=derived_id("member", "ann"),
    channel="email",
    letter="reminder",
)
BEGIN = c.BeginAttempt(delivery_id=ID, message_id="<one@convene.example>", holder="lane-1")
DROP = c.DropMessage(delivery_id=ID, reason="It was cancelled.")
SOON = NOW + timedelta(minutes=1)


def ends(outcome: str, attempt: int = 1) -> c.EndAttempt:
    retry_at = SOON if outcome == "later" else None
    return c.EndAttempt(delivery_id=ID, attempt=attempt, outcome=outcome, reason="So they say.", retry_at=retry_at)


def after(*commands: Command, now: datetime = NOW, actor: Actor = NOTIFY) -> Delivery | None:
    """The delivery after these commands."""
    delivery = None
    for command in commands:
        context = Context(now=now, actor=actor, stream=ID, command_id="c")
        delivery = evolve.fold(delivery, decide(delivery, command, context))
    return delivery


def refused(*commands: Command, now: datetime = NOW) -> str:
    with pytest.raises(Refusal) as refusal:
        after(*commands, now=now)
    return refusal.value.slug


def test_a_message_that_is_queued_again_stays_one():
    assert after(QUEUE) == after(QUEUE, QUEUE)
    assert after(QUEUE, BEGIN, ends("sent"), QUEUE).status == "sent"


def test_only_one_process_begins_an_attempt():
    other = BEGIN.model_copy(update={"holder": "lane-2"})
    assert after(QUEUE, BEGIN).holder == "lane-1"
    assert refused(QUEUE, BEGIN, other) == "attempt-in-progress"


@pytest.mark.parametrize("outcome", ["sent", "refused", "unknown"])
def test_what_was_sent_or_may_have_been_is_never_begun_again(outcome):
    assert refused(QUEUE, BEGIN, ends(outcome), BEGIN) == "not-due"


def test_a_dropped_message_is_never_begun():
    assert refused(QUEUE, DROP, BEGIN) == "not-due"


def test_a_message_under_way_can_no_longer_be_dropped():
    assert refused(QUEUE, BEGIN, DROP) == "not-open"


def test_a_delayed_message_is_begun_when_its_time_comes_and_stays_the_same_mail():
    assert refused(QUEUE, BEGIN, ends("later"), BEGIN) == "not-due"
    another = BEGIN.model_copy(update={"message_id": "<two@convene.example>"})
    delayed = after(QUEUE, BEGIN, ends("later"))
    assert delayed is not None
    context = Context(now=SOON, actor=NOTIFY, stream=ID, command_id="c")
    again = evolve.fold(delayed, decide(delayed, another, context))
    assert again is not None
    assert (again.attempts, again.message_id) == (2, "<one@convene.example>")


def test_a_no_from_the_other_side_before_anything_was_handed_over_counts_as_an_attempt():
    assert after(QUEUE, ends("refused")).status == "refused"
    delayed = after(QUEUE, ends("later"))
    assert (delayed.status, delayed.attempts, delayed.retry_at) == ("retrying", 1, SOON)


@pytest.mark.parametrize("outcome", ["sent", "unknown"])
def test_nothing_is_sent_or_uncertain_without_an_attempt_on_record(outcome):
    assert refused(QUEUE, ends(outcome)) == "attempt-over"


def test_whoever_was_taken_for_dead_may_still_tell_what_became_of_it():
    assert after(QUEUE, BEGIN, ends("unknown"), ends("sent")).status == "sent"
    assert refused(QUEUE, BEGIN, ends("unknown"), ends("later")) == "attempt-over"


def test_the_end_of_an_earlier_attempt_changes_nothing():
    assert refused(QUEUE, ends("later"), BEGIN.model_copy(), now=NOW) == "not-due"
    assert refused(QUEUE, BEGIN, ends("sent", attempt=2)) == "attempt-over"


@pytest.mark.parametrize("command", [QUEUE, BEGIN, ends("sent"), DROP], ids=lambda command: type(command).__name__)
def test_members_and_other_services_have_no_hand_in_it(command):
    for actor in (Actor("member", derived_id("member", "ann")), Actor("service", "clinic"), Actor("operator", "o")):
        with pytest.raises(Refusal) as refusal:
            after(command, actor=actor)
        assert refusal.value.status == 403
