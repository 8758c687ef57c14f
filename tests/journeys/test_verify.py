"""The proof names what was altered behind the system's back, down to one bit on the disk."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from province import audit, blobs, directory, documents, dossiers, identity, incoming, services
from province.basics import NOBODY, Actor, Invalid, load_settings
from province.documents import Draft
from province.dossiers import Upload
from province.house import House, open_house
from province.incoming import Arrival
from province.services import Filing
from tests.running import build
from tests.services.cast import ANSWERS, HOUSE_PERMIT, PDF

ADDRESS = "Số 25, hẻm Bờ Kè"
LETTER = "V/v kiểm kê tài sản công"
ABSTRACT, BODY = "Báo cáo kết quả kiểm kê", "Đã kiểm kê xong."
REASON = "Giao kiểm kê kho lưu trữ"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A province with a dossier, a registered letter, a draft and an entry of their own."""
    var = tmp_path_factory.mktemp("whole") / "var"
    assert build("demo", var).returncode == 0
    house = open_house(load_settings(_env_file=None, var=var))
    file_dossier(house)
    with house.storage.reading() as connection:
        clerk = identity.account_by_email(connection, "an@vinhlong.example")
        assert clerk
        assert clerk.unit_id
    with house.storage.work(clerk.actor("127.0.0.1")) as work:
        came = Arrival("Sở Tài chính", "12/STC-QLCS", work.today, LETTER)
        incoming.register_paper(work, clerk.unit_id, came)
        documents.draft(work, clerk.unit_id, Draft("bao-cao", ABSTRACT, BODY))
        audit.write(work, "house.tidy.done", subject=("house", 1), detail={"reason": REASON})
    house.storage.close()
    return var


def file_dossier(house: House) -> None:
    """File a house's dossier; told which papers are missing, bring them."""
    with house.storage.reading() as connection:
        units = directory.units_on(connection, house.clock.now().date())
        ward = next(unit.code for unit in units if "phường Long Châu" in unit.name)
    answers = {**ANSWERS, "site_commune": ward, "site_address": ADDRESS}
    somebody = Actor("nobody", "nobody", "Khách", address="192.0.2.9")
    with pytest.raises(Invalid) as refused, house.storage.work(somebody) as work:
        services.file_dossier(work, house, Filing(HOUSE_PERMIT, answers))
    papers = [name.removeprefix("papers.") for name in refused.value.fields]
    uploads = [Upload(paper, f"{paper}.pdf", PDF + paper.encode()) for paper in papers]
    filing = Filing(HOUSE_PERMIT, answers, dossiers.lay_down(house, NOBODY, uploads))
    with house.storage.work(somebody) as work:
        services.file_dossier(work, house, filing)


@pytest.fixture
def var(whole: Path, tmp_path: Path) -> Path:
    """The same province, to be spoiled."""
    return shutil.copytree(whole, tmp_path / "var")


def flip(path: Path, words: str) -> None:
    """Flip one bit of a text that stands in a file once, as a failing disk or a hand would."""
    content = bytearray(path.read_bytes())
    assert content.count(words.encode()) == 1
    content[content.index(words.encode())] ^= 1
    path.write_bytes(content)


def faults(var: Path) -> list[str]:
    """What the proof finds; it says so by its status as well."""
    proof = build("verify", var)
    found = [line for line in proof.stdout.splitlines() if line.startswith("FAULT ")]
    assert proof.returncode == (1 if found else 0), proof.stdout
    return found


def only(var: Path, statement: str) -> str:
    """Return the one value a statement finds."""
    with closing(sqlite3.connect(var / "province.sqlite")) as database:
        [(found,)] = database.execute(statement).fetchall()
    return str(found)


def test_what_nobody_touched_is_whole(whole: Path) -> None:
    assert faults(whole) == []
    assert "are whole" in build("verify", whole).stdout


def test_a_byte_of_a_file(var: Path) -> None:
    sha256 = only(var, "SELECT sha256 FROM blobs ORDER BY sha256 LIMIT 1")
    path = blobs.path_of(var / "blobs", sha256)
    path.chmod(0o600)
    flip(path, "endobj")
    [fault] = faults(var)
    assert fault.startswith(f"FAULT blob {sha256}")


def test_a_byte_of_an_audit_entry(var: Path) -> None:
    number = only(var, "SELECT number FROM audit_entries WHERE deed = 'house.tidy.done'")
    flip(var / "province.sqlite", REASON)
    [fault] = faults(var)
    assert fault.startswith(f"FAULT audit_entries {number}")


def test_a_byte_of_a_dossier(var: Path) -> None:
    code = only(var, "SELECT code FROM dossiers")
    flip(var / "province.sqlite", ADDRESS)
    [fault] = faults(var)
    assert fault.startswith(f"FAULT dossier {code}")


def test_a_byte_of_a_registered_letter(var: Path) -> None:
    letter = only(var, "SELECT id FROM incoming_documents")
    flip(var / "province.sqlite", LETTER)
    [fault] = faults(var)
    assert fault.startswith(f"FAULT incoming {letter}")


def test_a_byte_of_a_document(var: Path) -> None:
    document = only(var, "SELECT id FROM documents")
    flip(var / "province.sqlite", ABSTRACT + BODY)  # neighbours in the register's row alone
    [fault] = faults(var)
    assert fault.startswith(f"FAULT document {document}")
