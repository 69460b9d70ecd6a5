"""Wires the gateway: what it follows, every page, and the server that answers HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import structlog
from fastapi import FastAPI

from services.gateway.api.application import AddRoutes, build_application
from services.gateway.context import GatewayContext, with_context
from services.gateway.http.transport.limits import ConnectionLimits, affordable
from services.gateway.http.transport.server import http_server
from services.gateway.live.hub import Limits
from services.gateway.live.memberships import reactions
from services.gateway.web.auth.join import add_join_pages
from services.gateway.web.auth.language import add_language_choice
from services.gateway.web.auth.recovery_pages import add_recovery_pages
from services.gateway.web.auth.sign_in_link import add_sign_in_pages
from services.gateway.web.auth.sign_in_oidc import add_oidc_pages
from services.gateway.web.auth.unsubscribe import add_unsubscribe_pages
from services.gateway.web.clinic.brief_pages import add_brief_pages
from services.gateway.web.clinic.broadcast import Broadcast
from services.gateway.web.clinic.pages import add_clinic_pages
from services.gateway.web.clinic.projector import add_projector_pages
from services.gateway.web.clinic.record_pages import add_record_pages
from services.gateway.web.clinic.replay import add_replay_pages
from services.gateway.web.clinic.stream import add_clinic_stream
from services.gateway.web.community.pages import add_community_pages
from services.gateway.web.design.pages import add_design_pages
from services.gateway.web.error_page import error_page
from services.gateway.web.home.pages import add_home_pages
from services.gateway.web.memory.pages import add_advice_memory_pages
from services.gateway.web.navigation import NavigationMiddleware
from services.gateway.web.renderer import add_static_files
from services.gateway.web.settings.address_pages import add_address_pages
from services.gateway.web.settings.device_pages import add_device_pages
from services.gateway.web.settings.pages import add_settings_pages
from services.gateway.web.settings.sent_pages import add_sent_pages
from services.gateway.web.shortcuts import add_shortcuts
from services.gateway.web.visits.memories.photos import add_photo_pages
from services.gateway.web.visits.pages import add_visit_pages
from shared.runtime.ports import BusPorts, PortsWith
from shared.runtime.service import Service

log = structlog.get_logger(__name__)

PAGES: tuple[AddRoutes, ...] = (
    add_home_pages,
    add_sign_in_pages,
    add_oidc_pages,
    add_join_pages,
    add_address_pages,
    add_unsubscribe_pages,
    add_language_choice,
    add_shortcuts,
    add_recovery_pages,
    add_community_pages,
    add_sent_pages,
    add_device_pages,
    add_settings_pages,
    add_photo_pages,  # a photo is sent to an address of its own, before those of a visit's other forms
    add_visit_pages,
    add_clinic_stream,
    add_clinic_pages,
    add_projector_pages,
    add_record_pages,
    add_brief_pages,
    add_replay_pages,
    add_advice_memory_pages,
    add_design_pages,
    add_static_files,
)
"""Every page. Of two routes for one address the first counts."""


@dataclass
class GatewayParts:
    address: str = ""
    """Where the running gateway listens: `http://127.0.0.1:8080`."""


class WebPorts(BusPorts, PortsWith[GatewayParts], Protocol):
    """What the web server may use."""


@cache
def application() -> FastAPI:
    """The API and every page; made once, for whichever gateways run in this process."""
    return build_application(PAGES, error_page, (NavigationMiddleware,))


@asynccontextmanager
async def web_server(ports: WebPorts) -> AsyncIterator[None]:
    """Follow the events and answer HTTP."""
    settings = ports.settings
    limits = ConnectionLimits(affordable(settings.http_connections), settings.http_connections_each)
    # Streams stay open: half of the connections are left to those who come and go.
    context = GatewayContext(ports, Limits(streams=min(Limits.streams, limits.connections // 2)))
    streams = context.streams
    streams.notify_pages = Broadcast(context).notify
    async with (
        streams.running(),
        http_server(
            with_context(context, application()),
            ports.settings.http_host,
            ports.settings.http_port,
            streams.cut_all,
            ports.settings.trusted_proxies,
            limits,
        ) as address,
    ):
        ports.parts.address = address
        log.info("the gateway answers", address=address, public=ports.settings.public_url)
        yield


service = Service(name="gateway", reactions=(reactions,), parts=lambda ports: GatewayParts(), background=(web_server,))
