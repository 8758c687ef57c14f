"""Recipients as they are typed, and what became of a message in words."""

import pytest

from province.basics import Invalid
from province.messages import reason_vi
from province.messages.model import addresses_in


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("an@vinhlong.example", ["an@vinhlong.example"]),
        (
            "an@vinhlong.example; Trần Bình <binh@vinhlong.example>,\nvan@x.example",
            ["an@vinhlong.example", "binh@vinhlong.example", "van@x.example"],
        ),
        ("an@x.example, an@x.example,", ["an@x.example"]),
        ("  \n ,; ", []),
        ("tra\u0302n@ngoai.example", ["trân@ngoai.example"]),
    ],
)
def test_several_are_read_from_one_field(typed: str, found: list[str]) -> None:
    assert addresses_in(typed, "to") == found


@pytest.mark.parametrize(
    "typed", ["an", "an@", "@x.example", "an@x", "a b@x.example", "<an@x.example", "an@x.example>x"]
)
def test_what_is_none_is_named(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        addresses_in(f"binh@x.example, {typed}", "cc")
    assert typed in refused.value.fields["cc"]
    assert "binh" not in refused.value.fields["cc"]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("5.1.1", "địa chỉ này không có"),
        ("5.9.9", "máy chủ nhận từ chối"),
        ("4.4.1", "chưa liên lạc được với máy chủ nhận, sẽ thử lại"),
        ("4.9.9", "máy chủ nhận chưa nhận được, sẽ thử lại"),
        ("2.1.5", "đã nhận"),
        ("", ""),
    ],
)
def test_codes_are_worded(status: str, said: str) -> None:
    assert reason_vi(status) == said
