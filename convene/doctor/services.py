"""What every service says of its own health, as its health check hears it."""

import asyncio

import orjson
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError

from convene.doctor.finding import Finding, bad, fine, note
from convene.stack.nats import connect_once
from services import SERVICES
from shared.access.signed_tokens import GATEWAY, Signer
from shared.bus.connection import credentials
from shared.bus.envelope import read_answer
from shared.bus.subjects import Subjects
from shared.domain import Actor, Refusal
from shared.settings import Settings

SECONDS = 3
ANSWER_SECONDS = 8
"""A service that looks after itself tries for a few seconds to write, and to hear its own message."""


async def examine_services(settings: Settings) -> list[Finding]:
    """Asks each of them over the bus. Where the bus or the key to ask with is missing, others say so."""
    try:
        token = Signer.load(settings.keys_dir, GATEWAY).sign(Actor("operator", "operator"), 60)
        client = await connect_once(settings.nats_url, SECONDS, **credentials(settings))
    except (FileNotFoundError, ValueError, NatsError, OSError, TimeoutError):
        return []
    try:
        subjects = Subjects(settings.bus_prefix)
        told = await asyncio.gather(*(_ask(client, subjects, name, token) for name in SERVICES))
        return [finding for findings in told for finding in findings]
    finally:
        await client.close()


async def _ask(client: Client, subjects: Subjects, name: str, token: str) -> list[Finding]:
    asked = orjson.dumps({"token": token, "data": {}})
    try:
        answer = await client.request(subjects.operation(name, "Health"), asked, timeout=ANSWER_SECONDS)
        said = read_answer(answer.data)
    except NoRespondersError:
        return [note(f"the {name} service does not run")]
    except (NatsError, TimeoutError):
        return [bad(f"the {name} service does not answer")]
    except Refusal as refusal:
        return [bad(f"the {name} service does not say how it is: {refusal.detail}")]
    if wrong := said.get("ailments"):
        return [bad(f"the {name} service is not well: {'; '.join(wrong)}")]
    return [
        fine(f"the {name} service is well"),
        *(bad(f"  {why}") if why else fine(f"  it reaches {what}") for what, why in said.get("outside", {}).items()),
        *(note(f"  {name}") for name in said.get("mishaps", [])),
    ]
