"""Every room that refers to files says so, and what none refers to is forgotten with time."""

import os
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from province import blobs, dossiers, drafts
from province.basics import SYSTEM, FrozenClock
from province.house import House, holders
from province.house.handlers import tidy
from province.house.tables import metadata
from province.jobs import Job
from province.storage import Storage
from tests.house.scene import Scene


class GoneBack(Exception):
    """Undoes what was tried on the scene."""


def test_every_room_whose_rows_refer_to_files_says_so(scene: Scene) -> None:
    referring = [
        key.parent
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "blobs"
    ]
    assert len(referring) == 4
    with pytest.raises(GoneBack), scene.work("system") as work:
        folder = scene.house.settings.blobs
        blob = blobs.keep_own(work, folder, b"in", "in.pdf", "application/pdf")
        dossiers.keep_print(work, scene.form, blob.sha256)
        for column in referring:
            digests = set(work.execute(select(column)).scalars()) - {None}
            assert digests, f"nothing in {column} to try with"
            assert holders.held(work.connection, digests) == digests, column
        raise GoneBack


def test_a_sent_message_is_held(scene: Scene) -> None:
    with scene.house.storage.reading() as connection:
        sent = select(metadata.tables["blobs"].c.sha256).where(
            metadata.tables["blobs"].c.media_type == "message/rfc822"
        )
        digests = set(connection.execute(sent).scalars())
        assert digests
        assert holders.held(connection, digests) == digests


def job(now: datetime) -> Job:
    return Job("", "house.tidy", {}, None, "leased", 1, 8, now, now, None, None, None, None)


def test_a_paper_taken_off_a_draft_is_gone_after_two_days(house: House, scene: Scene) -> None:
    """The tidying of two days, on a copy of the province with its own clock."""
    clock = FrozenClock(house.clock.now())
    house = replace(house, clock=clock, storage=Storage(house.settings.database, clock))
    folder, token = house.settings.blobs, drafts.new_token()
    blob = blobs.lay_down(
        folder, b"%PDF-1.7\ngo roi", "a.pdf", allow=blobs.DOCUMENT_KINDS, bytes_most=2**20
    )
    paper = scene.papers[0].paper_id
    with house.storage.work(SYSTEM) as work:
        drafts.save_draft(work, house, "1.013225", token, {})
        drafts.attach(work, house, token, (paper, blob))
        blobs.settle(work, blob.sha256, None)

    def tidied() -> bool:
        clock.advance(timedelta(days=1, minutes=1))
        finish = tidy(house, job(clock.now()))
        with house.storage.work(SYSTEM) as work:
            finish(work)
        return not blobs.path_of(folder, blob.sha256).exists()

    assert not tidied()
    with house.storage.work(SYSTEM) as work:
        [attached] = drafts.draft_of(work.connection, house, token).papers
        drafts.detach(work, house, token, attached.id)
    assert not tidied(), "the file itself stays a day longer"
    laid = clock.now().timestamp()
    os.utime(blobs.path_of(folder, blob.sha256), (laid, laid))  # by the disk's own clock
    assert tidied()
    house.storage.close()
