"""Which mailboxes an address stands for, and who may use them."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from province import access, audit, directory, identity, mailboxes
from province.basics import (
    NOBODY,
    SYSTEM,
    Actor,
    Conflict,
    Forbidden,
    FrozenClock,
    Gone,
    Invalid,
    NotFound,
    NotSignedIn,
    legal_day,
)
from province.directory import ResponsibilityKind
from province.house import House
from province.mailboxes import Changes, Kind
from province.storage import Storage, Work
from tests.mailboxes.cast import AN, BINH, CHI, DEPARTMENT, DOMAIN, REGISTRY, Cast


def resolve(storage: Storage, address: str) -> list[str]:
    with storage.reading() as connection:
        return mailboxes.resolve(connection, address, legal_day(storage.clock.now()))


@pytest.mark.parametrize(
    ("address", "boxes"),
    [
        (AN, [AN]),
        ("AN@VinhLong.Example", [AN]),
        ("an+hop.giao-ban@vinhlong.example", [AN]),
        (REGISTRY, [REGISTRY]),
        (f"postmaster@{DOMAIN}", [REGISTRY]),
        (f"PostMaster+x@{DOMAIN}", [REGISTRY]),
        (DEPARTMENT, [DEPARTMENT]),
    ],
)
def test_addresses_lead_to_mailboxes(
    storage: Storage, cast: Cast, address: str, boxes: list[str]
) -> None:
    assert resolve(storage, address) == boxes


@pytest.mark.parametrize("address", ["khongco@vinhlong.example", "an@ngoai.example", "", "@", "an"])
def test_what_is_not_in_the_book_is_unknown(storage: Storage, cast: Cast, address: str) -> None:
    with pytest.raises(NotFound, match=r"mailboxes\.address\.unknown"):
        resolve(storage, address)


def test_a_closed_address_is_gone_and_may_be_given_to_another(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        mailboxes.close(work, CHI)
    with pytest.raises(Gone, match=r"mailboxes\.address\.closed"):
        resolve(storage, CHI)
    with storage.work(SYSTEM) as work:
        assert cast.binh.account_id
        mailboxes.open_personal(work, cast.binh.account_id, CHI, "Lê Bình")
    assert resolve(storage, CHI) == [CHI]
    with storage.reading() as connection:
        today = legal_day(storage.clock.now())
        assert not mailboxes.may_send_as(connection, cast.chi, CHI, today)
        assert mailboxes.may_send_as(connection, cast.binh, CHI, today)


def test_the_address_of_a_unit_that_is_no_more_leads_to_its_heir(
    storage: Storage, cast: Cast, clock: FrozenClock
) -> None:
    old = f"vanthu@sgt.{DOMAIN}"
    assert resolve(storage, old) == [old]
    clock.advance(timedelta(days=1))
    with storage.work(SYSTEM) as work:
        directory.abolish_unit(
            work, cast.transport, work.today, note="QĐ 1", successor_ids=[cast.construction]
        )
    assert resolve(storage, old) == [DEPARTMENT]
    with storage.work(SYSTEM) as work:
        box = mailboxes.open_shared(
            work, cast.construction, f"tiepnhan@sxd.{DOMAIN}", "Tiếp nhận", kind=Kind.ROLE
        )
    assert box
    assert resolve(storage, old) == [DEPARTMENT]  # the mailbox of the same name


def test_a_unit_without_heirs_is_gone(storage: Storage, cast: Cast, clock: FrozenClock) -> None:
    clock.advance(timedelta(days=1))
    with storage.work(SYSTEM) as work:
        directory.abolish_unit(work, cast.transport, work.today, note="QĐ 2")
    with pytest.raises(Gone):
        resolve(storage, f"vanthu@sgt.{DOMAIN}")


def test_aliases_cannot_be_made_to_lead_in_a_circle(storage: Storage, cast: Cast) -> None:
    one, two = f"mot@{DOMAIN}", f"hai@{DOMAIN}"
    with storage.work(SYSTEM) as work:
        mailboxes.open_alias(work, one, CHI)
        mailboxes.open_alias(work, two, one)
        mailboxes.close(work, one)
        with pytest.raises(Gone):
            mailboxes.open_alias(work, one, two)
        mailboxes.open_alias(work, one, AN)
    assert resolve(storage, two) == [AN]


def test_outsiders_in_the_book_are_ours_and_others_are_not(storage: Storage, cast: Cast) -> None:
    with storage.work(SYSTEM) as work:
        account = access.open_account(work, "dan@congdan.example", "Người dân", kind="citizen")
        mailboxes.open_personal(work, account.id, "dan@congdan.example", "Người dân")
        today = work.today
    with storage.reading() as connection:

        def boxes_for(address: str) -> list[str] | None:
            return mailboxes.boxes_for(connection, DOMAIN, address, today)

        assert boxes_for("Dan@congdan.example") == ["dan@congdan.example"]
        assert boxes_for("khac@congdan.example") is None
        with pytest.raises(NotFound):
            boxes_for("khac@vinhlong.example")


# Who may


def test_people_use_their_own_mailbox_and_those_they_hold(storage: Storage, cast: Cast) -> None:
    today = legal_day(storage.clock.now())
    with storage.reading() as connection:
        for actor, boxes in (
            (cast.an, [AN, REGISTRY]),
            (cast.binh, [BINH, DEPARTMENT]),
            (cast.chi, [CHI]),
            (NOBODY, []),
            (SYSTEM, []),
        ):
            found = mailboxes.mailboxes_of(connection, actor, today)
            assert [box.address for box in found] == boxes
        assert mailboxes.mailbox_of(connection, cast.an, REGISTRY, today).kind == Kind.ROLE
        for address in (REGISTRY, AN, "khongco@vinhlong.example"):
            with pytest.raises(NotFound, match=r"mailboxes\.mailbox\.unknown"):
                mailboxes.mailbox_of(connection, cast.binh, address, today)


@pytest.mark.parametrize(
    ("address", "may"),
    [
        (AN, True),
        ("an+tag@vinhlong.example", True),
        (REGISTRY, True),
        (f"postmaster@{DOMAIN}", True),
        (BINH, False),
        (DEPARTMENT, False),
        ("an@ngoai.example", False),
        ("", False),
    ],
)
def test_names_one_may_write_in(storage: Storage, cast: Cast, address: str, may: bool) -> None:
    with storage.reading() as connection:
        today = legal_day(storage.clock.now())
        assert mailboxes.may_send_as(connection, cast.an, address, today) is may


def test_holding_is_given_and_taken_back(storage: Storage, cast: Cast, clock: FrozenClock) -> None:
    assert cast.chi.account_id
    with storage.work(SYSTEM) as work:
        mailboxes.hold(work, REGISTRY, cast.chi.account_id)
        mailboxes.hold(work, REGISTRY, cast.chi.account_id)  # twice changes nothing
        assert mailboxes.may_send_as(work.connection, cast.chi, REGISTRY, work.today)
    with storage.reading() as connection:
        told = [e.deed for e in audit.history(connection, "address", REGISTRY)]
        assert told.count("mailboxes.holder.named") == 2  # An by the directory, Chi by hand
    clock.advance(timedelta(days=1))
    with storage.work(SYSTEM) as work:
        mailboxes.release(work, REGISTRY, cast.chi.account_id)
        assert not mailboxes.may_send_as(work.connection, cast.chi, REGISTRY, work.today)
        with pytest.raises(NotFound, match=r"mailboxes\.holder\.unknown"):
            mailboxes.release(work, REGISTRY, cast.chi.account_id)
        with pytest.raises(Forbidden, match=r"mailboxes\.holder\.personal"):
            mailboxes.hold(work, AN, cast.chi.account_id)


def test_whoever_has_no_grant_changes_nothing(storage: Storage, cast: Cast) -> None:
    assert cast.chi.account_id
    account_id = cast.chi.account_id
    for actor, refusal in ((cast.binh, Forbidden), (NOBODY, NotSignedIn)):
        with storage.work(actor) as work:
            for deed in (
                lambda: mailboxes.open_personal(work, account_id, f"moi@{DOMAIN}", "Mới"),
                lambda: mailboxes.open_shared(
                    work, cast.construction, f"moi@{DOMAIN}", "Mới", kind=Kind.UNIT
                ),
                lambda: mailboxes.open_alias(work, f"moi@{DOMAIN}", AN),
                lambda: mailboxes.close(work, CHI),
                lambda: mailboxes.hold(work, DEPARTMENT, account_id),
                lambda: mailboxes.release(work, DEPARTMENT, account_id),
                lambda: mailboxes.follow_directory(work, DOMAIN),
                lambda: mailboxes.follow_unit(work, DOMAIN, cast.construction),
            ):
                with pytest.raises(refusal):
                    deed()


@pytest.mark.parametrize(
    "address",
    [
        "../an@vinhlong.example",
        "an/..@vinhlong.example",
        ".an@vinhlong.example",
        "an..binh@vinhlong.example",
        "an@vinhlong",
        "trần@vinhlong.example",
        "an binh@vinhlong.example",
        "an+x@vinhlong.example",
        "a" * 65 + "@vinhlong.example",
        "an@../etc.example",
        "an\n@vinhlong.example",
        "",
    ],
)
def test_only_plain_addresses_are_given_out(storage: Storage, cast: Cast, address: str) -> None:
    assert cast.chi.account_id
    with storage.work(SYSTEM) as work, pytest.raises(Invalid):
        mailboxes.open_personal(work, cast.chi.account_id, address, "Thử")


def test_an_address_in_use_is_not_given_twice(storage: Storage, cast: Cast) -> None:
    assert cast.chi.account_id
    with storage.work(SYSTEM) as work, pytest.raises(Conflict, match=r"mailboxes\.address\.taken"):
        mailboxes.open_personal(work, cast.chi.account_id, "An@vinhlong.example", "Người khác")


def test_the_address_book_is_searched_by_name_and_address(storage: Storage, cast: Cast) -> None:
    with storage.reading() as connection:
        today = legal_day(storage.clock.now())

        def found(words: str) -> list[str]:
            return [box.address for box in mailboxes.address_book(connection, words, today)]

        assert found("Kim Chi") == [CHI]
        assert set(found("vanthu@")) >= {REGISTRY, DEPARTMENT}
        assert found("100%_") == []
        assert found("kim chi") == found("KIM CHÍ") == [CHI]
        assert REGISTRY in found("van thu ubnd tinh")
        assert REGISTRY in found("VĂN THƯ ubnd tỈnh")


# Following the directory


@pytest.mark.parametrize(
    "follow",
    [
        lambda work, cast: mailboxes.follow_directory(work, DOMAIN),
        lambda work, cast: mailboxes.follow_unit(work, DOMAIN, cast.construction),
    ],
)
def test_a_new_records_clerk_takes_over_the_mailbox_and_nothing_else_changes(
    storage: Storage, cast: Cast, clock: FrozenClock, follow: Callable[[Work, Cast], Changes]
) -> None:
    assert cast.chi.account_id
    clock.advance(timedelta(days=1))
    with storage.work(SYSTEM) as work:
        mailboxes.hold(work, REGISTRY, cast.chi.account_id)  # by hand: stays
        day = work.today
        [clerk] = directory.responsible_on(
            work.connection, cast.construction, ResponsibilityKind.RECORDS_CLERK, day
        )
        [held] = directory.responsibilities_on(work.connection, cast.construction, day)
        assert clerk.id == held.person.id
        directory.end_responsibility(work, held.id, day)
        chi = directory.person_with(work.connection, email_local="chi")
        assert chi
        directory.assign_responsibility(
            work, chi.id, cast.construction, ResponsibilityKind.RECORDS_CLERK, day
        )
        elsewhere = mailboxes.follow_unit(work, DOMAIN, cast.province)
        assert (elsewhere.opened, elsewhere.named, elsewhere.released) == (0, 0, 0)
        changes = follow(work, cast)
        assert (changes.opened, changes.named, changes.released) == (0, 1, 1)

        def boxes(actor: object) -> list[str]:
            return [b.address for b in mailboxes.mailboxes_of(work.connection, actor, day)]  # type: ignore[arg-type]

        assert boxes(cast.binh) == [BINH]
        assert boxes(cast.chi) == [CHI, DEPARTMENT, REGISTRY]
        again = mailboxes.follow_directory(work, DOMAIN)
        assert (again.opened, again.named, again.released) == (0, 0, 0)


def test_somebody_reads_what_comes_for_the_postmaster_of_the_demonstration(house: House) -> None:
    domain, day = house.settings.domain, legal_day(house.clock.now())
    with house.storage.reading() as connection:
        found = mailboxes.boxes_for(connection, domain, f"postmaster@{domain}", day)
        assert found == [f"vanthu@{domain}"]
        clerk = identity.account_by_email(connection, f"an@{domain}")
        assert clerk is not None
        reader = Actor("account", clerk.email, clerk.name, account_id=clerk.id)
        boxes = mailboxes.mailboxes_of(connection, reader, day)
    assert found[0] in [box.address for box in boxes]
