"""The directive of 2003 on its way today: sent on under a number of today.

Our copy bears neither number nor day, and none is invented: the People's Committee sends it with a
letter that has the system's own number.
"""

import re
from pathlib import Path

import pytest

from province import blobs, documents, incoming, registers
from province.basics import SYSTEM
from province.documents import Recipient, Status
from tests.documents.cast import Cast

CONTENT = Path(__file__).parents[2] / "content/van-ban"
DIRECTIVE = CONTENT / "chi-thi-tin-hoc-hoa-2003/chi-thi-tin-hoc-hoa-2003.pdf"
OUTSIDE = ("Văn phòng Chính phủ", "Ban điều hành 112 CP", "TT.TU; TT.HĐND tỉnh")
ABSTRACT = "Về việc đẩy mạnh tin học hóa quản lý hành chính nhà nước giai đoạn 2003-2005"


@pytest.fixture
def directive() -> bytes:
    """The directive as the website keeps it."""
    return DIRECTIVE.read_bytes()


def test_the_directive_reaches_every_addressee(wide_cast: Cast, directive: bytes) -> None:
    cast = wide_cast
    inside = [cast.construction, cast.interior, cast.finance, *cast.communes]
    letter = cast.letter(
        *(Recipient("", unit_id) for unit_id in inside),
        *(Recipient(name, direct=False) for name in OUTSIDE),
        abstract=f"V/v gửi Chỉ thị {ABSTRACT[0].lower()}{ABSTRACT[1:]}",
        body="Ủy ban nhân dân tỉnh gửi kèm theo Công văn này Chỉ thị nêu trên để thực hiện.",
    )
    document_id = cast.drafted(letter)
    with cast.storage.work(cast.binh) as work:
        documents.attach(work, document_id, [cast.laid(directive, DIRECTIVE.name)])
    with cast.storage.work(SYSTEM) as work:
        for file in documents.files(work.connection, documents=[document_id]):
            blobs.settle(work, file.sha256, blobs.inspect(cast.folder, file.sha256))
    cast.sign(document_id)
    issued = cast.issue(document_id)
    assert issued.number_text == "01/UBND-VX"
    assert issued.arrived_at == len(inside) == 25
    assert cast.statuses(document_id) == ["01"] * 25 + ["outside"] * 3

    entry = cast.arrived()
    with cast.storage.work(cast.em) as work:
        assert incoming.register(work, entry) == 1
        annex = incoming.files_of(work.connection, cast.incoming(entry))[-1]
        assert registers.open_file(work, annex.id).sha256 == annex.sha256
    assert blobs.read(cast.folder, annex.sha256) == directive
    assert cast.statuses(document_id)[0] == Status.ACCEPTED
    with cast.storage.reading() as connection:
        found = registers.entry_for_search(connection, document_id)
    assert found is not None
    assert "tin học hóa quản lý hành chính nhà nước" in re.sub(r"\s+", " ", found["text"])


def test_the_directives_text_is_found_in_its_file(small_cast: Cast, directive: bytes) -> None:
    document_id = small_cast.drafted()
    with small_cast.storage.work(small_cast.binh) as work:
        documents.attach(work, document_id, [small_cast.laid(directive, DIRECTIVE.name)])
        (file,) = documents.files(work.connection, documents=[document_id])
    assert "tin học hóa quản lý hành chính nhà nước" in re.sub(r"\s+", " ", file.text)
