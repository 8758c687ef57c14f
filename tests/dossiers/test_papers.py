"""Papers: looked into before a byte is kept, named by themselves, in quarantine until scanned."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from province import blobs, jobs, printing, services
from province.basics import (
    Invalid,
    Refusal,
    StateSecret,
    TooLarge,
    Unsupported,
)
from province.dossiers import Upload, store
from tests.services.cast import (
    PDF,
    House,
    rows_kept,
    with_settings,
)


def bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * (64 << 20))
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "refusal"),
    [
        ("giay-dat.pdf", lambda: b"MZ\x90\x00" + b"\0" * 500, Unsupported),
        ("giay-dat.pdf", lambda: b"#!/bin/sh\nrm -rf /\n", Unsupported),
        ("giay-dat.exe", lambda: PDF, Unsupported),
        ("giay-dat.docx", bomb, Unsupported),
        ("giay-dat.pdf", lambda: b"", Invalid),
        ("giay-dat.pdf", lambda: PDF + b"\0" * (2 << 20), TooLarge),
        ("TỐI MẬT", lambda: PDF, StateSecret),
    ],
)
def test_a_hostile_file_is_refused_by_name_and_nothing_is_kept(
    house: House, name: str, data: Callable[[], bytes], refusal: type[Refusal]
) -> None:
    house = with_settings(house, upload_bytes_most=1 << 20)
    before = rows_kept(house)
    [good, *others] = house.papers_needed()
    uploads = [*others, Upload(good.paper_id, name, data())]
    with pytest.raises(refusal) as said, house.storage.work(house["citizen"]) as work:
        services.file_dossier(work, house, house.filing(uploads))
    assert rows_kept(house) == before
    if refusal is not StateSecret:
        assert name in said.value.sentence
        assert f"papers.{good.paper_id}" in said.value.fields


@pytest.mark.parametrize("name", ["giay-dat.pdf", "TỐI_MẬT.pdf"])
def test_a_secrecy_stamp_inside_or_on_a_file_keeps_nothing(house: House, name: str) -> None:
    stamped = printing.pdf("refusal", refusal_saying("TỐI MẬT"))
    plain = printing.pdf("refusal", refusal_saying("bí mật kinh doanh"))
    before = rows_kept(house)
    [good, *others] = house.papers_needed()
    data = stamped if name == "giay-dat.pdf" else plain
    uploads = [*others, Upload(good.paper_id, name, io.BytesIO(data))]
    with pytest.raises(StateSecret), house.storage.work(house["citizen"]) as work:
        services.file_dossier(work, house, house.filing(uploads))
    assert rows_kept(house) == before
    assert not list(house.settings.blobs.rglob("*"))
    uploads = [*others, Upload(good.paper_id, "giay-dat.pdf", io.BytesIO(plain))]
    with house.storage.work(house["citizen"]) as work:
        services.file_dossier(work, house, house.filing(uploads))


def refusal_saying(reason: str) -> dict[str, Any]:
    texts = ("code", "number", "unit", "place_date", "procedure", "procedure_code", "filed_at")
    return {
        **dict.fromkeys(texts, "x"),
        "parent": None,
        "at_intake": True,
        "applicant": {"name": "x", "address": "x"},
        "reason": reason,
        "signer": {"lines": ["x"], "name": "x"},
    }


def test_a_path_in_a_file_name_is_only_a_name(house: House) -> None:
    uploads = [
        Upload(one.paper_id, f"../../etc/{one.paper_id}.pdf", one.data)
        for one in house.papers_needed()
    ]
    with house.storage.work(house["citizen"]) as work:
        filed = services.file_dossier(work, house, house.filing(uploads))
        names = {paper.name for paper in store.papers_of(work.connection, filed.dossier.id)}
    assert names == {f"{one.paper_id}.pdf" for one in uploads}
    kept = {path.name for path in house.settings.var.rglob("*") if path.is_file()}
    assert all(len(name) in (64, len("instance-key")) for name in kept)


def test_files_stay_quarantined_until_a_scanner_has_looked(house: House) -> None:
    filed = house.file()
    with house.storage.reading() as connection:
        papers = store.papers_of(connection, filed.dossier.id)
        states = {blobs.find(connection, paper.sha256).state for paper in papers}  # type: ignore[union-attr]
        asked = {job.kind for job in jobs.waiting(connection)}
    assert states == {"quarantined"}
    assert {"blobs.check", "services.issue", "services.tell_officers"} <= asked
