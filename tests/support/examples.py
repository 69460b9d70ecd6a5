"""How many examples a property is tried with: so many at night, fewer in `make test`, a handful in `make quick`."""

from collections.abc import Mapping

from hypothesis import settings

SHARES = {"quick": 0.1, "test": 0.4, "night": 1.0}
FEWEST = 10


def register() -> None:
    """Let pytest's `--hypothesis-profile` name them; `make test` needs no name."""
    for name, share in SHARES.items():
        settings.register_profile(name, deadline=None, max_examples=round(100 * share))
    settings.load_profile("test")


def up_to(most: int, shares: Mapping[str, float] = SHARES) -> int:
    """Of so many examples, those that the profile in use takes."""
    return min(most, max(FEWEST, round(most * shares.get(settings.get_current_profile_name(), 1))))
