"""Waiting for what worker, relay and index do by themselves: asked again until it is so."""

import time
from collections.abc import Callable
from typing import TypeVar

SECONDS_MOST = 120  # a bound for a busy machine, no promise: what is promised is that it comes
Found = TypeVar("Found")


def until(ask: Callable[[], Found], what: str) -> Found:
    """Return the first answer that says something, or fail saying what did not come."""
    deadline = time.monotonic() + SECONDS_MOST
    while not (found := ask()):
        assert time.monotonic() < deadline, f"not within {SECONDS_MOST} s: {what}"
        time.sleep(0.2)
    return found
