"""Duties: asked for as jobs, once a day or once an hour, whichever process looks first.

Pages come and go by their own dates, so the website is looked at every hour; when nothing it is
made of has changed, nothing is built.
"""

from datetime import timedelta

from province import jobs
from province.basics import SYSTEM, legal_day
from province.house.house import House

DONE_JOBS_KEPT_DAYS = 30


def ask_for_due(house: House) -> None:
    """Ask for yesterday's seal, the day's tidying and the hour's site, unless they were asked."""
    now = house.clock.now()
    today = legal_day(now)
    yesterday = today - timedelta(days=1)
    hour = f"publishing.build:{now:%Y-%m-%dT%H}"
    with house.storage.reading() as connection:
        if jobs.asked(connection, hour):
            return
    with house.storage.work(SYSTEM) as work:
        jobs.ask(work, "audit.seal", {"day": yesterday.isoformat()}, key=f"audit.seal:{yesterday}")
        jobs.ask(work, "house.tidy", {}, key=f"house.tidy:{today}")
        jobs.ask(work, "publishing.build", {}, key=hour)
