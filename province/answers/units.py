"""The units a form's answer may name."""

from datetime import date

from sqlalchemy import Connection

from province import directory
from province.directory import UnitKind

_COMMUNES = (UnitKind.COMMUNE, UnitKind.WARD)


def choosable_units(connection: Connection, day: date) -> dict[str, str]:
    """Return the communes and wards a `unit` answer may name on a day: code → name, in order."""
    return {
        unit.code: unit.label
        for unit in directory.units_on(connection, day)
        if unit.kind in _COMMUNES and unit.code
    }
