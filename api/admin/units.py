"""Units: the tree of a day, one unit with its past, and what decisions on organisation do to it."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.admin.desk import (
    HERE,
    ask_once_more,
    choices,
    done,
    known_unit,
    shown,
    sure,
    unit_names,
)
from api.forms import (
    errors_of,
    every,
    house_of,
    number,
    number_in,
    required_day,
    today_of,
    words,
)
from api.pages import go, page
from province import access, directory, mailboxes
from province.access import directory_actions
from province.basics import SYSTEM, Conflict, Invalid, Refusal, text
from province.directory import (
    CONFIDENCE_VI,
    RESPONSIBILITIES_VI,
    UNIT_KINDS_VI,
    Confidence,
    ResponsibilityKind,
    Unit,
    UnitFacts,
    UnitKind,
)
from province.storage import Work

UNITS = f"{HERE}/don-vi"
DIRECTORY = (*directory.DEEDS, "access.account.seen")
NEW_PARTS_MOST = 4  # new units one form can split a unit into
FACTS = ("name", "short_name", "abbreviation", "address", "phone", "email", "email_domain")
TOGETHER_MOST = 12  # branches shown without their kinds
Branch = dict[str, Any]


def unit_path(unit_id: int, deed: str = "") -> str:
    """Return the address of a unit's page, or of what may be done with it."""
    return f"{UNITS}/{unit_id}" + (f"/{deed}" if deed else "")


def day_asked(request: Request) -> date:
    """Return the day the directory is to be shown for: today unless another is typed."""
    return text.parse_date(request.query_params.get("ngay", "")) or today_of(request)


def listing(request: Request) -> Response:
    """Show the tree of a day, or the units of that day that hold some words."""
    on, today = day_asked(request), today_of(request)
    sought = request.query_params.get("q", "").strip()[:200]
    with house_of(request).storage.reading() as connection:
        found = directory.search_units(connection, sought, on, 200) if sought else []
        tree = [] if sought else _branches(directory.tree(connection, on))
        count = len(directory.units_on(connection, on))
        deeds = access.deeds_of(connection, request.state.actor, today)
    return page(
        request,
        "admin/units.html",
        on=on,
        today=today,
        sought=sought,
        found=found,
        tree=tree,
        by_kind=by_kind,
        count=count,
        kinds=UNIT_KINDS_VI,
        may_open="directory.unit.opened" in deeds,
    )


def _branches(rows: list[tuple[int, Unit]]) -> list[Branch]:
    """Return a tree's rows as branches within branches, a great many sorted by kind."""
    top: list[Branch] = []
    path: list[list[Branch]] = [top]
    for depth, unit in rows:
        branch: Branch = {"unit": unit, "below": []}
        del path[depth + 1 :]
        path[depth].append(branch)
        path.append(branch["below"])
    return top


def by_kind(branches: list[Branch]) -> list[tuple[str, list[Branch]]]:
    """Return branches under the names of their kinds; a few stay together under none."""
    if len(branches) <= TOGETHER_MOST:
        return [("", branches)]
    kinds = dict.fromkeys(branch["unit"].kind for branch in branches)
    return [
        (UNIT_KINDS_VI[kind], [one for one in branches if one["unit"].kind == kind])
        for kind in kinds
    ]


def unit_page(request: Request) -> Response:
    """Show a unit as it was on a day, or last: facts, people, past and future."""
    return _show(request)


def _show(
    request: Request, form: FormData | None = None, refusal: Refusal | None = None
) -> Response:
    typed = request.query_params.get("ngay", "")
    actor, today = request.state.actor, today_of(request)
    with house_of(request).storage.reading() as connection:
        asked = text.parse_date(typed)
        unit = known_unit(connection, request)
        if asked:
            unit = directory.unit(connection, unit.id, asked)
        on = asked or min(today, _last_day(unit, today))
        told = _story(connection, unit, today)
        people = directory.staff_on(connection, unit.id, on)
        responsible = directory.responsibilities_on(connection, unit.id, on)
        below = directory.children(connection, unit.id, on)
        boxes = mailboxes.mailboxes_of_unit(connection, unit.id, today)
        deeds = [*directory.DEEDS, "mailboxes.address.opened"]
        may = {deed: access.may(connection, actor, deed, unit.id, today) for deed in deeds}
    return page(
        request,
        "admin/unit.html",
        status=refusal.http if refusal else 200,
        unit=unit,
        on=on,
        today=today,
        lives=unit.valid_to is None or unit.valid_to > today,
        may=may,
        people=people,
        staff=[(str(one.person.id), one.person.full_name) for one in people],
        responsible=responsible,
        below=below,
        boxes=boxes,
        kinds=UNIT_KINDS_VI,
        confidences=CONFIDENCE_VI,
        responsibilities=RESPONSIBILITIES_VI,
        form=form or FormData(),
        errors=errors_of(refusal),
        **told,
    )


def _last_day(unit: Unit, today: date) -> date:
    """Return the last day a unit lived, or today."""
    return date.fromordinal(unit.valid_to.toordinal() - 1) if unit.valid_to else today


def _story(connection: Connection, unit: Unit, today: date) -> dict[str, Any]:
    before = directory.successions_to(connection, {unit.id})
    after = directory.successions_from(connection, [unit.id])
    versions = directory.unit_versions_of(connection, unit.id)
    ids = {one.predecessor_id for one in before} | {one.successor_id for one in after}
    ids |= {one.parent_id for one in versions if one.parent_id}
    names = unit_names(connection, ids, today)
    return {"before": before, "after": after, "versions": versions, "names": names}


# Opening and changing


def new_page(request: Request) -> Response:
    """Show the empty form of a new unit."""
    given = {"parent_id": request.query_params.get("thuoc", ""), "confidence": Confidence.SURE}
    given |= {"on": text.date_vi(today_of(request)), "kind": UnitKind.DIVISION, "order": "0"}
    return _facts_page(request, FormData(given), None)


def change_page(request: Request) -> Response:
    """Show a unit's facts, to be changed."""
    with house_of(request).storage.reading() as connection:
        unit = directory.last_known(connection, request.path_params["id"])
    given = {name: getattr(unit, name) for name in FACTS}
    given |= {"code": unit.code or "", "kind": unit.kind, "confidence": unit.confidence}
    given |= {"parent_id": str(unit.parent_id or ""), "order": str(unit.order)}
    given["on"] = text.date_vi(max(today_of(request), unit.since))
    return _facts_page(request, FormData(given), unit)


def _facts_page(
    request: Request, form: FormData, unit: Unit | None, refusal: Refusal | None = None
) -> Response:
    deed = "directory.unit.changed" if unit else "directory.unit.opened"
    actor, today = request.state.actor, today_of(request)
    with house_of(request).storage.reading() as connection:
        parents = choices(connection, actor, deed, today)
        top = access.may(connection, actor, deed, None, today)
    if top or (unit and unit.parent_id is None):
        parents = [("", "(không có cơ quan cấp trên)"), *parents]
    kept = words(form, "parent_id")
    if unit and kept not in {value for value, _ in parents}:
        with house_of(request).storage.reading() as connection:
            name = unit_names(connection, {int(kept)}, today).get(int(kept), "") if kept else ""
        parents = [(kept, name or "(không có cơ quan cấp trên)"), *parents]
    return page(
        request,
        "admin/unit_facts.html",
        status=refusal.http if refusal else 200,
        unit=unit,
        form=form,
        errors=errors_of(refusal),
        parents=parents,
        kinds=[*UNIT_KINDS_VI.items()],
        confidences=[*CONFIDENCE_VI.items()],
    )


def _facts(form: FormData) -> UnitFacts:
    """Read a unit's facts.

    Refuses: directory.unit.facts.
    """
    faults = {}
    if words(form, "kind") not in set(UnitKind):
        faults["kind"] = "Hãy chọn loại đơn vị trong danh sách."
    order = number_in(words(form, "order") or "0")
    if order is None:
        faults["order"] = "Thứ tự là một số."
    if faults:
        raise Invalid("directory.unit.facts", "Thông tin đơn vị chưa đúng.", fields=faults)
    return UnitFacts(
        kind=UnitKind(words(form, "kind")),
        code=words(form, "code") or None,
        parent_id=number(form, "parent_id"),
        order=order or 0,
        confidence=_confidence(form),
        **{name: words(form, name) for name in FACTS},
    )


def _confidence(form: FormData) -> Confidence:
    typed = words(form, "confidence")
    return Confidence(typed) if typed in set(Confidence) else Confidence.SURE


def open_unit(request: Request, form: FormData) -> Response:
    """Open a unit."""
    try:
        with house_of(request).storage.work(request.state.actor) as work:
            unit = directory_actions.open_unit(work, _facts(form), required_day(form, "on"))
    except (Invalid, Conflict) as refusal:
        return _facts_page(request, form, None, refusal)
    return go(unit_path(unit.id), f"Đã thành lập {unit.name}.")


def change_unit(request: Request, form: FormData) -> Response:
    """Let other facts hold from a day on."""
    with house_of(request).storage.reading() as connection:
        unit = directory.last_known(connection, request.path_params["id"])
    try:
        with house_of(request).storage.work(request.state.actor) as work:
            on = required_day(form, "on")
            unit = directory_actions.change_unit(work, unit.id, _facts(form), on)
    except (Invalid, Conflict) as refusal:
        return _facts_page(request, form, unit, refusal)
    return go(unit_path(unit.id), f"Đã ghi thông tin của {unit.name} từ ngày {text.date_vi(on)}.")


# Merging, splitting, ending


def ending_page(request: Request) -> Response:
    """Show the form that merges, splits or abolishes a unit."""
    return _ending_page(request, FormData({"staff_follow": "1"}))


def _ending_page(request: Request, form: FormData, refusal: Refusal | None = None) -> Response:
    today, actor = today_of(request), request.state.actor
    with house_of(request).storage.reading() as connection:
        unit = known_unit(connection, request)
        closable = access.units_where(connection, actor, "directory.unit.closed", today)
        others = [one for one in directory.units_on(connection, today) if one.id != unit.id]
        beside = [one for one in others if one.parent_id == unit.parent_id and one.id in closable]
    return page(
        request,
        f"admin/unit_{request.url.path.rpartition('/')[2].replace('-', '_')}.html",
        status=refusal.http if refusal else 200,
        unit=unit,
        also=[(str(one.id), one.name) for one in beside],
        others=[(str(one.id), one.name) for one in others],
        form=form,
        chosen=set(every(form, "also")) | set(every(form, "successors")),
        errors=errors_of(refusal),
        kinds=[*UNIT_KINDS_VI.items()],
        parts=range(1, NEW_PARTS_MOST + 1),
    )


def merge(request: Request, form: FormData) -> Response:
    """Merge a unit and perhaps others into one that goes on or a new one."""
    unit_id = request.path_params["id"]
    ids = [unit_id, *(int(one) for one in every(form, "also") if number_in(one))]
    try:
        with house_of(request).storage.work(request.state.actor) as work:
            into = number(form, "into") or _new_heir(work.connection, unit_id, form)
            on, follow = required_day(form, "on"), bool(words(form, "staff_follow"))
            heir = directory_actions.merge_units(
                work, ids, into, on, note=_note(form), staff_follow=follow
            )
            gone = [*unit_names(work.connection, set(ids), on).values()]
            if not sure(form):
                raise _NotSure(_merge_told(gone, heir.name, on, follow))
    except _NotSure as asked:
        return _once_more(request, form, "Sáp nhập đơn vị", asked.told, "Sáp nhập")
    except (Invalid, Conflict) as refusal:
        return _ending_page(request, form, refusal)
    return go(unit_path(heir.id), f"Đã sáp nhập vào {heir.name}.")


def _merge_told(gone: list[str], heir: str, on: date, follow: bool) -> list[str]:
    staff = "chuyển sang đơn vị mới, giữ nguyên chức vụ" if follow else "thôi chức vụ cùng ngày"
    return [
        f"Kết thúc hoạt động từ ngày {text.date_vi(on)}: {', '.join(gone)}.",
        f"Đơn vị tiếp nhận công việc: {heir}.",
        f"Cán bộ {staff}; đơn vị trực thuộc chuyển theo.",
        "Văn bản, hồ sơ cũ giữ tên cũ; mã và địa chỉ thư cũ dẫn tới đơn vị tiếp nhận.",
    ]


def split(request: Request, form: FormData) -> Response:
    """Split a unit into others, new or going on."""
    unit_id = request.path_params["id"]
    try:
        with house_of(request).storage.work(request.state.actor) as work:
            old = directory.last_known(work.connection, unit_id)
            into: list[UnitFacts | int] = [*_new_parts(old, form)]
            into += [int(one) for one in every(form, "successors") if number_in(one)]
            if len(into) < 2:
                sentence = "Chia tách cần ít nhất hai đơn vị tiếp nhận."
                raise Invalid("directory.unit.parts", sentence, fields={"name_1": sentence})
            on = required_day(form, "on")
            heirs = directory_actions.split_unit(work, unit_id, into, on, note=_note(form))
            if not sure(form):
                raise _NotSure(
                    [
                        f"{old.name} kết thúc hoạt động từ ngày {text.date_vi(on)}.",
                        f"Đơn vị tiếp nhận: {', '.join(one.name for one in heirs)}.",
                        "Cán bộ thôi chức vụ ở đơn vị cũ; hãy bổ nhiệm lại vào đơn vị mới.",
                    ]
                )
    except _NotSure as asked:
        return _once_more(request, form, "Chia tách đơn vị", asked.told, "Chia tách")
    except (Invalid, Conflict) as refusal:
        return _ending_page(request, form, refusal)
    return go(unit_path(unit_id), f"Đã chia tách {old.name}.")


def _new_parts(old: Unit, form: FormData) -> list[UnitFacts]:
    """Return the new units a split asks for; they are of the old one's kind, under its parent."""
    parts = []
    for part in range(1, NEW_PARTS_MOST + 1):
        if name := words(form, f"name_{part}"):
            code, short = words(form, f"code_{part}"), words(form, f"abbreviation_{part}")
            parts.append(
                UnitFacts(name, old.kind, code or None, abbreviation=short, parent_id=old.parent_id)
            )
    return parts


def abolish(request: Request, form: FormData) -> Response:
    """End a unit."""
    unit_id = request.path_params["id"]
    heirs = [int(one) for one in every(form, "successors") if number_in(one)]
    try:
        with house_of(request).storage.work(request.state.actor) as work:
            on, old = required_day(form, "on"), directory.last_known(work.connection, unit_id)
            directory_actions.abolish_unit(work, unit_id, on, note=_note(form), successor_ids=heirs)
            if not sure(form):
                names = ", ".join(unit_names(work.connection, set(heirs), on).values())
                raise _NotSure(
                    [
                        f"{old.name} kết thúc hoạt động từ ngày {text.date_vi(on)}.",
                        f"Đơn vị tiếp nhận công việc: {names or 'không có'}.",
                        "Mọi bổ nhiệm, phân công tại đơn vị kết thúc cùng ngày.",
                    ]
                )
    except _NotSure as asked:
        return _once_more(request, form, "Giải thể đơn vị", asked.told, "Giải thể")
    except (Invalid, Conflict) as refusal:
        return _ending_page(request, form, refusal)
    return go(unit_path(unit_id), f"Đã giải thể {old.name}.")


class _NotSure(Exception):
    """Nobody has said yes yet: the act was tried, and is rolled back as this leaves the work."""

    def __init__(self, told: list[str]) -> None:
        self.told = told


def _once_more(
    request: Request, form: FormData, title: str, told: list[str], button: str
) -> Response:
    back = request.url.path
    return ask_once_more(request, form, title=title, told=told, button=button, back=back)


def _new_heir(connection: Connection, unit_id: int, form: FormData) -> UnitFacts:
    """Return the new unit a merger asks for: what is not said is as in the first merged one."""
    old = directory.last_known(connection, unit_id)
    kind = words(form, "kind")
    if not words(form, "name"):
        sentence = "Hãy chọn đơn vị tiếp nhận, hoặc ghi tên đơn vị mới."
        raise Invalid("directory.unit.facts", sentence, fields={"into": sentence})
    return replace(
        UnitFacts(words(form, "name"), UnitKind(kind) if kind in set(UnitKind) else old.kind),
        code=words(form, "code") or None,
        abbreviation=words(form, "abbreviation"),
        parent_id=old.parent_id,
    )


def _note(form: FormData) -> str:
    """Return the decision an act rests on.

    Refuses: directory.unit.note.
    """
    note = words(form, "note")
    if not note:
        sentence = "Vui lòng ghi văn bản quyết định, ví dụ Nghị quyết 202/2025/QH15."
        raise Invalid("directory.unit.note", sentence, fields={"note": sentence})
    return note


# Responsibilities


def assign(request: Request, form: FormData) -> Response:
    """Make somebody of the unit responsible for something."""
    unit_id = request.path_params["id"]
    try:
        kind, person_id = words(form, "kind"), number(form, "person_id")
        if kind not in set(ResponsibilityKind) or person_id is None:
            sentence = "Hãy chọn cán bộ và nhiệm vụ trong danh sách."
            raise Invalid("http.form.choice", sentence, fields={"person_id": sentence})
        with house_of(request).storage.work(request.state.actor) as work:
            directory_actions.assign_responsibility(
                work,
                person_id,
                unit_id,
                ResponsibilityKind(kind),
                required_day(form, "on"),
            )
            hand_mailbox_over(request, work, unit_id)
    except (Invalid, Conflict) as refusal:
        return _show(request, form, refusal)
    said = f"Đã giao nhiệm vụ: {RESPONSIBILITIES_VI[ResponsibilityKind(kind)]}."
    return go(unit_path(unit_id) + "#nhiem-vu", said)


def end_responsibility(request: Request, form: FormData) -> Response:
    """End somebody's responsibility from today on."""
    unit_id, held = request.path_params["id"], request.path_params["responsibility"]
    with house_of(request).storage.work(request.state.actor) as work:
        directory_actions.end_responsibility(work, unit_id, held, work.today)
        hand_mailbox_over(request, work, unit_id)
    return go(unit_path(unit_id) + "#nhiem-vu", "Đã thôi giao nhiệm vụ.")


def hand_mailbox_over(request: Request, work: Work, unit_id: int) -> None:
    """Let the unit's mailbox follow its clerks at once."""
    as_system = work.acting_as(SYSTEM)
    mailboxes.follow_unit(as_system, house_of(request).settings.domain, unit_id)


routes = [
    Route(UNITS, shown(listing, *DIRECTORY)),
    Route(UNITS, done(open_unit, "directory.unit.opened"), methods=["POST"]),
    Route(f"{UNITS}/moi", shown(new_page, "directory.unit.opened")),
    Route(f"{UNITS}/{{id:int}}", shown(unit_page, *DIRECTORY)),
    Route(f"{UNITS}/{{id:int}}/sua", shown(change_page, "directory.unit.changed")),
    Route(f"{UNITS}/{{id:int}}/sua", done(change_unit, "directory.unit.changed"), methods=["POST"]),
    Route(
        f"{UNITS}/{{id:int}}/nhiem-vu",
        done(assign, "directory.responsibility.assigned"),
        methods=["POST"],
    ),
    Route(
        f"{UNITS}/{{id:int}}/nhiem-vu/{{responsibility:int}}/thoi",
        done(end_responsibility, "directory.responsibility.ended"),
        methods=["POST"],
    ),
]
for name, act in (("sap-nhap", merge), ("chia-tach", split), ("giai-the", abolish)):
    path = f"{UNITS}/{{id:int}}/{name}"
    routes.append(Route(path, shown(ending_page, "directory.unit.closed")))
    routes.append(Route(path, done(act, "directory.unit.closed"), methods=["POST"]))
