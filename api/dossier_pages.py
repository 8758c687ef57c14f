"""What the citizen's and the officer's dossier pages share: forms as sent, files going out."""

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api import forms
from api.forms import Endpoint, Handler, house_of
from api.handing_out import hand_out
from province import blobs, dossiers, letters
from province.basics import Conflict, NotFound
from province.dossiers import Dossier, State, WholeDossier

SECRET_COOKIE = "vl_ma_tra_cuu"
FILES_MOST = dossiers.PAPERS_MOST
TONES = {
    State.RECEIVED: "info",
    State.PROCESSING: "info",
    State.SUPPLEMENT: "waiting",
    State.APPROVED: "done",
    State.REFUSED: "urgent",
    State.STOPPED: "",
}
FIELDS_MOST = 4000
FIELD_BYTES_MOST = 2**20


def posted(handle: Handler) -> Endpoint:
    """Make an endpoint of a function that takes a form with a dossier's files."""
    return forms.posted(
        handle,
        files_most=FILES_MOST,
        fields_most=FIELDS_MOST,
        field_bytes_most=FIELD_BYTES_MOST,
    )


def entrust(answer: Response, code: str, secret: str) -> Response:
    """Let the browser keep a dossier's secret, for that dossier's own pages, while it is open."""
    plain = "".join(one for one in secret[:64] if one.isascii() and (one.isalnum() or one == "-"))
    answer.set_cookie(SECRET_COOKIE, plain, path=f"/ho-so/{code}", httponly=True, samesite="lax")
    return answer


def send_document(request: Request, file: WholeDossier, number: int | None) -> Response:
    """Hand out a form of a dossier as PDF.

    Refuses: services.document.unknown.
    """
    document = next((one for one in file.forms if one.id == number), None)
    if document is None:
        raise NotFound("services.document.unknown", "Không có văn bản này trong hồ sơ.")
    house = house_of(request)
    with house.storage.reading() as connection:
        pdf = letters.printed(connection, house, file.dossier, document)
    return send_pdf(pdf, letters.file_name(file.dossier, document), request)


def send_pdf(pdf: bytes, name: str, request: Request) -> Response:
    """Hand out a PDF of our own making; `?tai=1` asks the browser to keep it."""
    return hand_out(pdf, name, "application/pdf", look=not request.query_params.get("tai"))


def send_paper(request: Request, file: WholeDossier, number: int | None) -> Response:
    """Hand out a file somebody attached: to be kept, or, with `?xem=1`, looked at as it is.

    Refuses: services.paper.unknown, services.paper.unsafe.
    """
    paper = next((one for one in file.papers if one.id == number), None)
    if paper is None:
        raise NotFound("services.paper.unknown", "Không có tệp này trong hồ sơ.")
    house = house_of(request)
    with house.storage.reading() as connection:
        known = blobs.find(connection, paper.sha256)
    if known is None or known.state == "refused":
        raise Conflict(
            "services.paper.unsafe",
            "Tệp này không an toàn nên không mở được. Hãy yêu cầu người nộp gửi bản khác.",
        )
    path = blobs.path_of(house.settings.blobs, paper.sha256)
    look = bool(request.query_params.get("xem"))
    return hand_out(path, paper.name, paper.media_type, look=look)


def row_of(dossier: Dossier, base: str, now: datetime) -> dict[str, Any]:
    """Return a dossier as a row of a list shows it: where it leads, its state and its tone."""
    overdue = dossier.overdue(now)
    return {
        "dossier": dossier,
        "href": f"{base}/{dossier.code}",
        "state": dossiers.STATES_VI[dossier.state],
        "tone": "urgent" if overdue else TONES[dossier.state],
        "overdue": overdue,
    }


def document_links(
    base: str, file: WholeDossier, *kinds: dossiers.FormKind
) -> list[dict[str, Any]]:
    """Return links to a dossier's forms, as the attachments component takes them."""
    return [
        {
            "href": f"{base}/van-ban/{one.id}.pdf",
            "name": f"{dossiers.FORMS_VI[one.kind]} số {one.number}",
            "kind": "PDF",
            "size": "",
            "download": False,
        }
        for one in file.forms
        if not kinds or one.kind in kinds
    ]
