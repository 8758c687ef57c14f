"""Every procedure has its guide, every field its list."""

import pytest

from province.pages import StagedPage, field_cards, guide_pages
from province.procedures import FIELDS, Definition


@pytest.fixture(scope="module")
def pages(definitions: list[Definition]) -> dict[str, StagedPage]:
    return {page.url: page for page in guide_pages(definitions)}


def test_every_procedure_has_a_guide(
    definitions: list[Definition], pages: dict[str, StagedPage]
) -> None:
    assert definitions
    for definition in definitions:
        page = pages[definition.url]
        assert page.meta["title"] == definition.title
        assert page.number == definition.code
        assert page.meta["trail"][-1][0] == f"/thu-tuc/{definition.field}/"
        assert "## Giấy tờ cần có" in page.body


def test_each_field_lists_its_procedures_and_those_shared_with_it(
    definitions: list[Definition], pages: dict[str, StagedPage]
) -> None:
    for name in FIELDS:
        listed = {one["href"] for one in pages[f"/thu-tuc/{name}/"].meta["entries"]}
        assert listed == {d.url for d in definitions if d.field == name or name in d.also_in}


def test_the_six_fields_are_cards_with_their_counts(
    definitions: list[Definition],
) -> None:
    cards = field_cards(definitions)
    assert [card["href"] for card in cards] == [f"/thu-tuc/{name}/" for name in FIELDS]
    count = sum(d.field == "xay-dung" or "xay-dung" in d.also_in for d in definitions)
    building = next(card for card in cards if card["href"] == "/thu-tuc/xay-dung/")
    assert building["text"].endswith(f"{count} thủ tục.")
    assert all("0 thủ tục" not in card["text"] for card in field_cards([]))


def test_a_list_names_a_time_limit_only_where_there_is_one(
    definitions: list[Definition], pages: dict[str, StagedPage]
) -> None:
    permit = next(d for d in definitions if d.slug == "cap-giay-phep-xay-dung")
    assert len(permit.time_limits) > 1
    listed = {one["href"]: one for one in pages["/thu-tuc/xay-dung/"].meta["entries"]}
    assert listed[permit.url]["facts"][0] == ["clock", "Thời hạn theo từng trường hợp"]
