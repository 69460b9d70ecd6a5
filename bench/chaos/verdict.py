"""What the journals say afterwards, against what was acknowledged, heard and sent."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.chaos.listener import Listener
from bench.world import Acknowledged
from convene.stack.postbox import Postbox
from shared.mongo import Store
from shared.settings import Settings

SERVICES = ("community", "clinic", "trips", "scheduler", "notify")


@dataclass
class Journals:
    """Every commit of every service, as it stands in the store."""

    commits: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    async def read(cls, settings: Settings) -> "Journals":
        store = Store(settings.mongo_url, "pymongo")
        found = cls()
        try:
            for service in SERVICES:
                journal = store.database(f"{settings.database_prefix}_{service}")["journal"]
                async for document in journal.find({}):
                    if "stream" in document:
                        found.commits[f"{service}/{document['_id']}"] = document
        finally:
            await store.close()
        return found

    def events(self) -> set[str]:
        return {event["id"] for commit in self.commits.values() for event in commit["events"]}

    def of_type(self, name: str) -> list[dict[str, Any]]:
        return [
            event["data"] for commit in self.commits.values() for event in commit["events"] if event["type"] == name
        ]


def lost_commands(journals: Journals, acknowledged: Sequence[Acknowledged]) -> int:
    """Acknowledged commands that the journal does not have where the answer said."""
    lost = 0
    for one in acknowledged:
        commit = journals.commits.get(f"{one.service}/{one.stream}@{one.version}")
        lost += commit is None or commit["command_id"] != one.command_id
    return lost


def lost_events(journals: Journals, listener: Listener) -> int:
    """Events of the journal that never reached the subscriber."""
    return len(journals.events() - listener.heard.keys())


def doubled(journals: Journals, box: Postbox) -> dict[str, int]:
    """What took effect twice: commands, rings, deliveries, and mails in somebody's box."""
    commands = Counter(
        (commit["stream"], commit["actor"], commit["command_id"]) for commit in journals.commits.values()
    )
    rings = Counter((ring["topic"], ring["step"], ring["due_at"]) for ring in journals.of_type("StepTimeUp"))
    queued = Counter(
        (message["event_id"], message["member_id"], message["channel"]) for message in journals.of_type("MessageQueued")
    )
    mails = Counter((mail.recipients, mail.subject) for mail in box.mails)
    return {
        name: sum(count - 1 for count in counter.values())
        for name, counter in (("commands", commands), ("rings", rings), ("deliveries", queued), ("mails", mails))
    }


def holes(journals: Journals) -> int:
    """Versions that are missing inside a stream."""
    last: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for commit in journals.commits.values():
        last[commit["stream"]] = max(last[commit["stream"]], commit["version"])
        count[commit["stream"]] += 1
    return sum(last[stream] - count[stream] for stream in last)
