"""The version of a service's data as a whole: a program that is too old for them does not touch them.

A single event that is not known is set aside, and the rest goes on. This is for what an older program would do harm to.
"""

from importlib.metadata import version
from typing import TYPE_CHECKING

import structlog

from shared.store.errors import DuplicateKey

if TYPE_CHECKING:  # the drivers are slow to load, and the command line needs none of them
    from shared.store.driver import Collection

log = structlog.get_logger(__name__)

COLLECTION = "data_version"
DATA_VERSION = 1
"""Grows when data are written that an older program would misread, or write wrongly."""
SINCE = "0.2.0"
"""The first version of Convene that reads data of this version: what an older one tells its operator to run."""
_ID = "data"


class NewerDataError(Exception):
    """The data were written by a newer Convene, which has to be run."""


async def newer_data(collection: "Collection", service: str) -> str | None:
    """What to do, in words, where a service's data are newer than this program; None where it reads them."""
    found = await collection.find_one({"_id": _ID}) or {}
    if int(found.get("version") or 0) <= DATA_VERSION:
        return None
    needed = found.get("since") or "a newer version"
    return (
        f"the data of the {service} service have version {found['version']}; this is Convene {version('convene')}, "
        f"which reads data up to version {DATA_VERSION}. Run Convene {needed} or newer. Nothing was changed."
    )


async def require_readable_data(collection: "Collection", service: str) -> None:
    """`NewerDataError` where the data are newer than this program; else it is noted that they have its version now."""
    if (newer := await newer_data(collection, service)) is not None:
        raise NewerDataError(newer)
    older = {"_id": _ID, "$or": [{"version": {"$lt": DATA_VERSION}}, {"version": None}]}
    found = await collection.find_one({"_id": _ID})
    if found is not None and found.get("version") == DATA_VERSION:
        return
    try:
        await collection.update_one(older, {"$set": {"version": DATA_VERSION, "since": SINCE}}, upsert=True)
    except DuplicateKey:  # another process was faster; a newer one, perhaps
        if (newer := await newer_data(collection, service)) is not None:
            raise NewerDataError(newer) from None
    else:
        log.info("the data have another version now", service=service, version=DATA_VERSION)
