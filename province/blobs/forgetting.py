"""Forgetting files: those no work has noted, and noted ones that nothing refers to any more.

A noted file is forgotten in two steps, so that no crash leaves a row without its file: first what
is known of it, with the work, then, a day later, the file, as one that no work has noted. Who notes
the same content meanwhile holds the row or brings its own, and asks last whether the file is there.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from province.blobs import files, store
from province.storage import Work

Held = Callable[[Connection, Collection[str]], set[str]]  # which of some digests are referred to
LOOKED_AT_ONCE = 500  # digests of one statement


def unheld(connection: Connection, before: datetime, held: Held) -> Iterator[str]:
    """Yield the clean files kept before an instant that nothing refers to.

    What is in quarantine waits for its check, and what was refused is known for good.
    """
    last = ""
    while found := store.clean_before(connection, before, after=last, most=LOOKED_AT_ONCE):
        yield from sorted(set(found) - held(connection, found))
        last = found[-1]


def forget_unheld(work: Work, folder: Path, digests: Iterable[str], held: Held) -> int:
    """Forget those files that still nothing refers to; return how many there were.

    Each is dated anew, by which `forget_unnoted` finds it.
    """
    count, waiting = 0, sorted(digests)
    for start in range(0, len(waiting), LOOKED_AT_ONCE):
        free = store.hold_free(work, waiting[start : start + LOOKED_AT_ONCE])
        left = set(free) - held(work.connection, free)
        for sha256 in left:
            files.date_anew(folder, sha256)
            store.remove(work, sha256)
        count += len(left)
    return count


def forget_unnoted(work: Work, folder: Path, digests: Iterable[str]) -> int:
    """Delete those files that no work has noted; return how many there were.

    They are left by works that were refused or cut off after their files were flushed. Each is
    noted while it is deleted: a work that notes it at this moment is waited for or waits.
    """
    count = 0
    for sha256 in sorted(digests):
        if store.find(work.connection, sha256) is None and store.add(work, _passing(work, sha256)):
            files.path_of(folder, sha256).unlink(missing_ok=True)
            store.remove(work, sha256)
            count += 1
    return count


def _passing(work: Work, sha256: str) -> dict[str, object]:
    kept = {"kept_at": work.now, "state": "quarantined"}
    return {"sha256": sha256, "size": 0, "media_type": "", **kept}
