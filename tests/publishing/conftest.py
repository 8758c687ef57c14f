"""A small content folder and the settings of a place to build it into."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from province import publishing
from province.basics import Settings, load_settings

Write = Callable[..., Path]
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ADDRESS = "https://vinhlong.example"
SHIPPED = Path(__file__).parents[2] / "content"

FRONT = {
    "kind": "page",
    "id": "trang-chu",
    "title": "Việc công của tỉnh",
    "summary": "Tìm thủ tục, văn bản và cơ quan.",
    "unit": "Văn phòng Ủy ban nhân dân tỉnh",
    "author": "Ban biên tập",
    "approver": "Chánh Văn phòng",
    "publish_at": "2026-11-02 08:00",
    "review_by": "2027-05-02",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(var=tmp_path / "var", public_url=ADDRESS)


@pytest.fixture(scope="session")
def project_site(tmp_path_factory: pytest.TempPathFactory) -> publishing.SiteBuilt:
    """The project's own content, built once, without a directory of units."""
    settings = load_settings(var=tmp_path_factory.mktemp("var"), public_url=ADDRESS)
    return publishing.build_site(settings, None, NOW, content=SHIPPED)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """An empty content folder."""
    folder = tmp_path / "content"
    (folder / "thu-tuc").mkdir(parents=True)
    return folder


@pytest.fixture
def write(content: Path) -> Write:
    """Write one content file; front matter is that of a page unless told otherwise."""

    def write_one(name: str, body: str = "", **front: str) -> Path:
        path = content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        values = {**FRONT, "id": name.removesuffix(".md").replace("/", "-"), **front}
        lines = [f"{key}: {value}" for key, value in values.items() if value]
        path.write_text("---\n" + "\n".join(lines) + "\n---\n\n" + body, encoding="utf-8")
        return path

    return write_one


@pytest.fixture
def site(write: Write) -> None:
    """A home page, a notice, a piece of news and a document."""
    write("index.md", template="home.html")
    write(
        "thong-bao/nghi-le.md",
        "Một cửa nghỉ ngày **24/11/2026**.\n",
        kind="notice",
        title="Nghỉ lễ",
        publish_at="2026-11-18 09:00",
        expires_at="2026-12-01",
    )
    write(
        "tin-tuc/tap-huan.md",
        "Xem [thông báo](/thong-bao/nghi-le/).\n",
        kind="news",
        title="Tập huấn văn thư",
        publish_at="2026-11-16 14:30",
    )
    write(
        "van-ban/chi-thi.md",
        "## Điểm 1 {#diem-1}\n\nNội dung, xem [điểm 1](#diem-1).\n",
        kind="legal_document",
        title="Chỉ thị về tin học hóa",
        document="{type: Chỉ thị, number: 05/CT-UB, issuer: UBND tỉnh, issued_year: 2003,"
        " abstract: Tin học hóa, subject: Công nghệ thông tin, effect: Lịch sử,"
        " recipients: [Các sở, Các huyện]}",
    )
