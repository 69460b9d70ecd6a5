"""The pictures of clinics' visuals: kept before a clinic has them, and shown to those who may see the clinic."""

from services.clinic.domain.clinic.state import Clinic
from shared.access.authorization import require_shared
from shared.contracts import clinic as c
from shared.contracts.base import Id
from shared.contracts.pictures import Picture, PictureView
from shared.domain import Actor, not_found
from shared.images.storage import keep, kept
from shared.runtime.ports import Ports
from shared.runtime.service import Lookups, Queries

lookups = Lookups()

queries = Queries()

__all__ = ["lookups", "queries"]


@lookups.on
async def visual(command: c.SetVisual, stream: Id, _: Actor, ports: Ports) -> Picture:
    """The picture that a command brings, made anew and kept."""
    return await keep(ports, stream, command.image, c.WHY_NO_DECK)


@queries.on
async def get_visual(query: c.GetVisual, asker: Actor, ports: Ports) -> PictureView:
    clinic: Clinic = (await require_shared(asker, query.clinic_id, ports)).state
    if clinic.visual is None:
        raise not_found()
    picture = clinic.visual.picture
    data = b"" if query.unless == picture.id else await kept(ports, picture)
    return PictureView(picture=picture, alt=clinic.visual.alt, data=data)
