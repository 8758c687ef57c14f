"""The passkeys of an account: kept once a ceremony has proven them, taken off by their owner.

The ceremonies themselves stand in `province.authentication`.
"""

from province.basics import Conflict, NotFound, text
from province.identity import key_store
from province.identity.accounts import write_down
from province.identity.model import Account, Session
from province.identity.sessions import proven_owner
from province.storage import Work


def add_passkey(
    work: Work,
    account: Account,
    name: str,
    *,
    credential_id: str,
    public_key: bytes,
    sign_count: int,
) -> int:
    """Let a passkey that was just proven open an account from now on; return its id.

    Refuses: access.passkey.known.
    """
    if key_store.passkey(work.connection, credential_id):
        raise Conflict("access.passkey.known", "Khóa truy cập này đã được thêm từ trước.")
    name = text.clean_line(name, characters_most=80) or "Khóa truy cập"
    values = {
        "account_id": account.id,
        "credential_id": credential_id,
        "public_key": public_key,
        "sign_count": sign_count,
        "name": name,
        "created_at": work.now,
    }
    passkey_id = key_store.add_passkey(work, values)
    write_down(work, "access.passkey.added", account, passkey=passkey_id, name=name)
    return passkey_id


def remove_passkey(work: Work, session: Session, passkey_id: int) -> None:
    """Let one of one's own passkeys open the account no longer.

    Refuses: access.confirm_first, access.passkey.unknown.
    """
    account = proven_owner(work, session)
    if not key_store.drop_passkeys(work, account.id, passkey_id):
        raise NotFound("access.passkey.unknown", "Khóa truy cập này đã được gỡ.")
    write_down(work, "access.passkey.removed", account, passkey=passkey_id)
