"""Who signs says in whose name: for the committee, for the head, on the head's order."""

from dataclasses import replace

import pytest

from province import signing
from province.directory import Appointment, UnitKind
from province.signing import Authority, Signature
from tests.signing.cast import appointment, unit

CHAIRMAN = appointment("Chủ tịch", is_head=True)
DIRECTOR = appointment("Giám đốc", is_head=True)


@pytest.mark.parametrize(
    ("kind", "signer", "head", "lines"),
    [
        (UnitKind.WARD, CHAIRMAN, CHAIRMAN, ["TM. Ủy ban nhân dân", "Chủ tịch"]),
        (
            UnitKind.WARD,
            appointment("Phó Chủ tịch"),
            CHAIRMAN,
            ["TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"],
        ),
        (UnitKind.DEPARTMENT, DIRECTOR, DIRECTOR, ["Giám đốc"]),
        (
            UnitKind.DEPARTMENT,
            appointment("Phó Giám đốc"),
            DIRECTOR,
            ["KT. Giám đốc", "Phó Giám đốc"],
        ),
        (
            UnitKind.DEPARTMENT,
            appointment("Trưởng phòng"),
            DIRECTOR,
            ["TL. Giám đốc", "Trưởng phòng"],
        ),
        (
            UnitKind.DEPARTMENT,
            appointment("Phó Giám đốc"),
            None,
            ["KT. Thủ trưởng", "Phó Giám đốc"],
        ),
        (UnitKind.DEPARTMENT, None, DIRECTOR, ["Người ký duyệt"]),
    ],
)
def test_the_lines_above_a_signature(
    kind: UnitKind, signer: Appointment | None, head: Appointment | None, lines: list[str]
) -> None:
    assert signing.signature_lines(unit(kind), signer, head) == lines


@pytest.mark.parametrize(
    ("kind", "appointment", "suggested"),
    [
        (UnitKind.WARD, CHAIRMAN, Signature("Chủ tịch", Authority.TM, "Ủy ban nhân dân")),
        (UnitKind.DEPARTMENT, DIRECTOR, Signature("Giám đốc")),
        (
            UnitKind.WARD,
            appointment("Phó Chủ tịch"),
            Signature("Phó Chủ tịch", Authority.TM_KT, "Ủy ban nhân dân", "Trưởng"),
        ),
        (
            UnitKind.DEPARTMENT,
            appointment("Trưởng phòng"),
            Signature("Trưởng phòng", Authority.TL, head="Trưởng"),
        ),
        (
            UnitKind.WARD,
            replace(appointment("Chánh Văn phòng", is_head=True), unit_id=2),
            Signature("Chánh Văn phòng", Authority.TL, head="Trưởng"),
        ),
        (UnitKind.WARD, None, Signature("", Authority.TL, head="Trưởng")),
    ],
)
def test_a_signature_follows_from_the_appointment(
    kind: UnitKind, appointment: Appointment | None, suggested: Signature
) -> None:
    assert signing.signature_by(unit(kind), appointment, "Trưởng") == suggested
