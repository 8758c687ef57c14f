"""An issued document is called back. Law: 30/2020/NĐ-CP Đ18 k4, PL VI III.8"""

from province import documents, incoming, jobs
from province.documents import Outgoing
from province.storage import Work


def recall(work: Work, document_id: str, reason: str) -> None:
    """Recall an issued document: it is frozen, and every addressee is asked to cancel it.

    Refuses: documents.state.moved_on, documents.remark.missing.
    Law: 30/2020/NĐ-CP Đ18 k4, PL VI III.8
    """
    document = documents.hold(work, document_id, "documents.document.recalled", Outgoing.RECALLED)
    reason = documents.remark(reason, "lý do thu hồi")
    values = {"state": Outgoing.RECALLED, "recalled_at": work.now, "recall_reason": reason}
    documents.change_document(work, document_id, values)
    asked = incoming.ask_back(work, document_id, reason)
    documents.write_down(work, "documents.document.recalled", document_id, reason=reason)
    incoming.announce_recall(work, document, asked, reason)
    jobs.ask(work, "search.put", {"kind": "document", "id": document_id})
