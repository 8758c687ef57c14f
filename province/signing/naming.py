"""How a unit names itself on paper: its own name, the body above it, its place.

A document tells the day it speaks of: an old one keeps the names of its time.

Law: 30/2020/NĐ-CP PL I II.2, II.4
"""

from datetime import date

from sqlalchemy import Connection

from province import directory
from province.basics import text
from province.directory import Unit, UnitKind

COMMITTEE = "Ủy ban nhân dân"
_COMMUNES = (UnitKind.COMMUNE, UnitKind.WARD)
COMMITTEES = (*_COMMUNES, UnitKind.PROVINCE)  # people's committees, which sign as a body
_BY_THEMSELVES = (*COMMITTEES, UnitKind.ASSEMBLY)  # who stand under nobody on paper
_BODIES = ("ủy ban nhân dân ", "ubnd ", "hội đồng nhân dân ", "hđnd ")
_PLACES = ("tỉnh ", "thành phố ", "phường ", "xã ", "đặc khu ")


def official_name(unit: Unit) -> str:
    """Return the name a unit issues documents under: communes do as their committee."""
    if unit.kind not in _COMMUNES or text.tone_key(unit.name).startswith(("ủy ban", "ubnd")):
        return unit.name
    return f"{COMMITTEE} {unit.name[:1].lower()}{unit.name[1:]}"


def governing_name(connection: Connection, unit: Unit, day: date) -> str | None:
    """Return the body above a unit as its letterhead of a day names it; committees name none.

    Law: 30/2020/NĐ-CP PL I II.2a (usual words are abbreviated)
    """
    if unit.kind in _BY_THEMSELVES or unit.parent_id is None:
        return None
    name = official_name(directory.unit_as_of(connection, unit.parent_id, day))
    committee = f"{COMMITTEE} "
    rest = _without(name, committee)
    return name if rest == name else f"UBND {rest}"


def place_of(connection: Connection, unit: Unit, day: date) -> str:
    """Return the place a unit dates its documents at: its commune's or its province's name."""
    top = unit
    while top.kind not in COMMITTEES and top.parent_id is not None:
        top = directory.unit_as_of(connection, top.parent_id, day)
    return _without(_without(top.name, *_BODIES), *_PLACES)


def _without(name: str, *beginnings: str) -> str:
    """Return a name without one of some beginnings, whichever habit of tone marks it has."""
    name = text.nfc(name)
    key = text.tone_key(name)
    begun = next((one for one in beginnings if key.startswith(text.tone_key(one))), "")
    return name[len(begun) :]
