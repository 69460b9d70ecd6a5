"""The names on the bus. Ids in them are ours, never a person's text, so nobody can forge a level."""

from dataclasses import dataclass

from shared.contracts.base import Command, Event, Query

INBOX = "_INBOX"
"""Answers go to subjects that begin so, and to no others."""


def inbox_of(user: str) -> str:
    """Where a user of the bus gets answers. Each has a place of its own, so that none can read another's."""
    return f"{INBOX}.{user}" if user else INBOX


@dataclass(frozen=True, slots=True)
class Subjects:
    """Every subject, stream and consumer name of one deployment; `prefix` lets several share a bus."""

    prefix: str = "convene"

    def event(self, community: str, service: str, stream: str, name: str) -> str:
        return f"{self.prefix}.ev.{community}.{service}.{stream}.{name}"

    def events_of(self, event: type[Event]) -> str:
        """All events of one type, whatever the community."""
        return f"{self.prefix}.ev.*.{event.service}.*.{event.__name__}"

    @property
    def all_events(self) -> str:
        return f"{self.prefix}.ev.>"

    def command(self, command: type[Command]) -> str:
        return f"{self.prefix}.cmd.{command.service}.{command.__name__}"

    def commands_of(self, service: str) -> str:
        return f"{self.prefix}.cmd.{service}.*"

    def query(self, query: type[Query]) -> str:
        return f"{self.prefix}.qry.{query.service}.{query.__name__}"

    def queries_of(self, service: str) -> str:
        return f"{self.prefix}.qry.{service}.*"

    def operation(self, service: str, name: str) -> str:
        return f"{self.prefix}.ops.{service}.{name}"

    def operations_of(self, service: str) -> str:
        return f"{self.prefix}.ops.{service}.*"

    def alarm(self, timers: str, name: str) -> str:
        """Where one timer's schedule lies: publishing again moves it, purging cancels it."""
        return f"{self.prefix}.alarm.set.{timers}.{name}"

    def alarms_of(self, timers: str) -> str:
        return f"{self.prefix}.alarm.set.{timers}.*"

    def ring(self, timers: str) -> str:
        """Where a timer rings."""
        return f"{self.prefix}.alarm.ring.{timers}"

    @property
    def all_rings(self) -> str:
        return f"{self.prefix}.alarm.ring.*"

    @property
    def all_alarms(self) -> str:
        return f"{self.prefix}.alarm.>"

    @property
    def events_stream(self) -> str:
        return f"{self.prefix}_events"

    @property
    def alarms_stream(self) -> str:
        return f"{self.prefix}_alarms"

    def consumer(self, service: str) -> str:
        """The durable consumer of a service's reactions."""
        return f"{self.prefix}_{service}"
