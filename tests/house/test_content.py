"""What editors wrote is taken in whole or not at all, and a slip of theirs stops nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import build
from province import index, publishing
from province.basics import Invalid, SystemClock, load_settings
from province.house import House, content, open_house
from province.search import Question, Searcher

SHIPPED = Path(__file__).parents[2] / "content"
PERMIT = "thu-tuc/xay-dung/cap-giay-phep-xay-dung.md"


@pytest.fixture
def house(demo_var: Path, tmp_path: Path) -> Iterator[House]:
    """A house whose editors write in a folder of their own."""
    folder = shutil.copytree(SHIPPED, tmp_path / "content")
    shutil.copytree(demo_var, tmp_path / "var")
    settings = load_settings(_env_file=None, var=tmp_path / "var", content=folder)
    house = open_house(settings, SystemClock())
    yield house
    house.storage.close()


def edit(house: House, name: str, before: str, after: str) -> None:
    path = house.content / name
    written = path.read_text(encoding="utf-8")
    assert before in written
    path.write_text(written.replace(before, after, 1), encoding="utf-8")


def test_a_start_goes_on_over_faulty_content(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(house, PERMIT, "\ntitle:", "\ntitel:")
    with pytest.raises(Invalid, match=PERMIT):
        build.prepare(house)  # nothing was ever published: there is nothing to serve
    edit(house, PERMIT, "\ntitel:", "\ntitle:")
    build.prepare(house)
    served = (house.settings.site / "current").resolve()
    edit(house, PERMIT, "\ntitle:", "\ntitel:")
    capsys.readouterr()
    build.prepare(house)
    assert f"{PERMIT}:" in capsys.readouterr().out
    assert (house.settings.site / "current").resolve() == served
    with pytest.raises(Invalid):
        content.publish(house, print)


def test_guide_form_and_search_change_together(house: House) -> None:
    content.publish(house, print)
    edit(house, PERMIT, "\ntitle: ", "\ntitle: Mười hai con giáp ")
    said: list[str] = []
    content.publish(house, said.append)
    assert "1 procedure revisions loaded." in said
    found = house.searcher.find(Question("muoi hai con giap"))
    assert found.hits[0].id == "guide:1.013225"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("giấy phép xây dựng", "1.013225"),  # the permit itself
        ("giay phep xay dung", "1.013225"),
        ("cấp lại giấy phép xây dựng", "1.013228"),
        ("điều chỉnh giấy phép xây dựng", "1.013226"),
        ("gia hạn giấy phép xây dựng", "1.013227"),
        ("sổ đỏ", "1.013978"),  # the first one, not its exchange
        ("thường trú", "1.004222"),  # not its end
    ],
)
def test_the_plain_case_is_found_before_what_comes_of_it(
    shipped: Searcher, text: str, code: str
) -> None:
    assert shipped.find(Question(text)).hits[0].id == f"guide:{code}"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """A searcher of the content as it is shipped, without the directory of units."""
    path = tmp_path_factory.mktemp("shipped") / "index"
    index.rebuild(path, publishing.entries_for_search(None, SystemClock().now(), content=SHIPPED))
    return Searcher(path)
