"""Things a province is asked for, some of which not everyone may read; and random ones."""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from province.index import Entry, OpenIndex, fold

HIDDEN = frozenset({"unit:12"})

ENTRIES = (
    Entry(
        "guide:1.013225",
        "guide",
        "Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ",
        "Chủ đầu tư nộp hồ sơ đề nghị cấp giấy phép xây dựng tại bộ phận một cửa. "
        "Giấy phép xây dựng được cấp trong 10 ngày làm việc. Lệ phí 75.000 đồng.",
        "/thu-tuc/cap-giay-phep-xay-dung/",
        field="Xây dựng",
        unit="Sở Xây dựng",
        date=date(2025, 7, 1),
        number="1.013225",
    ),
    Entry(
        "guide:1.012753",
        "guide",
        "Đăng ký đất đai, cấp Giấy chứng nhận quyền sử dụng đất lần đầu",
        "Người sử dụng đất nộp đơn đăng ký tại Văn phòng đăng ký đất đai. Kết quả là giấy chứng "
        "nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất.",
        "/thu-tuc/dang-ky-dat-dai/",
        field="Đất đai",
        unit="Sở Nông nghiệp và Môi trường",
        date=date(2025, 8, 1),
        number="1.012753",
    ),
    Entry(
        "legal:112",
        "legal",
        "Quyết định phê duyệt Đề án tin học hóa quản lý hành chính nhà nước 2001-2005",
        "Thủ tướng Chính phủ phê duyệt đề án tin học hóa quản lý hành chính nhà nước.",
        "/van-ban/112-2001-qd-ttg/",
        unit="Thủ tướng Chính phủ",
        date=date(2001, 7, 25),
        number="112/2001/QĐ-TTg",
    ),
    Entry(
        "legal:directive",
        "legal",
        "Chỉ thị về việc thực hiện tin học hóa quản lý hành chính nhà nước",
        "Thực hiện Quyết định số 112/2001/QĐ-TTg, các sở, ngành và Ủy ban nhân dân huyện triển "
        "khai tin học hóa. Xã An Bình và ấp Ô làm thí điểm ở huyện Long Hồ.",
        "/van-ban/chi-thi-2003/",
        unit="Ủy ban nhân dân tỉnh",
        date=date(2003, 5, 20),
        number="08/2003/CT-UB",
    ),
    Entry(
        "notice:mediation",
        "notice",
        "Thông báo về hòa giải ở cơ sở",
        "Tổ hòa giải tiếp nhận đơn của công dân. Việc hòa giải không thu phí.",
        "/tin-tuc/hoa-giai/",
        unit="Sở Tư pháp",
        date=date(2026, 3, 2),
    ),
    Entry(
        "notice:building",
        "notice",
        "Quyết định xây dựng trường học mới",
        "Ủy ban nhân dân tỉnh quyết định xây dựng trường trung học tại phường Long Châu.",
        "/tin-tuc/truong-hoc/",
        field="Xây dựng",
        unit="Ủy ban nhân dân tỉnh",
        date=date(2026, 5, 4),
    ),
    Entry("page:contact", "page", "Liên hệ", "Số 88 đường Hoàng Thái Hiếu.", "/lien-he/"),
    Entry(
        "document:inspection",
        "document",
        "Kế hoạch thanh tra đột xuất giấy phép xây dựng",
        "Thanh tra bí danh Bồ Câu sẽ kiểm tra giấy phép xây dựng tại phường Trà Vinh.",
        "/lam-viec/van-ban/77",
        field="Thanh tra",
        unit="Thanh tra tỉnh",
        date=date(2026, 6, 1),
        number="77/KH-TTr",
        readers=HIDDEN,
    ),
)


def notice(name: str, text: str) -> Entry:
    """Make an entry everyone may find."""
    return Entry(name, "notice", f"Thông báo {name}", text, f"/{name}")


def holding(opened: OpenIndex, text: str) -> list[str]:
    """Return the ids of what everyone may find that holds all words of a text."""
    snapshot = opened.now()
    held = snapshot.seen_by(frozenset()).mask.copy()
    for word in fold(text).split():
        held &= snapshot.holding("words", word)
    return [snapshot.entry(document).id for document in np.flatnonzero(held).tolist()]


_WORDS = (
    "cấp giấy phép xây dựng nhà ở đất đai quyền sử dụng chứng nhận đăng ký kinh doanh hộ tịch khai "
    "sinh kết hôn môi trường thuế phí lệ an in hòa thủy lý mã má mà"
)
SYLLABLES = _WORDS.split()


def random_entries(choose: Callable[[Sequence[str]], str], size: int) -> list[Entry]:
    """Make entries of syllables, of several kinds and for several readers."""
    return [
        Entry(
            f"e{number}",
            choose(("guide", "notice", "document")),
            " ".join(choose(SYLLABLES) for _ in range(1 + number % 6)),
            " ".join(choose(SYLLABLES) for _ in range(number * 7 % 40)),
            f"/e/{number}",
            field=choose(("", "Đất đai", "Xây dựng")),
            unit=choose(("Sở A", "Sở B")),
            date=date(2020 + number % 6, 1 + number % 12, 1 + number % 28),
            number=f"{number}/QĐ-SA" if number % 3 == 0 else "",
            readers=frozenset({choose(("public", "public", "a", "b"))}),
        )
        for number in range(size)
    ]
