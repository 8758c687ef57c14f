import unicodedata

import pytest

from province.basics import StateSecret
from province.basics.secrecy import found_in, found_in_name, marks_in, refuse_if_marked

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
    ("UBND\nMAT\nSố 5", "Mật"),
    ("TèI MËT", "Tối mật"),  # TCVN3
    ("TUYEÄT MAÄT", "Tuyệt mật"),  # VNI
    ("Độ mật: tối mat", "Tối mật"),
    ("Độ mật: tố\u0131 mật", "Tối mật"),
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


@pytest.mark.parametrize(
    ("values", "level"),
    [
        (("Công văn thường", None, ""), None),
        (("mật", "Độ mật: Tuyệt mật", "tối mật"), "Tuyệt mật"),
        (("MAT",), "Mật"),
        (("mat",), None),
        (("Mat",), None),
        (("mất",), None),
        (("/mat/",), None),
        (("mat.jpg",), None),
        (("toi-mat",), None),
        (("/tuyet-mat/",), None),
        (("toi  mat.",), "Tối mật"),
    ],
)
def test_a_whole_value_is_a_level_or_an_everyday_word(
    values: tuple[str | None, ...], level: str | None
) -> None:
    assert found_in(*values) == level


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("MẬT.pdf", "Mật"),
        ("mật.pdf", "Mật"),
        ("Tối_mật.pdf", "Tối mật"),
        ("tuyệt mật", "Tuyệt mật"),
        ("TOI_MAT.pdf", "Tối mật"),
        ("[MẬT] Kế hoạch.docx", "Mật"),
        ("gửi kèm/Tối mật/a.docx", "Tối mật"),
        ("mat.jpg", None),
        ("MAT.JPG", None),
        ("Mat", None),
        ("/mat/", None),
        ("toi-mat.pdf", None),
        ("toi_mat.pdf", None),
        ("van-ban/mat/ban-do.png", None),
        ("mật độ.docx", None),
        ("bí mật kinh doanh.pdf", None),
        ("", None),
    ],
)
def test_a_name_is_marked_by_accents_or_by_capitals_of_two_words(
    name: str, level: str | None
) -> None:
    assert found_in_name(name) == level
    assert found_in_name(unicodedata.normalize("NFD", name)) == level


def test_the_refusal_repeats_nothing_of_the_text() -> None:
    with pytest.raises(StateSecret) as refused:
        refuse_if_marked("Kế hoạch phòng thủ\nTỐI MẬT")
    told = f"{refused.value} {refused.value.sentence} {refused.value.detail}"
    assert "phòng thủ" not in told
    assert refused.value.code == "basics.secrecy.marked"
    assert refused.value.__cause__ is None
