"""Deeds in words, room by room; `test_jobs` proves that none is missing."""

from province.house import deeds


def test_every_sentence_belongs_to_a_room_with_a_name() -> None:
    shown = {deed for _, found in deeds.by_room(deeds.SENTENCES) for deed, _ in found}
    assert shown == deeds.SENTENCES.keys()
    assert deeds.by_room(["access.signed_in"]) == [
        ("Tài khoản, quyền", [("access.signed_in", "Đăng nhập")])
    ]


def test_a_deed_without_a_name_is_shown_as_it_is() -> None:
    assert deeds.sentence("access.signed_in") == "Đăng nhập"
    assert deeds.sentence("access.future") == "access.future"
