"""The store, the mail server, the web room, the keys, the clock."""

import asyncio
import json
from contextlib import suppress
from datetime import UTC, datetime

from convene.doctor.finding import Finding, bad, fine, note
from convene.doctor.known import harmless
from services import SERVICES
from services.notify.adapters.channels.mail_server import place_of, why_away
from shared.settings import Settings
from shared.store.errors import StoreError
from shared.store.health import describe_store, store_problem

SECONDS = 3


async def examine_store(settings: Settings) -> list[Finding]:
    """Is the document store reachable, what is it, and does it take what is written?"""
    where = harmless(settings.mongo_url)
    try:
        told = await describe_store(settings.mongo_url, SECONDS)
    except (StoreError, ValueError) as error:  # an address that can't be read
        return [bad(f"the store's address {where} can't be used ({harmless(error)}); correct CONVENE_MONGO_URL")]
    if told is None:
        return [bad(f"the store at {where} is not reachable; is it running, and is CONVENE_MONGO_URL right?")]
    kind = "SecantusDB, as MongoDB" if "secantus" in json.dumps(told, default=str).lower() else "MongoDB"
    version = told.get("version", "of unknown version")
    answers = fine(f"the store at {where} answers ({kind} {version}, through {settings.mongo_driver})")
    wrong = await store_problem(settings.mongo_url, f"{settings.database_prefix}_health", SECONDS)
    if wrong:
        return [answers, bad(f"but it can't be written to: {wrong}; make room on its disk, then start it again")]
    return [answers]


async def examine_mail(settings: Settings) -> list[Finding]:
    """Is the mail server reachable, and does it greet as one? Where none is set, only the notify service knows: it is asked."""
    if not settings.model_fields_set & {"smtp_host", "smtp_port"}:
        return [
            note("no mail server is set here (CONVENE_SMTP_HOST); the notify service says whether it reaches its own")
        ]
    if why := await why_away(settings):
        return [bad(why)]
    return [fine(f"the mail server at {place_of(settings)} answers")]


async def examine_web(settings: Settings) -> list[Finding]:
    """Does something listen where the gateway should? Not needed by the other services."""
    where = f"{settings.http_host}:{settings.http_port}"
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(SECONDS):
            _, writer = await asyncio.open_connection(settings.http_host, settings.http_port)
            writer.close()
            return [fine(f"the gateway's port {where} is open; people reach it at {settings.public_url}")]
    return [note(f"nothing listens at {where}: the gateway does not run here")]


def examine_keys(settings: Settings) -> list[Finding]:
    """Are the verification keys there, and for whom; and whose own keys lie here?"""
    public = settings.keys_dir / "public.json"
    try:
        known = set(json.loads(public.read_bytes()))
    except OSError as error:
        return [bad(f"{public} can't be read ({error.strerror}); without it no service can tell who asks")]
    except (ValueError, TypeError):
        return [bad(f"{public} does not hold keys; restore it, or make keys anew")]
    own = [name for name in SERVICES if (settings.keys_dir / f"{name}.key").exists()]
    missing = [name for name in SERVICES if name not in known]
    if missing:
        return [bad(f"{public} has no key of {', '.join(missing)}")]
    return [
        fine(f"{public} has every service's verification key"),
        fine(f"own keys here: {', '.join(own)}") if own else bad(f"no service's own key is in {settings.keys_dir}"),
    ]


def examine_clock(settings: Settings) -> list[Finding]:
    """What time it is in Convene."""
    real = datetime.now(UTC)
    if settings.clock_speed == 1:
        return [fine(f"the clock is the real one: {real:%Y-%m-%d %H:%M:%S} UTC")]
    if settings.clock_origin is None:
        return [
            bad("CONVENE_CLOCK_SPEED is set without CONVENE_CLOCK_ORIGIN: every process would have a time of its own")
        ]
    speed = f"{settings.clock_speed:g}"
    try:
        now = settings.clock_origin + (real - settings.clock_origin) * settings.clock_speed
    except OverflowError:
        return [bad(f"the clock, {speed} times as fast, has run past the year 9999; start on a new data folder")]
    return [note(f"the clock runs {speed} times as fast as real time; in Convene it is {now:%Y-%m-%d %H:%M:%S} UTC")]
