"""`convene provision`: makes the bus's streams and consumers, or brings them up to date, and ends.

It alone signs in to the bus as a user who may. Also `python -m convene.provision`, which loads less: the stack on one machine
runs that whenever its bus starts.
"""

import asyncio
import sys
from importlib.metadata import version

from nats.aio.client import Client
from nats.errors import Error as NatsError

from convene.permissions import services
from convene.stack.nats import connect_once
from shared.bus.connection import credentials
from shared.bus.provisioner import ProvisionError, provision
from shared.bus.streams import streams
from shared.bus.subjects import Subjects
from shared.settings import Settings, load

PATIENCE_SECONDS = 60.0
"""How long to wait for a bus that still starts."""
ASK_SECONDS = 10.0
PAUSE_SECONDS = 0.3


async def provision_bus(settings: Settings) -> list[str]:
    """What was made or changed, in words. Raises `ProvisionError` where that is not possible."""
    subjects, refusals = Subjects(settings.bus_prefix), list[str]()
    client = await _connected(settings, refusals)
    durables = [durable for service in services() for durable in service.durables(subjects)]
    try:
        return await provision(client.jetstream(timeout=ASK_SECONDS), streams(subjects), durables, version("convene"))
    except (NatsError, TimeoutError, OSError) as error:
        who = settings.nats_user or "nobody in particular"
        raise ProvisionError(
            f"the bus does not let {who} make streams and consumers: {(refusals or [repr(error)])[-1]}"
        ) from error
    finally:
        await client.close()


async def _connected(settings: Settings, refusals: list[str]) -> Client:
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE_SECONDS
    while True:
        try:
            return await connect_once(
                settings.nats_url, 5, lambda error: refusals.append(str(error)), **credentials(settings)
            )
        except (NatsError, TimeoutError, OSError) as error:
            if loop.time() > until:
                reason = (refusals or [str(error) or repr(error)])[-1]
                raise ProvisionError(f"the bus does not answer: {reason}") from error
            await asyncio.sleep(PAUSE_SECONDS)


def main() -> int:
    """Do it with the settings of the environment; the exit code."""
    try:
        done = asyncio.run(provision_bus(load()))
    except ProvisionError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    sys.stdout.write("\n".join(done or ["The bus has everything already."]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
