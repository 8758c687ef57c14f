"""The demonstration province's units: the tree of 2003, the tree since 1 July 2025, and the links.

Law: 202/2025/QH15 (merger; districts abolished)
"""

import csv
import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from province import directory
from province.basics import text
from province.directory import Confidence, UnitFacts, UnitKind
from province.storage import Work

DATA = Path(__file__).parent / "data"
PROVINCE = "H61"
COMMUNES_ORDER = 100  # communes follow the departments in official lists

UnitIds = dict[str, int]  # identity code (2025), key (2003) or commune's national code → unit id


def open_units(work: Work, domain: str) -> UnitIds:
    """Open both trees and link them; return every unit's id."""
    today, past = _read("units-2025.toml"), _read("units-2003.toml")
    ids = _open_departments(work, today, domain)
    ids |= _open_communes(work, today["valid_from"], ids[PROVINCE], domain)
    _open_past(work, past, ids)
    return ids


def _read(name: str) -> dict[str, Any]:
    with (DATA / name).open("rb") as file:
        return tomllib.load(file)


def _open_departments(work: Work, tree: dict[str, Any], domain: str) -> UnitIds:
    ids: UnitIds = {}
    for order, unit in enumerate(tree["units"]):
        sub_domain = unit.get("domain", text.fold(unit["abbreviation"]))
        email_domain = f"{sub_domain}.{domain}" if sub_domain else domain
        parent = unit.get("parent", PROVINCE)
        facts = UnitFacts(
            name=unit["name"],
            kind=UnitKind(unit["kind"]),
            code=unit["code"],
            short_name=unit.get("short_name", ""),
            abbreviation=unit["abbreviation"],
            parent_id=ids.get(parent),
            address=unit.get("address", "Phường Long Châu, tỉnh Vĩnh Long"),
            phone=f"02703{820000 + order:06}",
            email=f"vanthu@{email_domain}",
            email_domain=email_domain,
            order=order,
            confidence=Confidence.VERIFY if unit["code"] != PROVINCE else Confidence.LIKELY,
        )
        ids[unit["code"]] = directory.open_unit(work, facts, tree["valid_from"]).id
    return ids


def communes() -> list[dict[str, str]]:
    """Return the 124 communes and wards: national code, name, kind ("xã" or "phường")."""
    with (DATA / "communes-2025.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return sorted(rows, key=lambda row: row["code"])


def commune_code(place: int) -> str:
    """Return the sample identity code of the nth commune (from 0): H61.A0 … H61.M3."""
    return f"{PROVINCE}.{chr(ord('A') + place // 10)}{place % 10}"


def _open_communes(work: Work, on: date, province_id: int, domain: str) -> UnitIds:
    ids: UnitIds = {}
    for place, row in enumerate(communes()):
        kind = UnitKind.WARD if row["division_type"] == "phường" else UnitKind.COMMUNE
        name = row["name"].removeprefix("Xã ").removeprefix("Phường ")
        email_domain = f"{text.slug(name).replace('-', '')}.{domain}"
        facts = UnitFacts(
            name=f"Ủy ban nhân dân {row['name'][0].lower()}{row['name'][1:]}",
            kind=kind,
            code=commune_code(place),
            short_name=row["name"],
            abbreviation="UBND",
            parent_id=province_id,
            address=f"{row['name']}, tỉnh Vĩnh Long",
            phone=f"02703{860000 + place:06}",
            email=f"vanthu@{email_domain}",
            email_domain=email_domain,
            order=COMMUNES_ORDER + place,
            confidence=Confidence.VERIFY,
        )
        ids[row["code"]] = directory.open_unit(work, facts, on).id
    return ids


def _open_past(work: Work, tree: dict[str, Any], ids: UnitIds) -> None:
    closed: date = tree["closed"]
    for order, unit in enumerate(tree["units"]):
        facts = UnitFacts(
            name=unit["name"],
            kind=UnitKind(unit["kind"]),
            short_name=unit.get("short_name", ""),
            abbreviation=unit.get("abbreviation", ""),
            parent_id=ids.get(unit.get("parent", "")),
            order=order,
            confidence=Confidence.LIKELY,
        )
        ids[unit["key"]] = directory.open_unit(work, facts, tree["valid_from"]).id
    for unit in reversed(tree["units"]):  # what is under a unit ends before it
        heirs = [ids[code] for code in _heirs_of(unit)]
        directory.abolish_unit(
            work, ids[unit["key"]], closed, note=tree["note"], successor_ids=heirs
        )


def _heirs_of(unit: dict[str, Any]) -> Iterable[str]:
    if "successor" in unit:
        return [unit["successor"]]
    if "codes" not in unit:
        return []
    first, last = unit["codes"]
    return [row["code"] for row in communes() if first <= int(row["code"]) <= last]
