"""A real community for tests of services together: people who were invited and joined, by their names."""

import itertools
from typing import Any

from shared.access.signed_tokens import Signer
from shared.contracts import community as c
from shared.contracts.base import Command, Query
from shared.domain import Actor
from tests.support.world import World

PURPOSE = "Purpose-nobody-else-reads"


class People:
    """Begins a community on a running community service and lets people in. Cora is its convener."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._numbers = itertools.count(1)
        self._gateway = Signer.load(world.settings.keys_dir, "gateway")
        self._notify = Signer.load(world.settings.keys_dir, "notify")
        self.ids: dict[str, str] = {}
        self.codes: dict[str, str] = {}
        self.community = ""

    async def begin(self, name: str = "Community-name-kept", purpose: str = PURPOSE) -> None:
        command = c.CreateCommunity(name=name, purpose=purpose, convener_name="Cora", convener_email="cora@example.org")
        made = await self._command(command, self._gateway.sign(Actor("operator", "operator"), 60))
        self.community = made["id"]
        self.ids["Cora"] = made["events"][1]["data"]["member_id"]

    async def invites(self, name: str, role: c.Role = "member", by: str = "Cora") -> str:
        """Invite somebody; the code as it stands in their letter."""
        email = f"{name.lower()}@example.org"
        made = await self.send(by, c.InviteMember(community_id=self.community, name=name, email=email, role=role))
        invitation = made["events"][0]["data"]["invitation_id"]
        letter = await self.notified(
            c.GetInvitation(community_id=self.community, invitation_id=invitation), c.InvitationView
        )
        self.codes[name] = letter.code
        return letter.code

    async def joins(self, name: str, role: c.Role = "member") -> str:
        """Invite somebody and let them join; their id."""
        joined = await self.enter(await self.invites(name, role))
        self.ids[name] = joined["events"][0]["data"]["member_id"]
        return self.ids[name]

    async def moves(self, name: str, email: str, confirm: bool = True) -> str:
        """Somebody gives another address, and confirms it with the code that is mailed there; the code."""
        made = await self.send(name, c.SetContact(community_id=self.community, email=email))
        change = next(name["data"]["change_id"] for name in made["events"] if name["type"] == "AddressProposed")
        asked = c.GetAddressChange(community_id=self.community, member_id=self.ids[name], change_id=change)
        self.codes[name] = (await self.notified(asked, c.AddressChangeView)).code
        if confirm:
            await self.confirms(name, self.codes[name])
        return self.codes[name]

    async def confirms(self, name: str, code: str) -> dict[str, Any]:
        """Confirm an address with a code and no token."""
        command = c.ConfirmAddress(community_id=self.community, member_id=self.ids[name], code=code)
        return await self._command(command, "")

    async def enter(self, code: str, id: str = "") -> dict[str, Any]:
        """Join with a code and no token."""
        return await self._command(c.JoinCommunity(community_id=self.community, code=code), "", id)

    async def send(self, name: str, command: Command) -> dict[str, Any]:
        return await self._command(command, self.token(name))

    async def ask[V](self, name: str, query: Query, view: type[V]) -> V:
        return await self._client.query(query, view, token=self.token(name))  # type: ignore[type-var]

    async def notified[V](self, query: Query, view: type[V]) -> V:
        """Ask as the notify service does."""
        return await self._client.query(query, view, token=self._notify.own())  # type: ignore[type-var]

    def token(self, name: str) -> str:
        return self._gateway.sign(Actor("member", self.ids[name]), 60)

    @property
    def _client(self) -> Any:
        return next(iter(self.world.runtimes.values())).ask

    async def _command(self, command: Command, token: str, id: str = "") -> dict[str, Any]:
        made: dict[str, Any] = await self._client.command(
            command, id=id or f"people {next(self._numbers)}", token=token
        )
        return made
