"""The protocols that come with Convene: the files beside this one, read once. They are as constant as the code,
and a test holds that they are as correct as those that communities write."""

from collections.abc import Mapping
from importlib.resources import files

import yaml

from shared.contracts.clinic import DEFAULT_PROTOCOL
from shared.contracts.protocol import Protocol


def _shipped() -> dict[str, Protocol]:
    folder = files("services.clinic") / "protocols"
    texts = sorted((file.name, file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".yaml"))
    found = [Protocol.model_validate(yaml.safe_load(text)) for _, text in texts]
    return {
        protocol.key: protocol
        for protocol in sorted(
            found, key=lambda this_protocol: (this_protocol.key != DEFAULT_PROTOCOL, this_protocol.title)
        )
    }


SHIPPED: Mapping[str, Protocol] = _shipped()
"""By key, the default first."""

CASE_CLINIC = SHIPPED[DEFAULT_PROTOCOL]
