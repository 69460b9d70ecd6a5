"""What the journals say afterwards, against what was acknowledged, heard and sent."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.chaos.listener import Heard
from bench.world import Acknowledged
from convene.stack.postbox_items import Mail
from shared.settings import Settings
from shared.store.driver import Store

SERVICES = ("community", "clinic", "trips", "scheduler", "notify")
ENDS = ("MessageSent", "MessageRefused", "MessageUnknown", "MessageDropped")


@dataclass
class Journals:
    """Every commit of every service, as it stands in the store."""

    commits: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By service and id: `clinic/clinic-abc@3`."""

    @classmethod
    async def read(cls, settings: Settings) -> "Journals":
        store = Store(settings.mongo_url, "pymongo", serverSelectionTimeoutMS=5000)
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

    def of_type(self, *names: str) -> list[dict[str, Any]]:
        return [event["data"] for event in self._of_type(names)]

    def ids_of_type(self, *names: str) -> list[str]:
        return [event["id"] for event in self._of_type(names)]

    def _of_type(self, names: Collection[str]) -> Iterable[dict[str, Any]]:
        return (event for commit in self.commits.values() for event in commit["events"] if event["type"] in names)


def lost(journals: Journals, acknowledged: Sequence[Acknowledged], heard: Heard, mails: Sequence[Mail]) -> Counter[str]:
    """What is missing, by kind; nothing where all is well."""
    return +Counter(
        {
            "commands": lost_commands(journals, acknowledged),
            "versions": holes(journals),
            "events never heard": len(journals.events() - heard.first.keys()),
            # Somebody heard of it, and it is in no journal: the commit was lost after it was told.
            "commits that were told": len(heard.first.keys() - journals.events()),
            "reactions": untold(journals),
            "letters": lost_letters(journals, mails),
        }
    )


def lost_commands(journals: Journals, acknowledged: Sequence[Acknowledged]) -> int:
    """Acknowledged commands that the journal does not have where the answer said."""
    missing = 0
    for this_acknowledged in acknowledged:
        commit = journals.commits.get(
            f"{this_acknowledged.service}/{this_acknowledged.stream}@{this_acknowledged.version}"
        )
        missing += commit is None or commit["command_id"] != this_acknowledged.command_id
    return missing


def holes(journals: Journals) -> int:
    """Versions that are missing inside a stream."""
    last: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for commit in journals.commits.values():
        last[commit["stream"]] = max(last[commit["stream"]], commit["version"])
        count[commit["stream"]] += 1
    return sum(last[stream] - count[stream] for stream in last)


def untold(journals: Journals) -> int:
    """Scheduled clinics of which notify told nobody, and started steps that the scheduler took no note of."""
    told = {message["event_id"] for message in journals.of_type("MessageQueued")}
    seen = {f"{seen['topic']}@{seen['topic_version']}.{seen['topic_part']}" for seen in journals.of_type("TopicSeen")}
    scheduled, newest = journals.ids_of_type("ClinicScheduled"), _newest(journals.ids_of_type("ClinicStepStarted"))
    return sum(event not in told for event in scheduled) + sum(event not in seen for event in newest)


def _newest(events: Sequence[str]) -> Iterable[str]:
    """The last one of each stream: an earlier one may be outdated when its turn comes, and is then left out."""
    last: dict[str, tuple[int, str]] = {}
    for event in events:
        stream, _, place = event.rpartition("@")
        last[stream] = max(last.get(stream, (0, "")), (int(place.partition(".")[0]), event))
    return [event for _, event in last.values()]


def lost_letters(journals: Journals, mails: Sequence[Mail]) -> int:
    """Messages that never came to an end, and mails that are said to be sent but lie in nobody's box."""
    over = {event["delivery_id"] for event in journals.of_type(*ENDS)}
    waiting = sum(message["delivery_id"] not in over for message in journals.of_type("MessageQueued"))
    sent = {event["delivery_id"] for event in journals.of_type("MessageSent") if event["channel"] == "email"}
    arrived = {str(mail.message.get("Message-ID", "")) for mail in mails}
    begun = {
        event["delivery_id"]: event["message_id"]
        for event in journals.of_type("AttemptBegun")
        if event["delivery_id"] in sent
    }
    return waiting + sum(begun.get(delivery) not in arrived for delivery in sent)


def doubled(journals: Journals, mails: Sequence[Mail]) -> dict[str, int]:
    """What took effect twice: commands, rings, deliveries, and mails in somebody's box.

    Mails are counted as people see them: the same words to the same person. Whether notify knows what became of a mail
    makes no difference here.
    """
    commands = Counter(
        (commit["stream"], commit["actor"], commit["command_id"]) for commit in journals.commits.values()
    )
    rings = Counter((ring["topic"], ring["step"]) for ring in journals.of_type("StepTimeUp"))
    queued = Counter(
        (message["event_id"], message["member_id"], message["channel"]) for message in journals.of_type("MessageQueued")
    )
    in_boxes = Counter((mail.recipients, mail.subject) for mail in mails)
    return {
        name: sum(count - 1 for count in counter.values())
        for name, counter in (("commands", commands), ("rings", rings), ("deliveries", queued), ("mails", in_boxes))
    }
