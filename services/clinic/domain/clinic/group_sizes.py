"""Whether those who are there make groups of the size that a protocol is made for. Pure."""

from services.clinic.domain.rotation import sizes_of
from shared.contracts.protocol import Protocol, Size
from shared.domain import conflict


def require_group_sizes(protocol: Protocol, listeners: int, presenters: int) -> None:
    """Refuses groups that are too small or too large, and says with how many presenters they would not be."""
    if _fits(protocol, listeners, presenters):
        return
    least, most = sizes_of(listeners, presenters)
    # People are counted with whoever is with them, as protocols do.
    found = (
        "a group of nobody" if not least else f"groups of {count_in_words(Size(min=least + 1, max=most + 1), 'person')}"
    )
    size = protocol.people or Size(min=2, max=100)
    wanted = f"{size.min} people or more" if protocol.people is None else count_in_words(size, "person")
    better = _better(protocol, listeners + presenters, presenters)
    sentences = [
        f"{protocol.title} is made for groups of {wanted}, their presenter with them.",
        f"{listeners + presenters} people with {presenters} presenters make {found}.",
        *([f"With {better} presenters they would fit."] if better else []),
        "Change who presents, or start anyway.",
    ]
    raise conflict("group-size", " ".join(sentences))


def _fits(protocol: Protocol, listeners: int, presenters: int) -> bool:
    least, most = sizes_of(listeners, presenters)
    size = protocol.people or Size(min=2, max=100)
    return size.min <= least + 1 and most + 1 <= size.max


def _better(protocol: Protocol, people: int, presenters: int) -> int | None:
    """The number of presenters nearest to theirs with which the same people would make groups that fit."""
    able = [
        count
        for count in range(protocol.presenters.min, min(protocol.presenters.max, people - 1) + 1)
        if _fits(protocol, people - count, count)
    ]
    return min(able, key=lambda count: (abs(count - presenters), count), default=None)


def count_in_words(size: Size, name: str) -> str:
    """How many, in words: `3-5 people`."""
    many = {"person": "people"}.get(name, f"{name}s")
    if size.min == size.max:
        return f"{size.min} {name if size.min == 1 else many}"
    return f"{size.min}-{size.max} {many}"
