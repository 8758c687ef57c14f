"""From desk to desk: what is issued lies on every desk, and each registry is told."""

from province.incoming import Incoming
from tests.documents.cast import TODAY, Cast


def test_a_document_arrives_on_every_desk(wide_cast: Cast) -> None:
    cast = wide_cast
    document_id = cast.signed(cast.broadcast())
    assert cast.issue(document_id).arrived_at == 25
    assert cast.statuses(document_id) == ["01"] * 25 + ["outside"] * 2
    for unit_id in (cast.construction, cast.communes[21]):
        entry = cast.incoming(cast.arrived(unit_id))
        assert (entry.state, entry.arrival_number) == (Incoming.ARRIVED, None)
        assert (entry.author, entry.number_text) == ("Ủy ban nhân dân tỉnh Vĩnh Long", "01/UBND-VX")
        assert (entry.document_date, entry.signer) == (TODAY, "Nguyễn Dũng")


def test_each_registry_with_an_address_gets_one_letter(cast: Cast) -> None:
    cast.issued(cast.broadcast())
    sent = cast.letters()
    assert sorted(job.payload["to"] for job in sent) == [
        "vanthu@snv.vinhlong.example",
        "vanthu@stc.vinhlong.example",
        "vanthu@sxd.vinhlong.example",
    ]
    assert {job.payload["from_unit_id"] for job in sent} == {cast.committee}
    assert all("01/UBND-VX" in job.payload["subject"] for job in sent)
    leaving = sorted(job.not_before for job in sent)
    assert leaving[0] == sent[0].asked_at
    assert leaving[0] < leaving[1] < leaving[2]  # others' letters go between them
