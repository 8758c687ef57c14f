"""Sending from the workspace: kept, noted, asked for in one work, and followed after."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from province import audit, blobs, jobs, mailboxes, messages
from province.basics import (
    NOBODY,
    SYSTEM,
    Actor,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    StateSecret,
    TooLarge,
    Unsupported,
    legal_day,
)
from province.blobs import files
from province.messages import DeliveryState, Desk, Sent, Written, screening, writing
from province.storage import Storage, Work
from tests.mailboxes.cast import AN, BINH, CHI, DOMAIN, REGISTRY, Cast

WRITTEN = Written(REGISTRY, f"{BINH}, Chi <{CHI}>", "ai@ngoai.example", "Giấy mời", "Kính mời")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """What of the settings sending needs."""
    return Desk(tmp_path / "blobs", DOMAIN, message_bytes_most=100_000, file_bytes_most=50_000)


def send(storage: Storage, desk: Desk, actor: Actor, written: Written) -> str:
    laid = messages.lay_down(storage, actor, desk, written)
    with storage.work(actor) as work:
        return messages.send(work, desk, laid)


def sent_jobs(storage: Storage) -> list[jobs.Job]:
    with storage.reading() as connection:
        return [job for job in jobs.waiting(connection) if job.kind == "mail.send"]


def known(storage: Storage, actor: Actor, sent_id: str) -> Sent:
    with storage.reading() as connection:
        today = legal_day(storage.clock.now())
        return messages.sent_message(connection, actor, sent_id, today)


def test_a_message_is_kept_noted_and_asked_for(storage: Storage, cast: Cast, desk: Desk) -> None:
    sent_id = send(storage, desk, cast.an, WRITTEN)
    found = known(storage, cast.an, sent_id)
    assert (found.sender, found.subject) == (REGISTRY, "Giấy mời")
    assert {d.address: d.state for d in found.deliveries} == dict.fromkeys(
        [BINH, CHI, "ai@ngoai.example"], DeliveryState.WAITING
    )
    [job] = sent_jobs(storage)
    assert job.payload["recipients"] == [BINH, CHI, "ai@ngoai.example"]
    content = blobs.read(desk.blobs, job.payload["blob"])
    letter = messages.letter(content)
    assert letter.sender == f"Văn thư UBND tỉnh <{REGISTRY}>"
    assert (letter.text.strip(), letter.cc) == ("Kính mời", ("ai@ngoai.example",))
    assert letter.message_id == f"<{sent_id}@vinhlong.example>"
    with storage.reading() as connection:
        [entry] = audit.history(connection, "message", sent_id)
    assert (entry.deed, entry.unit_id) == ("mailboxes.message.sent", cast.province)


def test_the_same_form_sent_twice_sends_one_message(
    storage: Storage, cast: Cast, desk: Desk
) -> None:
    form = replace(WRITTEN, key="form-1")
    first = send(storage, desk, cast.an, form)
    assert send(storage, desk, cast.an, form) == first
    assert len(sent_jobs(storage)) == 1
    assert send(storage, desk, cast.an, WRITTEN) != first


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "Khác"},
        {"subject": "Khác"},
        {"to": CHI},
        {"files": [("a.txt", b"hai")]},
        {"sender": AN},
    ],
)
def test_a_form_sent_before_cannot_say_something_else(
    storage: Storage, cast: Cast, desk: Desk, changed: dict[str, object]
) -> None:
    form = replace(WRITTEN, key="form-1", files=[("a.txt", b"mot")])
    first = send(storage, desk, cast.an, form)
    with pytest.raises(Conflict, match=r"mailboxes\.message\.key_used"):
        send(storage, desk, cast.an, replace(form, **changed))  # type: ignore[arg-type]
    assert send(storage, desk, cast.an, form) == first
    assert len(sent_jobs(storage)) == 1


@pytest.mark.parametrize("sender", [BINH, "ai@ngoai.example", "", "khongco@vinhlong.example"])
def test_nobody_writes_in_anothers_name(
    storage: Storage, cast: Cast, desk: Desk, sender: str
) -> None:
    with pytest.raises(Forbidden, match=r"mailboxes\.sender\.not_yours"):
        send(storage, desk, cast.an, replace(WRITTEN, sender=sender))
    with pytest.raises(Forbidden):
        send(storage, desk, NOBODY, WRITTEN)
    assert sent_jobs(storage) == []


@pytest.mark.parametrize(
    ("changed", "refusal", "field"),
    [
        ({"to": "", "cc": BINH}, Invalid, "to"),
        ({"to": "binh"}, Invalid, "to"),
        ({"to": f"{BINH} {CHI}"}, Invalid, "to"),
        ({"to": "khongco@vinhlong.example"}, Invalid, "to"),
        ({"cc": "an@khongco.vinhlong.example"}, Invalid, "cc"),
        ({"to": ", ".join(f"a{n}@ngoai.example" for n in range(201))}, Invalid, "to"),
        ({"subject": "  \u200b "}, Invalid, "subject"),
    ],
)
def test_what_is_not_right_is_said_beside_its_field(
    storage: Storage,
    cast: Cast,
    desk: Desk,
    changed: dict[str, str],
    refusal: type[Invalid],
    field: str,
) -> None:
    with pytest.raises(refusal) as refused:
        send(storage, desk, cast.an, replace(WRITTEN, **changed))  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]
    assert sent_jobs(storage) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"subject": "Độ mật: Mật"},
        {"text": "TỐI MẬT\n\nKế hoạch"},
        {"files": (("Độ mật - Tuyệt mật.pdf", b"%PDF-1.7\n"),)},
        {"files": (("MẬT.pdf", b"%PDF-1.7\n"),)},
        {"files": (("a.txt", b"x"), ("ghi.txt", "TỐI MẬT\n\nKế hoạch".encode()))},
    ],
)
def test_state_secrets_are_refused_and_nothing_is_kept(
    storage: Storage, cast: Cast, desk: Desk, changed: dict[str, object]
) -> None:
    with pytest.raises(StateSecret):
        send(storage, desk, cast.an, replace(WRITTEN, **changed))  # type: ignore[arg-type]
    assert not desk.blobs.exists()


def test_files_are_checked_and_sent_along(storage: Storage, cast: Cast, desk: Desk) -> None:
    pdf = ("../Quyết định.pdf", b"%PDF-1.7\nnoi dung")
    send(storage, desk, cast.an, replace(WRITTEN, files=[pdf]))
    [job] = sent_jobs(storage)
    content = blobs.read(desk.blobs, job.payload["blob"])
    [its] = messages.letter(content).attachments
    assert (its.name, its.media_type) == ("Quyết định.pdf", "application/pdf")
    assert messages.attachment(content, its.number)[1] == pdf[1]


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("thu.pdf", b"MZ\x90\x00 program", Unsupported),
        ("thu.exe", b"MZ\x90\x00 program", Unsupported),
        ("thu.docx", b"%PDF-1.7\n", Unsupported),
        ("lon.pdf", b"%PDF-1.7\n" + b"x" * 60_000, TooLarge),
    ],
)
def test_files_that_lie_or_are_too_large_are_refused(
    storage: Storage,
    cast: Cast,
    desk: Desk,
    name: str,
    content: bytes,
    refusal: type[Invalid],
) -> None:
    with pytest.raises(refusal):
        send(storage, desk, cast.an, replace(WRITTEN, files=[(name, content)]))
    assert sent_jobs(storage) == []


def test_a_message_has_a_size_all_together(storage: Storage, cast: Cast, desk: Desk) -> None:
    files = [(f"{n}.pdf", b"%PDF-1.7\n" + b"x" * 40_000) for n in range(2)]
    with pytest.raises(TooLarge, match=r"mailboxes\.message\.too_large"):
        send(storage, desk, cast.an, replace(WRITTEN, files=files))


def test_only_who_holds_the_mailbox_sees_what_became_of_it(
    storage: Storage, cast: Cast, desk: Desk
) -> None:
    sent_id = send(storage, desk, cast.an, WRITTEN)
    for actor in (cast.binh, cast.chi, NOBODY):
        with pytest.raises(NotFound, match=r"mailboxes\.message\.unknown"):
            known(storage, actor, sent_id)


def test_newer_news_is_not_overwritten_by_older(storage: Storage, cast: Cast, desk: Desk) -> None:
    sent_id = send(storage, desk, cast.an, WRITTEN)
    now = storage.clock.now()

    def record(state: str, minutes: int, *, envid: str = sent_id, to: str = BINH) -> bool:
        with storage.work(SYSTEM) as work:
            return messages.record_delivery(
                work,
                envid=envid,
                recipient=to,
                state=state,
                status="2.0.0",
                detail="x" * 1000,
                at=now + timedelta(minutes=minutes),
            )

    assert record("deferred", 2)
    assert record("delivered", 5)
    assert not record("deferred", 3)
    assert not record("delivered", 5, envid="notification-of-ours")
    assert not record("delivered", 5, to="khac@ngoai.example")
    states = {d.address: d.state for d in known(storage, cast.an, sent_id).deliveries}
    assert states[BINH] == DeliveryState.DELIVERED
    assert states[CHI] == DeliveryState.WAITING
    with storage.reading() as connection:
        found = messages.delivery_states(connection, [sent_id, "khong co"])
    assert sorted(found) == [sent_id]
    assert len(found[sent_id]) == 3


def test_nobody_sends_as_a_mailbox_taken_back(storage: Storage, cast: Cast, desk: Desk) -> None:
    assert cast.an.account_id
    with storage.work(SYSTEM) as work:
        mailboxes.release(work, REGISTRY, cast.an.account_id)
    with pytest.raises(Forbidden):
        send(storage, desk, cast.an, WRITTEN)
    assert send(storage, desk, cast.an, replace(WRITTEN, sender=AN))


def test_whoever_sends_holds_no_turn_while_files_are_read_and_written(
    storage: Storage, cast: Cast, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_works: list[Actor] = []
    real = Storage.work

    @contextmanager
    def watched(self: Storage, actor: Actor, **more: str) -> Iterator[Work]:
        with real(self, actor, **more) as work:
            open_works.append(actor)
            try:
                yield work
            finally:
                open_works.remove(actor)

    def outside(*_: object, **__: object) -> None:
        assert not open_works

    monkeypatch.setattr(Storage, "work", watched)
    for module, name in [
        (screening, "refuse_marked_file"),
        (writing, "write"),
        (files, "keep"),
    ]:
        monkeypatch.setattr(module, name, first(outside, getattr(module, name)))
    pdf = ("Quyết định.pdf", b"%PDF-1.7\nnoi dung")
    send(storage, desk, cast.an, replace(WRITTEN, files=[pdf]))
    assert len(sent_jobs(storage)) == 1


def first(look: Callable[..., None], then: Callable[..., object]) -> Callable[..., object]:
    def both(*given: object, **more: object) -> object:
        look()
        return then(*given, **more)

    return both


def test_what_changed_since_the_message_was_laid_down_is_seen(
    storage: Storage, cast: Cast, desk: Desk
) -> None:
    laid = messages.lay_down(storage, cast.an, desk, WRITTEN)
    with storage.work(SYSTEM) as work:
        mailboxes.close(work, CHI)
    with pytest.raises(Invalid, match=r"recipient\.unknown"), storage.work(cast.an) as work:
        messages.send(work, desk, laid)
    assert cast.an.account_id
    with storage.work(SYSTEM) as work:
        mailboxes.release(work, REGISTRY, cast.an.account_id)
    with pytest.raises(Forbidden), storage.work(cast.an) as work:
        messages.send(work, desk, laid)
    assert sent_jobs(storage) == []


def test_one_form_laid_down_twice_at_once_sends_one_message(
    storage: Storage, cast: Cast, desk: Desk
) -> None:
    form = replace(WRITTEN, key="form-1", files=[("a.txt", b"mot")])
    same = [messages.lay_down(storage, cast.an, desk, form) for _ in range(2)]
    other = messages.lay_down(storage, cast.an, desk, replace(form, text="Khác"))
    sent = set()
    for laid in same:
        with storage.work(cast.an) as work:
            sent.add(messages.send(work, desk, laid))
    assert len(sent) == 1
    with pytest.raises(Conflict, match="key_used"), storage.work(cast.an) as work:
        messages.send(work, desk, other)
    assert len(sent_jobs(storage)) == 1
