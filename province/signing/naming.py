"""How a unit names itself on paper: its own name, the body above it, its place."""

from sqlalchemy import Connection

from province import directory
from province.directory import Unit, UnitKind

_COMMUNES = (UnitKind.COMMUNE, UnitKind.WARD)
COMMITTEES = (*_COMMUNES, UnitKind.PROVINCE)  # people's committees, which sign as a body


def official_name(unit: Unit) -> str:
    """Return the name a unit issues documents under: communes do as their committee."""
    if unit.kind in _COMMUNES and not unit.name.lower().startswith("ủy ban"):
        return f"Ủy ban nhân dân {unit.name[:1].lower()}{unit.name[1:]}"
    return unit.name


def governing_name(connection: Connection, unit: Unit) -> str | None:
    """Return the body above a unit as its letterhead names it; committees name none."""
    if unit.kind in COMMITTEES or unit.parent_id is None:
        return None
    return official_name(directory.unit(connection, unit.parent_id))


def place_of(connection: Connection, unit: Unit) -> str:
    """Return the place a unit dates its documents at: its commune's or its province's name."""
    top = unit
    while top.kind not in COMMITTEES and top.parent_id is not None:
        top = directory.unit(connection, top.parent_id)
    name = official_name(top).removeprefix("Ủy ban nhân dân ")
    for kind in ("tỉnh ", "thành phố ", "phường ", "xã ", "đặc khu "):
        name = name.removeprefix(kind)
    return name
