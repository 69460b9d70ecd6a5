"""Why a command is not done, in words for the person who asked. On the wire it is an RFC 9457 problem."""

from typing import Any

UNREADABLE = "unreadable"


class Refusal(Exception):
    """A command or query is not done. `slug` names the reason for programs, `detail` tells people what to do.

    >>> raise conflict("step-does-not-take", "Advice comes in its own step.", hint="Ask a question instead.")
    """

    def __init__(self, status: int, slug: str, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.slug = slug
        self.detail = detail
        self.extra = extra

    def problem(self) -> dict[str, Any]:
        """The refusal as an RFC 9457 problem document."""
        return {
            "type": f"urn:convene:problem:{self.slug}",
            "title": self.slug.replace("-", " ").capitalize(),
            "status": self.status,
            "detail": self.detail,
            **self.extra,
        }


def invalid(detail: str, field: str | None = None, **extra: Any) -> Refusal:
    """What was sent cannot be used as it is; `field` is where."""
    errors = [{"field": field, "detail": detail}] if field else []
    return Refusal(422, "invalid-input", detail, **({"errors": errors} if errors else {}), **extra)


def forbidden(detail: str, **extra: Any) -> Refusal:
    """Whoever asked may not."""
    return Refusal(403, "not-allowed", detail, **extra)


def not_found() -> Refusal:
    """No such thing, or one that whoever asked may not know of: nobody can tell which."""
    return Refusal(404, "not-found", "There is nothing here, or it is not shared with you.")


def conflict(slug: str, detail: str, **extra: Any) -> Refusal:
    """It cannot be done in the present state."""
    return Refusal(409, slug, detail, **extra)


def unreadable() -> Refusal:
    """What this is about cannot be read by the program as it is; asking again soon does not help."""
    return Refusal(
        503,
        UNREADABLE,
        "This cannot be read: a newer version of Convene wrote it, or it is damaged. "
        "Whoever runs Convene has to upgrade or repair it.",
        retry_after=600,
    )


def is_unreadable(refusal: Refusal) -> bool:
    return refusal.slug == UNREADABLE
