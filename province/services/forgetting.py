"""What the room forgets when it has had its time."""

from province.services import store
from province.services.model import FILING_KEYS_KEPT, MISSES_WINDOW
from province.storage import Work


def forget_old(work: Work) -> None:
    """Forget old filing keys and wrong secrets: a daily duty."""
    store.forget_misses(work, work.now - MISSES_WINDOW)
    store.forget_keys(work, work.now - FILING_KEYS_KEPT)
