"""Every page's place in the application."""

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from services.gateway.web.auth.join import add_joining
from services.gateway.web.auth.language import add_speaking
from services.gateway.web.auth.recovery_pages import add_recovery_pages
from services.gateway.web.auth.sign_in_link import add_signing_in
from services.gateway.web.auth.sign_in_oidc import add_signing_in_with
from services.gateway.web.auth.unsubscribe import add_stopping
from services.gateway.web.clinic.brief_pages import add_brief_pages
from services.gateway.web.clinic.pages import add_clinic_pages
from services.gateway.web.clinic.projector import add_projector_pages
from services.gateway.web.clinic.record_pages import add_record_pages
from services.gateway.web.clinic.replay import add_replay_pages
from services.gateway.web.clinic.stream import add_clinic_stream
from services.gateway.web.community.pages import add_community_pages
from services.gateway.web.design.pages import add_design_pages
from services.gateway.web.home.pages import add_home
from services.gateway.web.memory.pages import add_advice_memory_pages
from services.gateway.web.rendering import HERE
from services.gateway.web.settings.address_pages import add_address_pages
from services.gateway.web.settings.device_pages import add_device_pages
from services.gateway.web.settings.pages import add_settings_pages
from services.gateway.web.settings.sent_pages import add_sent_pages
from services.gateway.web.shortcuts import add_finding
from services.gateway.web.visits.pages import add_visit_pages


def add_pages(app: FastAPI) -> None:
    for add in (
        add_home,
        add_signing_in,
        add_signing_in_with,
        add_joining,
        add_address_pages,
        add_stopping,
        add_speaking,
        add_finding,
        add_recovery_pages,
        add_community_pages,
        add_sent_pages,
        add_device_pages,
        add_settings_pages,
        add_visit_pages,
        add_clinic_stream,
        add_clinic_pages,
        add_projector_pages,
        add_record_pages,
        add_brief_pages,
        add_replay_pages,
        add_advice_memory_pages,
        add_design_pages,
    ):
        add(app)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
