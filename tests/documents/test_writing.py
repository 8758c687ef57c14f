"""A draft is written, handed over or given up; every version of it is kept."""

from dataclasses import replace

import pytest

from province import documents
from province.basics import Conflict, Invalid, StateSecret
from province.documents import Recipient
from tests.documents.cast import Cast


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
            documents.attach(work, document_id, [cast.laid(pdf, name, main=True)])
        [annex] = documents.attach(work, document_id, [cast.laid(pdf, "Phụ lục.pdf")])
        documents.detach(work, document_id, annex)
        documents.submit(work, document_id)
    with cast.storage.reading() as connection:
        held = documents.files(connection, documents=[document_id])
    assert [(file.role, file.name) for file in held] == [("main", "Quyết định.pdf")]
    assert "tin học hóa" in held[0].text
    with pytest.raises(Conflict), cast.storage.work(cast.binh) as work:
        documents.attach(work, document_id, [cast.laid(pdf, "x.pdf", main=True)])


def test_each_version_names_its_files(small_cast: Cast, pdf: bytes) -> None:
    cast = small_cast
    written = cast.letter(type="quyet-dinh", body="")
    first, second = (cast.laid(pdf, f"{name}.pdf", main=True) for name in ("một", "hai"))
    with cast.storage.work(cast.binh) as work:
        document_id = documents.draft(work, cast.committee, written, [first])
    with cast.storage.work(cast.binh) as work:
        documents.edit(work, document_id, written, [second, cast.laid(pdf, "Phụ lục.pdf")])
        kept = documents.versions(work.connection, document_id)
    assert [[file["name"] for file in one.content["files"]] for one in kept] == [
        ["một.pdf"],
        ["hai.pdf", "Phụ lục.pdf"],
    ]


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
    with pytest.raises(Invalid, match="9999"):
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
