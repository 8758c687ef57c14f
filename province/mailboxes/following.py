"""The address book follows the directory: who is appointed reads, who has left does not.

Staff have their own address; a unit has the mailbox its e-mail names, held by whoever is its
records clerk (văn thư). Run it as often as you like: what is right already is left alone, and
holders somebody named by hand stay.
"""

from dataclasses import dataclass

from province import access, directory, identity
from province.mailboxes import addresses, store
from province.mailboxes.addresses import in_use
from province.mailboxes.model import Kind, is_local
from province.storage import Work


@dataclass(frozen=True, slots=True)
class Changes:
    """How much had to be put right."""

    opened: int
    named: int
    released: int


def follow_directory(work: Work, domain: str) -> Changes:
    """Open the addresses the directory and the accounts speak of; name and release holders.

    Refuses: access.not_granted; the system may, and who opens addresses in the whole province.
    """
    access.require(work, "mailboxes.address.opened", None, or_system=True)
    opened = _open_personal(work, domain) + _open_unit_mailboxes(work, domain)
    named, released = _follow_holders(work, domain)
    return Changes(opened, named, released)


def _open_personal(work: Work, domain: str) -> int:
    opened, skip, page = 0, 0, 200
    while True:
        found, _ = identity.find_accounts(
            work.connection, kind="staff", state="active", skip=skip, most=page
        )
        for account in found:
            if _is_missing(work, domain, account.email):
                addresses.open_personal(work, account.id, account.email, account.name)
                opened += 1
        if len(found) < page:
            return opened
        skip += page


def _open_unit_mailboxes(work: Work, domain: str) -> int:
    opened = 0
    for unit in directory.units_on(work.connection, work.today):
        if _is_missing(work, domain, unit.email):
            name = f"Văn thư {unit.name}"
            addresses.open_shared(work, unit.id, unit.email, name, kind=Kind.ROLE)
            opened += 1
    return opened


def _is_missing(work: Work, domain: str, address: str) -> bool:
    """Tell whether an address of the province's is spoken of and not in use."""
    return is_local(domain, address) and in_use(work.connection, address, work.today) is None


def follow_unit(work: Work, domain: str, unit_id: int) -> Changes:
    """Give a unit's mailbox to its clerks of today, and take it back from those of yesterday.

    Refuses: access.not_granted; the system may, and who opens addresses in the whole province.
    """
    access.require(work, "mailboxes.address.opened", None, or_system=True)
    unit = directory.unit_as_of(work.connection, unit_id, work.today)
    named, released = _follow_clerks(work, domain, unit)
    return Changes(0, named, released)


def _follow_holders(work: Work, domain: str) -> tuple[int, int]:
    named = released = 0
    for unit in directory.units_on(work.connection, work.today):
        more = _follow_clerks(work, domain, unit)
        named, released = named + more[0], released + more[1]
    return named, released


def _follow_clerks(work: Work, domain: str, unit: directory.Unit) -> tuple[int, int]:
    known = is_local(domain, unit.email)
    box = in_use(work.connection, unit.email, work.today) if known else None
    if box is None or box.unit_id != unit.id:
        return 0, 0
    clerks = directory.responsible_on(
        work.connection, unit.id, directory.ResponsibilityKind.RECORDS_CLERK, work.today
    )
    wanted = {
        account.id
        for clerk in clerks
        for account in identity.accounts_of_person(work.connection, clerk.id)
        if account.active
    }
    held = set(store.holders(work.connection, box.id, work.today))
    by_directory = set(store.holders_by_directory(work.connection, box.id, work.today))
    for account_id in sorted(wanted - held):
        addresses.hold(work, box.address, account_id, by_directory=True)
    for account_id in sorted(by_directory - wanted):
        addresses.release(work, box.address, account_id)
    return len(wanted - held), len(by_directory - wanted)
