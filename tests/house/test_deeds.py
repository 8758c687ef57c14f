"""Deeds in words: nothing is granted, and nothing is written down, that has no sentence."""

import re
from pathlib import Path

import province
from province import access
from province.house import deeds

_WRITTEN = re.compile(r'(?:audit\.write|_write\w*)\(\s*\w+,\s*"([a-z_.]+)"')


def test_every_deed_of_every_role_has_a_sentence() -> None:
    for role, granted in access.role_file().values():
        assert granted <= deeds.GRANTABLE.keys(), role.code


def test_every_deed_the_rooms_write_down_has_a_sentence() -> None:
    folder = Path(province.__file__).parent
    written = {
        deed for path in folder.rglob("*.py") for deed in _WRITTEN.findall(path.read_text("utf-8"))
    }
    assert len(written) > 40
    assert written <= deeds.SENTENCES.keys()


def test_every_sentence_belongs_to_a_room_with_a_name() -> None:
    shown = {deed for _, found in deeds.by_room(deeds.SENTENCES) for deed, _ in found}
    assert shown == deeds.SENTENCES.keys()
    assert deeds.by_room(["access.signed_in"]) == [
        ("Tài khoản, quyền", [("access.signed_in", "Đăng nhập")])
    ]
