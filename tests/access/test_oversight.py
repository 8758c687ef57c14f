"""Oversight: who reads the audit and what of it, failed work tried again."""

from datetime import timedelta

import pytest

from province import access, audit, jobs
from province.audit import AuditFilter, Entry
from province.basics import SYSTEM, Actor, Forbidden, FrozenClock, NotFound, NotSignedIn
from tests.access.conftest import Province
from tests.identity.cast import HOME


def read(province: Province, reader: Actor, **wanted: object) -> list[Entry]:
    with province.storage.work(reader) as work:
        return access.read_audit(work, AuditFilter(**wanted))  # type: ignore[arg-type]


def shelve(province: Province, kind: str = "mail.send") -> str:
    with province.storage.work(SYSTEM) as work:
        jobs.ask(work, kind, {"to": "an@vinhlong.example"})
        job = jobs.lease(work, "worker", 60)
        assert job
        jobs.failed(work, job, "no route to host", for_good=True)
    return job.id


def test_an_auditor_of_the_whole_province_reads_everything(province: Province) -> None:
    reader = province.account("an", ("auditor", None)).actor(HOME)
    other = province.account("binh", unit_id=province.finance)
    found = read(province, reader)
    assert [one.number for one in found] == sorted((one.number for one in found), reverse=True)
    assert ("account", str(other.id)) in {(one.subject_kind, one.subject_id) for one in found}
    with province.storage.reading() as connection:
        [written, *_] = audit.find(connection, AuditFilter(deed="access.audit.read"))
    assert written.actor_id == reader.id


def test_an_auditor_of_one_unit_reads_what_was_done_in_its_name(province: Province) -> None:
    reader = province.account("an", ("auditor", province.construction)).actor(HOME)
    other = province.account("binh", unit_id=province.finance)
    found = read(province, reader)
    assert found
    assert {one.unit_id for one in found} == {province.construction}
    with province.storage.reading() as connection:
        [hidden] = audit.history(connection, "account", other.id)
    with province.storage.work(reader) as work, pytest.raises(NotFound):
        access.read_audit_entry(work, hidden.number)


def test_entries_are_found_by_deed_subject_actor_and_day(
    province: Province, clock: FrozenClock
) -> None:
    reader = province.account("an", ("auditor", None)).actor(HOME)
    binh = province.account("binh")
    clock.advance(timedelta(days=1))
    province.enter(binh)
    about = {"subject_kind": "account", "subject_id": str(binh.id)}
    assert [one.deed for one in read(province, reader, **about)] == [
        "access.signed_in",
        "access.account.opened",
    ]
    [signed] = read(province, reader, **about, deed="access.signed_in")
    assert [signed] == read(province, reader, actor=binh.email)
    assert [signed] == read(province, reader, **about, since=clock.now() - timedelta(hours=1))
    [opened] = read(province, reader, **about, until=clock.now() - timedelta(hours=1))
    assert opened.deed == "access.account.opened"


def test_who_is_no_auditor_reads_nothing(province: Province) -> None:
    clerk = province.account("an", ("clerk", None)).actor(HOME)
    with pytest.raises(Forbidden):
        read(province, clerk)
    with pytest.raises(NotSignedIn):
        read(province, SYSTEM)


def test_shelved_jobs_are_tried_again_by_administrators_only(province: Province) -> None:
    job_id = shelve(province)
    giang = province.account("giang", ("administrator", None)).actor(HOME)
    unit_only = province.account("an", ("administrator", province.construction)).actor(HOME)
    with province.storage.work(unit_only) as work, pytest.raises(Forbidden):
        access.try_job_again(work, job_id)
    with province.storage.work(unit_only) as work, pytest.raises(Forbidden):
        access.shelved_jobs(work.connection, unit_only, work.today)
    with province.storage.work(giang) as work:
        [shelved] = access.shelved_jobs(work.connection, giang, work.today)
        access.try_job_again(work, job_id)
        assert shelved.id == job_id
        assert not access.shelved_jobs(work.connection, giang, work.today)
    with province.storage.reading() as connection:
        [waiting] = jobs.waiting(connection)
        [entry] = audit.history(connection, "job", job_id)
    assert (waiting.id, waiting.attempts) == (job_id, 0)
    assert (entry.deed, entry.actor_id) == ("access.job.tried_again", giang.id)


def test_after_an_outage_all_are_tried_again_at_once(province: Province) -> None:
    ids = {shelve(province), shelve(province)}
    giang = province.account("giang", ("administrator", None)).actor(HOME)
    with province.storage.work(giang) as work:
        assert access.try_jobs_again(work) == 2
    with province.storage.reading() as connection:
        assert {job.id for job in jobs.waiting(connection)} == ids
