"""kill -9 of any part at any moment: nothing acknowledged is lost, nothing is doubled.

A company files dossiers, officials accept and decide them, a clerk registers letters, other
servers bring mail and applicants look their dossiers up, while web, mail, worker and the
supervisor over them are killed again and again.
"""

import contextlib
import os
import random
import sqlite3
import time
from collections import Counter, defaultdict
from contextlib import closing
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.clients import REGISTRY, Clients
from tests.running import Running, build, free_ports, running

LIVES = 6  # each ends with the whole system killed
KILLS_A_LIFE = 9  # of single parts before that
PARTS = ("api", "mail", "province.house")
SECONDS_BETWEEN_KILLS = (0.05, 1.8)
SECONDS_MOST = 150  # for all work to be done in the end
SEED = "VL_KILL_SEED"  # in the environment: the number in brackets behind an earlier run's name


# -- killing


def kill_parts(instance: Running, chance: random.Random, most: int) -> None:
    """Kill parts at random moments, those that are just starting as well."""
    killed = 0
    while killed < most:
        time.sleep(chance.uniform(*SECONDS_BETWEEN_KILLS))
        killed += kill_one(instance, chance.choice(PARTS))


def kill_one(instance: Running, name: str) -> bool:
    """Kill a part; False when it is down at this moment."""
    try:
        os.kill(instance.parts()[name], 9)
    except (KeyError, OSError):
        return False
    return True


def kill_all(instance: Running, chance: random.Random) -> None:
    """Kill the supervisor: all parts with it, or none, who are to end by themselves."""
    names = PARTS if chance.random() < 0.5 else ()
    parts = instance.parts()
    instance.process.kill()
    for name in names:
        with contextlib.suppress(KeyError, OSError):
            os.kill(parts[name], 9)
    instance.process.wait()


# -- what is left


def database(var: Path) -> Path:
    return var / "province.sqlite"


def rows(path: Path, statement: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(statement).fetchall()


def all_is_done(var: Path) -> bool:
    """No job waits, no message is under way."""
    waiting = "SELECT 1 FROM jobs WHERE state NOT IN ('done', 'shelved')"
    return not (
        rows(database(var), waiting)
        or rows(var / "spool" / "spool.sqlite", "SELECT 1 FROM letters")
    )


def wait_until_done(var: Path) -> None:
    deadline = time.monotonic() + SECONDS_MOST
    while not all_is_done(var):
        assert time.monotonic() < deadline, "jobs or messages still wait"
        time.sleep(0.5)


def mailbox(var: Path, address: str) -> list[EmailMessage]:
    """Return the messages in a mailbox's inbox, read from the disk."""
    local, _, domain = address.partition("@")
    folder = var / "mail" / domain / local
    parser = BytesParser(EmailMessage, policy=policy.default)
    files = [path for part in ("new", "cur") for path in (folder / part).iterdir()]
    return [parser.parsebytes(path.read_bytes()) for path in files]


def check_dossiers(clients: Clients, var: Path) -> None:
    """Every acknowledged dossier is there once, and the day's codes have no gap."""
    codes = [one["code"] for one in clients.filed.values()]
    assert len(set(codes)) == len(codes)
    kept = dict(rows(database(var), "SELECT code, state FROM dossiers"))
    assert set(codes) == set(kept)
    by_day = defaultdict(set)
    for code in codes:
        day, _, number = code.rpartition("-")
        by_day[day].add(int(number))
    for numbers in by_day.values():
        assert numbers == set(range(1, len(numbers) + 1))
    assert {code for code, state in kept.items() if state == "approved"} == clients.approved
    receipts = rows(database(var), "SELECT number FROM dossier_documents WHERE kind = 'receipt'")
    booked = sorted(int(number.partition("/")[0]) for (number,) in receipts)
    assert booked == [*range(1, len(codes) + 1)]


def check_letters(clients: Clients, var: Path) -> None:
    """Each letter an applicant and an officer are owed arrived once, and no other did."""
    owed = {
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả": clients.codes(),
        "Hồ sơ đã được tiếp nhận": clients.accepted,
        "Kết quả giải quyết": clients.approved,
    }
    assert subjects(clients, var, "citizen") == Counter(
        f"{letter}: {code}" for letter, codes in owed.items() for code in codes
    )
    assert subjects(clients, var, "case_officer") == Counter(
        f"Hồ sơ mới: {code}" for code in clients.codes()
    )


def subjects(clients: Clients, var: Path, kind: str) -> Counter[str]:
    address, _ = clients.instance.login(kind)
    return Counter(str(message["Subject"]) for message in mailbox(var, address))


def check_mail(clients: Clients, var: Path) -> None:
    """Each attempt arrived at most once, each one that was told 250 did."""
    marks = Counter(str(m["X-Attempt"]) for m in mailbox(var, REGISTRY) if m["X-Attempt"])
    assert clients.taken <= set(marks)
    assert set(marks.values()) == {1}


def check_register(clients: Clients, var: Path) -> None:
    """Each letter is registered once; the arrival numbers have no gap."""
    found = rows(database(var), "SELECT arrival_number, number_text FROM incoming_documents")
    assert sorted(number for _, number in found) == sorted(clients.registered)
    assert sorted(arrival for arrival, _ in found) == [*range(1, len(found) + 1)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [int(os.environ.get(SEED) or random.randrange(10**6))])
def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(tmp_path: Path, seed: int) -> None:
    chance, var = random.Random(seed), tmp_path / "var"
    settings = {
        **free_ports(chance),
        "VL_SUBMISSIONS_PER_MINUTE": "1000",
        "VL_JOB_LEASE_SECONDS": "8",
    }
    with running(var, **settings) as instance:
        clients = Clients(instance)
        threads = clients.run()
        kill_parts(instance, chance, KILLS_A_LIFE)
        kill_all(instance, chance)
    for _ in range(LIVES - 1):
        with running(var, **settings) as instance:
            kill_parts(instance, chance, KILLS_A_LIFE)
            kill_all(instance, chance)
    with running(var, **settings):
        clients.ended.set()
        for thread in threads:
            thread.join()
        wait_until_done(var)
        for one in clients.filed.values():
            address = f"/api/v1/dossiers/{one['code']}?secret={one['secret']}"
            found = clients.ask("GET", address)
            assert (found.status, found.json()["code"]) == (200, one["code"])
    assert clients.faults == []
    assert rows(database(var), "SELECT kind, last_error FROM jobs WHERE state = 'shelved'") == []
    check_dossiers(clients, var)
    check_letters(clients, var)
    check_mail(clients, var)
    check_register(clients, var)
    proof = build("verify", var)
    assert proof.returncode == 0, proof.stdout
