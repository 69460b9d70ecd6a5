"""How a process reaches the bus."""

from collections.abc import Callable
from typing import Any

import nats
import structlog
from faststream.nats import NatsBroker
from faststream.security import SASLPlaintext
from nats.aio.client import Client

from shared.bus.subjects import inbox_of
from shared.settings import Settings

log = structlog.get_logger(__name__)


def broker_for(
    settings: Settings,
    service: str,
    is_back: Callable[[], None] = lambda: None,
    leaving: Callable[[], bool] = lambda: False,
) -> NatsBroker:
    """The broker of one service. It never gives up on the bus: nats-py alone would after sixty tries.

    `is_back` is called whenever a lost bus is reached again; `leaving` tells whether losing it is meant.
    """

    async def lost() -> None:
        if not leaving():
            log.warning("lost the bus; reconnecting", service=service)

    async def back() -> None:
        log.info("the bus is back", service=service)
        is_back()

    async def failed(error: Exception) -> None:
        log.warning("the bus reports", service=service, reason=error)

    return NatsBroker(
        settings.nats_url.split(","),
        name=f"convene {service}",
        security=_security(settings),
        max_reconnect_attempts=-1,
        reconnect_time_wait=0.2,  # type: ignore[arg-type]
        ping_interval=20,
        pending_size=16 * 1024 * 1024,
        inbox_prefix=inbox_of(settings.nats_user),
        graceful_timeout=5,
        apply_types=False,
        logger=None,
        disconnected_cb=lost,
        reconnected_cb=back,
        error_cb=failed,
    )


async def connect_strictly(settings: Settings, service: str) -> Client:
    """A connection that is lost for good when it is lost, so that nothing it buffered arrives later, out of order."""

    async def failed(error: Exception) -> None:
        log.debug("the relay's connection reports", service=service, reason=error)

    return await nats.connect(
        settings.nats_url.split(","),
        name=f"convene {service} relay",
        allow_reconnect=False,
        max_reconnect_attempts=1,  # without it an unreachable server is tried 60 times, in spite of the line above
        reconnect_time_wait=0,
        connect_timeout=2,
        error_cb=failed,
        **credentials(settings),
    )


def credentials(settings: Settings) -> dict[str, Any]:
    """How to sign in to the bus, as nats-py wants it; a user of the bus gets answers in inboxes of its own."""
    if not settings.nats_user:
        return {}
    return {
        "user": settings.nats_user,
        "password": settings.nats_password.get_secret_value(),
        "inbox_prefix": inbox_of(settings.nats_user),
    }


def _security(settings: Settings) -> SASLPlaintext | None:
    if not settings.nats_user:
        return None
    return SASLPlaintext(settings.nats_user, settings.nats_password.get_secret_value())
