"""The print with its number is every desk's original, made once, a moment after the issue."""

from datetime import timedelta
from types import SimpleNamespace
from typing import cast as cast_to

import pytest

from province import audit, blobs, documents, incoming, outgoing, registers
from province.basics import SYSTEM, FrozenClock
from province.house import House, worker
from province.house.handlers import HANDLERS, Finish
from province.jobs import Job
from province.storage import Work
from tests.documents.cast import Cast, words


def issued(cast: Cast) -> str:
    """Issue a letter that is not printed yet."""
    document_id = cast.signed()
    cast.issue(document_id)
    return document_id


def test_the_original_bears_the_number_on_both_sides(cast: Cast) -> None:
    document_id = issued(cast)
    assert waits(cast, document_id) == (True, True)
    cast.print(document_id)
    assert waits(cast, document_id) == (False, False)
    with cast.storage.work(cast.em) as work:
        (file,) = incoming.files_of(work.connection, cast.incoming(cast.arrived()))
        opened = registers.open_file(work, file.id)
    assert (opened.role, opened.name) == ("main", "01-UBND-VX.pdf")
    assert "Số: 01/UBND-VX" in words(blobs.read(cast.folder, opened.sha256))


def waits(cast: Cast, document_id: str) -> tuple[bool, bool]:
    """Tell whether the original is waited for, where it was issued and where it came."""
    with cast.storage.reading() as connection:
        held = documents.files(connection, documents=[document_id])
        entry = cast.incoming(cast.arrived())
        came = incoming.files_of(connection, entry)
        return (
            documents.awaits_original(cast.document(document_id), held),
            incoming.awaits_original(connection, entry, came),
        )


def test_a_worker_killed_in_between_leaves_one_original_written_down_once(cast: Cast) -> None:
    document_id = issued(cast)
    with pytest.raises(KeyboardInterrupt), cast.storage.work(SYSTEM) as work:
        cut_off(work, cast, document_id)
    assert waits(cast, document_id) == (True, True)
    cast.print(document_id)
    with cast.storage.reading() as connection:
        assert len(documents.files(connection, documents=[document_id])) == 1
        said = audit.history(connection, "document", document_id)
        assert [one.deed for one in said].count("documents.file.added") == 1
        kept = documents.records(connection)
        assert list(audit.verify_records(connection, "document", kept)) == []


def cut_off(work: Work, cast: Cast, document_id: str) -> None:
    outgoing.print_original(cast.storage, cast.folder, {"id": document_id})(work)
    raise KeyboardInterrupt


def test_what_is_recalled_meanwhile_keeps_its_original(cast: Cast) -> None:
    document_id = issued(cast)
    with cast.storage.work(cast.an) as work:
        outgoing.recall(work, document_id, "Gửi nhầm")
    cast.print(document_id)
    assert waits(cast, document_id) == (False, False)


def test_the_worker_that_takes_over_from_a_killed_one_prints_once(
    small_cast: Cast, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = SimpleNamespace(
        settings=SimpleNamespace(job_lease_seconds=60, blobs=small_cast.folder),
        clock=clock,
        storage=small_cast.storage,
    )
    house = cast_to(House, office)
    prints = {"documents.print": HANDLERS["documents.print"]}
    document_id = issued(small_cast)
    with monkeypatch.context() as killed:
        killed.setattr(worker, "HANDLERS", {"documents.print": kill})
        with pytest.raises(SystemExit):
            worker.do_all(house)
    clock.advance(timedelta(seconds=61))
    monkeypatch.setattr(worker, "HANDLERS", prints)
    worker.do_all(house)
    assert waits(small_cast, document_id) == (False, False)
    assert small_cast.asked_for("documents.print") == []
    with small_cast.storage.reading() as connection:
        assert len(documents.files(connection, documents=[document_id])) == 1


def kill(house: House, job: Job) -> Finish:
    """Do all of it, and be killed before the database has taken it."""
    finish = HANDLERS["documents.print"](house, job)
    assert finish is not None

    def killed(work: Work) -> None:
        finish(work)
        raise SystemExit(9)

    return killed
