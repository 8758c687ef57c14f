import unicodedata

import pytest

from province.basics import StateSecret
from province.basics.secrecy import marks_in, refuse_if_marked

MARKED = [
    ("ỦY BAN NHÂN DÂN\nMẬT\nSố: 05/QĐ-UBND", "Mật"),
    ("MẬT\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Mật"),
    ("   [ TỐI MẬT ]   \r\nBáo cáo", "Tối mật"),
    ("T U Y Ệ T  M Ậ T", "Tuyệt mật"),
    ("* M Ậ T *", "Mật"),
    ("TOI MAT\nBao cao", "Tối mật"),
    ("Độ mật: Mật", "Mật"),
    ("Mức độ mật: Tối mật; Độ khẩn: Hỏa tốc", "Tối mật"),
    ("do mat: tuyet mat", "Tuyệt mật"),
    ("| Độ mật | Mật |", "Mật"),
    ("**Độ mật:** Tối mật", "Tối mật"),
    ("Dấu chỉ độ mật: MẬT.", "Mật"),
    ("Re: TUYỆT MẬT", "Tuyệt mật"),
    ("Fwd: RE: MẬT", "Mật"),
    ("[MẬT] Kế hoạch năm 2027", "Mật"),
    ("TỐI MẬT: Kế hoạch năm 2027", "Tối mật"),
    ("\uff2d\u1eac\uff34", "Mật"),
]

ORDINARY = [
    "Bảo vệ bí mật kinh doanh và bí mật nhà nước",
    "Mật độ xây dựng: 60%",
    "MẬT ĐỘ XÂY DỰNG",
    "Độ mật: Thường",
    "Độ mật: mật độ",
    "Mật khẩu",
    "Các độ mật gồm:\na) Tuyệt mật;\nb) Tối mật;\nc) Mật.",
    "Khám MẮT\nMẮT\nMẶT\nMÁT",
    "mật ong\nMật\nCơ mật",
    "Re: Mật độ xây dựng",
    "[Mật ong] Giá bán: 100.000 đồng",
    "Phạm vi: tài liệu TỐI MẬT thì không gửi qua mạng",
    "",
]


@pytest.mark.parametrize(("text", "level"), MARKED)
def test_marks_are_found(text: str, level: str) -> None:
    assert marks_in(text) == [level]
    assert marks_in(unicodedata.normalize("NFD", text)) == [level]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_are_no_marks(text: str) -> None:
    assert marks_in(text) == []
    refuse_if_marked(text)


def test_levels_come_lowest_first_each_once() -> None:
    assert marks_in("TUYỆT MẬT\nMẬT\nMẬT\nĐộ mật: mật") == ["Mật", "Tuyệt mật"]


@pytest.mark.parametrize("level", ["Mật", "tối mật", "TUYỆT MẬT", "Tuyet mat"])
def test_a_value_that_is_only_a_level_is_refused(level: str) -> None:
    with pytest.raises(StateSecret):
        refuse_if_marked("Công văn thường", None, level)


def test_the_refusal_repeats_nothing_of_the_text() -> None:
    with pytest.raises(StateSecret) as refused:
        refuse_if_marked("Kế hoạch phòng thủ\nTỐI MẬT")
    told = f"{refused.value} {refused.value.sentence} {refused.value.detail}"
    assert "phòng thủ" not in told
    assert refused.value.code == "basics.secrecy.marked"
    assert refused.value.__cause__ is None
