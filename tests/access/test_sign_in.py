"""Signing in: one answer for every wrong pair, and the mail door."""

import unicodedata

import pytest
from argon2 import PasswordHasher
from sqlalchemy import update

from province import access, audit
from province.access import passwords
from province.access.tables import accounts
from province.basics import SYSTEM, Forbidden, NotSignedIn
from tests.access.conftest import HOME, PASSWORD, Province


def refusal(province: Province, email: str, password: str) -> NotSignedIn:
    with pytest.raises(NotSignedIn) as caught:
        access.sign_in(province.storage, email, password, address=HOME, agent="Firefox")
    return caught.value


def test_a_right_pair_opens_a_session_that_acts_for_the_unit(province: Province) -> None:
    account = province.account("an")
    actor, _ = province.enter(account)
    assert (actor.kind, actor.id, actor.account_id) == ("account", account.email, account.id)
    assert (actor.unit_id, actor.address) == (province.construction, HOME)


def test_spelling_of_the_address_and_form_of_the_letters_do_not_matter(province: Province) -> None:
    province.account("đức")
    entered = access.sign_in(
        province.storage,
        unicodedata.normalize("NFD", "  ĐỨC@VinhLong.Example "),
        unicodedata.normalize("NFD", PASSWORD),
        address=HOME,
        agent="Firefox",
    )
    assert entered.token


def test_an_unknown_address_and_a_wrong_password_get_one_answer(province: Province) -> None:
    province.account("an")
    wrong = refusal(province, "an@vinhlong.example", "sai mật khẩu rồi")
    unknown = refusal(province, "khongco@vinhlong.example", PASSWORD)
    assert (wrong.code, wrong.sentence) == (unknown.code, unknown.sentence)


def test_an_unknown_address_costs_the_same_hash(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []
    fits = passwords.fits
    monkeypatch.setattr(
        passwords, "fits", lambda kept, typed: compared.append(kept) or fits(kept, typed)
    )
    refusal(province, "khongco@vinhlong.example", PASSWORD)
    assert compared == [None]


def test_only_who_knows_the_password_learns_that_an_account_is_suspended(
    province: Province,
) -> None:
    account = province.account("an")
    with province.storage.work(SYSTEM) as work:
        access.suspend_account(work, account.id, "nghỉ việc")
    assert refusal(province, account.email, "sai mật khẩu").code == "access.wrong_password"
    with pytest.raises(Forbidden, match="suspended"):
        access.sign_in(province.storage, account.email, PASSWORD, address=HOME, agent="")


def test_an_outdated_hash_is_renewed_at_sign_in(province: Province) -> None:
    account = province.account("an")
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with province.storage.work(SYSTEM) as work:
        work.execute(update(accounts).values(password_hash=old))
    province.enter(account)
    with province.storage.reading() as connection:
        found = access.account(connection, account.id)
    assert found
    assert found.password_hash
    assert not passwords.outdated(found.password_hash)
    province.enter(account)


def test_confirming_needs_the_password_again(province: Province) -> None:
    account = province.account("an")
    _, token = province.enter(account)
    session = province.session(token)
    with pytest.raises(NotSignedIn):
        access.confirm(province.storage, session, "sai mật khẩu", address=HOME)
    access.confirm(province.storage, session, PASSWORD, address=HOME)


def test_the_mail_door_knows_its_people(province: Province) -> None:
    account = province.account("an")
    actor = access.check_password(province.storage, account.email, PASSWORD, address=HOME)
    assert actor.account_id == account.id
    with pytest.raises(NotSignedIn):
        access.check_password(province.storage, account.email, "sai mật khẩu", address=HOME)


def test_the_mail_door_refuses_a_temporary_password(province: Province) -> None:
    account = province.account("an", temporary=True)
    with pytest.raises(NotSignedIn, match="change_first"):
        access.check_password(province.storage, account.email, PASSWORD, address=HOME)


def test_signing_in_is_written_down_without_any_secret(province: Province) -> None:
    account = province.account("an")
    _, token = province.enter(account)
    with province.storage.reading() as connection:
        deeds = [entry.deed for entry in audit.history(connection, "account", account.id)]
        written = str(audit.latest(connection, None, 100))
    assert deeds == ["access.account.opened", "access.signed_in"]
    assert PASSWORD not in written
    assert token not in written
    assert "argon2" not in written
