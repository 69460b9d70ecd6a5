"""Where a service keeps its pictures: a collection of its own, by ids that are made of the thing and the bytes."""

import hashlib

from shared.contracts.base import Id, derived_id
from shared.contracts.pictures import Picture
from shared.domain import not_found
from shared.images.shrink import shrink
from shared.runtime.ports import Ports

PICTURES = "pictures"


async def keep(ports: Ports, owner: Id, data: bytes, why_no_document: str) -> Picture:
    """Make a picture of these bytes and keep it for one of the service's things; which one it is. See `shrink`.

    It is kept before the event that names it is written, so that whoever hears of it finds it.
    """
    shrunk = await shrink(data, why_no_document)
    picture = Picture(
        id=derived_id("picture", owner, hashlib.sha256(shrunk.data).hexdigest()),
        media_type=shrunk.media_type,
        size=len(shrunk.data),
        width=shrunk.width,
        height=shrunk.height,
    )
    document = {"_id": picture.id, "owner": owner, "data": shrunk.data, "at": ports.clock.now()}
    await ports.collection(PICTURES).replace_one({"_id": picture.id}, document, upsert=True)
    return picture


async def kept(ports: Ports, picture: Picture) -> bytes:
    """The bytes of a picture; `Refusal` (404) where they are no longer kept."""
    document = await ports.collection(PICTURES).find_one({"_id": picture.id})
    if document is None:
        raise not_found()
    return bytes(document["data"])


async def forget(ports: Ports, picture_id: Id) -> None:
    """Delete the bytes of a picture that nothing shows any more."""
    await ports.collection(PICTURES).delete_one({"_id": picture_id})
