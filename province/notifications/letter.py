"""A notification's letter: plain text as the room wrote it, and the same as quiet HTML."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from province.basics import text

SIGNATURE = (
    "Thư này do hệ thống của tỉnh gửi tự động. Nếu ông/bà không chờ thư này, xin bỏ qua; "
    "không ai khác đọc được nội dung hồ sơ của ông/bà nếu không có mã tra cứu."
)
_ADDRESS = re.compile(r"(https?://[^\s<>\"]+[^\s<>\".,;:!?)])")
# Mail programs know neither style sheets of ours nor custom properties: the few values stand here.
_PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>{subject}</title></head>
<body style="margin:0;background:#f4f1ea;color:#1a1a1a;
font:16px/1.6 'Be Vietnam Pro',Arial,sans-serif">
<div style="max-width:38em;margin:0 auto;padding:24px">
<p style="margin:0 0 16px;padding:12px 16px;background:#0b4a3e;color:#ffffff;
font-weight:600">{sender}</p>
<div style="background:#ffffff;padding:16px 20px;border:1px solid #d8d2c4">{body}</div>
<p style="font-size:14px;color:#4a4a4a">{signature}</p>
</div></body></html>
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """One composed notification."""

    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    attachments: tuple[Mapping[str, Any], ...]  # {"blob", "name", "media_type"}


def compose(payload: Mapping[str, Any], sender_name: str) -> Letter:
    """Make the letter of a job `notifications.send`.

    The payload holds `to` (address or addresses), `subject`, `text`, and may hold `attachments`
    (kept blobs by digest, name and media type).
    """
    to: str | Sequence[str] = payload["to"]
    addresses = (to,) if isinstance(to, str) else tuple(to)
    subject = text.clean_line(payload["subject"])
    said = text.nfc(payload["text"]).strip()
    plain = f"{said}\n\n-- \n{sender_name}\n{SIGNATURE}\n"
    page = _PAGE.format(
        subject=html.escape(subject),
        sender=html.escape(sender_name),
        body=_paragraphs(said),
        signature=html.escape(SIGNATURE),
    )
    return Letter(addresses, subject, plain, page, tuple(payload.get("attachments", ())))


def _paragraphs(said: str) -> str:
    paragraphs = re.split(r"\n\s*\n", said)
    return "".join(f"<p>{_lines(paragraph)}</p>" for paragraph in paragraphs)


def _lines(paragraph: str) -> str:
    words = _ADDRESS.split(paragraph)  # every second one is an address
    words[::2] = (html.escape(word).replace("\n", "<br>") for word in words[::2])
    words[1::2] = (f'<a href="{said}">{said}</a>' for said in map(html.escape, words[1::2]))
    return "".join(words)
