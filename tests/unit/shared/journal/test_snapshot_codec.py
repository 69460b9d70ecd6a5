"""A state that was packed for a snapshot is the same state when it is taken up again."""

import zlib
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from shared.domain.collections import Shelf
from shared.journal.snapshot_codec import BLOCK, SnapshotCodec

texts = st.text(max_size=12)


class Note(BaseModel):
    model_config = ConfigDict(frozen=True)

    text: str
    at: datetime = datetime(2026, 9, 14, tzinfo=UTC)


class Desk(BaseModel):
    model_config = ConfigDict(frozen=True)

    title: str
    notes: Shelf[str, Note] = Shelf()
    marks: Shelf[str, str | None] = Shelf()
    numbers: Shelf[int, int] = Shelf()
    needed: Shelf[str, int]


desks = st.builds(
    lambda title, notes, marks, numbers, needed: Desk(
        title=title,
        notes=Shelf.of({key: Note(text=text) for key, text in notes.items()}),
        marks=Shelf.of(marks),
        numbers=Shelf.of(numbers),
        needed=Shelf.of(needed),
    ),
    texts,
    st.dictionaries(texts, texts),
    st.dictionaries(texts, st.none() | texts),
    st.dictionaries(st.integers(), st.integers()),
    st.dictionaries(texts, st.integers()),
)


@given(desks, texts)
def test_any_state_comes_back_as_it_was_in_its_order_and_can_go_on(request_server: Desk, text: str) -> None:
    packing = SnapshotCodec(Desk)
    again = packing.unpack(packing.pack(request_server).document())
    assert again == request_server
    assert list(again.notes) == list(request_server.notes)
    more = again.model_copy(update={"notes": again.notes.put("\n", Note(text=text))})
    assert packing.unpack(packing.pack(more, packing.pack(request_server)).document()) == more


def many(count: int) -> Shelf[str, Note]:
    return Shelf.of({f"key {number}": Note(text=f"note {number}") for number in range(count)})


def test_things_on_shelves_are_read_only_when_somebody_asks_for_them() -> None:
    packing = SnapshotCodec(Desk)
    document = packing.pack(Desk(title="Mine", notes=many(2), needed=Shelf())).document()
    [block] = document["shelves"]["notes"]
    document["shelves"]["notes"] = [zlib.compress(zlib.decompress(block).replace(b'"note 1"', b"nonsense"))]
    again = packing.unpack(document)
    assert again.notes["key 0"] == Note(text="note 0")
    assert list(again.notes) == ["key 0", "key 1"]


def test_blocks_that_hold_what_they_held_are_not_written_again() -> None:
    packing = SnapshotCodec(Desk)
    request_server = Desk(title="Mine", notes=many(3 * BLOCK), needed=Shelf())
    before = packing.pack(request_server)
    notes = request_server.notes.put("one more", Note(text="!")).put(f"key {BLOCK}", Note(text="changed"))
    after = packing.pack(request_server.model_copy(update={"notes": notes}), before)
    assert len(after.shelves["notes"]) == 4
    same = [block is other for block, other in zip(before.shelves["notes"], after.shelves["notes"], strict=False)]
    assert same == [True, False, True]
    assert packing.unpack(after.document()).notes == notes


def test_after_something_was_dropped_the_blocks_still_hold_the_rest() -> None:
    packing = SnapshotCodec(Desk)
    request_server = Desk(title="Mine", notes=many(2 * BLOCK), needed=Shelf())
    fewer = request_server.model_copy(update={"notes": request_server.notes.drop("key 3").drop("key 70")})
    assert packing.unpack(packing.pack(fewer, packing.pack(request_server)).document()).notes == fewer.notes


def test_what_nobody_read_since_it_was_unpacked_is_packed_as_it_was() -> None:
    packing = SnapshotCodec(Desk)
    first = packing.pack(Desk(title="Mine", notes=many(BLOCK + 5), needed=Shelf()))
    again = packing.unpack(first.document())
    assert again.notes["key 7"].text == "note 7"
    assert packing.pack(again).document()["shelves"] == first.document()["shelves"]


def test_a_state_without_shelves_is_packed_as_well() -> None:
    packing = SnapshotCodec(Note)
    assert packing.unpack(packing.pack(Note(text="one\ntwo")).document()) == Note(text="one\ntwo")
    numbers = SnapshotCodec(dict[str, int])  # type: ignore[arg-type]
    assert numbers.unpack(numbers.pack({"a": 1}).document()) == {"a": 1}
