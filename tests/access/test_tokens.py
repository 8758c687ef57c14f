"""API tokens: bound to deeds, a unit, networks and a day; never more than their owner."""

from datetime import timedelta

import pytest

from province import access, audit, identity
from province.basics import SYSTEM, Conflict, Forbidden, FrozenClock, Invalid
from province.storage import Storage
from tests.access.conftest import Province
from tests.identity.cast import HOME


@pytest.fixture
def storage(sqlite_storage: Storage) -> Storage:
    """Return one engine: what is proven here does not lie in the database."""
    return sqlite_storage


READ, SIGN = "documents.incoming.read", "documents.document.signed"


def issue(
    province: Province, account: identity.Account, *deeds: str, **bounds: object
) -> tuple[access.ApiToken, str]:
    with province.storage.work(SYSTEM) as work:
        return access.issue_token(work, account.id, "Phần mềm", deeds or (READ,), **bounds)  # type: ignore[arg-type]


def may(province: Province, secret: str, deed: str, unit_id: int | None) -> bool:
    actor = access.actor_of_token(province.storage, secret, HOME)
    assert actor is not None
    with province.storage.work(actor) as work:
        return access.may(work.connection, actor, deed, unit_id, work.today)


def test_a_token_of_staff_may_what_it_names_and_its_owner_may(province: Province) -> None:
    account = province.account("an", ("clerk", province.construction))
    _, secret = issue(province, account, READ, SIGN)
    assert may(province, secret, READ, province.construction)
    assert not may(province, secret, READ, province.finance)
    assert not may(province, secret, SIGN, province.construction)
    assert not may(province, secret, "documents.incoming.assigned", province.construction)


def test_a_token_of_one_unit_is_of_no_other(province: Province) -> None:
    account = province.account("an", ("clerk", province.root), below=True)
    _, secret = issue(province, account, unit_id=province.construction)
    assert may(province, secret, READ, province.construction)
    assert not may(province, secret, READ, province.licences)
    assert not may(province, secret, READ, province.finance)


def test_what_the_owner_loses_the_token_loses(province: Province) -> None:
    account = province.account("an", ("clerk", province.construction))
    _, secret = issue(province, account)
    with province.storage.work(SYSTEM) as work:
        [held] = access.holdings_of(work.connection, account.id, work.today)
        access.take_role(work, held.id)
    assert not may(province, secret, READ, province.construction)


def test_a_company_has_exactly_what_its_token_names(province: Province) -> None:
    company = province.account("khoa", kind="company", unit_id=None)
    _, secret = issue(province, company, "services.dossier.read", unit_id=province.construction)
    assert may(province, secret, "services.dossier.read", province.construction)
    assert not may(province, secret, "services.dossier.read", province.finance)
    assert not may(province, secret, READ, province.construction)


@pytest.mark.parametrize(
    ("networks", "address", "opens"),
    [
        ((), HOME, True),
        (("203.0.113.0/24",), HOME, True),
        (("203.0.113.5",), HOME, True),
        (("203.0.113.6",), HOME, False),
        (("203.0.113.0/24",), f"::ffff:{HOME}", True),
        (("198.51.100.0/24", "2001:db8::/32"), "2001:db8::7", True),
        (("203.0.113.0/24",), "2001:db8::7", False),
        (("203.0.113.0/24",), "không phải địa chỉ", False),
    ],
)
def test_a_token_opens_only_from_its_networks(
    province: Province, networks: tuple[str, ...], address: str, opens: bool
) -> None:
    _, secret = issue(province, province.account("an"), networks=networks)
    if opens:
        assert access.actor_of_token(province.storage, secret, address)
        return
    with pytest.raises(Forbidden, match=r"token\.network"):
        access.actor_of_token(province.storage, secret, address)


def test_a_token_ends_on_its_day_or_when_revoked(province: Province, clock: FrozenClock) -> None:
    chief = province.account("an", ("administrator", None))
    _, first = issue(province, chief, days=30)
    second_token, second = issue(province, chief, days=60)
    clock.advance(timedelta(days=30))
    assert access.actor_of_token(province.storage, first, HOME) is None
    assert access.actor_of_token(province.storage, second, HOME)
    with province.storage.work(chief.actor(HOME)) as work:
        access.revoke_token(work, second_token.id)
        with pytest.raises(Conflict):
            access.revoke_token(work, second_token.id)
    assert access.actor_of_token(province.storage, second, HOME) is None


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("name", {"name": " "}),
        ("deeds", {"deeds": ()}),
        ("networks", {"networks": ("mạng nhà",)}),
        ("days", {"days": 0}),
        ("days", {"days": 10_000}),
    ],
)
def test_each_bound_is_checked(province: Province, field: str, given: dict[str, object]) -> None:
    account = province.account("an")
    wanted = {"name": "Phần mềm", "deeds": (READ,), **given}
    with pytest.raises(Invalid) as caught, province.storage.work(SYSTEM) as work:
        access.issue_token(work, account.id, **wanted)  # type: ignore[arg-type]
    assert list(caught.value.fields) == [field]


def test_only_the_province_issues_tokens(province: Province) -> None:
    chief = province.account("an", ("unit_administrator", province.construction))
    with pytest.raises(Forbidden), province.storage.work(chief.actor(HOME)) as work:
        access.issue_token(work, chief.id, "Phần mềm", (READ,))


def test_its_use_is_noted_and_its_secret_is_kept_nowhere(province: Province) -> None:
    token, secret = issue(province, province.account("an"))
    access.actor_of_token(province.storage, secret, HOME)
    with province.storage.reading() as connection:
        [kept] = access.api_tokens_of(connection)
        written = str(audit.latest(connection, None, 100))
    assert (kept.last_used_at, kept.last_address) == (province.storage.clock.now(), HOME)
    assert secret.startswith(token.hint)
    assert secret not in written
    assert access.actor_of_token(province.storage, "vl_bịa", HOME) is None
