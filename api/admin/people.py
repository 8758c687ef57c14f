"""People: finding them, adding them, appointing them and ending appointments."""

from datetime import date

from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.admin.desk import HERE, ROWS_A_PAGE, choices, done, shown, unit_names
from api.admin.units import DIRECTORY, hand_mailbox_over
from api.forms import errors_of, house_of, number, page_number, required_day, today_of, words
from api.pages import go, page
from province import access, directory, identity
from province.access import directory_actions
from province.basics import Conflict, Invalid, NotFound, Refusal, text
from province.directory import Appointment, Person

PEOPLE = f"{HERE}/can-bo"


def person_path(person_id: int) -> str:
    """Return the address of a person's page."""
    return f"{PEOPLE}/{person_id}"


def listing(request: Request) -> Response:
    """List people by given name, those whose name, mailbox or number holds some words."""
    sought, today = request.query_params.get("q", "").strip()[:200], today_of(request)
    with house_of(request).storage.reading() as connection:
        total = directory.count_people(connection, sought)
        pages = max(1, -(-total // ROWS_A_PAGE))
        number = min(page_number(request), pages)
        rows = directory.search_people(
            connection, sought, ROWS_A_PAGE, skip=(number - 1) * ROWS_A_PAGE
        )
        held = {one.id: directory.appointments_of(connection, one.id, today) for one in rows}
        names = unit_names(
            connection, {one.unit_id for held_ in held.values() for one in held_}, today
        )
        deeds = access.deeds_of(connection, request.state.actor, today)
    return page(
        request,
        "admin/people.html",
        sought=sought,
        total=total,
        rows=rows,
        held=held,
        names=names,
        number=number,
        pages=pages,
        may_add="directory.person.added" in deeds,
    )


def person_page(request: Request) -> Response:
    """Show a person: particulars, career, accounts, and what may be done."""
    return _show(request)


def _known(connection: Connection, request: Request) -> Person:
    found = directory.person(connection, request.path_params["id"])
    if found is None:
        raise NotFound("directory.person.unknown", "Không tìm thấy cán bộ này trong danh mục.")
    return found


def _show(
    request: Request,
    form: FormData | None = None,
    refusal: Refusal | None = None,
    part: str = "",
) -> Response:
    actor, today = request.state.actor, today_of(request)
    with house_of(request).storage.reading() as connection:
        person = _known(connection, request)
        career = directory.appointments_of(connection, person.id)
        units = {one.unit_id for one in career}
        names = unit_names(connection, units, today)
        duties = [
            one
            for unit_id in sorted(units)
            for one in directory.responsibilities_on(connection, unit_id, today)
            if one.person.id == person.id
        ]
        accounts = identity.accounts_of_person(connection, person.id)
        ends = _ends(career)
        roles = {one.code: one.name for one in access.all_roles(connection)}
        outlasting = [
            (account, roles[held.role_code], held)
            for account in accounts
            for held in access.holdings_of(connection, account.id, today)
            if held.unit_id in ends
            and (held.valid_to is None or held.valid_to > ends[held.unit_id])
        ]
        appointable = choices(connection, actor, "directory.appointment.made", today)
        ending = access.units_where(connection, actor, "directory.appointment.ended", today)
        positions = directory.all_positions(connection)
        deeds = access.deeds_of(connection, actor, today)
    given = {name: getattr(person, name) or "" for name in ("full_name", "phone", "work_number")}
    given["email_local"] = person.email_local or ""
    return page(
        request,
        "admin/person.html",
        status=refusal.http if refusal else 200,
        person=person,
        career=sorted(career, key=lambda one: one.valid_from, reverse=True),
        names=names,
        duties=duties,
        accounts=accounts,
        ends=ends,
        outlasting=outlasting,
        appointable=appointable,
        ending=ending,
        positions=[(str(one.id), one.name) for one in positions],
        responsibilities=directory.RESPONSIBILITIES_VI,
        deeds=deeds,
        today=today,
        facts=form if part == "facts" and form else FormData(given),
        form=form if part != "facts" and form else FormData(),
        errors=errors_of(refusal),
        part_open=part,
    )


def _ends(career: list[Appointment]) -> dict[int | None, date]:
    """Return the units that somebody has left or will leave, with the first day there no more."""
    by_unit: dict[int, list[date | None]] = {}
    for one in career:
        by_unit.setdefault(one.unit_id, []).append(one.valid_to)
    return {
        unit_id: max(day for day in days if day)
        for unit_id, days in by_unit.items()
        if None not in days
    }


def new_page(request: Request) -> Response:
    """Show the empty form of somebody new."""
    given = {"unit_id": request.query_params.get("don_vi", "")}
    return _new_page(request, FormData({**given, "on": text.date_vi(today_of(request))}))


def _new_page(request: Request, form: FormData, refusal: Refusal | None = None) -> Response:
    with house_of(request).storage.reading() as connection:
        units = choices(
            connection, request.state.actor, "directory.person.added", today_of(request)
        )
        positions = directory.all_positions(connection)
    return page(
        request,
        "admin/person_new.html",
        status=refusal.http if refusal else 200,
        form=form,
        errors=errors_of(refusal),
        units=units,
        positions=[(str(one.id), one.name) for one in positions],
    )


def add(request: Request, form: FormData) -> Response:
    """Add somebody with a first appointment."""
    try:
        unit_id, position_id, on = _place(form)
        with house_of(request).storage.work(request.state.actor) as work:
            local = words(form, "email_local") or _free_local(work.connection, form)
            person = directory_actions.add_person(
                work,
                unit_id,
                words(form, "full_name"),
                position_id,
                on,
                email_local=local,
                phone=words(form, "phone"),
                work_number=words(form, "work_number"),
                is_head=bool(words(form, "is_head")),
            )
    except (Invalid, Conflict) as refusal:
        return _new_page(request, form, refusal)
    return go(person_path(person.id), f"Đã thêm {person.full_name}.")


def _free_local(connection: Connection, form: FormData) -> str:
    taken = {one.email_local for one in directory.all_people(connection) if one.email_local}
    return directory.suggest_email_local(words(form, "full_name"), taken)


def _place(form: FormData) -> tuple[int, int, date]:
    """Return the unit, the position and the first day chosen.

    Refuses: http.form.choice, http.form.day.
    """
    unit_id, position_id = number(form, "unit_id"), number(form, "position_id")
    if unit_id is None or position_id is None:
        missing = "unit_id" if unit_id is None else "position_id"
        sentence = "Hãy chọn đơn vị và chức vụ trong danh sách."
        raise Invalid("http.form.choice", sentence, fields={missing: sentence})
    return unit_id, position_id, required_day(form, "on")


def change(request: Request, form: FormData) -> Response:
    """Put right what is kept of a person."""
    try:
        with house_of(request).storage.work(request.state.actor) as work:
            person = directory_actions.change_person(
                work,
                request.path_params["id"],
                words(form, "full_name"),
                email_local=words(form, "email_local") or None,
                phone=words(form, "phone"),
                work_number=words(form, "work_number") or None,
            )
    except (Invalid, Conflict) as refusal:
        return _show(request, form, refusal, "facts")
    return go(person_path(person.id), f"Đã lưu thông tin của {person.full_name}.")


def appoint(request: Request, form: FormData) -> Response:
    """Appoint a person to a position of a unit."""
    person_id = request.path_params["id"]
    try:
        unit_id, position_id, on = _place(form)
        with house_of(request).storage.work(request.state.actor) as work:
            directory_actions.appoint(
                work, person_id, unit_id, position_id, on, is_head=bool(words(form, "is_head"))
            )
    except (Invalid, Conflict) as refusal:
        return _show(request, form, refusal, "appoint")
    return go(person_path(person_id), "Đã ghi bổ nhiệm.")


def end(request: Request, form: FormData) -> Response:
    """End an appointment."""
    person_id, held = request.path_params["id"], request.path_params["appointment"]
    try:
        with house_of(request).storage.work(request.state.actor) as work:
            on, before = required_day(form, "on"), directory.appointment(work.connection, held)
            duties = _duties(work.connection, before, on)
            ended = directory_actions.end_appointment(work, held, on)
            left = duties - _duties(work.connection, ended, on)
            hand_mailbox_over(request, work, ended.unit_id)
    except (Invalid, Conflict) as refusal:
        return _show(request, form, refusal, f"end_{held}")
    said = "Đã ghi kết thúc bổ nhiệm."
    if left:
        names = ", ".join(directory.RESPONSIBILITIES_VI[kind] for kind in sorted(left))
        said += f" Kết thúc cùng ngày các nhiệm vụ: {names}."
    return go(person_path(person_id), said)


def _duties(
    connection: Connection, held: Appointment | None, on: date
) -> set[directory.ResponsibilityKind]:
    """Return what the person appointed is responsible for in the same unit on a day."""
    if held is None:
        return set()
    found = directory.responsibilities_on(connection, held.unit_id, on)
    return {one.kind for one in found if one.person.id == held.person.id}


def define_position(request: Request, form: FormData) -> Response:
    """Define a position for the whole province."""
    with house_of(request).storage.work(request.state.actor) as work:
        position = directory_actions.define_position(work, words(form, "name"))
    return go(PEOPLE, f"Đã khai báo chức vụ {position.name}.")


routes = [
    Route(PEOPLE, shown(listing, *DIRECTORY)),
    Route(PEOPLE, done(add, "directory.person.added"), methods=["POST"]),
    Route(f"{PEOPLE}/moi", shown(new_page, "directory.person.added")),
    Route(
        f"{PEOPLE}/chuc-vu", done(define_position, "directory.position.defined"), methods=["POST"]
    ),
    Route(f"{PEOPLE}/{{id:int}}", shown(person_page, *DIRECTORY)),
    Route(f"{PEOPLE}/{{id:int}}", done(change, "directory.person.changed"), methods=["POST"]),
    Route(
        f"{PEOPLE}/{{id:int}}/bo-nhiem",
        done(appoint, "directory.appointment.made"),
        methods=["POST"],
    ),
    Route(
        f"{PEOPLE}/{{id:int}}/bo-nhiem/{{appointment:int}}/ket-thuc",
        done(end, "directory.appointment.ended"),
        methods=["POST"],
    ),
]
