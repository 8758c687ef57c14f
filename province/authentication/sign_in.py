"""Signing in with a password, and the second factor after it; the mail door's password check.

The slow part, argon2id, runs outside any transaction. A try is noted as failed before its proof
is looked at and settled after, so that tries sent at once are all counted. A right password is
settled even where something else keeps its owner out: the refusal is raised once that is written.
"""

from dataclasses import dataclass

from province import identity
from province.authentication import steps, throttle
from province.basics import NOBODY, Actor, Forbidden, NotSignedIn, Refusal
from province.identity import Account, Origin, Session, SessionLife
from province.storage import Storage, Work

LIFE = SessionLife()


@dataclass(frozen=True, slots=True)
class SignIn:
    """How a sign-in went: a session, or the step that is still to be taken."""

    account: Account | None
    token: str = ""  # the session's, for the browser to keep; "" while a step is left
    device: str = ""  # by which the browser is known again; "" while a step is left
    step: str = ""  # the open step's, handed back with the second proof
    factors: tuple[str, ...] = ()  # what the step takes: "totp", "recovery_code", "passkey", "name"


def sign_in(
    storage: Storage,
    email: str,
    password: str,
    *,
    address: str,
    agent: str,
    device: str = "",
    life: SessionLife = LIFE,
) -> SignIn:
    """Sign in with e-mail and password, or come to the step of the second factor.

    Refuses: access.wrong_password (the same for an unknown address), access.account.suspended,
    access.too_many.
    """
    origin = Origin(address, agent, device)
    account, attempt = _password_fits(storage, email, password, origin, proof="password")
    with storage.work(NOBODY) as work:
        factors = identity.second_factors_of(work.connection, account.id)
        throttle.settle(work, attempt, "half" if factors else "done")
        active = _is_active(work, account)
        if active:
            identity.keep_password_up_to_date(work, account, password)
        if active and factors:
            step = steps.open_step(work, "second_factor", account_id=account.id)
            return SignIn(account, step=step, factors=factors)
        if active:
            return enter(work, account, origin, life, by="password", factors=1)
    raise _suspended()


def second_factor(
    storage: Storage,
    step: str,
    code: str,
    *,
    address: str,
    agent: str,
    device: str = "",
    life: SessionLife = LIFE,
) -> SignIn:
    """Finish a sign-in with a code of the authenticator app or a recovery code.

    Refuses: access.step_over, access.second_factor.wrong, access.too_many.
    """
    origin = Origin(address, agent, device)
    with storage.work(NOBODY) as work:
        account = _account_of_step(work, step)
        attempt = throttle.begin(
            work, account.email, origin, account_id=account.id, proof="second_factor"
        )
        steps.use_try(work, step)
        proof, entered = identity.prove_by_code(work, account, code), None
        if proof:
            steps.end_step(work, step)
            throttle.settle(work, attempt, "done")
            entered = enter(work, account, origin, life, by=f"password+{proof}", factors=2)
        identity.write_proof_down(work.acting_as(account.actor(address)), account, proof)
    if entered:
        return entered
    sentence = "Mã chưa đúng hoặc đã dùng rồi. Hãy đợi mã mới trên ứng dụng và nhập lại."
    raise NotSignedIn("access.second_factor.wrong", sentence, fields={"code": sentence})


def enter(
    work: Work,
    account: Account,
    origin: Origin,
    life: SessionLife,
    *,
    by: str,
    factors: int,
) -> SignIn:
    """Open the session and know the browser again next time."""
    token, device = identity.open_session(work, account, origin, life, by=by, factors=factors)
    return SignIn(account, token=token, device=device)


def check_password(storage: Storage, email: str, password: str, *, address: str) -> Actor:
    """Recognise a mail program by its app password or, without second factor, the password.

    Refuses: access.wrong_password, access.app_password.needed, access.account.suspended,
    access.password.change_first, access.too_many.
    """
    with storage.reading() as connection:
        account = identity.account_by_email(connection, email)
    if account and identity.app_password_opens(storage, account, password):
        return account.actor(address)
    origin = Origin(address, "mail")
    account, attempt = _password_fits(storage, email, password, origin, proof="mail")
    with storage.work(NOBODY) as work:
        throttle.settle(work, attempt, "done")  # the password is right, whatever else is missing
        refusal = _not_by_mail(work, account)
    if refusal:
        raise refusal
    return account.actor(address)


def _not_by_mail(work: Work, account: Account) -> Refusal | None:
    """Return why a right password does not open the mail door; None when it does."""
    if not _is_active(work, account):
        return _suspended()
    if identity.second_factors_of(work.connection, account.id):
        return NotSignedIn(
            "access.app_password.needed",
            "Tài khoản đã bật xác thực hai bước: hãy tạo mật khẩu ứng dụng cho phần mềm thư.",
        )
    if account.must_change_password:
        return NotSignedIn(
            "access.password.change_first",
            "Đang dùng mật khẩu tạm: hãy đăng nhập trang web và đổi mật khẩu trước.",
        )
    return None


def confirm(
    storage: Storage, session: Session, password: str, *, address: str, device: str = ""
) -> None:
    """Prove again who one is, in a session that is open, before a dangerous act.

    Refuses: access.wrong_password, access.too_many.
    """
    with storage.reading() as connection:
        account = identity.account(connection, session.account_id)
    email = account.email if account else ""
    origin = Origin(address, session.agent, device)
    _, attempt = _password_fits(storage, email, password, origin, proof="password")
    with storage.work(NOBODY) as work:
        throttle.settle(work, attempt, "done")
        identity.note_confirmed(work, session)


def _password_fits(
    storage: Storage, email: str, password: str, origin: Origin, *, proof: str
) -> tuple[Account, int]:
    """Return the account a password opens and the try, still to be settled."""
    with storage.work(NOBODY) as work:
        account = identity.account_by_email(work.connection, email)
        attempt = throttle.begin(
            work, email, origin, account_id=account.id if account else None, proof=proof
        )
    if not identity.password_opens(account, password) or account is None:
        raise NotSignedIn(
            "access.wrong_password",
            "Địa chỉ thư hoặc mật khẩu chưa đúng. Vui lòng kiểm tra lại, chú ý phím Caps Lock.",
        )
    return account, attempt


def _is_active(work: Work, account: Account) -> bool:
    """Tell whether an account is open now; only who knows the password learns that it is not."""
    found = identity.account(work.connection, account.id)
    return found is not None and found.active


def _suspended() -> Forbidden:
    return Forbidden(
        "access.account.suspended",
        "Tài khoản này đang bị khóa. Vui lòng liên hệ quản trị viên của đơn vị.",
    )


def _account_of_step(work: Work, secret: str) -> Account:
    step = steps.step(work, "second_factor", secret)
    account = identity.account(work.connection, step.account_id or 0)
    if account is None or not account.active:
        raise steps.step_over()
    return account
