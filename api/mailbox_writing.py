"""Writing in the web mailbox: new messages, answers, forwards."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.forms import errors_of, every, house_of, number_in, uploads
from api.mailbox_places import HOME, Place, place_asked, place_of
from api.pages import go, page
from api.workspace import require_staff
from province import messages
from province.basics import Conflict, Invalid, NotFound, Refusal
from province.messages import Answer, Desk, Letter, Written
from province.storage import new_id

FILES_MOST = 20
FIELD_BYTES_MOST = 2 * 2**20
KINDS = ("tra-loi", "tra-loi-tat-ca", "chuyen-tiep")
NEW = Answer(to="", cc="", subject="", text="", in_reply_to="", references=())


@dataclass(frozen=True, slots=True)
class Original:
    """The message an answer is about."""

    unique: str
    kind: str  # "tra-loi"
    content: bytes
    letter: Letter


def blank(request: Request) -> Response:
    """Show the form: empty, or begun as an answer to a message."""
    place, query = place_asked(request), request.query_params
    original = _original(place, query.get("thu", ""), query.get("kieu", ""))
    answer = _begun(place, original)
    typed = {
        "sender": place.box.address,
        "to": answer.to or query.get("toi", ""),
        "cc": answer.cc,
        "subject": answer.subject,
        "text": answer.text,
        "key": new_id(place.house.clock.now()),
    }
    kept = [its.number for its in original.letter.attachments] if original else []
    return _form(request, place, original, typed, kept)


def _original(place: Place, unique: str, kind: str) -> Original | None:
    """Return the message that is answered; None for a new message, or when it is no more."""
    if not unique or kind not in KINDS:
        return None
    root = place.house.settings.maildirs
    try:
        _, content = messages.content(root, place.box, place.folder, unique)
    except NotFound:
        return None
    return Original(unique, kind, content, messages.letter(content))


def _begun(place: Place, original: Original | None) -> Answer:
    if original is None:
        return NEW
    if original.kind == "chuyen-tiep":
        return messages.forward(original.letter)
    return messages.reply(place.box, original.letter, to_all=original.kind == "tra-loi-tat-ca")


def _form(
    request: Request,
    place: Place,
    original: Original | None,
    typed: Mapping[str, str],
    kept: list[int],
    refusal: Refusal | None = None,
) -> Response:
    forwarded = original.letter.attachments if original and original.kind == "chuyen-tiep" else ()
    return page(
        request,
        "mailbox/write.html",
        status=refusal.http if refusal else 200,
        place=place,
        original=original,
        typed=typed,
        forwarded=forwarded,
        kept=kept,
        senders=[[box.address, f"{box.name} <{box.address}>"] for box in place.boxes],
        errors=errors_of(refusal),
        title={
            "tra-loi": "Trả lời",
            "tra-loi-tat-ca": "Trả lời tất cả",
            "chuyen-tiep": "Chuyển tiếp",
        }[original.kind]
        if original
        else "Soạn thư",
    )


async def send(request: Request) -> Response:
    """Send what was written; what is not right comes back with everything still in place."""
    async with request.form(max_files=FILES_MOST, max_part_size=FIELD_BYTES_MOST) as form:
        return await run_in_threadpool(_send, request, form)


def _send(request: Request, form: FormData) -> Response:
    typed = {name: _field(form, name) for name in ("sender", "to", "cc", "subject", "text", "key")}
    place = place_of(request, _field(form, "hop"), _field(form, "muc"))
    original = _original(place, _field(form, "thu"), _field(form, "kieu"))
    kept = [number for value in every(form, "kem") if (number := number_in(value)) is not None]
    try:
        sent_id = _sent(request, place, original, typed, kept, form)
    except Invalid as refusal:
        return _form(request, place, original, typed, kept, refusal)
    except Conflict as refusal:
        if refusal.code != "mailboxes.message.key_used":
            raise
        typed["key"] = new_id(place.house.clock.now())  # sent once more, it is a new message
        return _form(request, place, original, typed, kept, refusal)
    if original and original.kind != "chuyen-tiep":
        _note_answer(place, original)
    return go(f"{HOME}/da-gui/{sent_id}", "Thư đã được giao cho máy chủ thư.")


def _field(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _sent(
    request: Request,
    place: Place,
    original: Original | None,
    typed: Mapping[str, str],
    kept: list[int],
    form: FormData,
) -> str:
    answer = _begun(place, original)
    files = [messages.attachment(original.content, number) for number in kept] if original else []
    written = Written(
        sender=typed["sender"],
        to=typed["to"],
        cc=typed["cc"],
        subject=typed["subject"],
        text=typed["text"],
        files=[(its.name, data) for its, data in files] + uploads(form, "files"),
        in_reply_to=answer.in_reply_to,
        references=answer.references,
        key=typed["key"][:80] or None,
    )
    house, actor = house_of(request), require_staff(request)
    settings = house.settings
    desk = Desk(
        settings.blobs, settings.domain, settings.message_bytes_most, settings.upload_bytes_most
    )
    laid = messages.lay_down(house.storage, actor, desk, written)
    with house.storage.work(actor) as work:
        return messages.send(work, desk, laid)


def _note_answer(place: Place, original: Original) -> None:
    root = place.house.settings.maildirs
    try:
        messages.set_answered(root, place.box, place.folder, original.unique)
    except Refusal:
        return  # filed by somebody else meanwhile: the answer is sent all the same


routes = [Route(f"{HOME}/soan", blank), Route(f"{HOME}/soan", send, methods=["POST"])]
