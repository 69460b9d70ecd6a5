"""Which settings are in force, and where they come from. Secrets are never told."""

import re
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from convene.doctor.finding import Finding, note
from convene.stack.folder import Folder
from convene.stack.nats import nats_url
from convene.stack.record import Record
from convene.stack.store import store_url
from shared.settings import Settings

USERINFO = re.compile(r"(?<=://)[^/@\s,]*@|(?<=,)[^/@\s,]*@")
SECRET_QUERY = re.compile(r"((?:password|token|secret|key)[^=&]*=)[^&\s]*", re.IGNORECASE)


def settings_of(base: Settings, data: Path) -> tuple[Settings, str]:
    """The settings a service would have, completed by the stack in that folder if one is there, and their source."""
    folder = Folder(data)
    if not folder.record_file.exists():
        return base, f"the environment; there is no stack in {folder.path}"
    record = Record.read(folder.record_file)
    found: dict[str, Any] = {"keys_dir": folder.keys, "http_port": record.ports.get("HTTP")}
    found |= {
        "clock_speed": record.clock_speed,
        "clock_origin": record.clock_origin,
        "public_url": record.urls.get("web"),
    }
    if "NATS" in record.ports:
        found["nats_url"] = nats_url(record.ports["NATS"])
    if record.store and "MongoDB" in record.ports:
        found["mongo_url"] = store_url(record.store, record.ports["MongoDB"])
    if "smtp_host" not in base.model_fields_set:
        found["smtp_port"] = record.ports.get("SMTP")
    missing = {name: value for name, value in found.items() if value is not None and name not in base.model_fields_set}
    return base.model_copy(update=missing), f"the environment and the stack in {folder.path}"


def describe_settings(settings: Settings, source: str) -> list[Finding]:
    """Every setting that is not as it comes."""
    lines = [f"settings from {source}; everything not listed is as it comes"]
    for name in sorted(settings.model_fields_set):
        lines.append(f"  {name} = {harmless(getattr(settings, name))}")
    return [note(line) for line in lines]


def harmless(value: object) -> str:
    """A value as it may be shown: addresses without user, password or token."""
    if isinstance(value, SecretStr):
        return "(set, not shown)" if value.get_secret_value() else "(empty)"
    return SECRET_QUERY.sub(r"\1***", USERINFO.sub("***@", str(value)))
