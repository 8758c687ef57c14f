"""A form that comes twice, by a double click or a page sent anew, does its deed once.

The audit keeps a fingerprint of the form each deed was asked for with: who sent it, where to, all
that stood in it. When the last form that did something to a subject is this very one, its deed is
done, and the person is led on as the first time. What somebody else did, or another content, is
for the rooms to refuse.
"""

import hashlib
import hmac
from collections.abc import Callable
from typing import TypeVar

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from api.forms import house_of
from province import audit
from province.basics import Conflict
from province.storage import Work

DONE_BEFORE = "Việc này đã được ghi nhận từ lần gửi trước."
BYTES_READ_AT_ONCE = 2**20
T = TypeVar("T")


def fingerprint(request: Request, form: FormData) -> str:
    """Return what a form is known again by; without the instance's key it tells nothing."""
    actor, key = request.state.actor, house_of(request).settings.secret_key
    digest = hmac.new(key, digestmod=hashlib.sha256)
    for part in (actor.kind, actor.id, request.scope["path"]):
        _take(digest, part.encode())
    for name, value in form.multi_items():
        _take(digest, name.encode(errors="surrogatepass"))
        if isinstance(value, UploadFile):
            _take(digest, (value.filename or "").encode(errors="surrogatepass"))
            _take(digest, _content(value))
        else:
            _take(digest, value.encode(errors="surrogatepass"))
    return digest.hexdigest()[:32]


def _content(upload: UploadFile) -> bytes:
    digest = hashlib.sha256()
    upload.file.seek(0)
    while part := upload.file.read(BYTES_READ_AT_ONCE):
        digest.update(part)
    upload.file.seek(0)
    return digest.digest()


def _take(digest: hmac.HMAC, part: bytes) -> None:
    digest.update(len(part).to_bytes(8, "big") + part)


def once(
    request: Request, form: FormData, subject: tuple[str, str], do: Callable[[Work], T]
) -> T | None:
    """Do a deed on a subject of the audit in one work, unless this form did it already.

    Returns: what the deed returns; None when it was done before.
    """
    storage, sent = house_of(request).storage, fingerprint(request, form)
    try:
        with storage.work(request.state.actor, sent=sent) as work:
            work.take_turn(f"{subject[0]} {subject[1]}")
            if audit.sent_before(work.connection, subject, sent):
                return None
            return do(work)
    except Conflict:  # the first click may have been under way until now
        if sent_before(request, form, subject):
            return None
        raise


def sent_before(request: Request, form: FormData, subject: tuple[str, str]) -> bool:
    """Tell whether the last form that did something to a subject is this one."""
    with house_of(request).storage.reading() as connection:
        return audit.sent_before(connection, subject, fingerprint(request, form))
