"""The web mailbox: what is in the mailboxes of the person at work, read, filed, answered."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api import mailbox_writing
from api.forms import every, house_of, page_number, posted, today_of, words
from api.handing_out import hand_out
from api.mailbox_places import FOLDERS, HOME, Place, boxes_of, place_asked, place_of
from api.pages import go, page
from api.workspace import require_staff
from province import mailboxes, messages
from province.basics import Conflict, Invalid, NotFound
from province.messages import DELIVERY_VI, DeliveryState, Folder

UNDONE_MOST = 20  # messages a way back is offered for: their ids travel in a cookie
MOVES = {"den": "Về thư đến", "luu": "Lưu", "rac": "Xóa"}
MOVED = {"den": "Đã chuyển về thư đến", "luu": "Đã lưu", "rac": "Đã chuyển vào thùng rác"}
# What a message says is shown by itself, in a frame that may run nothing and fetch nothing.
FRAME_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; "
    "style-src 'unsafe-inline'; frame-ancestors 'self'"
)
FRAME = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Nội dung thư</title><base target="_blank">
<style>body {{ margin: 1rem; font: 1rem/1.6 sans-serif; overflow-wrap: anywhere;
color: #1a1a1a; background: #fff }} img {{ max-width: 100%; height: auto }}</style></head>
<body>{markup}</body></html>
"""
STATES = {
    DeliveryState.WAITING: "waiting",
    DeliveryState.QUEUED: "waiting",
    DeliveryState.DEFERRED: "waiting",
    DeliveryState.DELIVERED: "done",
    DeliveryState.FAILED: "urgent",
    DeliveryState.BOUNCED: "urgent",
}


def folder(request: Request) -> Response:
    """Show a folder, newest first, and the way to the others."""
    if not boxes_of(request):
        return page(request, "mailbox/none.html")
    place = place_asked(request)
    root = place.house.settings.maildirs
    found = messages.page(root, place.box, place.folder, page_number(request))
    states: Mapping[str, list[DeliveryState]] = {}
    if place.folder == Folder.SENT:
        with place.house.storage.reading() as connection:
            states = messages.delivery_states(connection, [e.unique for e, _ in found.rows])
    return page(
        request,
        "mailbox/folder.html",
        place=place,
        found=found,
        title=place.title,
        boxes=_box_tabs(place),
        folders=_folder_tabs(place),
        states={sent: _in_short(its) for sent, its in states.items()},
        moves={name: said for name, said in MOVES.items() if name != place.name},
        pages_href=f"{place.href()}&trang=",
    )


def _box_tabs(place: Place) -> list[dict[str, object]]:
    root = place.house.settings.maildirs
    return [
        {
            "href": f"{HOME}?{urlencode({'hop': box.address})}",
            "label": box.name,
            "count": messages.unread(root, box) or None,
            "current": box == place.box,
        }
        for box in place.boxes
    ]


def _folder_tabs(place: Place) -> list[dict[str, object]]:
    return [
        {
            "href": f"{HOME}?{urlencode({'hop': place.box.address, 'muc': name})}",
            "label": label,
            "current": name == place.name,
        }
        for name, (_, label) in FOLDERS.items()
    ]


def _in_short(states: list[DeliveryState]) -> tuple[str, str]:
    """Word what became of a message for all its recipients: what failed comes first."""
    failed = sum(STATES[state] == "urgent" for state in states)
    under_way = sum(STATES[state] == "waiting" for state in states)
    if failed:
        return f"{failed} địa chỉ không gửi được", "urgent"
    if under_way:
        return f"Đang chuyển tới {under_way} địa chỉ", "waiting"
    return "Đã vào hộp thư người nhận", "done"


def message(request: Request) -> Response:
    """Show one message, and note for all who share the mailbox that it was read."""
    place, unique = place_asked(request), request.query_params.get("thu", "")
    root = place.house.settings.maildirs
    entry, content = messages.content(root, place.box, place.folder, unique)
    letter = messages.letter(content)
    messages.set_seen(root, place.box, place.folder, unique, seen=True)
    as_html = letter.has_html and request.query_params.get("dang") != "chu"
    return page(
        request,
        "mailbox/message.html",
        place=place,
        entry=entry,
        letter=letter,
        title=letter.summary.subject or "(không có tiêu đề)",
        as_html=as_html,
        blocked=messages.safe_html(content)[1] if as_html else 0,
        sent=_sent(request, unique) if place.folder == Folder.SENT else None,
        moves={name: said for name, said in MOVES.items() if name != place.name},
    )


def _sent(request: Request, sent_id: str) -> messages.Sent | None:
    """Return what became of a message; None for one that a mail program sent."""
    house, actor = house_of(request), require_staff(request)
    with house.storage.reading() as connection:
        try:
            return messages.sent_message(connection, actor, sent_id, today_of(request))
        except NotFound:
            return None


def html(request: Request) -> Response:
    """Show a message's HTML by itself, made harmless."""
    place = place_asked(request)
    root, unique = place.house.settings.maildirs, request.query_params.get("thu", "")
    _, content = messages.content(root, place.box, place.folder, unique)
    markup, _ = messages.safe_html(content)
    headers = {"Content-Security-Policy": FRAME_POLICY, "Cache-Control": "no-store"}
    return HTMLResponse(FRAME.format(markup=markup), headers=headers)


def file(request: Request) -> Response:
    """Hand out one attachment, or the message as it came."""
    place, query = place_asked(request), request.query_params
    root = place.house.settings.maildirs
    _, content = messages.content(root, place.box, place.folder, query.get("thu", ""))
    number = query.get("so", "")
    if number == "goc":
        return hand_out(content, "thu.eml", "message/rfc822", look=False)
    if not (number.isascii() and number.isdigit() and len(number) < 5):
        raise NotFound("mailboxes.attachment.unknown", "Thư không có tệp này.")
    its, data = messages.attachment(content, int(number))
    return hand_out(data, its.name, its.media_type, look=False)


def act(request: Request, form: FormData) -> Response:
    """Move or mark the messages chosen; what somebody else has filed meanwhile is passed over.

    The way back is the same deed the other way round, written into the address.

    Refuses: http.mailbox.deed, http.mailbox.none_chosen.
    """
    asked = request.query_params  # the way back has all of it in its address
    place = place_of(
        request,
        words(form, "hop") or asked.get("hop", ""),
        words(form, "muc") or asked.get("muc", ""),
    )
    deed = words(form, "viec") or asked.get("viec", "")
    chosen = every(form, "thu") or asked.getlist("thu")
    if not chosen:
        raise Invalid(
            "http.mailbox.none_chosen", "Chưa chọn thư nào. Hãy đánh dấu thư rồi làm lại."
        )
    if deed in ("doc", "chua-doc"):
        _mark(place, chosen, seen=deed == "doc")
        return go(place.href())
    if deed not in MOVED or deed == place.name:
        raise Invalid("http.mailbox.deed", "Không có việc này với thư. Hãy tải lại trang.")
    moved = _move(place, chosen, FOLDERS[deed][0])
    undo = None
    if place.name in MOVED and 0 < len(moved) <= UNDONE_MOST:
        back = Place(place.house, place.boxes, place.box, deed).href("/viec", viec=place.name)
        undo = back + "".join(f"&thu={quote(unique)}" for unique in moved)
    return go(place.href(), f"{MOVED[deed]} {len(moved)} thư.", undo=undo)


def _mark(place: Place, chosen: list[str], *, seen: bool) -> None:
    for unique in chosen:
        try:
            messages.set_seen(
                place.house.settings.maildirs, place.box, place.folder, unique, seen=seen
            )
        except (NotFound, Conflict):
            continue


def _move(place: Place, chosen: list[str], to: Folder) -> list[str]:
    moved = []
    for unique in dict.fromkeys(chosen):
        try:
            messages.move(place.house.settings.maildirs, place.box, place.folder, unique, to)
        except (NotFound, Conflict):
            continue
        moved.append(unique)
    return moved


def ask_to_empty(request: Request) -> Response:
    """Ask before anything is deleted for good."""
    place = place_of(request, request.query_params.get("hop", ""), "rac")
    root = place.house.settings.maildirs
    count = messages.page(root, place.box, Folder.TRASH, 1).total
    return page(request, "mailbox/empty.html", place=place, count=count)


def empty(request: Request, form: FormData) -> Response:
    """Delete for good what is in the trash."""
    place = place_of(request, words(form, "hop"), "rac")
    count = messages.empty_trash(place.house.settings.maildirs, place.box)
    return go(place.href(), f"Đã xóa hẳn {count} thư trong thùng rác.")


def sent(request: Request) -> Response:
    """Show what has become of a sent message for each recipient."""
    house, actor = house_of(request), require_staff(request)
    with house.storage.reading() as connection:
        found = messages.sent_message(
            connection, actor, request.path_params["id"], today_of(request)
        )
    return page(
        request,
        "mailbox/sent.html",
        sent=found,
        delivery=DELIVERY_VI,
        tones=STATES,
        reason=messages.reason_vi,
    )


def address_book(request: Request) -> Response:
    """Find whom to write to."""
    house = house_of(request)
    require_staff(request)
    sought = request.query_params.get("q", "").strip()
    with house.storage.reading() as connection:
        found = mailboxes.address_book(connection, sought, today_of(request)) if sought else []
    return page(request, "mailbox/address_book.html", sought=sought, found=found)


routes = [
    Route(HOME, folder),
    Route(f"{HOME}/doc", message),
    Route(f"{HOME}/html", html),
    Route(f"{HOME}/tep", file),
    Route(f"{HOME}/viec", posted(act), methods=["POST"]),
    Route(f"{HOME}/don-rac", ask_to_empty),
    Route(f"{HOME}/don-rac", posted(empty), methods=["POST"]),
    Route(f"{HOME}/da-gui/{{id}}", sent),
    Route(f"{HOME}/danh-ba", address_book),
    *mailbox_writing.routes,
]
