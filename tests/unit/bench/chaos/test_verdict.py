"""The verdict on hand-made data: good data has nothing wrong, and each thing that may go wrong is seen and counted."""

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest

from bench.chaos.listener import Heard
from bench.chaos.verdict import Journals, doubled, lost
from bench.world import Acknowledged
from convene.stack.postbox_items import Mail

CLINIC, TIMERS, DELIVERY = "clinic-1", "timers-1", "delivery-1"
LETTER = "<letter@localhost>"


class Aftermath:
    """What is there after a run in which all went well, until a test spoils it."""

    def __init__(self) -> None:
        self.journals = Journals()
        self.heard = Heard()
        self.acknowledged: list[Acknowledged] = []
        self.mails: list[Mail] = []

    def commit(self, stream: str, version: int, **events: dict[str, Any]) -> None:
        """A commit in the journal, acknowledged and heard."""
        service = {"clinic": "clinic", "timers": "scheduler", "delivery": "notify"}[stream.partition("-")[0]]
        recorded = [
            {"id": f"{stream}@{version}.{part}", "type": name, "data": data}
            for part, (name, data) in enumerate(events.items(), 1)
        ]
        command = f"command {stream} {version}"
        self.journals.commits[f"{service}/{stream}@{version}"] = {
            "stream": stream,
            "version": version,
            "actor": "member ana",
            "command_id": command,
            "events": recorded,
        }
        self.acknowledged.append(Acknowledged(service, command, stream, version))
        for part in range(1, len(recorded) + 1):
            self.hear(stream, version, part)

    def hear(self, stream: str, version: int, part: int = 1) -> None:
        name = f"{stream}@{version}.{part}"
        self.heard.note({"id": name, "subject": stream, "sequence": f"{version:010d}", "part": f"{part}/2"})

    def post(self, to: str = "ana@example.org", subject: str = "Case clinic: Case 1") -> None:
        content = f"Subject: {subject}\r\nMessage-ID: {LETTER}\r\n\r\nHello".encode()
        self.mails.append(Mail(len(self.mails) + 1, datetime(2026, 1, 1, tzinfo=UTC), "convene", (to,), content))

    def data(self, name: str) -> dict[str, Any]:
        [found] = self.journals.of_type(name)
        return found

    def lost(self) -> dict[str, int]:
        return dict(lost(self.journals, self.acknowledged, self.heard, self.mails))

    def doubled(self) -> dict[str, int]:
        return {kind: count for kind, count in doubled(self.journals, self.mails).items() if count}


@pytest.fixture
def after() -> Aftermath:
    """A clinic was scheduled and its first step ran out; ana was told by mail."""
    aftermath = Aftermath()
    aftermath.commit(CLINIC, 1, CaseProposed={})
    aftermath.commit(CLINIC, 2, ClinicScheduled={})
    aftermath.commit(CLINIC, 3, ClinicStarted={}, ClinicStepStarted={"clinic_id": CLINIC})
    aftermath.commit(TIMERS, 1, TopicSeen={"topic": CLINIC, "topic_version": 3, "topic_part": 2})
    aftermath.commit(TIMERS, 2, StepTimeUp={"topic": CLINIC, "step": "context", "due_at": "then"})
    letter = {"delivery_id": DELIVERY, "member_id": "ana", "channel": "email"}
    aftermath.commit(DELIVERY, 1, MessageQueued={**letter, "event_id": f"{CLINIC}@2.1"})
    aftermath.commit(DELIVERY, 2, AttemptBegun={**letter, "message_id": LETTER})
    aftermath.commit(DELIVERY, 3, MessageSent=letter)
    aftermath.post()
    return aftermath


def test_where_all_went_well_nothing_is_lost_doubled_or_out_of_order(after: Aftermath) -> None:
    assert after.lost() == {}
    assert after.doubled() == {}
    assert after.heard.out_of_order() == 0


def test_an_acknowledged_command_that_is_not_in_the_journal_is_lost(after: Aftermath) -> None:
    after.acknowledged.append(Acknowledged("clinic", "command", CLINIC, 4))
    assert after.lost() == {"commands": 1}


def test_an_acknowledged_command_is_lost_if_another_one_stands_in_its_place(after: Aftermath) -> None:
    after.journals.commits[f"clinic/{CLINIC}@2"]["command_id"] = "another"
    assert after.lost() == {"commands": 1}


def test_a_commit_that_vanished_is_a_lost_command_a_hole_and_a_fact_that_was_told(after: Aftermath) -> None:
    del after.journals.commits[f"clinic/{CLINIC}@1"]
    assert after.lost() == {"commands": 1, "versions": 1, "commits that were told": 1}


def test_the_last_commit_of_a_thing_that_vanished_is_missed_by_those_who_heard_of_it(after: Aftermath) -> None:
    del after.journals.commits[f"scheduler/{TIMERS}@2"]
    after.acknowledged = []
    assert after.lost() == {"commits that were told": 1}


@pytest.mark.parametrize("event", [f"{CLINIC}@1.1", f"{CLINIC}@3.2", f"{DELIVERY}@3.1"])
def test_an_event_that_nobody_heard_is_lost(after: Aftermath, event: str) -> None:
    del after.heard.first[event]
    assert after.lost() == {"events never heard": 1}


def without(after: Aftermath, commit: str) -> None:
    """As if this had never happened: nobody was promised it, nobody heard of it."""
    gone = after.journals.commits.pop(commit)
    after.acknowledged = [
        acknowledged for acknowledged in after.acknowledged if acknowledged.command_id != gone["command_id"]
    ]
    for event in gone["events"]:
        del after.heard.first[event["id"]]


def test_a_clinic_of_which_nobody_was_told_is_a_lost_reaction(after: Aftermath) -> None:
    after.data("MessageQueued")["event_id"] = "another clinic's"
    assert after.lost() == {"reactions": 1}


def test_a_step_that_the_scheduler_never_saw_is_a_lost_reaction(after: Aftermath) -> None:
    after.data("TopicSeen")["topic_version"] = 2
    assert after.lost() == {"reactions": 1}


def test_a_step_that_was_over_when_the_scheduler_came_to_it_is_none(after: Aftermath) -> None:
    after.commit(CLINIC, 4, ClinicStepEnded={}, ClinicStepStarted={"clinic_id": CLINIC})
    after.data("TopicSeen")["topic_version"] = 4
    assert after.lost() == {}


def test_a_letter_that_never_came_to_an_end_is_lost(after: Aftermath) -> None:
    without(after, f"notify/{DELIVERY}@3")
    assert after.lost() == {"letters": 1}


def test_a_letter_that_is_said_to_be_sent_and_never_came_is_lost(after: Aftermath) -> None:
    after.mails.clear()
    assert after.lost() == {"letters": 1}


@pytest.mark.parametrize("end", ["MessageUnknown", "MessageRefused", "MessageDropped"])
def test_a_letter_that_ended_another_way_is_not_lost_whether_it_came_or_not(after: Aftermath, end: str) -> None:
    without(after, f"notify/{DELIVERY}@3")
    after.commit(DELIVERY, 3, **{end: {"delivery_id": DELIVERY, "channel": "email"}})
    assert after.lost() == {}
    after.mails.clear()
    assert after.lost() == {}


def again(commit: str, stream: str, **changed: object) -> Callable[[Aftermath], None]:
    """Spoils it: the commit is there a second time, as the next one of its stream or of another."""

    def spoil(after: Aftermath) -> None:
        service = commit.partition("/")[0]
        copy = deepcopy(after.journals.commits[commit])
        version = 1 + sum(commit["stream"] == stream for commit in after.journals.commits.values())
        after.journals.commits[f"{service}/{stream}@{version}"] = (
            copy | {"stream": stream, "version": version} | changed
        )

    return spoil


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (again(f"clinic/{CLINIC}@2", CLINIC), "commands"),
        (again(f"scheduler/{TIMERS}@2", TIMERS, command_id="another"), "rings"),
        (again(f"notify/{DELIVERY}@1", "delivery-2"), "deliveries"),
    ],
)
def test_what_took_effect_twice_is_doubled(after: Aftermath, spoil: Callable[[Aftermath], None], kind: str) -> None:
    spoil(after)
    assert after.doubled() == {kind: 1}


def test_a_ring_for_the_same_step_is_doubled_also_with_another_due_time(after: Aftermath) -> None:
    again(f"scheduler/{TIMERS}@2", TIMERS, command_id="another")(after)
    after.journals.commits[f"scheduler/{TIMERS}@3"]["events"][0]["data"]["due_at"] = "later"
    assert after.doubled() == {"rings": 1}


def test_the_same_words_to_the_same_person_are_a_doubled_mail_whatever_notify_thinks_became_of_it(
    after: Aftermath,
) -> None:
    after.post()
    after.post()
    assert after.doubled() == {"mails": 2}
    without(after, f"notify/{DELIVERY}@3")
    after.commit(DELIVERY, 3, MessageUnknown={"delivery_id": DELIVERY, "channel": "email"})
    assert after.doubled() == {"mails": 2}


def test_the_same_words_to_others_and_other_words_to_the_same_are_not_doubled(after: Aftermath) -> None:
    after.post(to="bo@example.org")
    after.post(subject="Case clinic: Case 2")
    assert after.doubled() == {}


def test_the_same_command_id_of_another_person_or_for_another_thing_is_not_doubled(after: Aftermath) -> None:
    again(f"clinic/{CLINIC}@1", CLINIC, actor="member bo")(after)
    again(f"clinic/{CLINIC}@1", "clinic-2")(after)
    assert after.doubled() == {}


def test_a_version_that_comes_again_in_another_epoch_is_in_order() -> None:
    heard = Heard()
    for version, epoch in ((1, 0), (2, 0), (3, 0), (2, 1), (3, 1)):
        told = {"id": f"{CLINIC}@{version} in {epoch}", "subject": CLINIC, "sequence": f"{version:010d}", "part": "1/1"}
        heard.note(told | ({"epoch": epoch} if epoch else {}))
    assert heard.out_of_order() == 0
