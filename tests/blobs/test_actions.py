"""Files: taken by what they are, kept whole, named when they are not what they were."""

import contextlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from province import blobs
from province.basics import Conflict, Invalid, Refusal, TooLarge, Unsupported
from province.basics.actor import SYSTEM
from province.blobs import checks
from province.storage import Storage

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
ALLOWED = frozenset({blobs.sniff.PDF, blobs.sniff.DOCX, blobs.sniff.JPEG})
ONE_MEGABYTE = 2**20


def take(storage: Storage, folder: Path, data: bytes, name: str) -> blobs.Blob:
    with storage.work(SYSTEM) as work:
        return blobs.take_in(work, folder, data, name, allow=ALLOWED, bytes_most=ONE_MEGABYTE)


def packed(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_a_file_is_kept_once_under_its_digest(storage: Storage, tmp_path: Path) -> None:
    first = take(storage, tmp_path, PDF, "đơn.pdf")
    second = take(storage, tmp_path, PDF, "khác.pdf")
    assert first.sha256 == second.sha256
    assert (first.name, second.name) == ("đơn.pdf", "khác.pdf")
    assert blobs.read(tmp_path, first.sha256) == PDF
    assert len(list(tmp_path.glob("??/*"))) == 1


def test_files_are_noted_in_the_order_of_their_content_and_their_check_asked_for(
    sqlite_storage: Storage, tmp_path: Path
) -> None:
    laid = [
        blobs.lay_down(tmp_path, PDF + end, "a.pdf", allow=ALLOWED, bytes_most=ONE_MEGABYTE)
        for end in (b"", b"1", b"2", b"3", b"")
    ]
    in_order = sorted({one.sha256 for one in laid})
    assert [one.sha256 for one in laid[:4]] != in_order
    with sqlite_storage.work(SYSTEM) as work:
        blobs.note(work, tmp_path, *laid)
        asked = work.execute(
            text("SELECT payload FROM jobs WHERE kind = 'blobs.check' ORDER BY rowid")
        )
        assert [json.loads(payload)["sha256"] for payload in asked.scalars()] == in_order
    with sqlite_storage.reading() as connection:
        assert all(blobs.find(connection, one).state == "quarantined" for one in in_order)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"MZ\x90\x00" + b"\x00" * 100, "đơn.pdf", "blobs.executable"),
        (b"\x7fELF" + b"\x00" * 100, "anh.jpg", "blobs.executable"),
        (PDF, "đơn.docx", "blobs.name_lies"),
        (PDF, "đơn", "blobs.name_lies"),
        (b"GIF89a" + b"\x00" * 40, "anh.gif", "blobs.kind_not_taken"),
        (b"<html><script>", "a.pdf", "blobs.kind_not_taken"),
        (packed({"a.txt": b"x"}), "a.zip", "blobs.kind_not_taken"),
        (b"PK\x03\x04" + b"\x00" * 40, "a.docx", "blobs.kind_not_taken"),
        (
            packed({"[Content_Types].xml": b"x", "word/document.xml": b"\x00" * 50_000_000}),
            "bom.docx",
            "blobs.bomb",
        ),
    ],
)
def test_hostile_files_are_refused_and_nothing_is_kept(
    sqlite_storage: Storage, tmp_path: Path, data: bytes, name: str, code: str
) -> None:
    with pytest.raises(Unsupported) as refusal:
        take(sqlite_storage, tmp_path, data, name)
    assert refusal.value.code == code
    assert list(tmp_path.glob("??/*")) == []


ODT = packed({"mimetype": b"application/vnd.oasis.opendocument.text" * 9, "đơn.xml": b"x" * 99})


@given(place=st.integers(0, len(ODT) - 1), value=st.integers(0, 255))
@settings(max_examples=400, deadline=None)
@example(place=ODT.index("đơn".encode(), 200), value=0xFF)  # a name that is not text
@example(place=46, value=0xFF)  # content that cannot be unpacked
def test_a_damaged_archive_is_refused_or_taken_and_never_a_crash(place: int, value: int) -> None:
    damaged = bytearray(ODT)
    damaged[place] = value
    with contextlib.suppress(Refusal):
        checks.checked_type(io.BytesIO(bytes(damaged)), "a.odt", frozenset({blobs.sniff.ODT}))


def test_limits_are_said_with_their_numbers(sqlite_storage: Storage, tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="1,0 MB"):
        take(sqlite_storage, tmp_path, PDF + b"\x00" * ONE_MEGABYTE, "a.b.pdf")
    with pytest.raises(Invalid, match="trống"):
        take(sqlite_storage, tmp_path, b"", "a.pdf")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Chi\\đơn.pdf", "đơn.pdf"),
        ("đơn\u202efdp.exe.pdf", "đơnfdp.exe.pdf"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("đơn xin.pdf", "đơn xin.pdf"),
        ("x" * 300 + ".pdf", "x" * 176 + ".pdf"),
    ],
)
def test_names_are_made_harmless(given: str, kept: str) -> None:
    assert blobs.safe_name(given) == kept


def test_a_name_of_nothing_is_refused() -> None:
    with pytest.raises(Invalid):
        blobs.safe_name("../..")


def test_a_flipped_byte_and_a_missing_file_are_named(storage: Storage, tmp_path: Path) -> None:
    kept = take(storage, tmp_path, PDF, "a.pdf")
    gone = take(storage, tmp_path, PDF + b"x", "b.pdf")
    with storage.reading() as connection:
        assert list(blobs.verify(connection, tmp_path)) == []
        path = blobs.path_of(tmp_path, kept.sha256)
        flipped = bytearray(PDF)
        flipped[20] ^= 1
        path.write_bytes(flipped)
        blobs.path_of(tmp_path, gone.sha256).unlink()
        faults = {str(fault) for fault in blobs.verify(connection, tmp_path)}
    assert faults == {
        f"blob {kept.sha256}: was altered: its content does not match its name",
        f"blob {gone.sha256}: is missing from the disk",
    }


def test_what_a_scanner_found_is_refused_from_then_on(storage: Storage, tmp_path: Path) -> None:
    kept = take(storage, tmp_path, PDF, "a.pdf")
    with storage.work(SYSTEM) as work:
        blobs.settle(work, kept.sha256, "Eicar-Test-Signature")
    with pytest.raises(Conflict):
        take(storage, tmp_path, PDF, "again.pdf")


EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.mark.parametrize(
    ("data", "name", "finding"),
    [
        (PDF, "a.pdf", None),
        (PDF + EICAR, "a.pdf", "EICAR test file"),
        (PDF + b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>", "a.pdf", "JavaScript"),
        (PDF + b"/OpenAction << /S /J#61v#61Script /JS 7 0 R >>", "a.pdf", "JavaScript"),
        (PDF + b"stream\n\x9c/JS\xf0 a scanned page\nendstream", "a.pdf", None),
        (PDF + packed({"a.txt": b"x"}).replace(b"PK\x01\x02", b"PK\x01\xff"), "a.pdf", "read"),
        (packed({"[Content_Types].xml": b"x", "word/document.xml": b"x"}), "a.docx", None),
        (
            packed({"[Content_Types].xml": b"x", "word/vbaProject.bin": b"x", "word/a.xml": b"x"}),
            "a.docx",
            "macros",
        ),
    ],
)
def test_a_second_look_names_what_runs_by_itself(
    sqlite_storage: Storage, tmp_path: Path, data: bytes, name: str, finding: str | None
) -> None:
    kept = take(sqlite_storage, tmp_path, data, name)
    found = blobs.inspect(tmp_path, kept.sha256)
    assert (found is None) if finding is None else (finding in str(found))


def test_a_file_chooser_offers_every_ending_that_is_taken() -> None:
    offered = blobs.extensions(blobs.DOCUMENT_KINDS | blobs.IMAGE_KINDS).split(",")
    assert {".pdf", ".jpg", ".jpeg", ".heic", ".docx", ".ods"} <= set(offered)
    assert len(offered) == len(set(offered))
    assert blobs.extensions(frozenset({blobs.sniff.PDF})) == ".pdf"
