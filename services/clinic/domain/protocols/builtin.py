"""The protocols that come with Convene: the files beside this one, read once. They are as constant as the code."""

from collections.abc import Mapping
from importlib.resources import files

from services.clinic.domain.protocols.parse import read_protocol
from shared.contracts.clinic import DEFAULT_PROTOCOL
from shared.contracts.protocol import Protocol


def _shipped() -> dict[str, Protocol]:
    folder = files("services.clinic") / "protocols"
    texts = sorted((file.name, file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".yaml"))
    found = [read_protocol(text) for _, text in texts]
    return {
        protocol.key: protocol
        for protocol in sorted(
            found, key=lambda this_protocol: (this_protocol.key != DEFAULT_PROTOCOL, this_protocol.title)
        )
    }


SHIPPED: Mapping[str, Protocol] = _shipped()
"""By key, the default first."""

CASE_CLINIC = SHIPPED[DEFAULT_PROTOCOL]
