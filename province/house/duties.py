"""Daily duties: asked for as jobs, once a legal day, whichever process looks first."""

from datetime import timedelta

from province import jobs
from province.basics import SYSTEM, legal_day
from province.house.house import House

DONE_JOBS_KEPT_DAYS = 30


def ask_for_due(house: House) -> None:
    """Ask for yesterday's seal and for the day's tidying, unless they were asked for."""
    today = legal_day(house.clock.now())
    yesterday = today - timedelta(days=1)
    with house.storage.reading() as connection:
        if jobs.asked(connection, f"audit.seal:{yesterday}"):
            return
    with house.storage.work(SYSTEM) as work:
        jobs.ask(work, "audit.seal", {"day": yesterday.isoformat()}, key=f"audit.seal:{yesterday}")
        jobs.ask(work, "house.tidy", {}, key=f"house.tidy:{today}")
