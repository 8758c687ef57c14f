"""The files of dossiers: looked into, laid down, put in, and nothing that is marked among them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from io import SEEK_END
from typing import Any, BinaryIO

from province import blobs, turnstile
from province.basics import Actor, Invalid, Unsupported, secrecy
from province.dossiers import store
from province.dossiers.means import Means
from province.dossiers.model import PAPERS_MOST, Dossier
from province.storage import Work

ALLOWED_KINDS = blobs.DOCUMENT_KINDS | blobs.IMAGE_KINDS
UPLOADS = turnstile.Gate(
    "services.uploaded",
    timedelta(hours=1),
    "services.papers.too_often",
    "Từ đường truyền này đã có quá nhiều tệp gửi lên nên các tệp vừa chọn chưa được nhận. Xin chờ "
    "{wait} rồi gửi lại, hoặc đăng nhập rồi gửi ngay; những gì đã lưu trước đó vẫn còn.",
)
LaidPaper = tuple[str, blobs.Blob]  # id in the procedure's list of papers, file on the disk


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as somebody sends it."""

    paper_id: str  # of the procedure's list of papers
    name: str
    data: BinaryIO | bytes


def lay_down(
    house: Means, actor: Actor, uploads: Iterable[Upload], said: Mapping[str, Any] | None = None
) -> list[LaidPaper]:
    """Check files and flush them to the disk, before there is a work to put them to use in.

    `said` is what was written with them: a mark of state secrets in any of it, or in a file or its
    name, is found before a byte is kept. What comes from a network nobody has signed in from is
    counted before it is looked at, kept or not.

    Refuses: basics.secrecy.marked; services.papers.too_often; what `blobs` refuses, as an error of
    the paper.
    """
    uploads = list(uploads)
    refuse_secrets(said or {})
    if uploads:
        most = house.settings.uploads_per_hour_bytes_most
        size = sum(_size(one.data) for one in uploads)
        turnstile.pass_first(house.storage, actor, UPLOADS, most, size)
    for upload in uploads:
        _look_into(upload)
    return [(upload.paper_id, _laid(house, upload)) for upload in uploads]


def _look_into(upload: Upload) -> None:
    try:
        blobs.look_into(upload.name, _content(upload.data))
    except Unsupported as refusal:
        raise _of_paper(upload, refusal) from None


def _laid(house: Means, upload: Upload) -> blobs.Blob:
    try:
        return blobs.lay_down(
            house.settings.blobs,
            upload.data,
            upload.name,
            allow=ALLOWED_KINDS,
            bytes_most=house.settings.upload_bytes_most,
        )
    except Invalid as refusal:
        raise _of_paper(upload, refusal) from None


def _of_paper(upload: Upload, refusal: Invalid) -> Invalid:
    """Return the refusal of a file as an error of the paper it is to be."""
    fields = {f"papers.{upload.paper_id}": refusal.sentence}
    return type(refusal)(refusal.code, refusal.sentence, fields=fields, detail=refusal.detail)


def _size(data: BinaryIO | bytes) -> int:
    return len(data) if isinstance(data, bytes) else data.seek(0, SEEK_END)


def _content(data: BinaryIO | bytes) -> bytes:
    if isinstance(data, bytes):
        return data
    data.seek(0)
    content = data.read()
    data.seek(0)
    return content


def add_papers(
    work: Work, house: Means, dossier: Dossier, round_: int, papers: Sequence[LaidPaper]
) -> None:
    """Put files into a dossier.

    Refuses: services.papers.too_many, and what `blobs.note` refuses.
    """
    refuse_too_many_papers(len(store.papers_of(work.connection, dossier.id)) + len(papers))
    blobs.note(work, house.settings.blobs, *(blob for _, blob in papers))
    for paper_id, blob in papers:
        values = asdict(blob) | {"dossier_id": dossier.id, "paper_id": paper_id, "round": round_}
        store.add_paper(work, values)


def refuse_too_many_papers(count: int) -> None:
    """Refuse more files than a dossier takes.

    Refuses: services.papers.too_many.
    """
    if count > PAPERS_MOST:
        raise Invalid(
            "services.papers.too_many",
            f"Một hồ sơ nhận nhiều nhất {PAPERS_MOST} tệp, ông/bà gửi {count} tệp. Hãy gộp các "
            "trang của cùng một giấy tờ vào một tệp PDF rồi gửi lại.",
            detail={"papers": count, "papers_most": PAPERS_MOST},
        )


def refuse_secrets(answers: Mapping[str, Any]) -> None:
    """Refuse answers that carry a mark of state secrets, before anything is kept.

    Refuses: basics.secrecy.marked.
    """
    secrecy.refuse_if_marked(*_texts(answers))


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [one for inner in value.values() for one in _texts(inner)]
    if isinstance(value, list | tuple):
        return [one for inner in value for one in _texts(inner)]
    return []
