"""Why a message did not arrive, in words that facilitators may read: without the address it was for. Pure."""

import re

_ADDRESS = re.compile(r"<?[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+>?")
_INSTEAD = "(the address)"
_SHORTEST_NAME = 3


def without_addresses(reason: str, reader: str = "") -> str:
    """The reason without any mail address; where the reader's is known, without its name before the @ either."""
    reason = _ADDRESS.sub(_INSTEAD, reason)
    name = reader.rpartition("@")[0]
    if len(name) < _SHORTEST_NAME:
        return reason
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", _INSTEAD, reason, flags=re.IGNORECASE)
