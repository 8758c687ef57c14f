"""App passwords: one for each mail program, so that none of them ever knows the real password."""

from datetime import timedelta

from province.basics import Invalid, NotFound, text
from province.identity import key_store, passwords
from province.identity.accounts import own_account, write_down
from province.identity.model import Account, Session, bare_code, digest
from province.identity.sessions import proven_owner
from province.storage import Storage, Work

APP_PASSWORDS_MOST = 20
USED_EVERY = timedelta(minutes=10)  # last use is written no more often


def make_app_password(work: Work, session: Session, name: str) -> str:
    """Return a new app password, shown this once, for a program named by its owner.

    Refuses: access.confirm_first, access.app_password.name, access.app_password.too_many.
    """
    account = proven_owner(work, session)
    name = text.clean_line(name, characters_most=80)
    if not name:
        sentence = "Hãy đặt tên để sau này nhận ra, ví dụ: Thunderbird ở cơ quan."
        raise Invalid("access.app_password.name", sentence, fields={"name": sentence})
    if len(key_store.app_passwords_of(work.connection, account.id)) >= APP_PASSWORDS_MOST:
        raise Invalid(
            "access.app_password.too_many",
            f"Đã có {APP_PASSWORDS_MOST} mật khẩu ứng dụng. Hãy thu hồi cái không dùng nữa.",
        )
    secret = passwords.invent_password()
    values = {
        "account_id": account.id,
        "secret_hash": digest(bare_code(secret)),
        "name": name,
        "created_at": work.now,
    }
    made = key_store.add_app_password(work, values)
    write_down(work, "access.app_password.made", account, id=made, name=name)
    return secret


def revoke_app_password(work: Work, app_password_id: int) -> None:
    """Let one of one's own mail programs in no longer.

    Refuses: access.app_password.unknown.
    """
    account = own_account(work)
    if not key_store.revoke_app_passwords(work, account.id, app_password_id):
        raise NotFound("access.app_password.unknown", "Mật khẩu ứng dụng này đã được thu hồi.")
    write_down(work, "access.app_password.revoked", account, id=app_password_id)


def app_password_opens(storage: Storage, account: Account, secret: str) -> bool:
    """Tell whether a secret is one of an active account's app passwords, and note its use."""
    with storage.reading() as connection:
        found = key_store.app_password_with(connection, account.id, digest(bare_code(secret)))
    if found is None or not account.active:
        return False
    used = found.last_used_at
    if used is None or storage.clock.now() - used >= USED_EVERY:
        with storage.work(account.actor("")) as work:
            key_store.note_app_password_use(work, found.id)
    return True
