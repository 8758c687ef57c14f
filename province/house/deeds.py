"""Deeds in words: every room's sentences in one table, for roles, tokens and the audit."""

from collections.abc import Iterable

from province import (
    access,
    directory,
    documents,
    dossiers,
    identity,
    incoming,
    mailboxes,
    outgoing,
    procedures,
    rosters,
    services,
)

ROOMS_VI = {
    "services": "Hồ sơ thủ tục",
    "documents": "Văn bản",
    "directory": "Tổ chức, cán bộ",
    "access": "Tài khoản, quyền",
    "mailboxes": "Hộp thư",
    "procedures": "Thủ tục hành chính",
    "blobs": "Tệp",
    "audit": "Nhật ký",
}

# What may be given to somebody by a role.
GRANTABLE: dict[str, str] = {
    **services.DEEDS,
    **documents.DEEDS,
    **outgoing.DEEDS,
    **incoming.DEEDS,
    **directory.DEEDS,
    **rosters.DEEDS,
    **access.DEEDS,
    **mailboxes.DEEDS,
}

# Everything the audit may speak of.
SENTENCES: dict[str, str] = {
    **GRANTABLE,
    **services.APPLICANT_DEEDS,
    **dossiers.SYSTEM_DEEDS,
    **documents.STEP_DEEDS,
    **incoming.STEP_DEEDS,
    **identity.OWN_DEEDS,
    "access.roles.laid": "Nạp bảng vai trò",
    **procedures.DEEDS,
    "audit.day.sealed": "Niêm phong nhật ký",
    "blobs.file.refused": "Từ chối tệp không an toàn",
    "directory.sheet.exported": "Xuất danh mục ra tệp",
    "mailboxes.message.sent": "Gửi thư",
}


def sentence(deed: str) -> str:
    """Return what a deed is called in the office; the deed itself when it has no name."""
    return SENTENCES.get(deed, deed)


def by_room(deeds: Iterable[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return deeds with their sentences under the names of their rooms."""
    chosen = set(deeds)
    found = []
    for room, name in ROOMS_VI.items():
        own = [(deed, said) for deed, said in SENTENCES.items() if deed in chosen]
        own = [(deed, said) for deed, said in own if deed.startswith(f"{room}.")]
        if own:
            found.append((name, own))
    return found
