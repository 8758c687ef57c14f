"""Passing a gate, and being told to wait."""

from dataclasses import dataclass
from datetime import timedelta

from province.basics import SYSTEM, Actor, TooMany
from province.basics.dates import wait_vi
from province.basics.networks import network_of
from province.storage import Storage, Work
from province.turnstile import store

COUNTS_KEPT = timedelta(days=1)  # no gate counts for longer


@dataclass(frozen=True, slots=True)
class Gate:
    """Something people nobody knows may do only so often."""

    name: str  # "drafts.saved"
    window: timedelta
    refusal: str  # code: "services.draft.too_often"
    sentence: str  # what happened and what to do; the wait in words stands in for {wait}


def pass_by(work: Work, gate: Gate, most: int, amount: int = 1) -> None:
    """Count a turn of the actor's network; who is signed in, and we ourselves, are not counted.

    Refuses: the gate's refusal (429) with the seconds to wait, once more than `most` would have
    passed within its window; a turn that is refused, or undone with its work, is not counted.
    """
    if _known(work.actor):
        return
    network = network_of(work.actor.address)
    store.add_unless_counted(work, gate.name, network)
    since, passed = store.hold(work, gate.name, network)
    if since + gate.window <= work.now:
        since, passed = work.now, 0
    if passed + amount > most:
        seconds = max(1, int((since + gate.window - work.now).total_seconds()))
        sentence = gate.sentence.format(wait=wait_vi(seconds))
        raise TooMany(gate.refusal, sentence, detail={"retry_seconds": seconds})
    store.change(work, gate.name, network, since, passed + amount)


def pass_first(storage: Storage, actor: Actor, gate: Gate, most: int, amount: int) -> None:
    """Count a turn before what it is for is begun, so that it counts whatever comes of that.

    Refuses: as `pass_by`.
    """
    if _known(actor):
        return
    with storage.work(actor) as work:
        pass_by(work, gate, most, amount)


def _known(actor: Actor) -> bool:
    return actor.signed_in or actor == SYSTEM


def forget_old(work: Work) -> None:
    """Forget who passed before: a daily duty."""
    store.forget(work, work.now - COUNTS_KEPT)
