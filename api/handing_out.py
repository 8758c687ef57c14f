"""Files handed out: named as people named them, looked at only where that is safe, kept nowhere."""

from pathlib import Path
from urllib.parse import quote

from starlette.responses import FileResponse, Response

SHOWN_INLINE = frozenset({"application/pdf", "image/jpeg", "image/png", "image/webp"})
# The browser's own PDF reader is an embedded object of the very answer that holds the PDF.
LOOKED_AT_POLICY = (
    "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; "
    "frame-ancestors 'self'"
)
KEPT_POLICY = "sandbox; default-src 'none'"


def hand_out(content: bytes | Path, name: str, media_type: str, *, look: bool) -> Response:
    """Hand out a file: to be looked at, if wished and it is a PDF or a picture; else to be kept."""
    inline = look and media_type in SHOWN_INLINE
    kind = "inline" if inline else "attachment"
    headers = {
        "Content-Disposition": f"{kind}; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": LOOKED_AT_POLICY if inline else KEPT_POLICY,
        "Cache-Control": "private, no-store",
    }
    if isinstance(content, Path):
        return FileResponse(content, media_type=media_type, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
