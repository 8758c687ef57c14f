"""Names of demonstration people: plausible, nobody's, and the same at every loading."""

import random
from dataclasses import dataclass

SEED = 2003

_FAMILY = (
    ("Nguyễn", 38), ("Trần", 12), ("Lê", 10), ("Phạm", 7), ("Huỳnh", 6), ("Võ", 5), ("Phan", 5),
    ("Đặng", 3), ("Bùi", 3), ("Hồ", 3), ("Ngô", 2), ("Dương", 2), ("Lý", 2), ("Thạch", 3),
    ("Kim", 2), ("Sơn", 2), ("Đỗ", 2), ("Trương", 3),
)  # fmt: skip
_MIDDLE = {
    "m": ("Văn", "Hữu", "Minh", "Quốc", "Thanh", "Hoàng", "Đức", "Công", "Chí", "Tấn"),
    "f": ("Thị", "Thị Ngọc", "Thị Kim", "Thị Mỹ", "Ngọc", "Thị Thu", "Thị Bích", "Thị Thanh"),
}
_GIVEN = {
    "m": ("An", "Ân", "Bảo", "Cường", "Danh", "Dũng", "Đạt", "Hải", "Hậu", "Hiếu", "Hòa", "Hùng",
          "Khánh", "Lâm", "Lộc", "Long", "Nam", "Nghĩa", "Phát", "Phong", "Phúc", "Quang", "Sơn",
          "Tài", "Tâm", "Thắng", "Thịnh", "Toàn", "Trí", "Tuấn", "Tùng", "Vinh", "Vũ"),
    "f": ("Ánh", "Châu", "Diễm", "Dung", "Duyên", "Hà", "Hằng", "Hạnh", "Hiền", "Hoa", "Hương",
          "Lan", "Liên", "Linh", "Loan", "Mai", "My", "Nga", "Ngân", "Nhung", "Phương", "Quyên",
          "Thảo", "Thoa", "Thủy", "Trang", "Trinh", "Tuyết", "Uyên", "Vân", "Xuân", "Yến"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """A demonstration person's name."""

    full: str  # "Huỳnh Thị Mỹ Duyên"
    woman: bool


class Names:
    """Deals out names, never the same full name twice."""

    def __init__(self) -> None:
        self._random = random.Random(SEED)
        self._dealt: set[str] = set()

    def next(self) -> Name:
        """Return a name nobody has yet."""
        while True:
            kind = self._random.choice("mf")
            [family] = self._random.choices(
                [name for name, _ in _FAMILY], [weight for _, weight in _FAMILY]
            )
            parts = (family, self._random.choice(_MIDDLE[kind]), self._random.choice(_GIVEN[kind]))
            full = " ".join(parts)
            if full not in self._dealt:
                self._dealt.add(full)
                return Name(full, kind == "f")

    def take(self, full: str) -> None:
        """Keep a name for one of the cast."""
        self._dealt.add(full)
