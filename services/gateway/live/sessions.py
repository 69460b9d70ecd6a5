"""Sessions as this gateway keeps them going: their tokens are short, and renewed while the session holds.

Renewing looks at the session and signs another token; nothing is written but a note now and then, and two renewals at once
are two good tokens.
"""

import hashlib
import secrets
import time
from http import HTTPStatus

from services.gateway.http.device import Device
from services.gateway.live.memberships import communities_of
from shared.access.signed_tokens import Spoken
from shared.contracts.community import (
    BeginSession,
    EndSession,
    GetSessionState,
    Membership,
    SessionEnded,
    SessionState,
    SignedOutEverywhere,
    SignOutEverywhere,
)
from shared.contracts.types import Id
from shared.domain import Actor, Refusal
from shared.runtime.ports import BusPorts

SESSION_SECONDS = 30 * 86400
TOKEN_SECONDS = 15 * 60
RENEWED_BEFORE = 5 * 60
"""Seconds before a token's end from which on it is renewed."""


class Sessions:
    """For one gateway process."""

    def __init__(self, ports: BusPorts) -> None:
        self._ports = ports

    async def begin(self, membership: Membership, device: Device, occasion: str, seconds: float = TOKEN_SECONDS) -> str:
        """A token of a new session; of the same one where the same member comes in by the same occasion again."""
        session = await self._begun(membership, device, f"{occasion} {membership.member_id}")
        return self._sign(membership.member_id, session, seconds, time.time() + SESSION_SECONDS)

    async def current(self, token: str, device: Device) -> str:
        """The token to go on with: this one, or another one in its place. Empty where its sign-in is over.

        `Refusal` (503) where it can't be used without asking a service that is away.
        """
        try:
            spoken = self._ports.verifier.read(token)
        except Refusal:
            return ""
        if spoken.unbound:
            return await self.exchanged(token, spoken, device)
        away = (
            not self._ports.connection.is_connected and not spoken.over
        )  # whatever it is for, says that the bus is away
        if away or not spoken.actor.session_id:
            return token
        try:
            return await self._kept(token, spoken)
        except Refusal as refusal:
            if refusal.status != HTTPStatus.UNAUTHORIZED:
                raise
            return ""

    async def _kept(self, token: str, spoken: Spoken) -> str:
        if spoken.ends - time.time() <= RENEWED_BEFORE:
            return await self._renewed(token, spoken)
        await self._ports.access.check(spoken.actor)
        return token

    async def exchanged(self, token: str, spoken: Spoken, device: Device) -> str:
        """A token of a session, for one from a version that had none: always of the same session, so that signing out there
        is the end of both."""
        if spoken.over:
            return ""
        member = spoken.actor.id
        for community in await communities_of(member, self._ports):
            membership = Membership(community_id=community, member_id=member)
            try:
                session = await self._begun(membership, device, _earlier(token), earlier=True)
                fresh = Actor("member", member, session_id=session)
                await self._ports.access.check(fresh)
            except Refusal as refusal:
                if refusal.status not in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
                    raise
                continue
            return self._sign(member, session, TOKEN_SECONDS, spoken.ends)
        return ""

    async def end(self, token: str) -> None:
        """Sign out the device whose token this is."""
        session = self._ports.verifier.read(token).actor.session_id
        if not session:
            return
        try:
            await self.end_one(session, token)
        except Refusal as refusal:
            if refusal.status not in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):  # then it was ended before
                raise

    async def end_one(self, session: Id, token: str) -> None:
        """Sign out one device. This process knows at once, the others hear of it."""
        command = EndSession(session_id=session)
        done = await self._ports.ask.command(command, id=secrets.token_hex(13), token=token)
        for event in done["events"]:
            self._ports.access.hear(SessionEnded.model_validate(event["data"]))

    async def end_all(self, community: Id, token: str) -> None:
        command = SignOutEverywhere(community_id=community)
        done = await self._ports.ask.command(command, id=secrets.token_hex(13), token=token)
        for event in done["events"]:
            self._ports.access.hear(SignedOutEverywhere.model_validate(event["data"]))

    async def _renewed(self, token: str, spoken: Spoken) -> str:
        if time.time() >= spoken.until:
            return ""
        asked = GetSessionState(session_id=spoken.actor.session_id, used=True)
        try:
            state = await self._ports.ask.query(asked, SessionState, token=self._ports.signer.own())
        except Refusal as refusal:
            if refusal.status != HTTPStatus.SERVICE_UNAVAILABLE:
                return ""
            if not spoken.over:
                return token
            # Whoever was known to be signed in goes on while nobody can be signed out.
            await self._ports.access.check(spoken.actor)
        else:
            if not state.holds:
                return ""
        return self._sign(spoken.actor.id, spoken.actor.session_id, TOKEN_SECONDS, spoken.until)

    async def _begun(self, membership: Membership, device: Device, occasion: str, *, earlier: bool = False) -> Id:
        command = BeginSession(
            community_id=membership.community_id,
            member_id=membership.member_id,
            browser=device.browser,
            system=device.system,
            earlier=earlier,
        )
        try:
            await self._ports.ask.command(command, id=occasion, token=self._ports.signer.own())
        except Refusal as refusal:
            if refusal.slug != "key-used":  # begun before, with another browser
                raise
        return command.stream(self._ports.name, occasion)

    def _sign(self, member: Id, session: Id, seconds: float, until: float) -> str:
        return self._ports.signer.sign(Actor("member", member, session_id=session), seconds, until=until)


def _earlier(token: str) -> str:
    """What stands for such a token, and does not tell it."""
    return f"exchange {hashlib.sha256(token.encode()).hexdigest()}"
