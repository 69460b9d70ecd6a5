"""Wires the gateway."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import structlog

from services.gateway.api.application import application
from services.gateway.context import GatewayContext, with_context
from services.gateway.http.limits import ConnectionLimits, affordable
from services.gateway.http.server import serving
from services.gateway.live.hub import Limits
from services.gateway.live.memberships import reactions
from services.gateway.web.clinic.broadcast import Broadcast
from shared.runtime.ports import BusPorts, PortsWith
from shared.runtime.service import Service

log = structlog.get_logger(__name__)


@dataclass
class GatewayParts:
    address: str = ""
    """Where the running gateway listens: `http://127.0.0.1:8080`."""


class WebPorts(BusPorts, PortsWith[GatewayParts], Protocol):
    """What the web server may use."""


@asynccontextmanager
async def web_server(ports: WebPorts) -> AsyncIterator[None]:
    """Follow the events and answer HTTP."""
    settings = ports.settings
    limits = ConnectionLimits(affordable(settings.http_connections), settings.http_connections_each)
    # Streams stay open: half of the connections are left to those who come and go.
    context = GatewayContext(ports, Limits(streams=min(Limits.streams, limits.connections // 2)))
    streams = context.streams
    streams.tell_page = Broadcast(context).take
    async with (
        streams.running(),
        serving(
            with_context(context, application()),
            ports.settings.http_host,
            ports.settings.http_port,
            streams.cut_all,
            ports.settings.trusted_proxies,
            limits,
        ) as address,
    ):
        ports.parts.address = address
        log.info("the web room is open", address=address, public=ports.settings.public_url)
        yield


service = Service(name="gateway", reactions=(reactions,), parts=lambda ports: GatewayParts(), background=(web_server,))
