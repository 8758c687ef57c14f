"""The guide page: papers by case, words for conditions, what the template is told."""

from dataclasses import replace

import yaml

from province.basics.calendar import LimitUnit
from province.procedures import Condition, Definition, Filed, TimeLimit, guide_markdown, wording


def _section(guide: str, title: str) -> str:
    return guide.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0].split("\n### ", 1)[0]


def test_front_matter_is_what_the_template_shows(house_permit: Definition) -> None:
    front = yaml.safe_load(guide_markdown(house_permit).split("---\n")[1])
    assert front["title"] == house_permit.title
    assert front["action"] == {
        "label": "Nộp hồ sơ",
        "href": "/thu-tuc/cap-giay-phep-xay-dung/nop",
    }
    facts = dict(front["facts"])
    assert facts["Mã thủ tục"] == "1.013225"
    assert facts["Thời hạn"] == [
        "Nhà ở riêng lẻ: 7 ngày làm việc",
        "Các trường hợp còn lại: 10 ngày làm việc",
    ]


def test_papers_stand_under_their_case(house_permit: Definition) -> None:
    guide = guide_markdown(house_permit)
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
    guide = guide_markdown(two)
    assert "### Nhà ở riêng lẻ\n" in guide
    assert "<details" not in guide


def test_shown_papers_stand_apart(definitions: dict[str, Definition]) -> None:
    guide = guide_markdown(definitions["1.001193"])
    shown = guide.split("### Giấy tờ chỉ xuất trình, không phải nộp\n")[1]
    assert "Giấy tờ tùy thân" in shown.split("\n## ")[0]


def test_without_fees_the_page_says_so(house_permit: Definition) -> None:
    assert "Không thu phí, lệ phí." in _section(
        guide_markdown(replace(house_permit, fees=())), "Phí, lệ phí"
    )


def test_several_fees_are_told_by_name(definitions: dict[str, Definition]) -> None:
    front = yaml.safe_load(guide_markdown(definitions["1.004222"]).split("---\n")[1])
    assert dict(front["facts"])["Phí, lệ phí"] == [
        "Lệ phí đăng ký thường trú (trực tuyến): 10.000 đồng",
        "Lệ phí đăng ký thường trú (trực tiếp): 20.000 đồng",
    ]


def test_a_lone_time_limit_is_for_all(house_permit: Definition) -> None:
    lone = replace(
        house_permit, time_limits=(TimeLimit(amount=8, unit=LimitUnit.HOURS, verification_days=30),)
    )
    section = _section(guide_markdown(lone), "Thời hạn")
    assert "| Mọi trường hợp | 8 giờ làm việc, sau khi xác minh trong 30 ngày |" in section


def test_paper_only_procedures_point_to_the_desk(house_permit: Definition) -> None:
    guide = guide_markdown(replace(house_permit, filed=Filed.DESK))
    assert "chỉ nhận hồ sơ giấy" in guide
    assert "/nop" not in guide


def test_the_national_portal_takes_the_button(house_permit: Definition) -> None:
    guide = guide_markdown(replace(house_permit, filed=Filed.NATIONAL_PORTAL))
    assert "label: Nộp trên Cổng Dịch vụ công quốc gia" in guide
    assert "/nop" not in guide
    assert "mẫu trên trang này" not in guide


def test_prose_opens_the_page_and_own_sections_follow(house_permit: Definition) -> None:
    body = guide_markdown(house_permit).split("\n---\n", 1)[1]
    assert body.index("trước khi khởi công") < body.index("## Ai được làm thủ tục này")
    assert body.index("## Kết quả") < body.index("## Sau khi có giấy phép")
    assert body.index("## Sau khi có giấy phép") < body.index("## Căn cứ pháp lý")


def test_a_condition_is_said_with_the_words_of_the_form(house_permit: Definition) -> None:
    say = wording.condition
    adjoining = Condition(field="adjoining", values=(True,))
    tall = Condition(field="house_floors", at_least=7)
    house = Condition(field="case", values=("private_house",))
    online = Condition(field="channel", values=("online",))
    assert say(house_permit, adjoining) == "“Có nhà hoặc công trình liền kề” là “Có”"
    assert say(house_permit, tall) == "“Số tầng nổi” từ 7 trở lên"
    assert say(house_permit, Condition(none_of=(house,))) == (
        "không phải “Trường hợp” là “Nhà ở riêng lẻ”"
    )
    assert say(house_permit, Condition(any_of=(online, tall))) == (
        "“Cách nộp” là “Trực tuyến” hoặc “Số tầng nổi” từ 7 trở lên"
    )


def test_an_answer_is_said_as_people_read_it(house_permit: Definition) -> None:
    def said(name: str, value: object) -> str:
        field = house_permit.field_named(name)
        assert field is not None
        return wording.answer(field, value)

    assert said("adjoining", True) == "Có"
    assert said("site_area", 1120.5) == "1.120,5 m²"
    assert said("applicant_kind", "person") == "Cá nhân hoặc hộ gia đình"
    assert said("applicant_email", None) == ""
