"""Delivery reports as other programs will read them: with the standard library's parser."""

import email
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage

import pytest

from mail import bounce
from mail.letters import Letter, Outcome, Recipient, State

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ORIGINAL = (
    "From: An <an@vinhlong.example>\r\nTo: ai@ngoai.example\r\nSubject: Chỉ tiêu quý IV\r\n"
    "Message-ID: <1@vinhlong.example>\r\n\r\nNội dung thư\r\n"
).encode()


def letter(*recipients: Recipient, **changed: object) -> Letter:
    values: dict[str, object] = {
        "id": "q1",
        "sender": "an@vinhlong.example",
        "recipients": recipients or (Recipient("ai@ngoai.example"),),
        "content": ORIGINAL,
        "arrived": NOW - timedelta(hours=1),
        "expires": NOW,
    }
    return Letter(**values | changed)  # type: ignore[arg-type]


def failed(address: str = "ai@ngoai.example", status: str = "5.1.1") -> Outcome:
    return Outcome(address, State.FAILED, status, f"550 {status} no\r\nsuch user")


def parts(
    about: Letter, *outcomes: Outcome, content: bytes = ORIGINAL
) -> tuple[Letter, EmailMessage, list[EmailMessage]]:
    made = bounce.report(
        about,
        content,
        outcomes,
        host="mail.vinhlong.example",
        domain="vinhlong.example",
        now=NOW,
        life=timedelta(days=5),
    )
    assert made.content is not None
    assert b"\n" not in made.content.replace(b"\r\n", b"")
    message = email.message_from_bytes(made.content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    return made, message, list(message.iter_parts())  # type: ignore[arg-type]


def status_groups(part: EmailMessage) -> list[dict[str, str]]:
    groups = part.get_payload()
    assert isinstance(groups, list)
    return [dict(group.items()) for group in groups]  # type: ignore[arg-type,union-attr]


def test_a_report_is_multipart_report_with_the_null_sender() -> None:
    made, message, [people, programs, returned] = parts(letter(), failed())
    assert made.sender == ""
    assert made.recipients == (Recipient("an@vinhlong.example", notify="NEVER"),)
    assert message.get_content_type() == "multipart/report"
    assert message["Content-Type"].params["report-type"] == "delivery-status"
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["Subject"] == "Thư không gửi được"
    assert message["To"] == "an@vinhlong.example"
    assert str(message["From"]) == "Hệ thống thư điện tử <postmaster@vinhlong.example>"
    assert people.get_content_type() == "text/plain"
    assert programs.get_content_type() == "message/delivery-status"
    assert returned.get_content_type() == "text/rfc822-headers"


def test_people_read_vietnamese_first_then_english() -> None:
    _, _, [people, *_] = parts(letter(), failed())
    said = people.get_content()
    assert said.index("không tới được người nhận") < said.index("could not be delivered")
    assert "địa chỉ này không có (5.1.1)" in said
    assert 'Thư "Chỉ tiêu quý IV" ông/bà gửi lúc 08:00 23/11/2026' in said


@pytest.mark.parametrize(
    ("handed_over", "top", "said", "unsaid"),
    [
        (True, b"", 'vẫn nằm trong mục "Đã gửi"', "chương trình thư"),
        (True, b"Auto-Submitted: auto-generated\r\n", "hệ thống tự gửi", "Đã gửi"),
        (False, b"", "gửi lại từ chương trình thư đã dùng", "Đã gửi"),
    ],
)
def test_only_what_is_written_in_the_workspace_is_said_to_lie_there(
    handed_over: bool, top: bytes, said: str, unsaid: str
) -> None:
    people = parts(letter(handed_over=handed_over), failed(), content=top + ORIGINAL)[2][0]
    told = " ".join(people.get_content().split())
    assert said in told
    assert unsaid not in told


def test_programs_read_what_rfc_3464_asks_for() -> None:
    about = letter(
        Recipient("ai@ngoai.example", original="rfc822;ai.cu@ngoai.example"),
        Recipient("bo@ngoai.example"),
        envid="gói=1",
    )
    outcomes = failed(), failed("bo@ngoai.example", "5.4.7")
    _, _, [_, programs, _] = parts(letter(*about.recipients, envid="job=1"), *outcomes)
    head, first, second = status_groups(programs)
    assert head["Reporting-MTA"] == "dns; mail.vinhlong.example"
    assert head["Original-Envelope-Id"] == "job+3D1"
    assert head["Arrival-Date"] == "Mon, 23 Nov 2026 01:00:00 +0000"
    assert first["Original-Recipient"] == "rfc822;ai.cu@ngoai.example"
    assert first["Final-Recipient"] == "rfc822; ai@ngoai.example"
    assert first["Action"] == "failed"
    assert first["Status"] == "5.1.1"
    assert first["Diagnostic-Code"] == "smtp; 550 5.1.1 no such user"
    assert second["Final-Recipient"] == "rfc822; bo@ngoai.example"
    assert second["Status"] == "5.4.7"


def test_only_the_header_comes_back_unless_all_was_asked_for() -> None:
    _, _, [*_, header] = parts(letter(), failed())
    assert "1@vinhlong.example" in str(header.get_payload())
    assert "Nội dung" not in header.as_string()
    _, _, [*_, whole] = parts(letter(ret="FULL"), failed())
    assert whole.get_content_type() == "message/rfc822"
    within = whole.get_payload()
    assert isinstance(within, list)
    assert within[0]["Subject"] == "Chỉ tiêu quý IV"


def test_addresses_in_utf8_make_it_the_kind_of_rfc_6533() -> None:
    made, _, [_, programs, returned] = parts(
        letter(Recipient("trân@ngoai.example"), utf8=True), failed("trân@ngoai.example")
    )
    assert made.utf8
    assert programs.get_content_type() == "message/global-delivery-status"
    assert b"Final-Recipient: utf-8; tr\xc3\xa2n@ngoai.example\r\n" in (made.content or b"")
    assert returned.get_content_type() == "message/global-headers"


def test_a_delivery_is_reported_when_asked_for() -> None:
    delivered = Outcome("ai@ngoai.example", State.DELIVERED, "2.0.0", "delivered")
    about = letter(Recipient("ai@ngoai.example", notify="SUCCESS,FAILURE"))
    assert bounce.successes_to_report(about, [delivered]) == [delivered]
    assert bounce.failures_to_report(about, [delivered]) == []
    assert bounce.successes_to_report(letter(), [delivered]) == []
    _, message, [people, programs, _] = parts(about, delivered)
    assert message["Subject"] == "Thư đã tới nơi"
    assert "đã vào hộp thư" in people.get_content()
    assert status_groups(programs)[1]["Action"] == "delivered"


@pytest.mark.parametrize(
    ("notify", "reported"), [("", True), ("FAILURE", True), ("NEVER", False), ("SUCCESS", False)]
)
def test_failures_are_reported_unless_unwanted(notify: str, reported: bool) -> None:
    about = letter(Recipient("ai@ngoai.example", notify=notify))
    assert bool(bounce.failures_to_report(about, [failed()])) is reported


def test_the_null_sender_is_never_told() -> None:
    about = letter(Recipient("ai@ngoai.example", notify="SUCCESS,FAILURE"), sender="")
    assert bounce.failures_to_report(about, [failed()]) == []
