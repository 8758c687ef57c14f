"""What people do with a draft: keep what they type, attach, come back by the link, file it once."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row

from province import blobs, dossiers, procedures, sealing, turnstile
from province.basics import Invalid, NotFound, TooLarge
from province.dossiers import LaidPaper, Means, refuse_secrets, refuse_too_many_papers, secret_of
from province.drafts import store
from province.drafts.answers import not_shown, still_asked
from province.drafts.model import DRAFT_CHARACTERS_MOST, DRAFT_LASTS, Draft, DraftPaper, is_token
from province.services import Filed, Filing, LookedThrough, file_dossier
from province.storage import Work, canonical, new_id

FORGOTTEN_AT_ONCE = 1000  # drafts of one statement
SAVES = turnstile.Gate(
    "drafts.saved",
    timedelta(minutes=1),
    "services.draft.too_often",
    "Từ đường truyền này đang có quá nhiều lần lưu nên nội dung vừa nhập chưa được lưu. Xin giữ "
    "trang này mở, chờ {wait} rồi bấm lưu lại; những gì đã lưu trước đó vẫn còn.",
)


def draft_of(connection: Connection, house: Means, token: str) -> Draft:
    """Return the draft a link opens.

    Refuses: services.draft.unknown.
    """
    return _opened(connection, house, store.by_token(connection, _hash(token)))


def save_draft(
    work: Work,
    house: Means,
    procedure_code: str,
    token: str,
    answers: Mapping[str, Any],
    *,
    groups: Collection[str] | None = None,
) -> None:
    """Keep what was typed, in the draft a link opens or in a new one under that link.

    A form brings a fresh token with it, so its first save, an automatic one perhaps, and all
    later ones meet in one draft; and what is typed into a forgotten draft is kept all the same.
    `groups` are the groups of questions the page showed: what it showed and was left empty is
    emptied, what it did not show is kept. None: the page showed everything.

    Refuses: services.draft.too_often, procedures.procedure.unknown, services.draft.unknown,
    services.draft.filed, services.draft.too_long, basics.secrecy.marked.
    """
    turnstile.pass_by(work, SAVES, house.settings.draft_saves_per_minute)
    revision = procedures.current(work.connection, procedure_code, work.today)
    refuse_secrets(answers)
    _ensure_begun(work, house, revision, token)
    draft = _held(work, house, token)
    if draft.procedure_code != procedure_code:
        raise _unknown()
    before = {} if groups is None else not_shown(revision.definition, draft.answers, groups)
    typed = {**before, **answers}
    if len(canonical(typed)) > DRAFT_CHARACTERS_MOST:
        raise TooLarge(
            "services.draft.too_long",
            "Nội dung nhập quá dài để lưu. Hãy đưa phần dài vào một tệp đính kèm; "
            "những gì đã lưu trước đó vẫn còn.",
        )
    _keep(work, house, draft.id, {"revision_id": revision.id}, typed)


def attach(work: Work, house: Means, token: str, paper: LaidPaper) -> None:
    """Attach a file to a draft.

    Refuses: services.draft.unknown, services.draft.filed, services.papers.unknown,
    services.papers.too_many, and what `blobs.note` refuses.
    """
    paper_id, blob = paper
    draft = _held(work, house, token)
    definition = procedures.revision(work.connection, draft.revision_id).definition
    if paper_id not in {paper.id for paper in definition.papers}:
        raise Invalid("services.papers.unknown", "Hồ sơ này không có loại giấy tờ ấy.")
    refuse_too_many_papers(len(draft.papers) + 1)
    blobs.note(work, house.settings.blobs, blob)
    store.add_paper(work, asdict(blob) | {"draft_id": draft.id, "paper_id": paper_id})


def detach(work: Work, house: Means, token: str, paper_row_id: int) -> None:
    """Take a file off a draft; taking it off twice is once.

    Refuses: services.draft.unknown, services.draft.filed.
    """
    store.remove_paper(work, _held(work, house, token).id, paper_row_id)


def file_draft(work: Work, house: Means, token: str) -> Filed:
    """File a draft; doing so again, by a second click or tab, gives the same dossier.

    Refuses: services.draft.unknown, services.dossier.incomplete with a sentence for each field,
    and what `file_dossier` refuses; the draft is then as it was.
    """
    row = store.hold(work, _hash(token))
    draft = _opened(work.connection, house, row)
    if draft.dossier_id is not None:
        dossier = dossiers.dossier(work.connection, draft.dossier_id)
        return Filed(dossier, secret_of(house, dossier), repeated=True)
    _refuse_unsafe(work, draft)
    papers = [
        (one.paper_id, blobs.Blob(one.sha256, one.size, one.media_type, one.name))
        for one in draft.papers
    ]
    definition = procedures.current(work.connection, draft.procedure_code, work.today).definition
    answers = LookedThrough(still_asked(definition, draft.answers))  # they were, to be saved
    filing = Filing(draft.procedure_code, answers, papers, key=f"draft:{draft.id}")
    filed = file_dossier(work, house, filing)
    _keep(work, house, draft.id, {"dossier_id": filed.dossier.id}, {})
    store.remove_papers(work, draft.id)
    return filed


def forget_expired(work: Work) -> None:
    """Delete drafts past their time: a daily duty."""
    while found := store.hold_expired(work, FORGOTTEN_AT_ONCE):
        store.remove(work, found)


def _ensure_begun(work: Work, house: Means, revision: procedures.Revision, token: str) -> None:
    if not is_token(token):
        raise _unknown()
    draft_id = new_id(work.now)
    store.add_unless_begun(
        work,
        {
            "id": draft_id,
            "token_hash": _hash(token),
            "procedure_code": revision.code,
            "revision_id": revision.id,
            "account_id": work.actor.account_id,
            "sealed": sealing.seal(house.settings.secret_key, draft_id, {}),
            "saved_at": work.now,
            "expires_at": work.now + DRAFT_LASTS,
        },
    )


def _unknown() -> NotFound:
    return NotFound(
        "services.draft.unknown",
        "Bản nháp này không còn: đường dẫn chưa đúng hoặc đã quá hạn lưu "
        f"{DRAFT_LASTS.days} ngày. Xin bắt đầu lại từ trang thủ tục.",
    )


def _held(work: Work, house: Means, token: str) -> Draft:
    """Return a draft to work on.

    Refuses: services.draft.unknown, services.draft.filed.
    """
    row = store.hold(work, _hash(token))
    draft = _opened(work.connection, house, row)
    if draft.dossier_id is not None:
        raise Invalid(
            "services.draft.filed",
            "Hồ sơ này đã được nộp nên không sửa được nữa. Mở lại đường dẫn để xem giấy tiếp nhận.",
        )
    return draft


def _opened(connection: Connection, house: Means, row: Row[Any] | None) -> Draft:
    if row is None:
        raise _unknown()
    papers = store.papers_of(connection, row.id)
    return Draft(
        id=row.id,
        procedure_code=row.procedure_code,
        revision_id=row.revision_id,
        answers=sealing.unseal(house.settings.secret_key, row.id, row.sealed),
        papers=tuple(
            DraftPaper(**{name: getattr(paper, name) for name in DraftPaper.__slots__})
            for paper in papers
        ),
        saved_at=row.saved_at,
        expires_at=row.expires_at,
        dossier_id=row.dossier_id,
    )


def _keep(
    work: Work, house: Means, draft_id: str, values: Mapping[str, Any], typed: Mapping[str, Any]
) -> None:
    store.change(
        work,
        draft_id,
        {
            **values,
            "sealed": sealing.seal(house.settings.secret_key, draft_id, typed),
            "saved_at": work.now,
            "expires_at": work.now + DRAFT_LASTS,
        },
    )


def _refuse_unsafe(work: Work, draft: Draft) -> None:
    for paper in draft.papers:
        found = blobs.find(work.connection, paper.sha256)
        if found is None or found.state == "refused":
            sentence = f"Tệp “{paper.name}” không an toàn. Hãy gỡ tệp này và đính kèm bản khác."
            raise Invalid(
                "services.papers.unsafe", sentence, fields={f"papers.{paper.paper_id}": sentence}
            )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
