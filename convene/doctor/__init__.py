"""`convene doctor`: what is reachable, configured and behind, in plain words.

It only looks, but for one document of its own that it writes: whether a store takes anything shows in no other way.
"""

import asyncio
from pathlib import Path

from convene.doctor.bus import examine_bus
from convene.doctor.disk import examine_disk, examine_own_bus
from convene.doctor.finding import Finding, Mark
from convene.doctor.known import describe_settings, settings_of
from convene.doctor.places import examine_clock, examine_keys, examine_mail, examine_store, examine_web
from convene.doctor.services import examine_services
from shared.settings import Settings

__all__ = ["Finding", "Mark", "examine"]


async def examine(base: Settings, data: Path) -> list[Finding]:
    """Everything the doctor can say, in the order it is best read.

    Where the settings name no servers, those of the stack in the folder `data` are looked at.
    """
    from convene.doctor.data import examine_data  # noqa: PLC0415 - loads the drivers, which no other command needs

    settings, source = settings_of(base, data)
    reached = await asyncio.gather(
        examine_bus(settings),
        examine_own_bus(data),
        examine_store(settings),
        examine_data(settings),
        examine_services(settings),
        examine_mail(settings),
        examine_web(settings),
    )
    return [
        *describe_settings(settings, source),
        *examine_disk(settings, data),
        *(finding for findings in reached for finding in findings),
        *examine_keys(settings),
        *examine_clock(settings),
    ]
