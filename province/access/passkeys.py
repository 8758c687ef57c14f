"""Passkeys: keys in a phone, a computer or a security stick, added and used by ceremonies.

Each ceremony is two calls: one makes the options a browser hands to the key, with a challenge that
is kept here; one checks what comes back. The key itself asks for finger, face or PIN (user
verification), so that a passkey counts as two factors.

WebAuthn Level 2 §7.1, §7.2
"""

import ipaddress
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from province import audit
from province.access import keys_store, sign_in_store, store
from province.access.model import (
    STEP_LASTS,
    Account,
    Passkey,
    Session,
    SessionLife,
    digest,
    new_secret,
)
from province.access.sessions import own_account, require_confirmed
from province.access.sign_in import LIFE, SignIn, enter, step_over
from province.access.throttle import Origin
from province.basics import NOBODY, Conflict, Invalid, NotFound, NotSignedIn, text
from province.storage import Storage, Work

PASSKEYS_MOST = 20


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Who asks for the key: the website's domain, as the browser sees it."""

    id: str  # "vinhlong.example"
    name: str  # shown by the browser
    origin: str  # "https://vinhlong.example"


def relying_party(site_url: str, name: str) -> RelyingParty | None:
    """Return the website as keys know it; None when it has no domain but only an address."""
    parts = urlsplit(site_url)
    try:
        ipaddress.ip_address(parts.hostname or "")
    except ValueError:
        origin = f"{parts.scheme}://{parts.netloc}"
        return RelyingParty(parts.hostname, name, origin) if parts.hostname else None
    return None


def start_adding(work: Work, session: Session, party: RelyingParty) -> tuple[str, str]:
    """Begin to add a passkey; return the step and the options for the browser (JSON).

    Refuses: access.confirm_first, access.passkey.too_many.
    """
    account = own_account(work)
    require_confirmed(work, session)
    held = keys_store.passkeys_of(work.connection, account.id)
    if len(held) >= PASSKEYS_MOST:
        raise Invalid("access.passkey.too_many", f"Đã có {PASSKEYS_MOST} khóa truy cập.")
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_id=f"account-{account.id}".encode(),
        user_name=account.email,
        user_display_name=account.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[_descriptor(one) for one in held],
    )
    step = _open_step(work, options.challenge, account.id)
    return step, webauthn.options_to_json(options)


def finish_adding(
    work: Work, session: Session, party: RelyingParty, step: str, answer: str, name: str
) -> int:
    """Keep the passkey a browser has made; return its id.

    Refuses: access.confirm_first, access.step_over, access.passkey.refused, .known.
    """
    account = own_account(work)
    require_confirmed(work, session)
    challenge = _take_step(work, step, account.id)
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as fault:
        raise _refused() from fault
    credential_id = bytes_to_base64url(made.credential_id)
    if keys_store.passkey(work.connection, credential_id):
        raise Conflict("access.passkey.known", "Khóa truy cập này đã được thêm từ trước.")
    name = text.clean_line(name, characters_most=80) or "Khóa truy cập"
    values = {
        "account_id": account.id,
        "credential_id": credential_id,
        "public_key": made.credential_public_key,
        "sign_count": made.sign_count,
        "name": name,
        "created_at": work.now,
    }
    passkey_id = keys_store.add_passkey(work, values)
    _write(work, "access.passkey.added", account, passkey=passkey_id, name=name)
    return passkey_id


def remove_passkey(work: Work, session: Session, passkey_id: int) -> None:
    """Let one of one's own passkeys open the account no longer.

    Refuses: access.confirm_first, access.passkey.unknown.
    """
    account = own_account(work)
    require_confirmed(work, session)
    if not keys_store.drop_passkey(work, account.id, passkey_id):
        raise NotFound("access.passkey.unknown", "Khóa truy cập này đã được gỡ.")
    _write(work, "access.passkey.removed", account, passkey=passkey_id)


def start_passkey_sign_in(storage: Storage, party: RelyingParty) -> tuple[str, str]:
    """Begin to sign in with a passkey; return the step and the options for the browser (JSON).

    Whose key it will be is not asked: the key itself says so.
    """
    options = webauthn.generate_authentication_options(
        rp_id=party.id, user_verification=UserVerificationRequirement.REQUIRED
    )
    with storage.work(NOBODY) as work:
        step = _open_step(work, options.challenge, None)
    return step, webauthn.options_to_json(options)


def passkey_sign_in(
    storage: Storage,
    party: RelyingParty,
    step: str,
    answer: str,
    *,
    address: str,
    agent: str,
    device: str = "",
    life: SessionLife = LIFE,
) -> SignIn:
    """Sign in with what a passkey answered.

    Refuses: access.step_over, access.passkey.refused.
    """
    with storage.work(NOBODY) as work:
        account = _proven_by_key(work, party, step, answer)
        origin = Origin(address, agent, device)
        return enter(work, account, origin, life, by="passkey", factors=2)


def confirm_with_passkey(
    storage: Storage, session: Session, party: RelyingParty, step: str, answer: str
) -> None:
    """Prove again who one is, in a session that is open, with a passkey.

    Refuses: access.step_over, access.passkey.refused.
    """
    with storage.work(NOBODY) as work:
        account = _proven_by_key(work, party, step, answer)
        if account.id != session.account_id:
            raise _refused()
        sign_in_store.change_session(work, session.id, {"confirmed_at": work.now})


def _proven_by_key(work: Work, party: RelyingParty, step: str, answer: str) -> Account:
    challenge = _take_step(work, step, None)
    try:
        passkey = keys_store.passkey(work.connection, str(json.loads(answer)["id"]))
        account = store.account(work.connection, passkey.account_id) if passkey else None
        if passkey is None or account is None or not account.active:
            raise _refused()
        proven = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as fault:
        raise _refused() from fault
    keys_store.note_passkey_use(work, passkey.id, proven.new_sign_count)
    return account


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=webauthn.base64url_to_bytes(passkey.credential_id))


def _open_step(work: Work, challenge: bytes, account_id: int | None) -> str:
    step = new_secret()
    values = {
        "token_hash": digest(step),
        "kind": "passkey",
        "account_id": account_id,
        "challenge": challenge,
        "tries_left": 1,
        "expires_at": work.now + STEP_LASTS,
    }
    sign_in_store.add_step(work, values)
    return step


def _take_step(work: Work, step: str, account_id: int | None) -> bytes:
    """Return the challenge of a step and close it: a challenge is answered once."""
    row = sign_in_store.step(work.connection, digest(step), work.now)
    if row is None or row.kind != "passkey" or row.account_id != account_id:
        raise step_over()
    if not sign_in_store.end_step(work, digest(step)):
        raise step_over()
    return bytes(row.challenge)


def _refused() -> NotSignedIn:
    return NotSignedIn(
        "access.passkey.refused",
        "Khóa truy cập chưa mở được tài khoản. Hãy thử lại hoặc đăng nhập bằng mật khẩu.",
    )


def _write(work: Work, deed: str, account: Account, **detail: object) -> None:
    audit.write(work, deed, subject=("account", account.id), unit_id=account.unit_id, detail=detail)
