"""The guide a citizen reads: papers by case, fees and limits in words, what stands around it."""

from dataclasses import replace

import pytest

from province import procedures
from province.basics import text
from province.basics.calendar import LimitUnit
from province.pages.guide_text import guide_facts, guide_text
from province.procedures import Definition, Filed, TimeLimit, wording
from tests.pages.conftest import SHIPPED

BY_CODE = pytest.mark.parametrize(
    "definition", procedures.load_folder(SHIPPED), ids=lambda found: found.code
)


def told_by(definition: Definition) -> str:
    """Everything the page of a procedure says, around its text and in it."""
    return f"{guide_facts(definition)}\n{guide_text(definition)}"


def _section(guide: str, title: str) -> str:
    return guide.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0].split("\n### ", 1)[0]


def test_the_facts_are_what_the_template_shows(house_permit: Definition) -> None:
    told = guide_facts(house_permit)
    assert told["title"] == house_permit.title
    assert told["action"] == {
        "label": "Nộp hồ sơ",
        "href": "/thu-tuc/cap-giay-phep-xay-dung/nop",
    }
    facts = dict(told["facts"])
    assert facts["Mã thủ tục"] == "1.013225"
    assert facts["Thời hạn"] == [
        "Nhà ở riêng lẻ: 7 ngày làm việc",
        "Các trường hợp còn lại: 10 ngày làm việc",
    ]


def test_papers_stand_under_their_case(house_permit: Definition) -> None:
    guide = guide_text(house_permit)
    everyone = guide.split("### Mọi trường hợp\n")[1].split("\n### ")[0]
    house = guide.split("<summary>Nhà ở riêng lẻ</summary>\n")[1].split("</details>")[0]
    religious = guide.split("<summary>Công trình tôn giáo</summary>\n")[1].split("</details>")[0]
    assert "Đơn đề nghị cấp giấy phép xây dựng" in everyone
    assert "02 bộ bản vẽ thiết kế xây dựng nhà" in house
    assert "Bản cam kết bảo đảm an toàn" in house  # its question is asked in this case
    assert "di tích" in religious
    assert "di tích" not in house
    assert "02 bộ bản vẽ thiết kế xây dựng nhà" not in religious


def test_few_cases_are_not_folded(house_permit: Definition) -> None:
    two = replace(house_permit, cases=house_permit.cases[:2])
    guide = guide_text(two)
    assert "### Nhà ở riêng lẻ\n" in guide
    assert "<details" not in guide


def test_shown_papers_stand_apart(by_code: dict[str, Definition]) -> None:
    guide = guide_text(by_code["1.001193"])
    shown = guide.split("### Giấy tờ chỉ xuất trình, không phải nộp\n")[1]
    assert "Giấy tờ tùy thân" in shown.split("\n## ")[0]


def test_without_fees_the_page_says_so(house_permit: Definition) -> None:
    assert "Không thu phí, lệ phí." in _section(
        guide_text(replace(house_permit, fees=())), "Phí, lệ phí"
    )


def test_several_fees_are_told_by_name(by_code: dict[str, Definition]) -> None:
    assert dict(guide_facts(by_code["1.004222"])["facts"])["Phí, lệ phí"] == [
        "Lệ phí đăng ký thường trú (trực tuyến): 10.000 đồng",
        "Lệ phí đăng ký thường trú (trực tiếp): 20.000 đồng",
    ]


def test_a_lone_time_limit_is_for_all(house_permit: Definition) -> None:
    lone = replace(
        house_permit, time_limits=(TimeLimit(amount=8, unit=LimitUnit.HOURS, verification_days=30),)
    )
    section = _section(guide_text(lone), "Thời hạn")
    assert "| Mọi trường hợp | 8 giờ làm việc, sau khi xác minh trong 30 ngày |" in section


def test_paper_only_procedures_point_to_the_desk(house_permit: Definition) -> None:
    desk_only = replace(house_permit, filed=Filed.DESK)
    assert "chỉ nhận hồ sơ giấy" in guide_facts(desk_only)["action"]["note"]
    assert "/nop" not in told_by(desk_only)


def test_the_national_portal_takes_the_button(house_permit: Definition) -> None:
    elsewhere = replace(house_permit, filed=Filed.NATIONAL_PORTAL)
    assert guide_facts(elsewhere)["action"]["label"] == "Nộp trên Cổng Dịch vụ công quốc gia"
    assert "/nop" not in told_by(elsewhere)
    assert "mẫu trên trang này" not in told_by(elsewhere)


def test_prose_opens_the_page_and_own_sections_follow(house_permit: Definition) -> None:
    body = guide_text(house_permit)
    assert body.index("trước khi khởi công") < body.index("## Ai được làm thủ tục này")
    assert body.index("## Kết quả") < body.index("## Sau khi có giấy phép")
    assert body.index("## Sau khi có giấy phép") < body.index("## Căn cứ pháp lý")


@BY_CODE
def test_the_guide_says_everything(definition: Definition) -> None:
    guide = told_by(definition)
    assert guide == text.nfc(guide)
    told = [
        definition.title,
        definition.code,
        definition.decision,
        definition.name,
        definition.summary,
        definition.authority.receive,
        definition.authority.decide,
        definition.result.name,
        text.date_vi(definition.checked_on),
        *definition.needs_checking,
        *definition.requirements,
        *(paper.name for paper in definition.papers),
        *(paper.only_if for paper in definition.papers),
        *(step.name for step in definition.route),
        *(fee.name for fee in definition.fees),
        *(wording.time_limit(limit) for limit in definition.time_limits),
        *(basis.number for basis in definition.legal_basis),
        *(basis.note for basis in definition.legal_basis),
    ]
    assert [one for one in told if one not in guide] == []
    body = guide_text(definition)
    assert body.startswith(definition.body[:40])
    for heading in ("Ai được làm thủ tục này", "Giấy tờ cần có", "Nơi nộp hồ sơ", "Các bước"):
        assert f"\n## {heading}\n" in body


@BY_CODE
def test_the_button_follows_where_it_is_filed(definition: Definition) -> None:
    action = guide_facts(definition)["action"]
    filed_here = action["href"] == f"/thu-tuc/{definition.slug}/nop"
    assert filed_here == (definition.filed is Filed.HERE)
    assert action.get("external", False) == (definition.filed is Filed.NATIONAL_PORTAL)
