"""The second factor: codes of an authenticator app, and recovery codes for the day it is lost.

A TOTP code opens once: its time step and all before it are used up (RFC 6238 §5.2). Codes of the
step before and after are taken too, for clocks that are a little off.
"""

import hmac
import re

import pyotp
from sqlalchemy import Connection

from province import audit
from province.access import keys_store, passwords
from province.access.model import Session, digest
from province.access.sessions import own_account, require_confirmed
from province.basics import Conflict, Invalid
from province.storage import Work

STEP_SECONDS = 30
RECOVERY_CODES = 10


def asked_of(connection: Connection, account_id: int) -> tuple[str, ...]:
    """Return what an account may prove itself by after its password; empty: nothing is asked."""
    row = keys_store.totp_of(connection, account_id)
    if row is None or row.confirmed_at is None:
        return ()
    factors = ["totp"]
    if keys_store.recovery_codes_left(connection, account_id):
        factors.append("recovery_code")
    if keys_store.passkeys_of(connection, account_id):
        factors.append("passkey")
    return tuple(factors)


def prove(work: Work, account_id: int, code: str) -> str:
    """Try a code as one of the app, then as a recovery code; return which it was, "" for none."""
    bare = bare_code(code)
    if re.fullmatch("[0-9]{6}", bare):
        row = keys_store.totp_of(work.connection, account_id)
        if row and row.confirmed_at and _take_totp(work, account_id, row.secret, bare):
            return "totp"
        return ""
    if keys_store.use_recovery_code(work, account_id, digest(bare)):
        left = keys_store.recovery_codes_left(work.connection, account_id)
        _write(work, "access.recovery_code.used", account_id, left=left)
        return "recovery_code"
    return ""


def _take_totp(work: Work, account_id: int, secret: str, code: str) -> bool:
    now = int(work.now.timestamp()) // STEP_SECONDS
    at = pyotp.HOTP(secret).at
    for counter in (now - 1, now, now + 1):
        if hmac.compare_digest(at(counter), code):
            return keys_store.use_counter(work, account_id, counter)
    return False


def start_totp(work: Work, session: Session, issuer: str) -> tuple[str, str]:
    """Begin with an authenticator app; return its secret and the address a QR code shows.

    Refuses: access.confirm_first, access.totp.enabled.
    """
    account = own_account(work)
    require_confirmed(work, session)
    row = keys_store.totp_of(work.connection, account.id)
    if row and row.confirmed_at:
        raise Conflict("access.totp.enabled", "Xác thực bằng ứng dụng đã được bật từ trước.")
    secret = row.secret if row else pyotp.random_base32()
    if row is None:
        keys_store.put_totp(work, account.id, secret)
    return secret, pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=issuer)


def finish_totp(work: Work, session: Session, code: str) -> list[str]:
    """Turn the app on once it shows a right code; return new recovery codes, shown this once.

    Refuses: access.confirm_first, access.totp.not_started, access.second_factor.wrong.
    """
    account = own_account(work)
    require_confirmed(work, session)
    row = keys_store.totp_of(work.connection, account.id)
    if row is None or row.confirmed_at:
        raise Conflict("access.totp.not_started", "Hãy bắt đầu lại từ bước quét mã QR.")
    if not _take_totp(work, account.id, row.secret, bare_code(code)):
        sentence = "Mã chưa đúng. Hãy xem giờ trên điện thoại và nhập mã đang hiện."
        raise Invalid("access.second_factor.wrong", sentence, fields={"code": sentence})
    keys_store.confirm_totp(work, account.id)
    _write(work, "access.totp.enabled", account.id)
    return _new_codes(work, account.id)


def stop_totp(work: Work, session: Session) -> None:
    """Turn the app off, and its recovery codes with it.

    Refuses: access.confirm_first, access.totp.not_started.
    """
    account = own_account(work)
    require_confirmed(work, session)
    if not keys_store.drop_totp(work, account.id):
        raise Conflict("access.totp.not_started", "Xác thực bằng ứng dụng chưa được bật.")
    keys_store.put_recovery_codes(work, account.id, [])
    _write(work, "access.totp.disabled", account.id)


def renew_recovery_codes(work: Work, session: Session) -> list[str]:
    """Return new recovery codes, shown this once; the ones before open nothing any more.

    Refuses: access.confirm_first, access.totp.not_started.
    """
    account = own_account(work)
    require_confirmed(work, session)
    if not asked_of(work.connection, account.id):
        raise Conflict("access.totp.not_started", "Hãy bật xác thực bằng ứng dụng trước.")
    return _new_codes(work, account.id)


def _new_codes(work: Work, account_id: int) -> list[str]:
    codes = [passwords.invent(groups=3) for _ in range(RECOVERY_CODES)]
    keys_store.put_recovery_codes(work, account_id, [digest(bare_code(code)) for code in codes])
    _write(work, "access.recovery_codes.made", account_id, codes=len(codes))
    return codes


def bare_code(code: str) -> str:
    """Return a code as it is kept, however it was typed: without spaces, dashes, capitals."""
    return re.sub(r"[\s-]", "", code).lower()


def _write(work: Work, deed: str, account_id: int, **detail: object) -> None:
    audit.write(work, deed, subject=("account", account_id), detail=detail)
