"""The cast: one person for each kind of user, with a password everybody may know."""

from dataclasses import dataclass

PASSWORD = "Vinh-Long-trinh-dien-2026"


LONG_CHAU = "29551"  # phường Long Châu


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody holds."""

    role: str
    unit: str | None  # identity code, or national code of a commune; None: the whole province
    below: bool = False  # with all units under it


@dataclass(frozen=True, slots=True)
class Member:
    """One of the cast."""

    kind: str  # key in the ready file's "logins"
    name: str
    email_local: str
    position: str
    unit: str  # identity code, or national code of a commune
    roles: tuple[Held, ...]
    is_head: bool = False


STAFF = (
    Member("clerk", "Trần Thị An", "an", "Văn thư", "H61.01",
           (Held("clerk", "H61"), Held("clerk", "H61.01"))),
    Member("clerk_department", "Lê Ngọc Ánh", "anh", "Văn thư", "H61.07",
           (Held("clerk", "H61.07"),)),
    Member("case_officer", "Nguyễn Thanh Bình", "binh", "Chuyên viên một cửa", LONG_CHAU,
           (Held("desk_officer", LONG_CHAU), Held("case_officer", LONG_CHAU))),
    Member("director", "Phạm Thị Mỹ Hạnh", "hanh", "Chánh Văn phòng", "H61.01",
           (Held("director", "H61", below=True),), is_head=True),
    Member("ward_leader", "Đặng Công Long", "long", "Chủ tịch", LONG_CHAU,
           (Held("director", LONG_CHAU),), is_head=True),
    Member("editor", "Võ Tấn Dũng", "dung", "Biên tập viên", "H61.01",
           (Held("editor", "H61", below=True),)),
    Member("administrator", "Huỳnh Hoàng Giang", "giang", "Quản trị hệ thống", "H61.08",
           (Held("administrator", None),)),
)  # fmt: skip

# Outsiders: in life their mail is elsewhere; here the relay keeps it, so that it can be read.
CITIZEN = ("citizen", "Phan Kim Chi", "chi@congdan.vinhlong.example")
COMPANY = ("company", "Công ty TNHH Tư vấn Xây dựng Cửu Long", "khoa@cuulong.vinhlong.example")
