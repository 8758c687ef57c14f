"""What each kind of job does. A handler prepares and returns what then changes the database.

The table below is the whole list; a test compares it with every `jobs.ask` in the rooms.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from province import (
    audit,
    authentication,
    blobs,
    directory,
    drafts,
    identity,
    index,
    jobs,
    letters,
    mailboxes,
    messages,
    notifications,
    outgoing,
    services,
    turnstile,
)
from province.basics import Invalid, legal_day
from province.house import content, holders
from province.house.duties import DONE_JOBS_KEPT_DAYS
from province.house.house import House
from province.jobs import Job
from province.storage import Work

log = structlog.get_logger("worker")

LAID_LOOKED_AT_DAYS = 14  # files older than that were looked at on the days before

Finish = Callable[[Work], None]
Handler = Callable[[House, Job], Finish | None]


def send_mail(house: House, job: Job) -> Finish:
    """Hand a message written in the workspace to the relay."""
    return messages.send_written(house.settings, job.payload)


def send_notification(house: House, job: Job) -> None:
    """Compose a notification and hand it to the relay under the job's id.

    Refuses: house.notification.refused, when the relay will never take an address.
    """
    sender, name = _sender(house, job.payload.get("from_unit_id"))
    _notify(house, job, job.payload, sender, name)


def _notify(house: House, job: Job, told: Mapping[str, Any], sender: str, name: str) -> None:
    settings, letter = house.settings, notifications.compose(told, name)
    files = [
        messages.File(file["name"], file["media_type"], blobs.read(settings.blobs, file["blob"]))
        for file in letter.attachments
    ]
    message = messages.write(
        messages.Draft(
            id=job.id,
            at=job.asked_at,
            sender=sender,
            sender_name=name,
            to=letter.to,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            files=files,
            automatic=True,
        )
    )
    refused = messages.hand_over(
        settings, message, sender=sender, recipients=letter.to, envid=job.id
    )
    if refused:  # nobody else would tell: the unit's own bounces come from the relay's queue
        said = "; ".join(f"{address}: {reply}" for address, reply in refused.items())
        raise Invalid("house.notification.refused", f"Máy chủ thư từ chối tin báo. {said}")


def _sender(house: House, unit_id: int | None) -> tuple[str, str]:
    """Return the address and name a notification comes from: the unit's own where it has one."""
    registry = f"vanthu@{house.settings.domain}"
    if unit_id is None:
        return registry, "Hệ thống của tỉnh"
    with house.storage.reading() as connection:
        unit = directory.unit_as_of(connection, unit_id, legal_day(house.clock.now()))
    return unit.email or registry, unit.name


def send_code(house: House, job: Job) -> None:
    """Send a sign-in code, or tell why none is sent.

    Refuses: house.notification.refused, when the relay will never take the address.
    """
    told = {"to": job.payload["email"], "subject": "Mã đăng nhập", "text": _code_text(job)}
    name = "Đăng nhập – Hệ thống của tỉnh"
    sender = f"vanthu@{house.settings.domain}"
    _notify(house, job, told, sender, name)


def _code_text(job: Job) -> str:
    told = job.payload
    greeting = f"Kính gửi ông/bà {told['name']}," if told["name"] else "Kính gửi ông/bà,"
    said = {
        "register": "Để mở tài khoản, ông/bà nhập mã sau vào trang đang mở:",
        "sign_in": "Để đăng nhập, ông/bà nhập mã sau vào trang đang mở:",
        "suspended": "Có người vừa xin mã đăng nhập cho tài khoản này, nhưng tài khoản đang khóa. "
        "Xin liên hệ quản trị viên nếu cần mở lại.",
        "use_password": "Có người vừa xin mã đăng nhập cho tài khoản này. Tài khoản cán bộ đăng "
        "nhập bằng mật khẩu, không dùng mã qua thư.",
    }[told["purpose"]]
    code = f"{told['code']}\n\nMã dùng được trong {told['minutes']} phút." if told["code"] else ""
    return "\n\n".join(part for part in (greeting, said, code) if part)


def put_into_index(house: House, job: Job) -> None:
    """Put one document into the search index as it is now, or take it out."""
    item_id = str(job.payload["id"])
    with house.storage.reading() as connection:
        entry = content.document_entry(connection, item_id)
    if entry is None:
        index.remove(house.settings.index, [f"document:{item_id}"])
    else:
        index.put(house.settings.index, [entry])


def check_blob(house: House, job: Job) -> Finish:
    """Look into a file for what runs by itself, and end its quarantine."""
    sha256 = str(job.payload["sha256"])
    finding = blobs.inspect(house.settings.blobs, sha256)

    def finish(work: Work) -> None:
        blobs.settle(work, sha256, finding)

    return finish


def seal_audit(house: House, job: Job) -> Finish:
    """Sign the chain as it stands, for one legal day."""
    key = sealing_key(house)
    day = date.fromisoformat(job.payload["day"])

    def finish(work: Work) -> None:
        audit.seal(work, day, key)

    return finish


def sealing_key(house: House) -> Ed25519PrivateKey:
    """Return the instance's key for seals, made of its secret."""
    derived = HKDF(SHA256(), 32, salt=None, info=b"audit seal").derive(house.settings.secret_key)
    return Ed25519PrivateKey.from_private_bytes(derived)


def tidy(house: House, job: Job) -> Finish:
    """Forget what has had its time, and let the address book follow the directory."""
    folder, yesterday = house.settings.blobs, house.clock.now() - timedelta(days=1)
    laid = blobs.laid_between(folder, yesterday - timedelta(days=LAID_LOOKED_AT_DAYS), yesterday)
    with house.storage.reading() as connection:
        unheld = list(blobs.unheld(connection, yesterday, holders.held))

    def finish(work: Work) -> None:
        jobs.forget_done(work, work.now - timedelta(days=DONE_JOBS_KEPT_DAYS))
        blobs.forget_passing(folder, yesterday)
        blobs.forget_unnoted(work, folder, laid)
        blobs.forget_unheld(work, folder, unheld, holders.held)
        identity.forget_old(work)
        authentication.forget_old(work)
        drafts.forget_expired(work)
        services.forget_old(work)
        turnstile.forget_old(work)
        mailboxes.follow_directory(work, house.settings.domain)

    return finish


def publish(house: House, job: Job) -> None:
    """Publish what is now due."""
    content.publish(house, _log)


def _log(line: str) -> None:
    log.info(line)


HANDLERS: dict[str, Handler] = {
    "access.send_code": send_code,
    "audit.seal": seal_audit,
    "blobs.check": check_blob,
    "documents.print": lambda house, job: outgoing.print_original(
        house.storage, house.settings.blobs, job.payload
    ),
    "house.tidy": tidy,
    "mail.send": send_mail,
    "notifications.send": send_notification,
    "publishing.build": publish,
    "search.put": put_into_index,
    "services.issue": lambda house, job: letters.issue(house, job.payload),
    "services.tell": lambda house, job: letters.tell(house, job.payload),
    "services.tell_officers": lambda house, job: letters.tell_officers(house, job.payload),
}
