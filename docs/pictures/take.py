"""Take the pictures of the guides: `.venv/bin/python docs/pictures/take.py`.

Starts a demonstration province of its own in a temporary folder, walks to each page as the person
who uses it, and writes the pictures beside this file. Needs the test tools and Debian's Chromium.
"""

import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 720}

PICTURES = (  # name, who ("" for nobody), window, address
    ("home", "", DESK, "/"),
    ("thu-tuc", "", PHONE, "/thu-tuc/xay-dung/cap-giay-phep-xay-dung/"),
    ("nop-ho-so", "", PHONE, "/thu-tuc/cap-giay-phep-xay-dung/nop?buoc=1"),
    ("tra-cuu", "", PHONE, "/tra-cuu"),
    ("tim-kiem", "", DESK, "/tim-kiem?q=giay+phep+xay+dung"),
    ("ban-lam-viec", "clerk", DESK, "/lam-viec"),
    ("soan-van-ban", "clerk", DESK, "/lam-viec/van-ban/di/moi"),
    ("thu", "clerk", DESK, "/lam-viec/thu"),
    ("ho-so", "case_officer", DESK, "/lam-viec/ho-so"),
    ("quan-tri", "administrator", DESK, "/lam-viec/quan-tri"),
)


def main() -> None:
    """Take every picture."""
    sys.path.insert(0, str(HERE.parents[1]))
    from tests.browser import chromium
    from tests.running import running

    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "var") as province,
        chromium() as browser,
    ):
        for name, who, window, address in PICTURES:
            page = browser.new_page(viewport=window, base_url=province.http)  # type: ignore[arg-type]
            if who:
                email, password = province.login(who)
                page.goto("/dang-nhap")
                page.fill("[name=email]", email)
                page.fill("[name=password]", password)
                page.click("main button[type=submit]")
            page.goto(address)
            page.screenshot(path=HERE / f"{name}.png")
            page.close()


if __name__ == "__main__":
    main()
