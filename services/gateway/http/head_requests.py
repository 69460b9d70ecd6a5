"""HEAD is answered as GET is, without the body: by pages, by the API and by streams alike."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CHANGING = ("/sign-in/with",)
"""What a GET changes something at, with all below it: a provider sends browsers back with one. HEAD is refused there."""


class HeadMiddleware:
    """Nothing changes by a HEAD, for nothing does by a GET, but for what `CHANGING` names."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD" or _changes(scope["path"]):
            await self._app(scope, receive, send)
            return
        begun = asyncio.Event()

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                begun.set()

        async def until_begun() -> Message:
            """Who streams goes on until its reader leaves; this one has all they asked for once the answer has begun."""
            if not begun.is_set():
                waiting = [asyncio.ensure_future(name) for name in (receive(), begun.wait())]
                try:
                    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                    if waiting[0].done():
                        return waiting[0].result()  # type: ignore[return-value]
                finally:
                    for task in waiting:
                        task.cancel()
            return {"type": "http.disconnect"}

        await self._app({**scope, "method": "GET"}, until_begun, without_body)


def _changes(path: str) -> bool:
    return any(path == name or path.startswith(f"{name}/") for name in CHANGING)
