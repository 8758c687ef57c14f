"""The operating manual says what the code does: every setting, every command, every warning."""

import inspect
import re
from pathlib import Path

import build
from province.basics import Settings

ROOT = Path(__file__).resolve().parents[2]
MANUAL = (ROOT / "docs/operations.md").read_text(encoding="utf-8")


def test_every_setting_is_in_the_manual_with_its_default_and_sentence() -> None:
    rows = dict(re.findall(r"^\| `VL_(\w+)` \| (.+?) \|$", MANUAL, re.MULTILINE))
    expected = {}
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = "" if default in (None, "") else f"`{default}` "
        expected[name.upper()] = f"{shown}| {field.description}"
    assert rows == expected


def test_every_warning_is_in_the_manual() -> None:
    code = (ROOT / "province/house/checkup.py").read_text(encoding="utf-8")
    given = {int(number) for number in re.findall(r"Finding\(\s*(\d+)", code)}
    door = (ROOT / "build.py").read_text(encoding="utf-8")  # settings that cannot be read
    given |= {int(number) for number in re.findall(r"\bW(\d\d) ", door)}
    told = {int(number) for number in re.findall(r"^\| W(\d\d) ", MANUAL, re.MULTILINE)}
    assert given == told == set(range(1, len(told) + 1))


def test_every_option_of_up_is_in_the_manual() -> None:
    door = inspect.getsource(build.up)
    options = re.findall(r"add_argument\(\s*\"(--[a-z-]+)\"", door)
    assert options
    assert [option for option in options if f"`{option}" not in MANUAL] == []


def test_every_command_is_said_in_one_sentence_and_can_be_run() -> None:
    assert set(build.COMMANDS) == set(build.RUN)
    assert all(sentence.endswith(".") for sentence in build.COMMANDS.values())
