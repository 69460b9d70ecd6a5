"""A file to keep."""

from urllib.parse import quote

from fastapi.responses import Response


def download(content: str | bytes, media_type: str, name: str, plain: str = "clinic") -> Response:
    """A file to keep, under a name that people gave; kept by no cache on the way."""
    safe = "".join(letter if letter.isalnum() or letter in "-_. " else "-" for letter in name)
    ending = name.rpartition(".")[2]
    disposition = f"attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{quote(safe, safe='')}"
    return Response(
        content, headers={"Content-Disposition": disposition, "Cache-Control": "no-store"}, media_type=media_type
    )
