"""Search is told of pages, in their words alone."""

from pathlib import Path

import pytest

from province.publishing.search_entries import entries_for_search, plain
from tests.publishing.conftest import NOW


def test_search_is_told_of_pages_but_not_of_lists(content: Path, site: None) -> None:
    found = {entry.url: entry for entry in entries_for_search(None, NOW, content=content)}
    assert set(found) == {"/thong-bao/nghi-le/", "/tin-tuc/tap-huan/", "/van-ban/chi-thi/"}
    document = found["/van-ban/chi-thi/"]
    assert (document.kind, document.number) == ("legal", "05/CT-UB")
    assert document.date is not None
    assert document.date.year == 2003
    assert "Công nghệ thông tin" in document.words
    assert "Công nghệ thông tin" not in document.text
    assert document.names == ()  # its tags are subjects, not what it is called
    assert len({entry.id for entry in found.values()}) == 3


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("## Điểm 1 {#diem-1}\n\n**Đậm** và *nghiêng*", "Điểm 1 \nĐậm và nghiêng"),
        ("[Sở Xây dựng](/co-quan/so-xay-dung/) và ![Bản đồ](/b.png)", "Sở Xây dựng và Bản đồ"),
        ("| Ngày | Giờ |\n| --- | --- |\n| 15/12 | 08 |", "Ngày Giờ \n 15/12 08"),
        ('!!! warning "Cần hỏi"\n    Hỏi trước.', "Cần hỏi\n    Hỏi trước."),
        ("1\\. Mỗi bài có `một` người", "1. Mỗi bài có một người"),
        ("ten_co_gach và 2*3", "ten_co_gach và 2*3"),
        ('<div class="checklist" markdown>\n\n- Đơn\n\n</div>', "Đơn"),
        ('<a title="a > b" href="/lien-he/">Liên hệ</a><br>đây', "Liên hệ đây"),
        ("75.000&nbsp;đồng &lt; 5&#8211;7 ngày", "75.000 đồng < 5–7 ngày"),
        (
            "<!-- nhắc\n<b>biên tập</b> -->Nộp{ .button }[^1] đơn\n\n[^1]: Bản giấy.",
            "Nộp đơn Bản giấy.",
        ),
        ("Xin GPXD.\n\n*[GPXD]: giấy phép xây dựng\n[mẫu]: /mau.pdf", "Xin GPXD."),
        ("diện tích < 250 m², cao > 3 tầng", "diện tích < 250 m², cao > 3 tầng"),
    ],
)
def test_words_are_freed_of_marks(markdown: str, words: str) -> None:
    assert plain(markdown).split() == words.split()
