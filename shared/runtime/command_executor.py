"""Has a command done: finds out what its decision must know, and gives it to the journal."""

from shared.contracts.base import Command
from shared.domain import Actor, Context
from shared.journal import Receipt
from shared.runtime.ports import Ports
from shared.runtime.secrets import Secrets
from shared.runtime.service import Service

OWNER_OF_ROLES = "community"


class CommandExecutor:
    """The commands of one service."""

    def __init__(self, service: Service, ports: Ports) -> None:
        self._service = service
        self._ports = ports
        self._secrets = Secrets()

    async def execute(
        self, command: Command, command_id: str, actor: Actor, expect: int | None = None, trace: str = ""
    ) -> Receipt:
        """Have a command done; see `Journal.execute`."""
        stream = command.stream(actor.id, command_id)
        look_up = self._service.lookup_handlers.get(type(command))
        role = await self._role(command, stream, actor)
        # For strangers nothing is looked up, or kept: to them the thing does not exist.
        if role is None and self._needs_role(actor):
            look_up = None
        context = Context(
            now=self._ports.clock.now(),
            actor=actor,
            stream=stream,
            command_id=command_id,
            role=role,
            secret=self._secrets.next(),
            known=await look_up(command, stream, actor, self._ports) if look_up else None,
        )
        return await self._ports.journal.execute(stream, command, context, expect, trace)

    def _needs_role(self, actor: Actor) -> bool:
        return actor.kind == "member" and self._service.name != OWNER_OF_ROLES

    async def _role(self, command: Command, stream: str, actor: Actor) -> str | None:
        """The actor's role, where the command is about something of a community that another service keeps."""
        if not self._needs_role(actor):
            return None
        community = command.__dict__.get("community_id") or await self._community_of(stream)
        if community is None:
            return None
        role, fresh = self._ports.roles.recall(community, actor.id)
        return role if fresh else await self._ports.roles.role(community, actor.id)

    async def _community_of(self, stream: str) -> str | None:
        """The community of the thing, where there is such a thing."""
        state = self._ports.journal.peek(stream)
        if state is None:
            found = await self._ports.journal.read(stream)
            state = found.state if found else None
        return state.community_id if state else None
