"""Problems as RFC 9457 has them: their media type, and when it is worth to come back."""

from http import HTTPStatus

from shared.domain import Refusal

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS: dict[int, int] = {HTTPStatus.TOO_MANY_REQUESTS: 10, HTTPStatus.SERVICE_UNAVAILABLE: 2}


def retry_after(refusal: Refusal) -> dict[str, str]:
    """The header that says when to come back, where that helps."""
    if refusal.status not in RETRY_SECONDS:
        return {}
    return {"Retry-After": str(refusal.extra.get("retry_after", RETRY_SECONDS[refusal.status]))}
