"""What the form of an answer begins with: to whom, about what, with what quoted."""

from dataclasses import dataclass

from province.basics import text
from province.mailboxes import Mailbox, normal
from province.messages.reading import Letter

QUOTED_LINES_MOST = 2000


@dataclass(frozen=True, slots=True)
class Answer:
    """What the form of a reply or a forward begins with."""

    to: str
    cc: str
    subject: str
    text: str
    in_reply_to: str
    references: tuple[str, ...]


def reply(box: Mailbox, letter: Letter, *, to_all: bool) -> Answer:
    """Begin an answer: to the sender, or to everybody but ourselves."""
    others = [a for a in _bare(*letter.to, *letter.cc) if normal(a) != box.address]
    sender = letter.reply_to or letter.summary.sender_address
    cc = [address for address in others if normal(address) != normal(sender)] if to_all else []
    when = f" lúc {text.instant_vi(letter.summary.date)}" if letter.summary.date else ""
    quoted = "\n".join(f"> {line}" for line in letter.text.splitlines()[:QUOTED_LINES_MOST])
    return Answer(
        to=sender,
        cc=", ".join(cc),
        subject=_prefixed("Re: ", letter.summary.subject),
        text=f"\n\n{letter.summary.sender} viết{when}:\n{quoted}\n",
        in_reply_to=letter.message_id,
        references=letter.references,
    )


def forward(letter: Letter) -> Answer:
    """Begin a message that hands another one on; its files are added by the door."""
    when = text.instant_vi(letter.summary.date) if letter.summary.date else ""
    return Answer(
        to="",
        cc="",
        subject=_prefixed("Fwd: ", letter.summary.subject),
        text=(
            "\n\n---------- Thư được chuyển tiếp ----------\n"
            f"Người gửi: {letter.sender}\nNgày: {when}\n"
            f"Người nhận: {', '.join(letter.to)}\nTiêu đề: {letter.summary.subject}\n\n"
            f"{letter.text}\n"
        ),
        in_reply_to="",
        references=(),
    )


def _bare(*named: str) -> list[str]:
    return [entry.rpartition("<")[2].rstrip(">") for entry in named]


def _prefixed(prefix: str, subject: str) -> str:
    return subject if subject.lower().startswith(prefix.lower()) else f"{prefix}{subject}"
