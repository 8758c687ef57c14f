"""Doing the letters' jobs as the worker does, and reading what they made."""

from typing import Any

from province import dossiers, jobs, letters
from province.basics import SYSTEM
from province.dossiers import FormKind, store
from tests.services.cast import House

HANDLERS = {
    "services.issue": letters.issue,
    "services.tell": letters.tell,
    "services.tell_officers": letters.tell_officers,
}


def run_jobs(house: House) -> list[dict[str, Any]]:
    """Do this room's jobs as the worker does; return the letters they asked to send."""
    sent = []
    while True:
        with house.storage.work(SYSTEM) as work:
            job = jobs.lease(work, "test", 60)
        if job is None:
            return sent
        finish = HANDLERS[job.kind](house, job.payload) if job.kind in HANDLERS else None
        with house.storage.work(SYSTEM) as work:
            if finish:
                finish(work)
            jobs.done(work, job)
        if job.kind == "notifications.send":
            sent.append(dict(job.payload))


def document(house: House, code: str, kind: FormKind) -> tuple[dossiers.Form, bytes]:
    with house.storage.reading() as connection:
        dossier = store.by_code(connection, code)
        assert dossier is not None
        found = dossiers.whole_of(connection, dossier).form(kind)
        assert found is not None
        return found, letters.printed(connection, house, dossier, found)
