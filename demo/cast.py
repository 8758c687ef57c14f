"""The cast: one person for each kind of user, with a password everybody may know."""

from dataclasses import dataclass

PASSWORD = "Vinh-Long-trinh-dien-2026"


@dataclass(frozen=True, slots=True)
class Member:
    """One of the cast."""

    kind: str  # key in the ready file's "logins"
    name: str
    email_local: str
    position: str
    unit: str  # identity code, or national code of a commune
    roles: tuple[tuple[str, str], ...]  # (role, unit), with all that is under the unit
    is_head: bool = False


LONG_CHAU = "29551"  # phường Long Châu

STAFF = (
    Member("clerk", "Trần Thị An", "an", "Văn thư", "H61.01",
           (("clerk", "H61"), ("clerk", "H61.01"))),
    Member("clerk_department", "Lê Ngọc Ánh", "anh", "Văn thư", "H61.07", (("clerk", "H61.07"),)),
    Member("case_officer", "Nguyễn Thanh Bình", "binh", "Chuyên viên một cửa", LONG_CHAU,
           (("case_officer", LONG_CHAU),)),
    Member("director", "Phạm Thị Mỹ Hạnh", "hanh", "Chánh Văn phòng", "H61.01",
           (("leader", "H61"),), is_head=True),
    Member("editor", "Võ Tấn Dũng", "dung", "Biên tập viên", "H61.01", (("editor", "H61"),)),
    Member("administrator", "Huỳnh Hoàng Giang", "giang", "Quản trị hệ thống", "H61.08",
           (("administrator", "H61"),)),
)  # fmt: skip

CITIZEN = ("citizen", "Phan Kim Chi", "chi@congdan.example")
COMPANY = ("company", "Công ty TNHH Tư vấn Xây dựng Cửu Long", "khoa@cuulong.example")
