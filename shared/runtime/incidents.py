"""What happened to the bus or the store that an operator should know of, in words: it was mended as far as that goes."""

from collections.abc import Sequence

from shared.bus.continuity import Cut
from shared.journal.epochs import Epoch

NEWEST = 3


def incidents(epochs: Sequence[Epoch], cuts: Sequence[Cut], foreign: int) -> list[str]:
    """The newest of each kind: the store was put back, the bus was, and `foreign` events stood in the place of ours."""
    put_back = [cut for cut in cuts if not cut.anew]
    return [
        *(_of_cut(cut) for cut in put_back[-NEWEST:]),
        *(_of_epoch(epoch) for epoch in epochs[-NEWEST:]),
        *(
            [f"{foreign} times something else stood on the bus under the key of an event of this service"]
            if foreign
            else []
        ),
    ]


def _of_cut(cut: Cut) -> str:
    lost = f"it had lost what came after message {cut.seq} of {cut.known}"
    return f"the bus was put back (noticed {cut.at}): {lost}, which was published again"


def _of_epoch(epoch: Epoch) -> str:
    return (
        f"the store was put back (noticed {epoch.began_at:%Y-%m-%dT%H:%M:%S}+00:00): {epoch.events} events stand on the bus "
        f"that no journal knows, the first is {epoch.named[0]}; epoch {epoch.number} began"
    )
