"""Is the bus reachable, is JetStream on, and how far behind is everybody who listens?"""

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamManager
from nats.js.api import ConsumerInfo, StreamInfo

from convene.doctor.finding import Finding, bad, fine, note
from convene.doctor.known import harmless
from convene.stack.nats import connect_once
from shared.access.signed_tokens import GATEWAY
from shared.bus.connection import credentials
from shared.settings import Settings

SECONDS = 3


async def examine_bus(settings: Settings) -> list[Finding]:
    """The bus, the streams of this installation and their consumers."""
    where = harmless(settings.nats_url)
    refusals: list[str] = []

    login = credentials(settings)
    try:
        client = await connect_once(settings.nats_url, SECONDS, lambda error: refusals.append(harmless(error)), **login)
    except (NatsError, OSError, TimeoutError, ValueError) as error:
        reason = next(iter(refusals), "") or harmless(error) or type(error).__name__
        return [bad(f"the bus at {where} is not reachable ({reason}); is it running, and is CONVENE_NATS_URL right?")]
    try:
        return [
            fine(f"the bus at {where} answers (nats-server {version_of(client)})"),
            *await _streams(client, settings, refusals),
        ]
    finally:
        await client.close()


def version_of(client: Client) -> str:
    """The server's version as people write it."""
    version = client.connected_server_version
    return f"{version.major}.{version.minor}.{version.patch}"


async def _streams(client: Client, settings: Settings, refusals: list[str]) -> list[Finding]:
    manager = client.jsm(timeout=SECONDS)
    try:
        await manager.account_info()
        streams = [
            all_stream
            for all_stream in await all_streams(manager)
            if (all_stream.config.name or "").startswith(f"{settings.bus_prefix}_")
        ]
        consumers = {
            stream.config.name or "": await all_consumers(manager, stream.config.name or "") for stream in streams
        }
    except (NatsError, TimeoutError) as error:
        if settings.nats_user != GATEWAY and any("permissions violation" in refusal.lower() for refusal in refusals):
            return [note(f"the user {settings.nats_user} may not see how the streams fare; ask where the gateway runs")]
        reason = harmless(error) or type(error).__name__
        return [bad(f"JetStream does not answer ({reason}); switch it on in the bus, and let this user read its state")]
    findings = [fine("JetStream is on")]
    if not streams:
        findings.append(note("there are no streams yet; `convene provision` makes them, and `convene up` by itself"))
    for stream in streams:
        name = stream.config.name or ""
        findings.append(fine(f"stream {name}: {stream.state.messages} messages, {stream.state.bytes / 1e6:.1f} MB"))
        findings.extend(describe_consumer(consumer) for consumer in consumers[name])
    return findings


async def all_streams(manager: JetStreamManager) -> list[StreamInfo]:
    """Every stream; the server tells them page by page."""
    found: list[StreamInfo] = []
    while page := await manager.streams_info(offset=len(found)):
        found.extend(page)
    return sorted(found, key=lambda stream: stream.config.name or "")


async def all_consumers(manager: JetStreamManager, stream: str) -> list[ConsumerInfo]:
    """Every consumer of a stream; the server tells them page by page."""
    found: list[ConsumerInfo] = []
    while page := await manager.consumers_info(stream, offset=len(found)):
        found.extend(page)
    return sorted(found, key=lambda consumer_info: consumer_info.name)


def describe_consumer(consumer: ConsumerInfo) -> Finding:
    """How far behind it is, and whether it stands still."""
    behind, in_hand = consumer.num_pending or 0, consumer.num_ack_pending or 0
    text = f"  {consumer.name}: {behind} behind, {in_hand} in hand"
    if consumer.num_redelivered:
        text += f", {consumer.num_redelivered} delivered more than once"
    limit = consumer.config.max_ack_pending or 0
    if limit > 0 and in_hand >= limit:
        return note(f"{text}; it gets nothing more until some of those are done")
    if behind and not consumer.num_waiting:
        return note(f"{text}; nobody is asking for them now: does its service run?")
    return fine(text)
