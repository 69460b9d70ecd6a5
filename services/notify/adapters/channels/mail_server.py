"""Whether the mail server is there, and greets as one."""

import asyncio

from shared.settings import Settings

SECONDS = 3


def place_of(settings: Settings) -> str:
    return f"{settings.smtp_host}:{settings.smtp_port}"


async def why_away(settings: Settings) -> str:
    """Why no mail can go out, in words; empty where it can."""
    where = place_of(settings)
    try:
        async with asyncio.timeout(SECONDS):
            reader, writer = await asyncio.open_connection(
                settings.smtp_host, settings.smtp_port, ssl=True if settings.smtp_tls == "tls" else None
            )
            greeting = await reader.readline()
            writer.close()
    except (OSError, TimeoutError) as error:
        reason = str(error) or "no answer"
        return f"the mail server at {where} is not reachable ({reason}); mails wait until it is"
    if not greeting.startswith(b"220"):
        return f"what answers at {where} is no mail server; correct CONVENE_SMTP_HOST, _PORT or _TLS"
    return ""


async def outside(settings: Settings) -> dict[str, str]:
    """What notify reaches beyond the bus and the store; see `Service.outside`."""
    return {f"the mail server at {place_of(settings)}": await why_away(settings)}
