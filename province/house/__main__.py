"""`python -m province.house`: the worker's process."""

import os
import signal
import threading

from province.basics import load_settings
from province.house import open_house
from province.house.journal import start_log
from province.house.supervisor import say_ready, stop_with_supervisor
from province.house.worker import work_until

NICENESS = 5  # people who wait for an answer come first


def main() -> None:
    """Do jobs until SIGTERM."""
    stop_with_supervisor()
    os.nice(NICENESS)
    settings = load_settings()
    start_log("worker")
    house = open_house(settings)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    say_ready()
    work_until(house, stop)
    house.storage.close()


main()
