"""The second factor: codes of an authenticator app, and recovery codes for the day it is lost.

A TOTP code opens once: its time step and all before it are used up (RFC 6238 §5.2). Codes of the
step before and after are taken too, for clocks that are a little off.
"""

import hmac
import re

import pyotp
from sqlalchemy import Connection

from province.basics import Conflict, Invalid
from province.identity import key_store, passwords
from province.identity.accounts import write_down
from province.identity.model import Account, Session, bare_code, digest
from province.identity.sessions import proven_owner
from province.storage import Work

STEP_SECONDS = 30
RECOVERY_CODES = 10


def second_factors_of(connection: Connection, account_id: int) -> tuple[str, ...]:
    """Return what an account may prove itself by after its password; empty: nothing is asked.

    Returns: of "totp", "recovery_code" and "passkey".
    """
    row = key_store.totp_of(connection, account_id)
    if row is None or row.confirmed_at is None:
        return ()
    factors = ["totp"]
    if key_store.recovery_codes_left(connection, account_id):
        factors.append("recovery_code")
    if key_store.passkeys_of(connection, account_id):
        factors.append("passkey")
    return tuple(factors)


def prove_by_code(work: Work, account: Account, code: str) -> str:
    """Try a code as one of the app, else as a recovery code, and use it up.

    Returns: "totp", "recovery_code", or "" for neither.
    """
    bare = bare_code(code)
    if re.fullmatch("[0-9]{6}", bare):
        row = key_store.totp_of(work.connection, account.id)
        if row and row.confirmed_at and _take_totp(work, account.id, row.secret, bare):
            return "totp"
    elif key_store.use_recovery_code(work, account.id, digest(bare)):
        return "recovery_code"
    return ""


def write_proof_down(work: Work, account: Account, proof: str) -> None:
    """Write down, last of all, that a recovery code was used, or that a code was wrong.

    A wrong one tells that somebody else may know the password.
    """
    if proof == "recovery_code":
        left = key_store.recovery_codes_left(work.connection, account.id)
        write_down(work, "access.recovery_code.used", account, left=left)
    elif not proof:
        write_down(work, "access.second_factor.failed", account)


def _take_totp(work: Work, account_id: int, secret: str, code: str) -> bool:
    now = int(work.now.timestamp()) // STEP_SECONDS
    at = pyotp.HOTP(secret).at
    for counter in (now - 1, now, now + 1):
        if hmac.compare_digest(at(counter), code):
            return key_store.use_counter(work, account_id, counter)
    return False


def start_totp(work: Work, session: Session, issuer: str) -> tuple[str, str]:
    """Begin with an authenticator app; return its secret and the address a QR code shows.

    Refuses: access.confirm_first, access.totp.enabled.
    """
    account = proven_owner(work, session)
    row = key_store.totp_of(work.connection, account.id)
    if row and row.confirmed_at:
        raise Conflict("access.totp.enabled", "Xác thực bằng ứng dụng đã được bật từ trước.")
    secret = row.secret if row else pyotp.random_base32()
    if row is None:
        key_store.put_totp(work, account.id, secret)
    return secret, pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=issuer)


def finish_totp(work: Work, session: Session, code: str) -> list[str]:
    """Turn the app on once it shows a right code; return new recovery codes, shown this once.

    Refuses: access.confirm_first, access.totp.not_started, access.second_factor.wrong.
    """
    account = proven_owner(work, session)
    row = key_store.totp_of(work.connection, account.id)
    if row is None or row.confirmed_at:
        raise Conflict("access.totp.not_started", "Hãy bắt đầu lại từ bước quét mã QR.")
    if not _take_totp(work, account.id, row.secret, bare_code(code)):
        sentence = "Mã chưa đúng. Hãy xem giờ trên điện thoại và nhập mã đang hiện."
        raise Invalid("access.second_factor.wrong", sentence, fields={"code": sentence})
    key_store.confirm_totp(work, account.id)
    codes = _new_codes(work, account)
    write_down(work, "access.totp.enabled", account)
    write_down(work, "access.recovery_codes.made", account, codes=len(codes))
    return codes


def stop_totp(work: Work, session: Session) -> None:
    """Turn the app off, and its recovery codes with it.

    Refuses: access.confirm_first, access.totp.not_started.
    """
    account = proven_owner(work, session)
    if not key_store.drop_totp(work, account.id):
        raise Conflict("access.totp.not_started", "Xác thực bằng ứng dụng chưa được bật.")
    key_store.put_recovery_codes(work, account.id, [])
    write_down(work, "access.totp.disabled", account)


def renew_recovery_codes(work: Work, session: Session) -> list[str]:
    """Return new recovery codes, shown this once; the ones before open nothing any more.

    Refuses: access.confirm_first, access.totp.not_started.
    """
    account = proven_owner(work, session)
    if not second_factors_of(work.connection, account.id):
        raise Conflict("access.totp.not_started", "Hãy bật xác thực bằng ứng dụng trước.")
    codes = _new_codes(work, account)
    write_down(work, "access.recovery_codes.made", account, codes=len(codes))
    return codes


def _new_codes(work: Work, account: Account) -> list[str]:
    codes = [passwords.invent_password(groups=3) for _ in range(RECOVERY_CODES)]
    key_store.put_recovery_codes(work, account.id, [digest(bare_code(code)) for code in codes])
    return codes
