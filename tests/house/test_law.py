"""Every law the code cites is in the index, and no rule in force rests on a law that is gone."""

import csv
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 23)  # the day the index was last read through
CITATION = re.compile(r"\bLaw:\s*(.+)")
NUMBER = re.compile(r"QCVN \d+:\d{4}/\w+|\d+/\d{4}/[\wĐ]+(?:-[\wĐ]+)?")


@dataclass(frozen=True)
class Law:
    """One line of the index."""

    number: str
    in_force_from: date
    in_force_to: date | None
    replaced_by: str


def index() -> dict[str, Law]:
    with (ROOT / "docs/law/index.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {
        row["number"]: Law(
            row["number"],
            date.fromisoformat(row["in_force_from"]),
            date.fromisoformat(row["in_force_to"]) if row["in_force_to"] else None,
            row["replaced_by"],
        )
        for row in rows
    }


def citations() -> list[tuple[str, str]]:
    """Return (place, number) of every `Law:` in the code and in the templates that are printed."""
    found = []
    for top in ("province", "api", "mail"):
        for path in sorted([*(ROOT / top).rglob("*.py"), *(ROOT / top).rglob("*.typ")]):
            for line in CITATION.findall(path.read_text(encoding="utf-8")):
                numbers = NUMBER.findall(line)
                place = str(path.relative_to(ROOT))
                assert numbers, f"{place}: no number of a law in “Law: {line}”"
                found += [(place, number) for number in numbers]
    return found


def test_a_citation_is_seen_wherever_it_stands() -> None:
    seen = CITATION.findall(
        'Law: 30/2020/NĐ-CP Đ15\n"""Say it. Law: 30/2020/NĐ-CP Đ24"""\nx = 1  # Law: 30/2020/NĐ-CP'
    )
    assert [NUMBER.findall(line) for line in seen] == [["30/2020/NĐ-CP"]] * 3
    everywhere = "".join(path.read_text("utf-8") for path in (ROOT / "province").rglob("*.py"))
    assert len(citations()) >= everywhere.count("Law: ")


def test_every_cited_law_is_in_the_index() -> None:
    known = index()
    cited = citations()
    assert cited
    missing = sorted({f"{place}: {number}" for place, number in cited if number not in known})
    assert not missing, "\n".join(missing)


def test_no_rule_rests_on_a_law_that_is_gone() -> None:
    known = index()
    gone = [
        f"{place}: {number} was replaced by {known[number].replaced_by}"
        for place, number in citations()
        if number in known and (end := known[number].in_force_to) and end <= TODAY
    ]
    assert not gone, "\n".join(gone)


def test_the_index_is_sound() -> None:
    known = index()
    for law in known.values():
        assert law.in_force_to is None or law.in_force_to > law.in_force_from, law.number
        assert not law.replaced_by or law.replaced_by in known, law.number
