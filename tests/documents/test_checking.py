"""Steps are taken in order, each by who may; a signature says by what right."""

import pytest

from province import documents
from province.basics import Conflict, Forbidden, Invalid, NotFound
from province.documents import Outgoing
from province.signing import Authority, Signature
from tests.documents.cast import CHAIRMAN, Cast


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
