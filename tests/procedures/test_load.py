"""Files are read strictly: every fault has its path, its line and a sentence."""

import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from province import procedures
from province.procedures import Channel, Condition, FieldKind, Filed, ProcedureFileError
from province.procedures.load import (
    content_of,
    definition_of,
    digest_of,
    load_file,
    load_folder,
    load_shared,
)

SLUG = "chap-thuan-nut-giao-dau-noi"

Edit = Callable[[str, str], Path]


@pytest.fixture
def edited(shipped: Path, example: tuple[str, str], tmp_path: Path) -> Edit:
    """Make a folder that holds the documentation's example with one text replaced."""

    def edit(old: str, new: str) -> Path:
        folder = tmp_path / "thu-tuc"
        place, written = example
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(shipped / "chung.yml", folder)
        assert old in written
        (folder / place).write_text(written.replace(old, new, 1), encoding="utf-8")
        return folder

    return edit


def test_a_file_becomes_a_definition(shipped: Path) -> None:
    path = shipped / "xay-dung" / "cap-giay-phep-xay-dung.md"
    found = load_file(path, load_shared(shipped))
    assert (found.code, found.field) == ("1.013225", "xay-dung")
    assert found.slug == "cap-giay-phep-xay-dung"
    assert found.filed is Filed.HERE
    assert found.channels == (Channel.ONLINE, Channel.COUNTER, Channel.POST)
    assert found.form[0].title == "Chủ đầu tư"  # the shared group under its own title
    commune = found.field_named("site_commune")
    assert commune is not None
    assert commune.kind is FieldKind.UNIT
    assert found.time_limits[0].when == Condition(field="case", values=("private_house",))
    assert found.legal_basis[0].name == "Luật Xây dựng"
    assert found.body.startswith("Ông/bà cần giấy phép")


def test_content_keeps_a_definition_whole(definitions: dict[str, procedures.Definition]) -> None:
    for definition in definitions.values():
        assert definition_of(content_of(definition)) == definition


def test_digest_is_of_the_content_alone(edited: Edit) -> None:
    def digest(old: str, new: str) -> str:
        (found,) = procedures.load_folder(edited(old, new))
        return digest_of(content_of(found))

    same = digest("1.014868", "1.014868")
    assert digest("level: commune\n", "level: commune  # a comment\n") == same
    assert digest("{amount: 5, unit: working_days}", "{unit: working_days, amount: 5}") == same
    assert digest("amount: 5, unit", "amount: 8, unit") != same
    assert digest("trước khi làm", "trước khi xây") != same


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("code: 1.014868", "code: 13225", 2, "code: Input should be a valid string"),
        ("code: 1.014868", "code: 1.13225", 2, "not a national code"),
        ("level: commune", "level: village", 9, "Input should be 'commune' or 'province'"),
        ("level: commune", "level: commune\nlevel: commune", 10, "'level' is written twice"),
        ("level: commune", "levels: commune", 2, "level: is missing"),
        ("level: commune", "level: commune\nslug: x", 10, "slug: is told by the file's place"),
        ("filed: here", "filed: yes", 11, "filed: Input should be 'here'"),
        ("  place: road_commune", "  place: road_name", 18, "must name the `unit` field"),
        ("effective_from: 2026-07-01", "effective_from: 01/07/2026", 0, "valid date"),
        ("retrieved_on: 2026-07", "retrieved_on: 2026-13", 0, "is not a month"),
        ("- filing", "- felling", 0, "chung.yml has no form entry 'felling'"),
        ("  - filing", "  - use: fling", 0, "chung.yml has no form entry 'fling'"),
        ("- 140/2025/NĐ-CP", "- 140/2052/NĐ-CP", 0, "no legal_basis entry '140/2052/NĐ-CP'"),
        ("kind: number", "kind: count", 0, "Input should be 'text'"),
        ("land_rented, is: true}", "land_rented, is: maybe}", 0, "never 'maybe'"),
        ("{field: land_rented, is: true}", "{field: rented, is: true}", 0, "an earlier question"),
        (
            "{field: land_rented, is: true}",
            "{feld: land_rented, is: true}",
            0,
            "feld: is not a name of the format",
        ),
        ("    only_if: ông/bà thuê đất", "    help: ông/bà thuê đất", 0, "no only_if"),
        ("when: {case: project}", "when: {case: villa}", 0, "'case' is never 'villa'"),
        ("amount: 5, unit", "amount: 0, unit", 0, "needs an amount"),
        (
            "amount: 5, unit: working_days}",
            "amount: 5, unit: working_days, when: {case: land}}",
            0,
            "must end with one that has no condition",
        ),
        ("id: road_name\n", "id: road_commune\n", 0, "'road_commune' is used 2 times"),
        ("id: road_name\n", "id: case\n", 0, "'case' is not an id"),
        ("amount: 2000, ", "", 0, "no amount and no note"),
        ("\n## Điều", "\n<script>\n## Điều", 0, "holds raw HTML"),
        ("\n## Điều", "\n# Điều", 0, "first-level heading"),
        ("copies: 1\n", "copies: 1\n    template: x.docx\n", 0, "there is no file x.docx"),
        ("---\ncode", "--\ncode", 1, "does not begin with front matter"),
        ("cases:\n", "cases: [\n", 0, "expected"),
        ("  - filing\n", "  - {id: other, title: Khác, fields: []}\n", 0, "has no fields"),
        ("  - filing\n", "  - {id: other, title: Khác, fields: {}}\n", 0, "is not a list"),
        ("  - filing\n", "  - [filing]\n", 0, "is not a mapping"),
    ],
)
def test_a_fault_names_file_line_and_reason(
    edited: Edit, old: str, new: str, line: int, says: str
) -> None:
    with pytest.raises(ProcedureFileError) as refused:
        procedures.load_folder(edited(old, new))
    fault = next(fault for fault in refused.value.faults if says in fault.sentence)
    assert fault.path.name == f"{SLUG}.md"
    assert not line or fault.line == line


def test_the_line_is_that_of_the_faulty_entry(edited: Edit) -> None:
    folder = edited("kind: number", "kind: count")
    with pytest.raises(ProcedureFileError) as refused:
        procedures.load_folder(folder)
    number = refused.value.faults[0].line
    lines = (folder / "xay-dung" / f"{SLUG}.md").read_text(encoding="utf-8").splitlines()
    assert lines[number - 1].strip() == "kind: count"


def test_decomposed_accents_and_other_encodings_are_refused(edited: Edit) -> None:
    folder = edited("1.014868", "1.014868")
    path = folder / "xay-dung" / f"{SLUG}.md"
    written = path.read_text(encoding="utf-8")
    path.write_text(unicodedata.normalize("NFD", written), encoding="utf-8")
    with pytest.raises(ProcedureFileError, match="NFC"):
        procedures.load_folder(folder)
    path.write_bytes("đ".encode("cp1258"))
    with pytest.raises(ProcedureFileError, match="not UTF-8"):
        procedures.load_folder(folder)
    (folder / "chung.yml").write_bytes("đ".encode("cp1258"))
    with pytest.raises(ProcedureFileError, match=r"chung\.yml:1: is not UTF-8"):
        procedures.load_folder(folder)


def test_codes_and_slugs_are_unique(edited: Edit) -> None:
    folder = edited("1.014868", "1.014868")
    (folder / "nha-o").mkdir()
    shutil.copy(folder / "xay-dung" / f"{SLUG}.md", folder / "nha-o" / f"{SLUG}.md")
    with pytest.raises(ProcedureFileError) as refused:
        procedures.load_folder(folder)
    assert sum("code 1.014868" in str(fault) for fault in refused.value.faults) == 1
    assert sum(f"slug {SLUG}" in str(fault) for fault in refused.value.faults) == 1


def test_a_file_outside_the_six_fields_is_refused(edited: Edit) -> None:
    folder = edited("1.014868", "1.014868")
    (folder / "xay-dung").rename(folder / "y-te")
    with pytest.raises(ProcedureFileError, match="'y-te' is not one of the fields"):
        procedures.load_folder(folder)


def test_a_byte_order_mark_goes_unsaid(edited: Edit) -> None:
    folder = edited("code:", "code:")
    [plain] = load_folder(folder)
    for path in folder.rglob("*.*"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_folder(folder) == [plain]
