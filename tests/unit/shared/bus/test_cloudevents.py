"""Events as other systems read them: valid CloudEvents, in an order that text comparison keeps, without a private word."""

import re
from datetime import datetime
from typing import Any

import orjson
import pytest

from shared.bus.cloudevents import Unreadable, messages, read
from shared.bus.subjects import Subjects
from shared.journal import Commit
from tests.support.pad import ANA, LineAdded, PadOpened, pad_id
from tests.support.world import COMMUNITY, NOON

PAD = pad_id("pad")


def commit(version: int = 7) -> Commit:
    events = [LineAdded(pad_id=PAD, number=1, text="A private word."), PadOpened(pad_id=PAD, most=3)]
    return Commit(PAD, version, NOON, ANA.id, "id", COMMUNITY, events, trace="00-" + "a" * 32 + "-" + "b" * 16 + "-01")


def test_an_event_is_a_cloudevent_as_the_specification_has_it() -> None:
    for message in messages(commit(), Subjects("house")):
        event = orjson.loads(message.payload)
        assert event["specversion"] == "1.0"
        for required in ("id", "source", "type"):
            assert isinstance(event[required], str)
            assert event[required]
        assert datetime.fromisoformat(event["time"]) == NOON
        assert all(re.fullmatch(r"[a-z0-9]{1,20}", name) for name in event), "attribute names of the specification"
        assert all(isinstance(value, str | int) for name, value in event.items() if name != "data")
        assert event["id"] == message.id


def test_the_sequence_compares_as_text_the_way_it_compares_as_a_number() -> None:
    sequences = [orjson.loads(next(iter(messages(commit(v), Subjects()))).payload)["sequence"] for v in (2, 10, 999)]
    assert sequences == sorted(sequences)
    assert {len(sequence) for sequence in sequences} == {10}


def test_what_a_person_said_is_not_on_the_bus() -> None:
    assert all(b"private word" not in message.payload for message in messages(commit(), Subjects()))


def test_the_subject_names_community_service_thing_and_event() -> None:
    first, second = messages(commit(), Subjects("house"))
    assert first.subject == f"house.ev.{COMMUNITY}.clinic.{PAD}.LineAdded"
    assert second.subject == f"house.ev.{COMMUNITY}.clinic.{PAD}.PadOpened"
    assert (first.id, second.id) == (f"{PAD}@7.1", f"{PAD}@7.2")


def test_what_is_read_is_what_was_sent_but_for_what_is_private() -> None:
    message = next(iter(messages(commit(), Subjects())))
    event, meta = read(message.payload, {"LineAdded": LineAdded})
    assert event == LineAdded(pad_id=PAD, number=1, text="")
    assert (meta.id, meta.stream, meta.version, meta.at) == (f"{PAD}@7.1", PAD, 7, NOON)
    assert (meta.community, meta.actor) == (COMMUNITY, ANA.id)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": 7},
        {"type": ["a", "list"]},
        {"subject": None},
        {"sequence": "first"},
        {"time": "2026-09-14T12:00:00"},
        {"time": 12},
        {"community": {}},
        {"data": "a text"},
        {"data": None},
        {"revision": "new"},
        {"revision": 2},
        {"type": "convene.clinic.PadBurnt"},
    ],
)
def test_whatever_is_wrong_with_an_event_is_said_in_one_way(changes: dict[str, Any]) -> None:
    envelope = orjson.loads(next(iter(messages(commit(), Subjects()))).payload)
    with pytest.raises(Unreadable):
        read(orjson.dumps({**envelope, **changes}), {"LineAdded": LineAdded})


@pytest.mark.parametrize(
    "payload", [b"", b"\xff\xfe", b"no JSON", b"[]", b"7", b"null", b'"text"', b"{}", b"[" * 10_000]
)
def test_what_is_no_event_at_all_is_said_so(payload: bytes) -> None:
    with pytest.raises(Unreadable, match="not a CloudEvent of ours"):
        read(payload, {"LineAdded": LineAdded})


def test_fields_of_a_later_program_are_ignored() -> None:
    envelope = orjson.loads(next(iter(messages(commit(), Subjects()))).payload)
    envelope["data"]["mood"] = "calm"
    event, _ = read(orjson.dumps(envelope), {"LineAdded": LineAdded})
    assert event == LineAdded(pad_id=PAD, number=1, text="")
