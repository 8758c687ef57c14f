"""Signing in: one answer for every wrong pair, and the mail door."""

import unicodedata
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import update

from province import audit, authentication, identity
from province.basics import SYSTEM, Forbidden, NotSignedIn
from province.identity import Account, passwords
from province.identity.tables import accounts
from tests.identity.cast import HOME, PASSWORD, People, enable_app


def refusal(people: People, email: str, password: str) -> NotSignedIn:
    with pytest.raises(NotSignedIn) as caught:
        authentication.sign_in(people.storage, email, password, address=HOME, agent="Firefox")
    return caught.value


def enter(
    people: People, email: str, password: str = PASSWORD, **more: str
) -> authentication.SignIn:
    return authentication.sign_in(
        people.storage, email, password, address=HOME, agent="Firefox", **more
    )


def test_a_right_pair_opens_a_session(people: People) -> None:
    account = people.account("an")
    entered = enter(people, account.email)
    actor = identity.actor_of_session(people.storage, entered.token, HOME)
    assert actor
    assert (actor.account_id, actor.unit_id) == (account.id, people.office)
    session = people.session(entered.token)
    assert (session.agent, session.second_factor_at) == ("Firefox", None)


def test_an_account_without_password_lets_nobody_in(people: People) -> None:
    account = people.account("an", password=None)
    assert refusal(people, account.email, "").code == "access.wrong_password"


def test_spelling_of_the_address_and_form_of_the_letters_do_not_matter(people: People) -> None:
    people.account("đức")
    entered = authentication.sign_in(
        people.storage,
        unicodedata.normalize("NFD", "  ĐỨC@VinhLong.Example "),
        unicodedata.normalize("NFD", PASSWORD),
        address=HOME,
        agent="Firefox",
    )
    assert entered.token


def test_an_unknown_address_and_a_wrong_password_get_one_answer(people: People) -> None:
    people.account("an")
    wrong = refusal(people, "an@vinhlong.example", "sai mật khẩu rồi")
    unknown = refusal(people, "khongco@vinhlong.example", PASSWORD)
    assert (wrong.code, wrong.sentence) == (unknown.code, unknown.sentence)


def test_an_unknown_address_costs_the_same_hash(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []
    fits = passwords.fits
    monkeypatch.setattr(
        passwords, "fits", lambda kept, typed: compared.append(kept) or fits(kept, typed)
    )
    refusal(people, "khongco@vinhlong.example", PASSWORD)
    assert compared == [None]


def test_only_who_knows_the_password_learns_that_an_account_is_suspended(
    people: People,
) -> None:
    account = people.account("an")
    with people.storage.work(SYSTEM) as work:
        identity.suspend_account(work, account, "nghỉ việc")
    assert refusal(people, account.email, "sai mật khẩu").code == "access.wrong_password"
    with pytest.raises(Forbidden, match="suspended"):
        authentication.sign_in(people.storage, account.email, PASSWORD, address=HOME, agent="")


def test_an_outdated_hash_is_renewed_at_sign_in(people: People) -> None:
    account = people.account("an")
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with people.storage.work(SYSTEM) as work:
        work.execute(update(accounts).values(password_hash=old))
    enter(people, account.email)
    with people.storage.reading() as connection:
        found = identity.account(connection, account.id)
    assert found
    assert found.password_hash
    assert not passwords.outdated(found.password_hash)
    enter(people, account.email)


def test_confirming_needs_the_password_again(people: People) -> None:
    account = people.account("an")
    _, token = people.enter(account)
    session = people.session(token)
    with pytest.raises(NotSignedIn):
        authentication.confirm(people.storage, session, "sai mật khẩu", address=HOME)
    authentication.confirm(people.storage, session, PASSWORD, address=HOME)


def test_the_mail_door_knows_its_people(people: People) -> None:
    account = people.account("an")
    actor = authentication.check_password(people.storage, account.email, PASSWORD, address=HOME)
    assert actor.account_id == account.id
    with pytest.raises(NotSignedIn):
        authentication.check_password(people.storage, account.email, "sai mật khẩu", address=HOME)


def test_the_mail_door_refuses_a_temporary_password(people: People) -> None:
    account = people.account("an", temporary=True)
    with pytest.raises(NotSignedIn, match="change_first"):
        authentication.check_password(people.storage, account.email, PASSWORD, address=HOME)


def test_the_mail_door_takes_an_app_password_and_the_website_does_not(people: People) -> None:
    account = people.account("an")
    secret = app_password(people, account)
    actor = authentication.check_password(people.storage, account.email, secret, address=HOME)
    assert actor.account_id == account.id
    assert refusal(people, account.email, secret).code == "access.wrong_password"
    with pytest.raises(NotSignedIn):
        other = people.account("binh")
        authentication.check_password(people.storage, other.email, secret, address=HOME)


def test_with_a_second_factor_only_an_app_password_opens_the_mail_door(people: People) -> None:
    account = people.account("an")
    secret = app_password(people, account)
    enable_app(people, account)
    with pytest.raises(NotSignedIn, match=r"app_password\.needed"):
        authentication.check_password(people.storage, account.email, PASSWORD, address=HOME)
    assert authentication.check_password(people.storage, account.email, secret, address=HOME)


@pytest.mark.parametrize(
    ("why", "refused"),
    [
        ("temporary", r"change_first"),
        ("second_factor", r"app_password\.needed"),
        ("suspended", r"account\.suspended"),
    ],
)
def test_a_right_password_never_throttles_the_mail_program_that_repeats_it(
    people: People, why: str, refused: str
) -> None:
    account = people.account("an", temporary=why == "temporary")
    if why == "second_factor":
        enable_app(people, account)
    if why == "suspended":
        with people.storage.work(SYSTEM) as work:
            identity.suspend_account(work, account, "nghỉ việc")
    for _ in range(8):
        with pytest.raises((NotSignedIn, Forbidden), match=refused):
            authentication.check_password(people.storage, account.email, PASSWORD, address=HOME)
    with people.storage.reading() as connection:
        since = people.storage.clock.now() - timedelta(hours=1)
        assert authentication.failures_by_account(connection, since, 1) == {}


def test_the_right_password_of_a_suspended_account_is_no_failed_guess(people: People) -> None:
    account = people.account("an")
    with people.storage.work(SYSTEM) as work:
        identity.suspend_account(work, account, "nghỉ việc")
    for _ in range(8):
        with pytest.raises(Forbidden, match="suspended"):
            enter(people, account.email)


def app_password(people: People, account: Account) -> str:
    actor, token = people.enter(account)
    with people.storage.work(actor) as work:
        return identity.make_app_password(work, people.session(token), "Thunderbird")


def test_signing_in_is_written_down_last_and_without_any_secret(people: People) -> None:
    account = people.account("an")
    token = enter(people, account.email).token
    with people.storage.reading() as connection:
        deeds = [entry.deed for entry in audit.history(connection, "account", account.id)]
        written = str(audit.latest(connection, None, 100))
    assert deeds == ["access.account.opened", "access.signed_in"]
    assert PASSWORD not in written
    assert token not in written
    assert "argon2" not in written
