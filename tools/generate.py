"""Writes what follows from the code: `python -m tools.generate`; with `--check` it only says what is out of date."""

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import yaml

from convene.nats_config import nats_config
from convene.permissions import permissions, services
from services import SERVICES
from services.gateway.api.application import openapi
from shared.bus.subjects import Subjects
from shared.contracts.base import Command, Event, Query
from shared.contracts.protocol import Protocol
from tools.asyncapi import asyncapi
from tools.contracts import Plain, kinds_of, public, schema_path, schemas, view_of
from tools.json_text import json_text
from tools.schema_references import with_references

ROOT = Path(__file__).parent.parent
REFERENCE = "docs/reference"


def written() -> dict[str, str]:
    """Every generated file, by its path in the project, as it should be."""
    subjects = Subjects()
    contracts = {schema_path(name): service_schema(name) for name in SERVICES if _speaks(name)}
    files = {f"{REFERENCE}/{path}": json_text(schema) for path, schema in contracts.items()}
    files[f"{REFERENCE}/schemas/protocol.json"] = json_text(protocol_schema())
    files[f"{REFERENCE}/asyncapi.yaml"] = _yaml(asyncapi(subjects, _version()))
    files[f"{REFERENCE}/openapi.json"] = json_text(with_references(_api(), contracts))
    files["deploy/nats.conf"] = nats_config(permissions(subjects, services()))
    return files


def service_schema(name: str) -> dict[str, Any]:
    """One service's contracts as JSON Schema: which there are, and each one's definition."""
    commands, events, queries = kinds_of(name, Command), kinds_of(name, Event), kinds_of(name, Query)
    views = {query.__name__: view for query in queries if (view := view_of(query))}
    asked = [(kind, "validation") for kind in (*commands, *queries)]
    told = [(public(event), "serialization") for event in events]
    told += [(view, "serialization") for view in dict.fromkeys(views.values())]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"What {name} can be asked, and what it tells",
        "commands": [{"$ref": f"#/$defs/{kind.__name__}"} for kind in commands],
        "events": [{"$ref": f"#/$defs/{kind.__name__}"} for kind in events],
        "queries": [
            {"query": {"$ref": f"#/$defs/{kind.__name__}"}}
            | ({"answer": {"$ref": f"#/$defs/{views[kind.__name__].__name__}"}} if kind.__name__ in views else {})
            for kind in queries
        ],
        "$defs": schemas([*asked, *told]),  # type: ignore[list-item]
    }


def protocol_schema() -> dict[str, Any]:
    """What a protocol's file may hold, for editors; contradictions only `convene protocols check` finds."""
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return dialect | Protocol.model_json_schema(mode="validation", schema_generator=Plain)


def _speaks(name: str) -> bool:
    return any(kinds_of(name, base) for base in (Command, Event, Query))


def _api() -> dict[str, Any]:
    """With the version that is being written, whichever is installed here."""
    document = openapi()
    return {**document, "info": {**document["info"], "version": _version()}}


def _version() -> str:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def _yaml(value: Any) -> str:
    # Through JSON, so that no two places share an object and YAML needs no anchors.
    plain = json.loads(json.dumps(value))
    text: str = yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=120, default_flow_style=None)
    return "# Written by `make docs` from shared/contracts. Change those, not this.\n" + text


def out_of_date(files: dict[str, str], root: Path = ROOT) -> list[str]:
    """The files that are missing, differ, or should no longer be there."""
    wrong = [path for path, text in files.items() if not (root / path).exists() or (root / path).read_text() != text]
    there = [path for path in (root / REFERENCE).rglob("*") if path.is_file()]
    return wrong + sorted(str(path.relative_to(root)) for path in there if str(path.relative_to(root)) not in files)


def main(arguments: list[str]) -> int:
    """The exit code: 1 where `--check` found something out of date."""
    files = written()
    wrong = out_of_date(files)
    if "--check" in arguments:
        for path in wrong:
            sys.stderr.write(f"{path} is out of date: run `make docs` and commit what it writes\n")
        return 1 if wrong else 0
    for path in wrong:
        target = ROOT / path
        if path in files:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(files[path])
            sys.stdout.write(f"wrote {path}\n")
        else:
            target.unlink()
            sys.stdout.write(f"removed {path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
