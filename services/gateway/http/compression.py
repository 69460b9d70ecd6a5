"""Answers are packed for those who can unpack them, where that is worth it."""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send


class CompressionMiddleware(GZipMiddleware):
    """As Starlette does, but for commands: their answers are short, and looking at them takes longer than some do."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
            return
        await super().__call__(scope, receive, send)
