"""Jobs: the outbox. A deed asks for an effect in its own transaction; a worker does it after.

A job is claimed for a time (a lease), tried a bounded number of times with growing waits, and
shelved where an administrator sees it when it fails for good. A handler's changes to the database
commit together with the job's completion: such effects happen exactly once.
"""

from province.jobs.actions import ask, done, failed, lease, shelved, try_again, waiting
from province.jobs.model import Job, retry_after
from province.jobs.store import any_due, asked, counts, forget_done, oldest_due

__all__ = [
    "Job",
    "any_due",
    "ask",
    "asked",
    "counts",
    "done",
    "failed",
    "forget_done",
    "lease",
    "oldest_due",
    "retry_after",
    "shelved",
    "try_again",
    "waiting",
]
