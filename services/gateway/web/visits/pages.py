"""Every page of a visit, and its place in the application."""

from fastapi import FastAPI

from services.gateway.web.visits.about import ABOUT
from services.gateway.web.visits.day.page import THE_DAY
from services.gateway.web.visits.memories.page import WHAT_IS_KEPT
from services.gateway.web.visits.memories.photos import add_photo_pages
from services.gateway.web.visits.page_parts import add_part
from services.gateway.web.visits.plan.page import PLANNING
from services.gateway.web.visits.plan.stops import STOPS
from services.gateway.web.visits.signup import SIGNING_UP

PARTS = (ABOUT, PLANNING, STOPS, SIGNING_UP, THE_DAY, WHAT_IS_KEPT)


def add_visit_pages(app: FastAPI) -> None:
    add_photo_pages(app)  # a photo is sent to an address of its own, before those of the other forms
    for part in PARTS:
        add_part(app, part)
