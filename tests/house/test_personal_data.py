"""What citizens are told of their data is what the code does."""

import ast
from datetime import timedelta
from pathlib import Path

from province.authentication.model import ATTEMPTS_KEPT
from province.drafts import DRAFT_LASTS
from province.services.model import FILING_KEYS_KEPT, MISSES_WINDOW
from province.turnstile.actions import COUNTS_KEPT

ROOT = Path(__file__).resolve().parents[2]
TOLD = (ROOT / "content/du-lieu-ca-nhan/index.md").read_text(encoding="utf-8")
TIDIED_EVERY = timedelta(days=1)


def test_no_server_of_ours_writes_down_who_opened_which_page() -> None:
    assert "Máy chủ không ghi lại ông/bà đã mở trang nào" in TOLD
    tree = ast.parse((ROOT / "api/__main__.py").read_text(encoding="utf-8"))
    options = {
        option.arg: ast.literal_eval(option.value)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for option in call.keywords
        if option.arg == "access_log"
    }
    assert options == {"access_log": False}


def test_how_long_things_are_kept_is_said_as_it_is() -> None:
    assert f"{DRAFT_LASTS.days} ngày kể từ lần lưu cuối cùng" in TOLD
    assert f"đăng nhập, kèm địa chỉ mạng: {ATTEMPTS_KEPT.days} ngày" in TOLD
    assert f"khi gửi hồ sơ, {FILING_KEYS_KEPT.days} ngày" in TOLD
    longest = max(COUNTS_KEPT, MISSES_WINDOW) + TIDIED_EVERY
    assert f"nhiều nhất {longest.days} ngày" in TOLD
