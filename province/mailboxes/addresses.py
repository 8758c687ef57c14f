"""The address book: what an address stands for on a day, and who may use it."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection

from province import access, audit, directory
from province.basics import Actor, Conflict, Forbidden, Gone, Invalid, NotFound, text
from province.mailboxes import store
from province.mailboxes.model import (
    Kind,
    Mailbox,
    is_local,
    new_address,
    normal,
    without_tag,
)
from province.storage import Work

NAME_CHARACTERS_MOST = 200
FOUND_MOST = 20


def resolve(connection: Connection, address: str, day: date) -> list[str]:
    """Return the mailboxes that mail to an address goes into on a day, each once.

    Aliases and plus parts are followed. The address of a unit that is no more leads to the units
    that do its work now: to their mailbox of the same name, else to the first of their own.

    Refuses: mailboxes.address.unknown; mailboxes.address.closed.
    """
    return [found.address for found in _behind(connection, address, day)]


def boxes_for(connection: Connection, domain: str, address: str, day: date) -> list[str] | None:
    """Return the mailboxes that mail to an address goes into here; None: it goes elsewhere.

    Ours is what is under the province's domain, and any other address that is in the book.

    Refuses: what resolve refuses.
    """
    ours = is_local(domain, address) or store.bearers(connection, without_tag(normal(address)))
    return resolve(connection, address, day) if ours else None


def _behind(connection: Connection, address: str, day: date) -> list[Mailbox]:
    wanted = without_tag(normal(address))
    bearers = [b for b in store.bearers(connection, wanted) if b.valid_from <= day]
    if not bearers:
        raise NotFound("mailboxes.address.unknown", f"Không có hộp thư {wanted}.")
    bearer = bearers[0]
    if bearer.kind == Kind.ALIAS and bearer.open_on(day):
        assert bearer.target is not None
        return _behind(connection, bearer.target, day)  # open_alias lets no circle come about
    if bearer.unit_id is not None:
        found = _in_units(connection, bearer, day)
    else:
        found = [bearer] if bearer.open_on(day) else []
    if not found:
        raise Gone("mailboxes.address.closed", f"Hộp thư {wanted} đã đóng.")
    return found


def _in_units(connection: Connection, bearer: Mailbox, day: date) -> list[Mailbox]:
    assert bearer.unit_id is not None
    heirs = directory.heirs(connection, bearer.unit_id, day)
    if [heir.id for heir in heirs] == [bearer.unit_id] and bearer.open_on(day):
        return [bearer]
    local = bearer.address.partition("@")[0]
    found: dict[str, Mailbox] = {}
    for heir in heirs:
        its = store.mailboxes_of_unit(connection, heir.id, day)
        same = [one for one in its if one.address.partition("@")[0] == local]
        for one in (same or its)[:1]:
            found[one.address] = one
    return list(found.values())


def in_use(connection: Connection, address: str, day: date) -> Mailbox | None:
    """Return what an address is on a day; None when it is not in use."""
    bearers = store.bearers(connection, normal(address))
    return next((bearer for bearer in bearers if bearer.open_on(day)), None)


def mailboxes_of(connection: Connection, actor: Actor, day: date) -> list[Mailbox]:
    """Return the mailboxes an actor may read and write from: their own first, then those held."""
    if actor.account_id is None:
        return []
    found = store.mailboxes_of_account(connection, actor.account_id, day)
    return sorted(found, key=lambda box: (box.kind != Kind.PERSONAL, box.address))


def mailbox_of(connection: Connection, actor: Actor, address: str, day: date) -> Mailbox:
    """Return a mailbox an actor may use.

    Refuses: mailboxes.mailbox.unknown, also when it exists and is not theirs.
    """
    for box in mailboxes_of(connection, actor, day):
        if box.address == normal(address):
            return box
    raise NotFound("mailboxes.mailbox.unknown", "Không tìm thấy hộp thư này, hoặc không được giao.")


def may_send_as(connection: Connection, actor: Actor, address: str, day: date) -> bool:
    """Tell whether an actor may write in the name of an address: their own, or one they hold."""
    mine = {box.address for box in mailboxes_of(connection, actor, day)}
    wanted = without_tag(normal(address))
    if wanted in mine:
        return True
    bearer = in_use(connection, wanted, day)
    return bearer is not None and bearer.kind == Kind.ALIAS and bearer.target in mine


def address_book(connection: Connection, words: str, day: date) -> list[Mailbox]:
    """Return addresses of ours whose name or address holds the words. Limit: 20."""
    return store.address_book(connection, day, text.nfc(words).split(), FOUND_MOST)


# Opening, closing, holding


def open_personal(work: Work, account_id: int, address: str, name: str) -> int:
    """Open an account's own address; return its id.

    Refuses: access.not_granted; mailboxes.address.invalid, mailboxes.address.taken.
    """
    return _open(work, Kind.PERSONAL, address, name, account_id=account_id)


def open_shared(
    work: Work,
    unit_id: int,
    address: str,
    name: str,
    *,
    kind: Kind,
) -> int:
    """Open a unit's address or one of its desks'; nobody reads it until a holder is named.

    Refuses: access.not_granted; mailboxes.address.invalid, mailboxes.address.taken.
    """
    return _open(work, kind, address, name, unit_id=unit_id)


def open_alias(work: Work, address: str, target: str) -> int:
    """Let another name lead to a mailbox.

    Refuses: access.not_granted; mailboxes.address.invalid, mailboxes.address.taken,
    mailboxes.address.unknown when the target leads nowhere.
    """
    goal = without_tag(normal(target))
    names = resolve(work.connection, goal, work.today)
    return _open(work, Kind.ALIAS, address, ", ".join(names), target=goal)


def _open(
    work: Work,
    kind: Kind,
    address: str,
    name: str,
    *,
    account_id: int | None = None,
    unit_id: int | None = None,
    target: str | None = None,
) -> int:
    access.require(work, "mailboxes.address.opened", unit_id, or_system=True)
    if kind == Kind.ALIAS and target is None:
        raise Invalid("mailboxes.address.invalid", "Tên gọi khác cần địa chỉ mà nó dẫn tới.")
    address = new_address(address)
    if any(bearer.valid_to is None for bearer in store.bearers(work.connection, address)):
        sentence = f"Địa chỉ {address} đang được dùng."
        raise Conflict("mailboxes.address.taken", sentence, fields={"address": sentence})
    values = {
        "address": address,
        "kind": kind,
        "name": text.clean_line(name, characters_most=NAME_CHARACTERS_MOST),
        "account_id": account_id,
        "unit_id": unit_id,
        "target": target,
        "valid_from": work.today,
    }
    address_id = store.add_address(work, values)
    detail = {"kind": kind, "account_id": account_id, "target": target}
    _write_down(work, "mailboxes.address.opened", address, unit_id, detail)
    return address_id


def close(work: Work, address: str) -> None:
    """Close an address from today on; what is in its mailbox stays.

    Refuses: access.not_granted; mailboxes.address.unknown.
    """
    box = _known(work, address)
    access.require(work, "mailboxes.address.closed", box.unit_id, or_system=True)
    store.close_address(work, box.id, work.today)
    _write_down(work, "mailboxes.address.closed", box.address, box.unit_id, {})


def hold(
    work: Work,
    address: str,
    account_id: int,
    *,
    by_directory: bool = False,
) -> None:
    """Name somebody to read and answer a shared mailbox; naming them twice changes nothing.

    `by_directory`: because of an appointment there; it ends with the appointment.

    Refuses: access.not_granted; mailboxes.address.unknown, mailboxes.holder.personal.
    """
    box = _known(work, address)
    access.require(work, "mailboxes.holder.named", box.unit_id, or_system=True)
    if box.unit_id is None:
        raise Forbidden("mailboxes.holder.personal", "Hộp thư cá nhân không giao cho người khác.")
    if account_id in store.holders(work.connection, box.id, work.today):
        return
    store.add_holder(work, box.id, account_id, work.today, by_directory=by_directory)
    detail = {"account_id": account_id, "by_directory": by_directory}
    _write_down(work, "mailboxes.holder.named", box.address, box.unit_id, detail)


def release(work: Work, address: str, account_id: int) -> None:
    """Take a shared mailbox back from somebody.

    Refuses: access.not_granted; mailboxes.address.unknown, mailboxes.holder.unknown.
    """
    box = _known(work, address)
    access.require(work, "mailboxes.holder.released", box.unit_id, or_system=True)
    if not store.close_holder(work, box.id, account_id, work.today):
        raise NotFound("mailboxes.holder.unknown", "Người này không phụ trách hộp thư.")
    detail = {"account_id": account_id}
    subject = ("address", box.address)
    audit.write(
        work, "mailboxes.holder.released", subject=subject, unit_id=box.unit_id, detail=detail
    )


def _write_down(
    work: Work, deed: str, address: str, unit_id: int | None, detail: Mapping[str, object]
) -> None:
    audit.write(work, deed, subject=("address", address), unit_id=unit_id, detail=detail)


def _known(work: Work, address: str) -> Mailbox:
    box = in_use(work.connection, address, work.today)
    if box is None:
        raise NotFound("mailboxes.address.unknown", f"Không có hộp thư {normal(address)}.")
    return box
