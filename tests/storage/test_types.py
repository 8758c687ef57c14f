"""Values come back as they went, and their canonical text is the same on both engines."""

from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import select

from province.basics.actor import SYSTEM
from province.jobs.tables import jobs
from province.storage import Storage, canonical, new_id


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    "value",
    [
        {"v": 1e20},
        {"v": 1e-7},
        {"v": -0.0},
        {"v": 1.0},
        {"v": 10**30},
        {"v": [None, True, 0.1, 123456789.12]},
        {10: "mười", 9: "chín"},
        {None: 1, True: 2},
        {"tên": 1, "Ä": {"😀": 2, "z": 3}},
        {"v": "\u2028\\u0000\u0301e"},
        {"v": Colour.RED, "w": (1, 2)},
    ],
)
def test_canonical_text_outlives_the_database(storage: Storage, value: dict[Any, Any]) -> None:
    with storage.work(SYSTEM) as work:
        work.execute(
            jobs.insert().values(
                id=new_id(work.now),
                kind="k",
                payload=value,
                state="ready",
                attempts=0,
                attempts_most=1,
                asked_at=work.now,
                not_before=work.now,
            )
        )
    with storage.reading() as connection:
        kept = connection.execute(select(jobs.c.payload)).scalar_one()
    assert canonical(kept) == canonical(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, b"bytes"])
def test_what_json_lacks_is_a_bug(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical({"v": value})
