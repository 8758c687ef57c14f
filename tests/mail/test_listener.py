"""Who may send what to whom, against the real sockets."""

import errno
import os
import smtplib
import sqlite3
import time
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

import mail.spool
from mail.listener import Role
from province import mailboxes, messages
from province.messages import WORKER_LOGIN
from tests.mail.conftest import Post, message, wait_for
from tests.mailboxes.cast import AN, BINH, CHI, DEPARTMENT, REGISTRY


def refusal(client: smtplib.SMTP, command: str, argument: str) -> str:
    code, reply = client.docmd(command, argument)
    return f"{code} {reply.decode()}"


# MX


def test_mail_for_the_registry_is_taken_and_delivered(post: Post) -> None:
    with post.mx() as client:
        assert client.sendmail("ai@ngoai.example", [REGISTRY], message("Hỏi thủ tục")) == {}
    [arrived] = post.arrived(REGISTRY)
    top = b"Return-Path: <ai@ngoai.example>\r\nDelivered-To: vanthu@vinhlong.example\r\n"
    assert arrived.startswith(top + b"Received: from ")
    assert b"with ESMTP id " in arrived
    assert arrived.endswith(b"\r\n" + message("Hỏi thủ tục"))


def test_unknown_recipients_are_refused_at_once(post: Post) -> None:
    with post.mx() as client:
        client.ehlo()
        client.mail("ai@ngoai.example")
        assert refusal(client, "RCPT", "TO:<khongco@vinhlong.example>").startswith("550 5.1.1")
        assert refusal(client, "RCPT", "TO:<an@khongco.vinhlong.example>").startswith("550 5.1.1")


@pytest.mark.parametrize(
    "recipient",
    [
        "ai@ngoai.example",
        "an%ngoai.example@vinhlong.example",
        '"an@ngoai.example"@vinhlong.example',
        "ngoai.example!an@vinhlong.example",
        "@vinhlong.example:ai@ngoai.example",
        "an@vinhlong.example.ngoai.example",
        "an@xvinhlong.example",
        "an@[127.0.0.1]",
    ],
)
def test_this_is_no_open_relay(post: Post, recipient: str) -> None:
    with post.mx() as client:
        client.ehlo()
        client.mail("ai@ngoai.example")
        assert refusal(client, "RCPT", f"TO:<{recipient}>").startswith("550 5.")


@pytest.mark.parametrize("sender", [AN, "AN@VinhLong.example", f"ai@sxd.{AN.partition('@')[2]}"])
def test_our_own_names_do_not_come_from_outside(post: Post, sender: str) -> None:
    with post.mx() as client:
        client.ehlo()
        assert refusal(client, "MAIL", f"FROM:<{sender}>").startswith("550 5.7.1")
        client.mail("ai@ngoai.example")
        client.rcpt(REGISTRY)
        code, _ = client.data(message(sender=f"Trần Thị An <{sender}>"))
        assert code == 550


@pytest.mark.parametrize(
    "header",
    [
        "From: an@vinhlong.example(c)",
        "From: an@(c)vinhlong.example",
        "From: <an@vinhlong.example>x",
        "From: an@vinhlong .example",
        "From: an@vinhlong\r\n .example",
        "From: =?utf-8?q?an=40vinhlong=2Eexample?=",
        "From: =?utf-8?q?an=40vinhlong=2Eexample?= <ai@ngoai.example>",
        "From: =?utf-8?b?YW4=?= =?utf-8?q?=40vinhlong=2Eexample?= <ai@ngoai.example>",
        'From: "an@vinhlong.example" <ai@ngoai.example>',
        "From: an＠sxd.vinhlong．example <ai@ngoai.example>",
        "From: an@vinhlong\u200b.example",
        "From: an@vinhlong.example\u200b",
        "From: an @ vinhlong . example <ai@ngoai.example>",
        "From: ai@ngoai.example\r\nSender: an@vinhlong.example",
        "From: ai@ngoai.example\r\nFrom: an@vinhlong.example",
        "Subject: nobody",
    ],
)
def test_forged_names_of_ours_stay_outside(post: Post, header: str) -> None:
    with post.mx() as client:
        client.ehlo()
        client.mail("ai@ngoai.example")
        client.rcpt(REGISTRY)
        code, reply = client.data(f"{header}\r\n\r\nXin chao\r\n".encode())
        assert code == 550, reply


@pytest.mark.parametrize(
    "author",
    [
        "ai@ngoai.example",
        "=?utf-8?q?Tr=E1=BA=A7n_An?= <ai@ngoai.example>",
        '"An, Sở XD (vinhlong.example)" <ai@ngoai.example>',
        "an@vinhlong.example.ngoai.example",
        "Ai <ai@ngoai.example> (phòng tổ chức)",
    ],
)
def test_honest_names_come_in(post: Post, author: str) -> None:
    with post.mx() as client:
        client.sendmail("ai@ngoai.example", [REGISTRY], message(sender=author))
    assert post.arrived(REGISTRY)


@pytest.mark.parametrize(
    "name",
    [
        BINH,
        f'"{BINH}"',
        "=?utf-8?q?binh=40vinhlong=2Eexample?=",
        f"x{AN}",
        "ai＠ngoai.example",
    ],
)
def test_nobodys_address_is_another_ones_name(post: Post, name: str) -> None:
    with post.submission(AN) as client:
        client.ehlo()
        client.mail(AN)
        client.rcpt(CHI)
        code, reply = client.data(f"From: {name} <{AN}>\r\n\r\nXin chao\r\n".encode())
        assert code == 550, reply
        client.sendmail(AN, [CHI], message(sender=f'"{AN}" <{AN}>'))


def test_blind_copies_are_read_by_nobody(post: Post) -> None:
    content = message(sender=AN).replace(
        b"Subject:", f"BCC: {CHI},\r\n {REGISTRY}\r\nResent-Bcc: {CHI}\r\nSubject:".encode()
    )
    with post.submission(AN) as client:
        client.sendmail(AN, [BINH], content + b"Bcc: than thu\r\n")
    [arrived] = post.arrived(BINH)
    assert arrived.endswith(b"\r\n" + message(sender=AN) + b"Bcc: than thu\r\n")
    assert CHI.encode() not in arrived


def test_postmaster_is_always_at_home(post: Post) -> None:
    with post.mx() as client:
        client.ehlo()
        client.mail("ai@ngoai.example")
        assert client.docmd("RCPT", "TO:<Postmaster>")[0] == 250
        client.data(message("Báo lỗi"))
    assert post.arrived(REGISTRY)


def test_the_null_sender_may_bring_reports(post: Post) -> None:
    with post.mx() as client:
        client.sendmail("", [AN], message("Báo phát"))
    assert post.arrived(AN)[0].startswith(b"Return-Path: <>\r\n")


def test_plus_parts_and_case_reach_the_same_mailbox(post: Post) -> None:
    with post.mx() as client:
        client.sendmail("ai@ngoai.example", ["An+hop.giao-ban@VINHLONG.example"], message())
    assert post.arrived(AN)


def test_whoever_is_addressed_twice_gets_it_once(post: Post) -> None:
    with post.mx() as client:
        client.sendmail("ai@ngoai.example", [REGISTRY, "postmaster@vinhlong.example"], message())
        client.sendmail("ai@ngoai.example", [AN], message("Sau"))
    post.arrived(AN)
    wait_for(
        lambda: post.ask(lambda c: c.execute("SELECT count(*) FROM letters").fetchone()[0]) == 0
    )
    assert len(post.messages(REGISTRY)) == 1


def test_addresses_in_utf8_need_smtputf8(post: Post) -> None:
    with post.raw() as wire:
        wire.greet()
        assert wire.ask("MAIL FROM:<trân@ngoài.example>").startswith("553 5.6.7")
        assert wire.ask("MAIL FROM:<trân@ngoài.example> SMTPUTF8").startswith("250 ")
        assert wire.ask(f"RCPT TO:<{REGISTRY}>").startswith("250 ")
        assert wire.ask("DATA").startswith("354 ")
        wire.say(message() + b".\r\n")
        assert wire.hear().startswith("250 ")
    [arrived] = post.arrived(REGISTRY)
    assert "Return-Path: <trân@ngoài.example>\r\n".encode() in arrived
    assert b"with UTF8SMTP id" in arrived


# State secrets


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Độ mật: Tối mật", "Nội dung"),
        (Header("Độ mật: Tuyệt mật", "utf-8").encode(), "Nội dung"),
        ("Kế hoạch", "TUYỆT MẬT\r\n\r\nNội dung"),
        ("Kế hoạch", "T Ố I  M Ậ T"),
    ],
)
def test_state_secrets_are_refused_and_leave_no_trace(
    post: Post, subject: str, body: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with post.mx() as client:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("ai@ngoai.example", [REGISTRY], message(subject, body=body))
        assert refused.value.smtp_code == 550
        assert refused.value.smtp_error.startswith(b"5.7.1 basics.secrecy.marked")
    post.close()
    kept = b"".join(path.read_bytes() for path in post.settings.spool.rglob("*") if path.is_file())
    assert "Nội dung".encode() not in kept
    assert "Nội dung" not in capfd.readouterr().out
    post.start()


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"MZ\x90\x00", b"blobs.executable"), ("TỐI MẬT\n".encode(), b"basics.secrecy.marked")],
)
def test_files_are_looked_into_at_every_port(post: Post, data: bytes, code: bytes) -> None:
    letter = EmailMessage(policy=SMTP)
    letter["From"] = AN
    letter.set_content("Xin gửi kèm.")
    letter.add_attachment(data, maintype="image", subtype="png", filename="anh.png")
    with post.submission(AN) as client, pytest.raises(smtplib.SMTPDataError) as refused:
        client.sendmail(AN, [CHI], letter.as_bytes())
    assert refused.value.smtp_code == 550
    assert code in refused.value.smtp_error


def test_ordinary_words_are_no_marks(post: Post) -> None:
    with post.mx() as client:
        body = "Mật độ xây dựng 60 %; giữ bí mật kinh doanh; mật ong."
        client.sendmail("ai@ngoai.example", [REGISTRY], message("Mật độ xây dựng", body=body))
    assert post.arrived(REGISTRY)


# Submission


def test_an_account_sends_in_its_own_name(post: Post) -> None:
    with post.submission(AN) as client:
        client.sendmail(AN, [BINH], b"From: An <an@vinhlong.example>\r\nSubject: x\r\n\r\nChao\r\n")
    [arrived] = post.arrived(BINH)
    assert b"with ESMTPSA id" in arrived
    assert b"\r\nDate: " in arrived  # RFC 6409 §8.1: added, because it was missing
    assert b"\r\nMessage-ID: <" in arrived


@pytest.mark.parametrize(
    "sender", [REGISTRY, "an+hop@vinhlong.example", "postmaster@vinhlong.example"]
)
def test_an_account_sends_for_the_mailboxes_it_holds(post: Post, sender: str) -> None:
    with post.submission(AN) as client:
        client.sendmail(sender, [DEPARTMENT], message(sender=sender))
    assert post.arrived(DEPARTMENT)


@pytest.mark.parametrize(
    "sender", [BINH, DEPARTMENT, "ai@ngoai.example", "khongco@vinhlong.example"]
)
def test_an_account_sends_in_no_other_name(post: Post, sender: str) -> None:
    with post.submission(AN) as client:
        client.ehlo()
        assert refusal(client, "MAIL", f"FROM:<{sender}>").startswith("550 5.7.1")
        assert refusal(client, "MAIL", "FROM:<>").startswith("550 5.7.1")


@pytest.mark.parametrize(
    "header",
    [
        f"From: {BINH}",
        f"From: An <{AN}>\r\nSender: {BINH}",
        f"From: An <{AN}>, {BINH}",
        f"From: {AN}\r\nFrom: {BINH}",
        f'From: "An <{AN}>" <{BINH}>',
        f"From: An <{AN}> <{BINH}>",
        f"From: An ({AN}) <{BINH}>",
        "From: an",
        "Subject: no author",
        f"FROM : {BINH}",
    ],
)
def test_the_name_people_read_is_checked_too(post: Post, header: str) -> None:
    with post.submission(AN) as client:
        client.ehlo()
        client.mail(AN)
        client.rcpt(CHI)
        code, reply = client.data(f"{header}\r\n\r\nXin chao\r\n".encode())
        assert code == 550, reply


def test_app_and_account_are_asked_for_before_anything(post: Post) -> None:
    with post.submission() as client:
        client.ehlo()
        assert refusal(client, "MAIL", f"FROM:<{AN}>").startswith("530 5.7.0")


# The worker's hand-over


def hand_over(
    post: Post, envid: str, recipients: list[str], subject: str = "Báo"
) -> dict[str, str]:
    return messages.hand_over(
        post.settings,
        message(subject, sender=REGISTRY),
        sender=REGISTRY,
        recipients=recipients,
        envid=envid,
    )


def test_a_hand_over_that_is_repeated_sends_once(post: Post) -> None:
    assert hand_over(post, "job-1", [AN]) == {}
    assert len(post.arrived(AN)) == 1
    assert hand_over(post, "job-1", [AN]) == {}
    hand_over(post, "job-2", [AN], "Khác")
    assert len(post.arrived(AN, 2)) == 2


def test_a_large_hand_over_that_is_repeated_leaves_no_file(post: Post) -> None:
    content = message(sender=REGISTRY, body="dòng dài\r\n" * 5000)
    for _ in range(2):
        messages.hand_over(post.settings, content, sender=REGISTRY, recipients=[AN], envid="job-3")
    post.arrived(AN)
    wait_for(lambda: os.listdir(post.settings.spool / "bodies") == [])
    assert len(post.messages(AN)) == 1


def test_a_hand_over_says_whom_it_cannot_reach(post: Post) -> None:
    refused = hand_over(post, "job-4", [AN, "khongco@vinhlong.example"])
    assert list(refused) == ["khongco@vinhlong.example"]
    assert refused["khongco@vinhlong.example"].startswith("550 5.1.1")
    assert post.arrived(AN)


def test_only_the_worker_has_the_workers_account(post: Post) -> None:
    with post.submission() as client:
        client.ehlo()
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login(WORKER_LOGIN, "guess")
    with post.submission() as client:
        client.ehlo()
        client.login(WORKER_LOGIN, messages.worker_password(post.settings))
        assert refusal(client, "MAIL", f"FROM:<{REGISTRY}>").startswith("501 5.5.4")
        assert refusal(client, "MAIL", "FROM:<ai@ngoai.example> ENVID=x").startswith("550 5.7.1")


# When the disk does not take it


def test_a_full_disk_is_no_reason_to_lose_mail(post: Post) -> None:
    def pages(connection: sqlite3.Connection) -> int:
        return int(connection.execute("PRAGMA page_count").fetchone()[0])

    post.ask(lambda c: c.execute(f"PRAGMA max_page_count = {pages(c)}").fetchone())
    with post.mx() as client:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("ai@ngoai.example", [AN], message(body="dài\r\n" * 4000))
        assert (refused.value.smtp_code, refused.value.smtp_error[:5]) == (452, b"4.3.1")
        post.ask(lambda c: c.execute("PRAGMA max_page_count = 1000000").fetchone())
        client.sendmail("ai@ngoai.example", [AN], message(body="dài\r\n" * 4000))
    assert len(post.arrived(AN)) == 1


def test_a_full_disk_under_a_large_message(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def full(descriptor: int) -> None:
        if "bodies" in os.readlink(f"/proc/self/fd/{descriptor}"):
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    with monkeypatch.context() as patched, post.mx() as client:
        patched.setattr(mail.spool.os, "fsync", full)
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("ai@ngoai.example", [AN], message(body="dài\r\n" * 9000))
        assert (refused.value.smtp_code, refused.value.smtp_error[:5]) == (452, b"4.3.1")
        assert os.listdir(post.settings.spool / "bodies") == []
    with post.mx() as client:
        client.sendmail("ai@ngoai.example", [AN], message(body="dài\r\n" * 9000))
    assert len(post.arrived(AN)) == 1


def test_with_little_room_left_nothing_is_begun(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail.spool, "FREE_BYTES_LEAST", 2**62)
    with post.mx() as client:
        client.ehlo()
        assert refusal(client, "MAIL", "FROM:<ai@ngoai.example>").startswith("452 4.3.1")


def test_after_a_failed_flush_nothing_is_taken_any_more(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched, post.mx() as client:
        patched.setattr(mail.spool.os, "fsync", failing)
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("ai@ngoai.example", [AN], message(body="dài\r\n" * 9000))
        assert (refused.value.smtp_code, refused.value.smtp_error[:5]) == (451, b"4.3.0")
    with post.raw(Role.MX) as wire:  # though the disk pretends to be well again
        assert wire.hear().startswith("421 4.3.0")
        assert wire.ended()


def test_a_bug_is_answered_with_a_temporary_reply(
    post: Post, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> object:
        raise RuntimeError("a bug with /secret/path in its text")

    monkeypatch.setattr(mailboxes, "boxes_for", broken)
    with post.mx() as client:
        client.ehlo()
        client.mail("ai@ngoai.example")
        reply = refusal(client, "RCPT", f"TO:<{AN}>")
        assert reply.startswith("451 4.3.0")
        assert "secret" not in reply
    assert "RuntimeError" in capfd.readouterr().out


def test_one_queue_id_goes_from_reply_to_mailbox(
    post: Post, capfd: pytest.CaptureFixture[str]
) -> None:
    with post.mx() as client:
        client.ehlo()
        client.mail("ai@ngoai.example")
        client.rcpt(AN)
        _, reply = client.data(message())
    queue_id = reply.decode().split()[-1]
    [arrived] = post.arrived(AN)
    assert f"id {queue_id}" in arrived.decode()
    [name] = [
        entry.path.name
        for entry in messages.listing(post.settings.maildirs, AN, messages.Folder.INBOX)
    ]
    assert queue_id in name
    post.close()
    lines = [line for line in capfd.readouterr().out.splitlines() if queue_id in line]
    assert [any(word in line for line in lines) for word in ("mail.taken", "mail.settled")] == [
        True
    ] * 2
    post.start()


def test_the_stalled_do_not_keep_others_waiting(post: Post) -> None:
    silent = [post.raw().greet() for _ in range(25)]
    writing = [post.raw().greet() for _ in range(25)]
    for wire in writing:
        for command in ("MAIL FROM:<bo@ngoai.example>", f"RCPT TO:<{BINH}>", "DATA"):
            assert wire.ask(command)[:3] in ("250", "354")
        wire.say(b"Subject: half a")
    with post.mx() as client:
        client.sendmail("ai@ngoai.example", [AN], message())
    assert post.arrived(AN)
    for wire in silent:  # all the while they were there, and nobody had given them up
        assert wire.ask("NOOP").startswith("250 ")
        wire.close()
    for wire in writing:
        wire.say(b" message\r\n\r\nXin chao\r\n.\r\n")
        assert wire.hear().startswith("550 ")  # in nobody's name
        wire.close()


def test_maildir_names_are_made_of_the_queue_id(post: Post) -> None:
    with post.mx() as client:
        client.sendmail("ai@ngoai.example", [AN], message())
    post.arrived(AN)
    folder: Path = post.settings.maildirs / "vinhlong.example" / "an"
    [name] = os.listdir(folder / "new")
    seconds, unique, rest = name.split(".")
    assert abs(int(seconds) - time.time()) < 3600
    assert len(unique) == 26
    assert rest == f"province,S={(folder / 'new' / name).stat().st_size}"
    assert os.listdir(folder / "tmp") == []
