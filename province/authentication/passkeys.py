"""Passkeys: keys in a phone, a computer or a security stick, added and proven by ceremonies.

Each ceremony is two calls: one makes the options a browser hands to the key, with a challenge that
is kept here; one checks what comes back. The key itself asks for finger, face or PIN (user
verification), so that a passkey counts as two factors.

WebAuthn Level 2 §7.1, §7.2
"""

import json
from datetime import timedelta

import webauthn
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from province import identity, turnstile
from province.authentication import steps
from province.authentication.model import RelyingParty
from province.authentication.sign_in import LIFE, SignIn, enter
from province.basics import NOBODY, Actor, Invalid, NotSignedIn
from province.identity import Account, Origin, Passkey, Session, SessionLife
from province.storage import Storage, Work

PASSKEYS_MOST = 20
STARTS = turnstile.Gate(
    "authentication.passkey_start",
    timedelta(minutes=1),
    "access.passkey.too_often",
    "Từ đường truyền này đang có quá nhiều lượt đăng nhập bằng khóa truy cập. Xin chờ {wait} rồi "
    "thử lại, hoặc đăng nhập bằng mật khẩu.",
)


def start_adding(work: Work, session: Session, party: RelyingParty) -> tuple[str, str]:
    """Begin to add a passkey; return the step and the options for the browser (JSON).

    Refuses: access.confirm_first, access.passkey.too_many.
    """
    account = identity.proven_owner(work, session)
    held = identity.passkeys_of(work.connection, account.id)
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
    account = identity.proven_owner(work, session)
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
    return identity.add_passkey(
        work,
        account,
        name,
        credential_id=bytes_to_base64url(made.credential_id),
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
    )


def start_passkey_sign_in(
    storage: Storage, party: RelyingParty, actor: Actor, *, most: int
) -> tuple[str, str]:
    """Begin to sign in with a passkey; return the step and the options for the browser (JSON).

    Whose key it will be is not asked: the key itself says so. Strangers from one network may begin
    `most` times a minute.

    Refuses: access.passkey.too_often.
    """
    options = webauthn.generate_authentication_options(
        rp_id=party.id, user_verification=UserVerificationRequirement.REQUIRED
    )
    with storage.work(actor) as work:
        turnstile.pass_by(work, STARTS, most)
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
    challenge = _spend_step(storage, step)
    with storage.work(NOBODY) as work:
        account = _proven_by_key(work, party, challenge, answer)
        origin = Origin(address, agent, device)
        return enter(work, account, origin, life, by="passkey", factors=2)


def confirm_with_passkey(
    storage: Storage, session: Session, party: RelyingParty, step: str, answer: str
) -> None:
    """Prove again who one is, in a session that is open, with a passkey.

    Refuses: access.step_over, access.passkey.refused.
    """
    challenge = _spend_step(storage, step)
    with storage.work(NOBODY) as work:
        account = _proven_by_key(work, party, challenge, answer)
        if account.id != session.account_id:
            raise _refused()
        identity.note_confirmed(work, session)


def _spend_step(storage: Storage, step: str) -> bytes:
    """Take the challenge of a sign-in, in a work of its own: a wrong answer spends it, too."""
    with storage.work(NOBODY) as work:
        return _take_step(work, step, None)


def _proven_by_key(work: Work, party: RelyingParty, challenge: bytes, answer: str) -> Account:
    try:
        passkey = identity.passkey(work.connection, str(json.loads(answer)["id"]))
        account = identity.account(work.connection, passkey.account_id) if passkey else None
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
    identity.note_passkey_use(work, passkey.id, proven.new_sign_count)
    return account


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=webauthn.base64url_to_bytes(passkey.credential_id))


def _open_step(work: Work, challenge: bytes, account_id: int | None) -> str:
    return steps.open_step(work, "passkey", account_id=account_id, challenge=challenge, tries=1)


def _take_step(work: Work, secret: str, account_id: int | None) -> bytes:
    """Return the challenge of a step and close it."""
    opened = steps.step(work, "passkey", secret)
    if opened.challenge is None or opened.account_id != account_id:
        raise steps.step_over()
    steps.end_step(work, secret)
    return opened.challenge


def _refused() -> NotSignedIn:
    return NotSignedIn(
        "access.passkey.refused",
        "Khóa truy cập chưa mở được tài khoản. Hãy thử lại hoặc đăng nhập bằng mật khẩu.",
    )
