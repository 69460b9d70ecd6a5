"""A slash too many at an address's end leads to the address without it, on this very server whatever the request calls it."""

from starlette.responses import RedirectResponse
from starlette.routing import Match, Router
from starlette.types import Receive, Scope, Send


class TrailingSlashRedirect:
    """Answers what no route of a router does."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self._not_found = router.default
        router.redirect_slashes = False  # it would lead to where the Host header says

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "").rstrip("/")
        if (
            scope["type"] != "http"
            or path == scope["path"]
            or not _local(path)
            or not self._knows({**scope, "path": path})
        ):
            await self._not_found(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        await RedirectResponse(f"{path}?{query}" if query else path)(scope, receive, send)

    def _knows(self, scope: Scope) -> bool:
        return any(route.matches(scope)[0] is not Match.NONE for route in self._router.routes)


def _local(path: str) -> bool:
    """Whether browsers take it for an address of this server: `//elsewhere` and `/\\elsewhere` are others'."""
    return path.startswith("/") and not path.startswith(("//", "/\\"))
