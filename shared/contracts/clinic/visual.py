"""The single visual of a clinic: one picture, however basic, with just the facts that matter, in view all the time."""

from typing import ClassVar

from shared.contracts.clinic.base import ClinicCommand, ClinicEvent, ClinicQuery
from shared.contracts.pictures import LARGEST_MESSAGE, Image, Picture
from shared.contracts.types import Id, Line, Private

__all__ = [
    "WHY_NO_DECK",
    "GetVisual",
    "RemoveVisual",
    "SetVisual",
    "VisualRemoved",
    "VisualSet",
]

WHY_NO_DECK = (
    "A case clinic works without a slide deck or a document: the group learns the challenge by asking, not from a "
    "presentation. Bring a single visual, however basic, with just the facts that matter: a picture as JPEG, PNG, WebP or GIF."
)


class SetVisual(ClinicCommand):
    """Show one picture, in place of the one before. For the presenter and the facilitator, until the context is told."""

    largest: ClassVar[int] = LARGEST_MESSAGE
    clinic_id: Id
    alt: Line
    """What it shows, in words, for those who can't see it."""
    image: Image


class RemoveVisual(ClinicCommand):
    clinic_id: Id


class VisualSet(ClinicEvent):
    """The clinic has its visual, the first or another one. The picture itself is asked for with `GetVisual`."""

    member_id: Id
    picture: Picture
    alt: Private[str]


class VisualRemoved(ClinicEvent):
    member_id: Id


class GetVisual(ClinicQuery):
    """The visual of a clinic, for whoever belongs to its community."""

    clinic_id: Id
    unless: Id | None = None
    """The picture that whoever asks has already."""
