"""A document we write: steps in order, numbers without gaps, dates of the law's own day."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from province import access, blobs, documents
from province.basics import (
    SYSTEM,
    Conflict,
    Forbidden,
    FrozenClock,
    Gone,
    Invalid,
    NotFound,
    StateSecret,
    Unavailable,
)
from province.basics.clock import VIETNAM
from province.documents import Authority, Outgoing, Recipient, Signature, Urgency
from province.documents.tables import documents as documents_table
from tests.documents.cast import BODY, CHAIRMAN, Cast


def test_a_letter_goes_its_whole_way(cast: Cast) -> None:
    document_id = cast.signed()
    issued = cast.issue(document_id)
    assert issued == documents.Issued("01/UBND-VX", 1, ())
    row = cast.document(document_id)
    assert (row.state, row.issued_on, row.year) == (Outgoing.ISSUED, date(2026, 11, 23), 2026)
    assert row.exchange_id == "H61,2026/11/23,01/UBND-VX"
    assert row.signature["lines"] == ["TM. Ủy ban nhân dân", "Chủ tịch"]
    assert (row.content_checked_by, row.form_checked_by) == ("Lê Văn Bình", "Trần Thị An")


def test_each_type_is_numbered_apart_unless_the_desk_says_otherwise(cast: Cast) -> None:
    def number(type_code: str) -> str:
        written = cast.letter(type=type_code)
        return cast.issue(cast.signed(written)).number_text

    assert [number("cong-van"), number("ke-hoach"), number("quy-dinh"), number("cong-van")] == [
        "01/UBND-VX",
        "01/KH-UBND",
        "01/QyĐ-UBND",
        "02/UBND-VX",
    ]
    administrator = replace(cast.an, account_id=_administrator(cast))
    with pytest.raises(Conflict, match="numbers_given"), cast.storage.work(administrator) as work:
        documents.set_desk(work, cast.committee, own_series=["ke-hoach"])
    clock = cast.storage.clock
    assert isinstance(clock, FrozenClock)
    clock.set_local(2027, 1, 4, 8)
    with cast.storage.work(administrator) as work:
        documents.set_desk(work, cast.committee, own_series=["ke-hoach"])
    assert [number("cong-van"), number("ke-hoach"), number("thong-bao")] == [
        "01/UBND-VX",
        "01/KH-UBND",
        "02/TB-UBND",
    ]


def _administrator(cast: Cast) -> int:
    with cast.storage.work(SYSTEM) as work:
        account = access.open_account(work, "quantri@vinhlong.example", "Quản trị")
        access.give_role(work, account.id, "administrator", None, valid_from=date(2025, 7, 1))
        return account.id


def test_numbers_begin_anew_at_midnight_in_viet_nam(cast: Cast, clock: FrozenClock) -> None:
    first, second, third = cast.signed(), cast.signed(), cast.signed()
    clock.instant = clock.instant.replace(month=12, day=31, hour=16, minute=59)  # 23:59 there
    assert cast.issue(first).number_text == "01/UBND-VX"
    assert cast.document(first).issued_on == date(2026, 12, 31)
    clock.advance(timedelta(minutes=2))
    assert clock.instant.year == 2026
    assert cast.issue(second).number_text == "01/UBND-VX"
    assert cast.document(second).issued_on == date(2027, 1, 1)
    assert cast.issue(third).number_text == "02/UBND-VX"


def test_a_cancelled_draft_takes_no_number(cast: Cast) -> None:
    kept, given_up = cast.signed(), cast.signed()
    with cast.storage.work(cast.binh) as work:
        documents.cancel(work, given_up, "Không còn cần thiết")
    with pytest.raises(Conflict):
        cast.issue(given_up)
    assert cast.issue(kept).number_text == "01/UBND-VX"
    with cast.storage.reading() as connection:
        assert documents.number_gaps(connection, cast.committee, 2026) == {}


def test_an_issue_that_fails_gives_its_number_back(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    document_id = cast.signed()
    with monkeypatch.context() as broken, pytest.raises(RuntimeError):
        broken.setattr(documents.printed, "document_pdf", _breaks)
        cast.issue(document_id)
    assert cast.document(document_id).state == Outgoing.SIGNED
    assert cast.issue(document_id).number_text == "01/UBND-VX"


def _breaks(*_: object) -> bytes:
    raise RuntimeError("the printer burns")


def test_two_clerks_at_once_leave_no_gap_and_no_double(cast: Cast) -> None:
    signed = [cast.signed() for _ in range(12)]
    with ThreadPoolExecutor(6) as pool:
        given = sorted(issued.number_text for issued in pool.map(cast.issue, signed))
    assert given == [f"{number:02d}/UBND-VX" for number in range(1, 13)]
    with cast.storage.reading() as connection:
        came = documents.inbox(
            connection, [cast.construction], "waiting", date(2026, 11, 23), date(2026, 11, 24)
        )
        assert len(came) == 12
        assert documents.number_gaps(connection, cast.committee, 2026) == {}


def test_two_clerks_issuing_one_document(cast: Cast) -> None:
    document_id = cast.signed()

    def attempt(_: int) -> str:
        try:
            return cast.issue(document_id).number_text
        except Conflict as refusal:
            return f"{refusal.code} {refusal.detail['by']}"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(attempt, range(2)))
    assert outcomes == ["01/UBND-VX", "documents.state.moved_on Trần Thị An"]


def test_the_database_refuses_a_number_twice_in_a_year(small_cast: Cast) -> None:
    document_id = small_cast.issued()
    row = small_cast.document(document_id)
    twin = {**row._mapping, "id": "twin", "exchange_id": None, "series": "x"}
    with pytest.raises(IntegrityError), small_cast.storage.work(small_cast.an) as work:
        work.execute(documents_table.insert().values(twin))


def test_a_gap_is_named(small_cast: Cast) -> None:
    ids = [small_cast.issued() for _ in range(3)]
    with small_cast.storage.work(small_cast.an) as work:
        change = documents_table.update().where(documents_table.c.id == ids[1])
        work.execute(change.values(number=None, number_text=None))
    with small_cast.storage.reading() as connection:
        assert documents.number_gaps(connection, small_cast.committee, 2026) == {"cong-van": [2]}
        assert list(documents.number_faults(connection)) == [
            (f"documents of unit {small_cast.committee}, cong-van 2026", "numbers 2 are missing")
        ]


@pytest.mark.parametrize(
    ("urgency", "days", "warned"),
    [
        (Urgency.NORMAL, 0, False),
        (Urgency.NORMAL, 1, False),  # Tuesday, then Wednesday
        (Urgency.NORMAL, 2, True),
        (Urgency.EXPRESS, 1, True),
    ],
)
def test_issuing_late_warns(
    small_cast: Cast, clock: FrozenClock, urgency: Urgency, days: int, warned: bool
) -> None:
    clock.set_local(2026, 12, 1, 9)
    document_id = small_cast.signed(small_cast.letter(urgency=urgency))
    clock.advance(timedelta(days=days))
    warnings = small_cast.issue(document_id).warnings
    assert bool(warnings) is warned
    if warned:
        assert "01/12/2026" in warnings[0]


def test_friday_signed_monday_issued_is_in_time(small_cast: Cast, clock: FrozenClock) -> None:
    clock.set_local(2026, 12, 4, 16)
    document_id = small_cast.signed()
    clock.set_local(2026, 12, 7, 16)
    assert small_cast.issue(document_id).warnings == ()


def test_steps_are_taken_in_order_by_who_may(cast: Cast) -> None:
    document_id = cast.drafted()
    with pytest.raises(Conflict, match="moved_on"), cast.storage.work(cast.dung) as work:
        documents.sign(work, document_id, CHAIRMAN)
    with pytest.raises(Conflict, match="moved_on"):
        cast.issue(document_id)
    with pytest.raises(Forbidden), cast.storage.work(cast.stranger) as work:
        documents.submit(work, document_id)
    with cast.storage.work(cast.binh) as work:
        documents.submit(work, document_id)
        with pytest.raises(Forbidden):
            documents.check_form(work, document_id)
        documents.check_content(work, document_id)
        with pytest.raises(Conflict, match=r"check\.done"):
            documents.check_content(work, document_id)
    assert cast.document(document_id).state == Outgoing.SUBMITTED
    with cast.storage.work(cast.an) as work:
        documents.check_form(work, document_id)
        with pytest.raises(Forbidden):
            documents.sign(work, document_id, CHAIRMAN)
    assert cast.document(document_id).state == Outgoing.CHECKED
    with pytest.raises(NotFound), cast.storage.work(cast.binh) as work:
        documents.submit(work, "nothing")


def test_sent_back_loses_checks_and_signature_and_keeps_versions(cast: Cast) -> None:
    document_id = cast.signed()
    with cast.storage.work(cast.an) as work:
        with pytest.raises(Invalid, match=r"remark\.missing"):
            documents.send_back(work, document_id, "  ")
        documents.send_back(work, document_id, "Sai tên cơ quan nhận")
    row = cast.document(document_id)
    assert (row.state, row.signature, row.form_checked_by) == (Outgoing.DRAFT, None, None)
    with cast.storage.work(cast.binh) as work:
        documents.edit(work, document_id, cast.letter(abstract="V/v đã sửa"))
    with cast.storage.reading() as connection:
        kept = documents.versions(connection, document_id)
    assert [version.content["abstract"] for version in kept] == [
        "V/v đẩy mạnh tin học hóa",
        "V/v đã sửa",
    ]


def test_an_issued_document_is_not_edited(small_cast: Cast) -> None:
    document_id = small_cast.issued()
    with pytest.raises(Conflict), small_cast.storage.work(small_cast.binh) as work:
        documents.edit(work, document_id, small_cast.letter(abstract="khác"))


def test_a_draft_without_substance_or_addressee_stays(small_cast: Cast) -> None:
    empty = small_cast.drafted(small_cast.letter(body=""))
    with (
        pytest.raises(Invalid, match=r"draft\.empty"),
        small_cast.storage.work(small_cast.binh) as work,
    ):
        documents.submit(work, empty)
    nobody = small_cast.drafted(replace(small_cast.letter(), recipients=()))
    with (
        pytest.raises(Invalid, match=r"recipients\.none"),
        small_cast.storage.work(small_cast.binh) as work,
    ):
        documents.submit(work, nobody)


def test_a_decision_comes_as_a_file(small_cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        small_cast.drafted(small_cast.letter(type="quyet-dinh"))
    assert "body" in refused.value.fields


def test_files_of_a_draft(small_cast: Cast, pdf: bytes) -> None:
    cast = small_cast
    document_id = cast.drafted(cast.letter(type="quyet-dinh", body=""))
    with cast.storage.work(cast.binh) as work:
        for name in ("cũ.pdf", "../../etc/Quyết định.pdf"):
            documents.attach(work, cast.folder, document_id, pdf, name, main=True, bytes_most=10**6)
        annex = documents.attach(
            work, cast.folder, document_id, pdf, "Phụ lục.pdf", main=False, bytes_most=10**6
        )
        documents.detach(work, document_id, annex)
        documents.submit(work, document_id)
    with cast.storage.reading() as connection:
        held = documents.files(connection, documents=[document_id])
    assert [(file.role, file.name) for file in held] == [("main", "Quyết định.pdf")]
    assert "tin học hóa" in held[0].text
    with pytest.raises(Conflict), cast.storage.work(cast.binh) as work:
        documents.attach(work, cast.folder, document_id, pdf, "x.pdf", main=True, bytes_most=10**6)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"MZ\x90\x00" + b"0" * 100, "van-ban.pdf"),
        (b"#!/bin/sh\n", "a.docx"),
        (b"%PDF-1.7", "a.txt"),
    ],
)
def test_hostile_files_are_refused_and_nothing_is_kept(
    small_cast: Cast, data: bytes, name: str
) -> None:
    document_id = small_cast.drafted()
    before = small_cast.rows()
    with pytest.raises(Invalid), small_cast.storage.work(small_cast.binh) as work:
        documents.attach(
            work, small_cast.folder, document_id, data, name, main=True, bytes_most=10**6
        )
    assert small_cast.rows() == before
    assert not list(small_cast.folder.glob("**/*.*"))


def test_a_file_goes_out_only_once_it_is_known_to_be_safe(cast: Cast, pdf: bytes) -> None:
    document_id = cast.drafted()
    with cast.storage.work(cast.binh) as work:
        documents.attach(
            work, cast.folder, document_id, pdf, "Chỉ thị.pdf", main=False, bytes_most=10**6
        )
        (file,) = documents.files(work.connection, documents=[document_id])
    cast.sign(document_id)
    with pytest.raises(Unavailable, match="being_checked"):
        cast.issue(document_id)
    with cast.storage.work(SYSTEM) as work:
        blobs.settle(work, file.sha256, "macro")
    with pytest.raises(Gone, match="unsafe"):
        cast.issue(document_id)
    with pytest.raises(Gone), cast.storage.work(cast.binh) as work:
        documents.open_file(work, file.id)
    assert cast.document(document_id).number is None


@pytest.mark.parametrize(
    "marked",
    [
        {"body": "TỐI MẬT\nNội dung"},
        {"abstract": "Mật"},
        {"note": "Độ mật: Tuyệt mật"},
        {"recipients": (Recipient("TUYỆT MẬT"),)},
    ],
)
def test_a_state_secret_leaves_no_trace(cast: Cast, marked: dict[str, object]) -> None:
    before = cast.rows()
    with pytest.raises(StateSecret):
        cast.drafted(cast.letter(**marked))
    assert cast.rows() == before


def test_a_secret_file_leaves_no_trace(small_cast: Cast, secret_pdf: bytes) -> None:
    document_id = small_cast.drafted()
    before = small_cast.rows()
    for data, name in ((secret_pdf, "a.pdf"), (b"%PDF-1.7", "TỐI_MẬT.pdf")):
        with pytest.raises(StateSecret), small_cast.storage.work(small_cast.binh) as work:
            documents.attach(
                work, small_cast.folder, document_id, data, name, main=True, bytes_most=10**6
            )
    assert small_cast.rows() == before
    assert not small_cast.folder.exists()


def test_signatures_name_their_authority(small_cast: Cast) -> None:
    deputy = Signature("Phó Chủ tịch", Authority.TM_KT, "Ủy ban nhân dân", "Chủ tịch")
    assert deputy.lines() == ["TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"]
    by_order = Signature("Chánh Văn phòng", Authority.TL, head="Chủ tịch")
    assert by_order.lines() == ["TL. Chủ tịch", "Chánh Văn phòng"]
    assert Signature("Giám đốc", Authority.Q).lines() == ["Q. Giám đốc"]
    assert Signature("Giám đốc").lines() == ["Giám đốc"]


@pytest.mark.parametrize(
    ("signature", "missing"),
    [
        (Signature(""), {"position"}),
        (Signature("Phó Giám đốc", Authority.KT), {"head"}),
        (Signature("Chủ tịch", Authority.TM), {"collective"}),
        (Signature("Trưởng phòng", Authority.TUQ, head="Giám đốc"), {"delegation"}),
    ],
)
def test_an_incomplete_signature_is_refused(signature: Signature, missing: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        signature.tidied("Nguyễn Dũng")
    assert set(refused.value.fields) == missing


@pytest.mark.parametrize("name", ["ThS. Nguyễn Dũng", "TS Nguyễn Dũng", "PGS.TS. Nguyễn Dũng"])
def test_a_signer_bears_no_titles(name: str) -> None:
    with pytest.raises(Invalid, match=r"signature\.titles"):
        Signature("Giám đốc").tidied(name)


def test_a_name_that_begins_like_a_title_is_a_name() -> None:
    assert Signature("Giám đốc").tidied("Bsơi Kring").position == "Giám đốc"


def test_a_historical_document_keeps_an_unknown_number_unknown(cast: Cast) -> None:
    written = cast.letter(
        type="chi-thi", abstract="V/v đẩy mạnh tin học hóa quản lý hành chính", drafted_by=""
    )
    with cast.storage.work(cast.an) as work:
        ids = [
            documents.register_historical(
                work, cast.committee, written, number_text="", issued_on=None
            )
            for _ in range(2)
        ]
    row = cast.document(ids[0])
    assert (row.state, row.number, row.number_text, row.issued_on) == (
        Outgoing.HISTORICAL,
        None,
        None,
        None,
    )
    with cast.storage.reading() as connection:
        entry = documents.entry_for_search(connection, ids[1])
        register = documents.register_book(
            connection, cast.an, date(2026, 11, 23), cast.committee, "di",
            date(2026, 1, 1), date(2026, 12, 31),
        )  # fmt: skip
    assert entry is not None
    assert entry["title"].startswith("Chỉ thị (không rõ số):")
    assert register.rows == []
    assert cast.issue(cast.signed()).number_text == "01/UBND-VX"


def test_drafts_are_bounded(small_cast: Cast) -> None:
    many = tuple(Recipient(f"Cơ quan {number}") for number in range(1001))
    with pytest.raises(Invalid, match="too_many"):
        small_cast.drafted(small_cast.letter(*many))
    with pytest.raises(Invalid) as refused:
        small_cast.drafted(small_cast.letter(abstract="", copies=0))
    assert set(refused.value.fields) == {"abstract", "copies"}
    with pytest.raises(Invalid, match=r"type\.unknown"):
        small_cast.drafted(small_cast.letter(type="sổ"))


def test_addressees_must_exist_today(small_cast: Cast) -> None:
    with pytest.raises(Invalid, match="chính mình"):
        small_cast.drafted(small_cast.letter(Recipient("", small_cast.committee)))
    with pytest.raises(NotFound):
        small_cast.drafted(small_cast.letter(Recipient("", 9999)))
    doubled = small_cast.letter(
        Recipient("", small_cast.construction),
        Recipient("Sở XD", small_cast.construction),
        Recipient("Văn phòng Chính phủ"),
        Recipient("văn phòng  chính phủ"),
    )
    with small_cast.storage.reading() as connection:
        named = documents.recipients(connection, small_cast.drafted(doubled))
    assert [one.name for one in named] == ["Sở Xây dựng", "Văn phòng Chính phủ"]


def test_the_day_of_issue_is_the_legal_one(small_cast: Cast, clock: FrozenClock) -> None:
    clock.set_local(2026, 11, 24, 0, 30)
    assert clock.now().astimezone(VIETNAM).date() != clock.now().date()
    assert small_cast.document(small_cast.issued()).issued_on == date(2026, 11, 24)
    assert BODY.splitlines()[1] in small_cast.document(small_cast.drafted()).body
