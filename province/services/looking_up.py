"""Finding a dossier: by code and secret, by account, as an officer, or to verify a result.

Looking up is the one thing done here without an open work: it must remember that it refused, and
what is remembered may not be undone with the refusal.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Connection

from province import access, audit, directory, dossiers, sealing
from province.basics import VIETNAM, Actor, NotFound, NotSignedIn, TooMany, legal_day
from province.basics.networks import network_of
from province.dossiers import RECORD_KIND, Dossier, FormKind, Means, State, WholeDossier
from province.services import store
from province.services.model import MISSES_PER_ADDRESS_MOST, MISSES_WINDOW, masked_name
from province.signing import official_name
from province.storage import Storage

OWN_PAGE_SIZE = 10
NOT_FOUND = (
    "Không tìm thấy hồ sơ với mã hồ sơ và mã tra cứu này. Hai mã in trên giấy tiếp nhận hồ sơ; "
    "xin kiểm tra từng ký tự rồi thử lại."
)


@dataclass(frozen=True, slots=True)
class Verification:
    """What anybody may know of a result who holds a copy of it."""

    code: str
    procedure_name: str
    number: str
    unit_name: str
    applicant: str  # initials only
    day: date
    sha256: str | None  # of the kept PDF


@dataclass(frozen=True, slots=True)
class OwnDossiers:
    """One page of the dossiers that an account filed."""

    dossiers: tuple[Dossier, ...]
    total: int  # dossiers on all pages
    page: int  # 1, 2, 3, …
    pages: int


def look_up(house: Means, actor: Actor, code: str, secret: str) -> WholeDossier:
    """Return a dossier to whoever knows its code and its secret, or filed it signed in.

    Wrong pairs are counted for the address they come from; nobody can lock another one's dossier.

    Refuses: services.look_up.too_often, services.look_up.unknown.
    """
    normal, origin = dossiers.normal_code(code), network_of(actor.address)
    storage = house.storage
    with storage.reading() as connection:
        _refuse_too_many_misses(connection, storage, origin)
        dossier = dossiers.by_code(connection, normal)
        if dossier and (
            dossiers.filed_by(dossier, actor)
            or sealing.same_secret(dossiers.secret_of(house, dossier), secret)
        ):
            return dossiers.whole_of(connection, dossier)
    with storage.work(actor) as work:
        store.add_miss(work, origin, normal)
    raise NotFound("services.look_up.unknown", NOT_FOUND)


def _refuse_too_many_misses(connection: Connection, storage: Storage, origin: str) -> None:
    misses = store.misses(connection, origin, storage.clock.now() - MISSES_WINDOW)
    if misses >= MISSES_PER_ADDRESS_MOST:
        raise TooMany(
            "services.look_up.too_often",
            "Từ đường truyền này đã có quá nhiều lần nhập sai mã tra cứu. Xin thử lại sau 15 phút; "
            "hồ sơ của ông/bà không bị ảnh hưởng.",
            detail={"retry_seconds": int(MISSES_WINDOW.total_seconds())},
        )


def open_for_officer(house: Means, actor: Actor, code: str) -> WholeDossier:
    """Return a dossier to an officer; the first reading of each day is written down.

    Refuses: access.not_signed_in, services.dossier.unknown, access.not_granted.
    """
    if not actor.signed_in:
        raise NotSignedIn("access.not_signed_in", "Vui lòng đăng nhập để tiếp tục.")
    storage = house.storage
    today = legal_day(storage.clock.now())
    with storage.reading() as connection:
        dossier = dossiers.by_code(connection, dossiers.normal_code(code))
        if dossier and _read_on(connection, dossier, actor, today):
            granted = access.units_where(connection, actor, "services.dossier.read", today)
            if granted & {dossier.receiving_unit_id, dossier.deciding_unit_id}:
                return dossiers.whole_of(connection, dossier)
    if dossier is None:
        raise NotFound("services.dossier.unknown", "Không có hồ sơ mang mã này.")
    with storage.work(actor) as work:
        dossiers.require(work, "services.dossier.read", dossier)
        audit.write(
            work,
            "services.dossier.read",
            subject=(RECORD_KIND, dossier.code),
            unit_id=dossier.deciding_unit_id,
        )
        return dossiers.whole_of(work.connection, dossier)


def _read_on(connection: Connection, dossier: Dossier, actor: Actor, day: date) -> bool:
    midnight = datetime.combine(day, time(), VIETNAM)
    subject = (RECORD_KIND, dossier.code)
    return audit.done_since(connection, "services.dossier.read", subject, actor, midnight)


def own_dossiers(connection: Connection, actor: Actor, page: int = 1) -> OwnDossiers:
    """Return a page of the dossiers an account filed, newest first; nobody's are nobody's."""
    if actor.account_id is None:
        return OwnDossiers((), 0, 1, 1)
    total = dossiers.count_of_account(connection, actor.account_id)
    pages = max(1, -(-total // OWN_PAGE_SIZE))
    page = min(max(1, page), pages)
    skip = (page - 1) * OWN_PAGE_SIZE
    found = dossiers.of_account(connection, actor.account_id, skip, OWN_PAGE_SIZE)
    return OwnDossiers(tuple(found), total, page, pages)


def verify_result(connection: Connection, code: str) -> Verification:
    """Tell what a result says of itself, to whoever scans its QR code.

    Refuses: services.result.unknown.
    """
    dossier = dossiers.by_code(connection, dossiers.normal_code(code))
    found = dossier and dossiers.whole_of(connection, dossier).form(FormKind.RESULT)
    if not dossier or not found or dossier.state is not State.APPROVED:
        raise NotFound(
            "services.result.unknown",
            "Không có kết quả nào được cấp cho mã hồ sơ này. Nếu ông/bà đang cầm một bản giấy có "
            "mã này, xin báo cho cơ quan ghi trên giấy.",
        )
    day = legal_day(found.made_at)
    unit = directory.unit(connection, dossier.deciding_unit_id, day)
    return Verification(
        code=dossier.code,
        procedure_name=dossier.procedure_name,
        number=found.number,
        unit_name=official_name(unit),
        applicant=masked_name(dossier.applicant.name),
        day=day,
        sha256=found.sha256,
    )
