"""Mailboxes of units: their addresses, and who reads and answers them."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.admin.desk import HERE, done, shown, sure, units_within
from api.admin.desk import ask_once_more as ask
from api.forms import errors_of, house_of, number, number_in, today_of, words
from api.pages import go, page
from province import access, identity, mailboxes
from province.basics import Conflict, Invalid, NotFound, Refusal
from province.mailboxes import Kind, Mailbox

BOXES = f"{HERE}/hop-thu"
OPENED = "mailboxes.address.opened"


def boxes_path(unit_id: int | None) -> str:
    """Return the address of a unit's mailboxes."""
    return f"{BOXES}?don_vi={unit_id}" if unit_id else BOXES


def listing(request: Request) -> Response:
    """Show the mailboxes of one unit with their holders, and addresses that hold some words."""
    return _show(request, number_in(request.query_params.get("don_vi", "")))


def _show(
    request: Request,
    unit_id: int | None,
    form: FormData | None = None,
    refusal: Refusal | None = None,
) -> Response:
    actor, today = request.state.actor, today_of(request)
    sought = request.query_params.get("q", "").strip()[:200]
    with house_of(request).storage.reading() as connection:
        units = units_within(connection, actor, OPENED, today)
        chosen = next((one for one in units if one.id == (unit_id or actor.unit_id)), None)
        chosen = chosen or (units[0] if units else None)
        boxes = mailboxes.mailboxes_of_unit(connection, chosen.id, today) if chosen else []
        held = {
            box.address: [
                identity.account(connection, one)
                for one in mailboxes.holders(connection, box.id, today)
            ]
            for box in boxes
        }
        found = mailboxes.address_book(connection, sought, today) if sought else []
        whole = access.may(connection, actor, OPENED, None, today)
    return page(
        request,
        "admin/mailboxes.html",
        status=refusal.http if refusal else 200,
        units=[(str(one.id), one.name) for one in units],
        unit=chosen,
        boxes=boxes,
        held=held,
        sought=sought,
        found=found,
        kinds=mailboxes.KINDS_VI,
        may_alias=whole,
        domain=house_of(request).settings.domain,
        form=form or FormData(),
        errors=errors_of(refusal),
    )


def open_box(request: Request, form: FormData) -> Response:
    """Open a shared address of a unit, or another name of an address."""
    unit_id = number(form, "unit_id")
    try:
        with house_of(request).storage.work(request.state.actor) as work:
            if words(form, "target"):
                mailboxes.open_alias(work, words(form, "address"), words(form, "target"))
            elif unit_id is None:
                sentence = "Hãy chọn đơn vị."
                raise Invalid("http.form.choice", sentence, fields={"address": sentence})
            else:
                name = words(form, "name") or words(form, "address")
                mailboxes.open_shared(work, unit_id, words(form, "address"), name, kind=Kind.ROLE)
    except (Invalid, Conflict, NotFound) as refusal:
        return _show(request, unit_id, form, refusal)
    return go(boxes_path(unit_id), f"Đã mở địa chỉ {words(form, 'address')}.")


def _box(request: Request) -> Mailbox:
    """Return the open mailbox the address names.

    Refuses: mailboxes.address.unknown.
    """
    address = request.path_params["address"]
    with house_of(request).storage.reading() as connection:
        found = mailboxes.in_use(connection, address, today_of(request))
    if found is None:
        raise NotFound("mailboxes.address.unknown", f"Không có hộp thư {address}.")
    return found


def hold(request: Request, form: FormData) -> Response:
    """Name somebody, by e-mail, to read and answer a shared mailbox."""
    box = _box(request)
    try:
        with house_of(request).storage.work(request.state.actor) as work:
            holder = identity.account_by_email(work.connection, words(form, "email"))
            if holder is None or not holder.active:
                sentence = "Không có tài khoản đang hoạt động nào dùng địa chỉ này."
                raise Invalid("access.account.unknown", sentence, fields={"address": sentence})
            mailboxes.hold(work, box.address, holder.id)
    except (Invalid, Conflict) as refusal:
        return _show(request, box.unit_id, form, refusal)
    return go(boxes_path(box.unit_id), f"{holder.name} phụ trách {box.address}.")


def release(request: Request, form: FormData) -> Response:
    """Take a shared mailbox back from somebody."""
    box = _box(request)
    with house_of(request).storage.work(request.state.actor) as work:
        mailboxes.release(work, box.address, request.path_params["account"])
    return go(boxes_path(box.unit_id), f"Đã thôi giao hộp thư {box.address}.")


def close(request: Request, form: FormData) -> Response:
    """Close an address, once somebody is sure."""
    box = _box(request)
    if not sure(form):
        told = [
            f"Thư gửi tới {box.address} từ nay bị trả lại cho người gửi.",
            "Thư đã có vẫn còn nguyên.",
        ]
        back = boxes_path(box.unit_id)
        return ask(request, form, title="Đóng địa chỉ thư", told=told, button="Đóng", back=back)
    with house_of(request).storage.work(request.state.actor) as work:
        mailboxes.close(work, box.address)
    return go(boxes_path(box.unit_id), f"Đã đóng địa chỉ {box.address}.")


_ONE = f"{BOXES}/{{address}}"
routes = [
    Route(BOXES, shown(listing, OPENED)),
    Route(BOXES, done(open_box, OPENED), methods=["POST"]),
    Route(f"{_ONE}/giao", done(hold, "mailboxes.holder.named"), methods=["POST"]),
    Route(
        f"{_ONE}/thoi/{{account:int}}", done(release, "mailboxes.holder.released"), methods=["POST"]
    ),
    Route(f"{_ONE}/dong", done(close, "mailboxes.address.closed"), methods=["POST"]),
]
