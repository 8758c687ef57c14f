"""What editors write: the front matter of each kind of content file, and what is wrong with one.

The front matter of a content file is one of the models below and nothing else: a name the model
does not have is a fault.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationInfo,
    field_validator,
    model_validator,
)

from province.basics import VIETNAM
from province.pages import Kind
from province.procedures import FIELDS


def _vietnam_time(value: Any) -> Any:
    """Read `2026-11-20 08:00` as Vietnamese wall time, a bare day as its first minute."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return value
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=VIETNAM)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=VIETNAM)
    return value


def _one_line(value: str) -> str:
    if "\n" in value:
        raise ValueError("phải viết trên một dòng")
    return value


def _known_field(value: str) -> str:
    if value and value not in FIELDS:
        raise ValueError(f"phải là một trong: {', '.join(FIELDS)}")
    return value


Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300),
    AfterValidator(_one_line),
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
ServiceField = Annotated[str, AfterValidator(_known_field)]  # folder of a field, "dat-dai"
Instant = Annotated[datetime, BeforeValidator(_vietnam_time)]


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Attachment(_Written):
    """A file beside the page that readers may take along."""

    file: Line  # path from the folder of the page
    name: Line  # what it is, in words


class Document(_Written):
    """What a legal or directing document is called and who issued it (thuộc tính văn bản)."""

    type: Line  # "Chỉ thị"
    number: str = ""  # "112/2001/QĐ-TTg"; empty where the kept copy has none
    issuer: Line
    issued_on: date | None = None
    issued_year: int | None = Field(None, ge=1945, le=2100)  # where the day is not known
    abstract: Line  # trích yếu
    period: str = ""  # "2003-2005"
    subject: Line  # lĩnh vực
    effect: Line  # hiệu lực, in words
    signer: str = ""
    basis: tuple[Line, ...] = ()  # căn cứ
    recipients: tuple[Line, ...] = ()  # nơi nhận
    note: str = ""


class Matter(_Written):
    """The front matter every content file has."""

    kind: Kind
    id: Slug  # stays when the page is renamed or moved
    title: Line
    short_title: str = ""  # in menus and the breadcrumb
    summary: Line  # one sentence for lists, feeds and search results
    unit: Line  # who answers for it: the name of a unit of the directory
    author: Line
    approver: Line  # never the author
    publish_at: Instant
    updated_at: Instant | None = None  # last change of substance
    review_by: date  # when somebody must look at it again
    expires_at: date | None = None  # first day it no longer counts; the page stays, marked
    change_note: str = ""  # what the last change was, for readers
    tags: tuple[Line, ...] = ()
    field: ServiceField = ""
    demonstration: bool = False  # shown to readers: written for the demonstration
    attachments: tuple[Attachment, ...] = ()

    @model_validator(mode="after")
    def _two_people(self) -> "Matter":
        if self.author == self.approver:
            raise ValueError("người duyệt phải khác người viết")
        return self

    @field_validator("review_by", "expires_at")
    @classmethod
    def _after_publishing(cls, value: date | None, info: ValidationInfo) -> date | None:
        published = info.data.get("publish_at")
        if value and published and value < published.astimezone(VIETNAM).date():
            raise ValueError("phải sau ngày đăng (publish_at)")
        return value


class Shortcut(_Written):
    """A link on the home page to what people come for most."""

    url: Line
    label: Line


class Page(Matter):
    """A page that stays: about, contact, help."""

    kind: Literal[Kind.PAGE]
    template: Literal["main.html", "home.html"] = "main.html"
    shortcuts: tuple[Shortcut, ...] = ()


class News(Matter):
    """Something that happened."""

    kind: Literal[Kind.NEWS]


class Notice(Matter):
    """Something people must know or do, usually for a time."""

    kind: Literal[Kind.NOTICE]
    urgent: bool = False  # on every reader's way in, until it expires


class LegalDocument(Matter):
    """A legal or directing document with its whole text.

    Law: 224/2026/NĐ-CP
    """

    kind: Literal[Kind.LEGAL_DOCUMENT]
    document: Document
    comments_until: date | None = None  # a draft on which people may comment until that day


Authored = Annotated[Page | News | Notice | LegalDocument, Field(discriminator="kind")]
AUTHORED: TypeAdapter[Page | News | Notice | LegalDocument] = TypeAdapter(Authored)


@dataclass(frozen=True)
class Fault:
    """Why a content file cannot be published."""

    path: str  # from the content folder, "thong-bao/lich.md"
    line: int  # from 1
    sentence: str  # for the editor: Vietnamese, but English for the source of a procedure

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.sentence}"
