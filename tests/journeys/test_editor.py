"""Dũng writes a notice: what may not stand is named with its line, what is right is public."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from province.basics import legal_day
from tests.journeys.people import PHONE, Person
from tests.running import ROOT, Running, build, running

pytestmark = pytest.mark.browser

PAGE = "/thong-bao/tiem-vac-xin-cho-tre/"
TITLE = "Lịch tiêm vắc-xin cho trẻ, tháng 12/2026"
NOTICE = """---
kind: notice
id: tiem-vac-xin-12-2026
title: {title}
summary: Trạm y tế phường Long Châu tiêm các sáng thứ Tư.
unit: Sở Y tế
author: Võ Tấn Dũng
approver: Chánh Văn phòng
publish_at: {yesterday} 08:00
review_by: {next_month}
---

Mời các gia đình đưa trẻ đến đúng lịch. Xem [danh bạ](/co-quan/) để hỏi trạm y tế.
{more}
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The settings of a province whose editors write in a folder of their own."""
    content = shutil.copytree(ROOT / "content", tmp_path_factory.mktemp("editor") / "content")
    return {"VL_CONTENT": str(content), "VL_PUBLIC_URL": "https://www.vinhlong.example"}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, desk: dict[str, str]) -> Iterator[Running]:
    """That province, running."""
    with running(tmp_path_factory.mktemp("editors-province") / "var", **desk) as instance:
        yield instance


def write(desk: dict[str, str], title: str = TITLE, more: str = "") -> None:
    """Save the notice in the editor's folder."""
    today = legal_day(datetime.now(UTC))
    text = NOTICE.format(
        title=title,
        more=more,
        yesterday=today - timedelta(days=1),
        next_month=today + timedelta(days=30),
    )
    name = PAGE.strip("/") + ".md"
    (Path(desk["VL_CONTENT"]) / name).write_text(text, encoding="utf-8")


def publish(own: Running, desk: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the editor's command."""
    return build("site", own.var, **desk)


def served(own: Running) -> str:
    return os.readlink(own.var / "site" / "current")


def test_a_notice_is_published_and_what_is_wrong_is_not(
    own: Running, desk: dict[str, str], browser: Browser, pictures: Path
) -> None:
    good = served(own)
    file = PAGE.strip("/") + ".md"
    for wrong, line, said in (
        ({"title": ""}, 4, "title: không được để trống"),
        ({"more": "Xem [lịch cũ](/thong-bao/lich-cu/)."}, 14, "/thong-bao/lich-cu/"),
        ({"more": "Hỏi người có số căn cước 086185001234."}, 14, "số căn cước"),
    ):
        write(desk, **wrong)
        refused = publish(own, desk)
        assert refused.returncode == 1
        [fault] = [
            one for one in refused.stdout.splitlines() if one.startswith(f"  {file}:{line}:")
        ]
        assert said in fault
        assert served(own) == good

    with Person(browser, own, PHONE) as reader:
        assert reader.open(PAGE).status == 404
        write(desk)
        done = publish(own, desk)
        assert done.returncode == 0, done.stdout
        assert "Website built" in done.stdout
        assert served(own) != good
        reader.open("/thong-bao/")
        reader.follow(TITLE)
        reader.sees_title(TITLE)
        reader.sees("Mời các gia đình đưa trẻ đến đúng lịch.")
        reader.picture(pictures, "journey-notice-360-light")
        feed = reader.context.request.get(f"{own.http}/rss.xml").text()
        assert f"<link>https://www.vinhlong.example{PAGE}</link>" in feed
        reader.open("/tim-kiem?q=lich tiem vac xin")
        reader.follow(TITLE)
        reader.sees_title(TITLE)

        write(desk, more="Điện thoại 0912 345 678.")
        assert publish(own, desk).returncode == 1
        assert reader.open(PAGE).status == 200
        reader.sees_not("0912 345 678")
