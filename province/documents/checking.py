"""Who answers for a draft: for its content, for its form, and at last with a signature.

Law: 30/2020/NĐ-CP Đ10–Đ13
"""

from dataclasses import asdict

from province import access
from province.basics import Conflict, secrecy
from province.documents import store
from province.documents.forms import remark
from province.documents.model import IN_HAND, MOVES, Outgoing, not_found, refuse_move
from province.documents.steps import hold, move
from province.signing import Signature
from province.storage import Work

UNCHECKED = {"content_checked_by": None, "form_checked_by": None}
_UNSIGNED = {"signature": None, "signed_at": None}


def check_content(work: Work, document_id: str) -> None:
    """Answer for the content, as head of the drafting unit. Law: 30/2020/NĐ-CP Đ12 k1"""
    _check(work, document_id, "documents.content.checked", "content_checked_by")


def check_form(work: Work, document_id: str) -> None:
    """Answer for form and layout, as the clerk. Law: 30/2020/NĐ-CP Đ12 k2"""
    _check(work, document_id, "documents.form.checked", "form_checked_by")


def _check(work: Work, document_id: str, deed: str, column: str) -> None:
    row = hold(work, document_id, deed, Outgoing.CHECKED)
    if row._mapping[column]:
        raise Conflict(
            "documents.check.done",
            f"{row._mapping[column]} đã kiểm tra phần này rồi.",
            detail={"by": row._mapping[column]},
        )
    other = row.form_checked_by if column == "content_checked_by" else row.content_checked_by
    state = Outgoing.CHECKED if other else Outgoing.SUBMITTED
    move(work, document_id, deed, state, {column: work.actor.name})


def send_back(work: Work, document_id: str, reason: str) -> None:
    """Give a document back to its drafter, with what must be mended; checks and signature go.

    Whoever has the document in hand may: a checker, the signer, then the clerk.

    Law: 30/2020/NĐ-CP Đ10 k3, Đ11 k2
    """
    row = store.hold_document(work, document_id) or not_found()
    deeds = IN_HAND.get(row.state) or IN_HAND[Outgoing.SIGNED]
    if not any(access.may(work.connection, work.actor, d, row.unit_id, work.today) for d in deeds):
        access.require(work, deeds[0], row.unit_id)
    reason = remark(reason, "nội dung cần sửa")
    refuse_move(MOVES, Outgoing(row.state), Outgoing.DRAFT, row)
    cleared = {**UNCHECKED, **_UNSIGNED}
    move(work, document_id, "documents.draft.sent_back", Outgoing.DRAFT, cleared, reason=reason)


def sign(work: Work, document_id: str, signature: Signature) -> None:
    """Sign a checked document in one's own name; from here on only number and date are missing.

    Refuses: documents.signature.incomplete, documents.state.moved_on. Law: 30/2020/NĐ-CP Đ13
    """
    hold(work, document_id, "documents.document.signed", Outgoing.SIGNED)
    secrecy.refuse_if_marked(
        signature.position, signature.collective, signature.head, signature.delegation
    )
    whole = signature.tidied(work.actor.name)
    kept = {**asdict(whole), "name": work.actor.name, "lines": whole.lines()}
    values = {"signature": kept, "signed_at": work.now}
    move(work, document_id, "documents.document.signed", Outgoing.SIGNED, values)
