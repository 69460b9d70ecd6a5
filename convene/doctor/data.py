"""What services cannot read, or could not react to: named and counted, as it stands in the store."""

from convene.doctor.finding import Finding, bad, fine, note
from services import SERVICES
from shared.journal.set_aside import COLLECTION as ASIDE
from shared.journal.set_aside import SetAside, Unread
from shared.settings import Settings
from shared.store.data_version import COLLECTION as VERSIONS
from shared.store.data_version import DATA_VERSION, newer_data
from shared.store.driver import Database, Store
from shared.store.errors import StoreError

SECONDS = 3
NAMED = 20
"""How many of each service are named; the others are counted."""


async def examine_data(settings: Settings) -> list[Finding]:
    """Of every service. Where the store does not answer, others say so."""
    store = Store(settings.mongo_url, settings.mongo_driver, serverSelectionTimeoutMS=SECONDS * 1000)
    try:
        await store.ping()
        found = [
            finding
            for service in SERVICES
            for finding in await _examine(store.database(f"{settings.database_prefix}_{service}"), service)
        ]
    except (StoreError, ValueError):
        return []
    finally:
        await store.close()
    return found or [fine(f"everything in the journals can be read (data version {DATA_VERSION}); no dead letters")]


async def _examine(database: Database, service: str) -> list[Finding]:
    newer = await newer_data(database[VERSIONS], service)
    findings = [bad(newer)] if newer else []
    unread = await SetAside(database[ASIDE]).noted()
    if unread:
        findings.append(
            bad(
                f"{service}: {_things(len(unread))} set aside; run a version of Convene that reads them, or repair them; "
                "everything else goes on"
            )
        )
        findings += [bad(f"  {_named(this_unread)}") for this_unread in unread[:NAMED]]
        findings += [bad(f"  and {len(unread) - NAMED} more")] if len(unread) > NAMED else []
    parked = await database["dead_letters"].count_documents({})
    if parked:
        findings.append(note(f"{service}: {parked} dead letters; `convene dead-letters list {service}` shows them"))
    return findings


def _named(unread: Unread) -> str:
    return f"{unread.stream}, from version {unread.version} on ({unread.type or 'no type'}): {unread.reason}"


def _things(count: int) -> str:
    return "one thing is" if count == 1 else f"{count} things are"
