"""Passwords: long rather than odd, none from everybody's list, kept as argon2id."""

import unicodedata

import pytest
from argon2 import PasswordHasher

from province.basics import Invalid
from province.identity import passwords

NAME, EMAIL = "Nguyễn Thị Bích Ngọc", "ngocntb@vinhlong.example"


SHIPPED = passwords._hasher  # as it is before the tests make it quick


def judge(password: str, kind: str = "staff") -> str:
    try:
        passwords.check_new(password, kind=kind, email=EMAIL, name=NAME)
    except Invalid as refusal:
        return refusal.code.removeprefix("access.password.")
    return "taken"


@pytest.mark.parametrize(
    "password",
    ["con mèo trèo cây cau", "mười hai con ốc bươu", "tR9!mZ4#qLw2", "Vinh-Long-trinh-dien-2026"],
)
def test_a_sentence_or_true_chance_is_taken(password: str) -> None:
    assert judge(password) == "taken"


def test_staff_need_twelve_characters_and_citizens_ten() -> None:
    assert judge("trèocâycau1") == "short"
    assert judge("trèocâycau1", "citizen") == "taken"
    assert judge("trèo cây", "citizen") == "short"
    assert judge("mèo" * 100) == "long"


@pytest.mark.parametrize(
    "password",
    [
        "matkhau123456",
        "Mậtkhẩu@2026!",
        "vinhlong2026",
        "VinhLong@123456",
        "anhyeuem1234567",
        "Password12345",
        "qwertyuiop123",
        "admin@vinhlong.vn",
        "123456789012",
        "aaaaaaaaaaaaaa",
        "ubndtinhvinhlong",
    ],
)
def test_what_everybody_uses_is_refused(password: str) -> None:
    assert judge(password) == "common"


@pytest.mark.parametrize("password", ["NgocBichNguyen1990", "ngocntb@2026-2027"])
def test_ones_own_name_is_refused(password: str) -> None:
    assert judge(password) == "own_name"


def test_a_hash_is_argon2id_and_opens_for_nfc_and_nfd_alike() -> None:
    kept = passwords.hashed(unicodedata.normalize("NFD", "con mèo trèo cây cau"))
    assert kept.startswith("$argon2id$")
    assert passwords.fits(kept, "con mèo trèo cây cau")
    assert not passwords.fits(kept, "con meo treo cay cau")


def test_no_password_fits_an_account_without_one() -> None:
    assert not passwords.fits(None, "con mèo trèo cây cau")
    assert not passwords.fits("x", "con mèo trèo cây cau")


def test_a_hash_of_other_parameters_is_outdated() -> None:
    other = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("x")
    assert (SHIPPED.time_cost, SHIPPED.memory_cost, SHIPPED.parallelism) == (2, 19_456, 1)
    assert passwords.outdated(other)
    assert not passwords.outdated(passwords.hashed("x"))


def test_an_invented_password_passes_its_own_judgement() -> None:
    assert judge(passwords.invent_password()) == "taken"
