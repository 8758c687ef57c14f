"""Where somebody is in the web mailbox: which of their mailboxes, which folder."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from api.forms import house_of, today_of
from api.workspace import require_staff
from province import mailboxes
from province.basics import NotFound
from province.house import House
from province.mailboxes import Mailbox
from province.messages import Folder

HOME = "/lam-viec/thu"
FOLDERS = {
    "den": (Folder.INBOX, "Thư đến"),
    "gui": (Folder.SENT, "Đã gửi"),
    "luu": (Folder.ARCHIVE, "Lưu"),
    "rac": (Folder.TRASH, "Thùng rác"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of one of the mailboxes of the person at work."""

    house: House
    boxes: list[Mailbox]
    box: Mailbox
    name: str  # of the folder in addresses: "den"

    @property
    def folder(self) -> Folder:
        """Return the folder."""
        return FOLDERS[self.name][0]

    @property
    def title(self) -> str:
        """Return the folder's name for people."""
        return FOLDERS[self.name][1]

    def href(self, path: str = "", **more: str) -> str:
        """Return the address of something in this folder."""
        return f"{HOME}{path}?{urlencode({'hop': self.box.address, 'muc': self.name, **more})}"


def boxes_of(request: Request) -> list[Mailbox]:
    """Return the mailboxes of the person at work."""
    actor = require_staff(request)
    with house_of(request).storage.reading() as connection:
        return mailboxes.mailboxes_of(connection, actor, today_of(request))


def place_of(request: Request, hop: str, muc: str) -> Place:
    """Return the folder asked for; the person's own inbox when none was.

    Refuses: mailboxes.mailbox.unknown, http.mailbox.folder.
    """
    house, actor, boxes = house_of(request), require_staff(request), boxes_of(request)
    if (muc or "den") not in FOLDERS:
        raise NotFound("http.mailbox.folder", "Hộp thư không có thư mục này.")
    hop = hop or (boxes[0].address if boxes else "")
    with house.storage.reading() as connection:
        box = mailboxes.mailbox_of(connection, actor, hop, today_of(request))
    return Place(house, boxes, box, muc or "den")


def place_asked(request: Request) -> Place:
    """Return the folder the address names.

    Refuses: mailboxes.mailbox.unknown, http.mailbox.folder.
    """
    query = request.query_params
    return place_of(request, query.get("hop", ""), query.get("muc", ""))
