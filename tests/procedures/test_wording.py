"""The words for conditions and answers, as forms, letters and guides say them."""

from province.procedures import Condition, Definition, wording


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
