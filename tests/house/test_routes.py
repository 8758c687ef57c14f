"""Every address of the application is public for a reason, or refuses whoever may not be there.

The routes are read from the application itself, and asked with the ids of real things: by a guest,
a citizen, an official without any role, an official who may do everything at another unit, and a
company's program. A route nobody thought of must refuse them all, or this fails.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from api.app import create_app
from api.guards import SAFE_METHODS, SESSION_COOKIE
from tests.house.scene import SHARED, Scene
from tests.house.test_grants import Watch

PUBLIC = {
    "/healthz": "a sign of life",
    "/favicon.ico": "the icon of every page",
    "/readyz": "a sign of life",
    "/metrics": "for this machine only, as test_health proves",
    "/tim-kiem": "search; finds for each what they may read",
    "/tim-kiem/goi-y": "suggestions of words",
    "/dang-nhap": "signing in",
    "/dang-nhap/buoc-hai": "signing in",
    "/dang-nhap/xin-ma": "signing in",
    "/dang-nhap/nhap-ma": "signing in",
    "/dang-nhap/khoa-truy-cap": "signing in",
    "/dang-nhap/khoa-truy-cap/bat-dau": "signing in",
    "/dang-xuat": "ends the session that is shown, if there is one",
    "/thu-tuc/{slug}/nop": "anybody may fill in a form; the key in its link guards the draft",
    "/thu-tuc/{slug}/nop/luu": "the same",
    "/thu-tuc/{slug}/nop/gui": "the same",
    "/tra-cuu": "asks for code and secret",
    "/xac-minh/{code}": "anybody may verify a result they hold; names are masked",
    "/openapi.json": "the API's contract",
    "/api/docs": "the API's contract",
    "/api/v1/search": "search; finds for each what they may read",
    "/api/v1/procedures": "published on the website as well",
    "/api/v1/procedures/{code}": "published on the website as well",
    "/api/v1/units": "published on the website as well",
    "/api/v1/dossiers": "anybody may file, within limits",
}
MOUNTS = {"/assets": "styles and scripts"}

# Opened by the secret on the receipt, or to the account that filed.
BY_SECRET = ("/ho-so/{code}", "/api/v1/dossiers/{code}")

# One's own account: whoever has one sees it, and never a thing of somebody else's.
OWN = "/tai-khoan"

# Lists that hold nothing for who may see nothing.
MAY_BE_EMPTY = {
    "/lam-viec": "one's own desk",
    "/lam-viec/ho-so": "the dossiers of one's units",
    "/lam-viec/van-ban": "what waits for oneself",
    "/lam-viec/van-ban/den": "the documents given to oneself",
    "/lam-viec/thu/danh-ba": "the address book, open to all staff, who seek in it",
    "/api/v1/documents": "the documents of one's units",
    "/api/v1/incoming-documents": "the documents of one's units",
}

# The directory is shown whole, with the units' addresses, to whoever keeps a part of it.
DIRECTORY = (
    "/lam-viec/quan-tri/don-vi/{id:int}",
    "/lam-viec/quan-tri/can-bo/{id:int}",
)

# The kind of register, not one unit's: one's own is shown.
REGISTERS = "/lam-viec/van-ban/so/{code}"

# Reading it is written down.
WRITTEN_DOWN = "/lam-viec/quan-tri/nhat-ky"

# What the ids in the addresses stand for, by the beginning of the address; the longest counts.
THINGS: dict[str, dict[str, Callable[[Scene], object]]] = {
    "/ho-so/": {"code": lambda it: it.received, "number": lambda it: it.form},
    "/ho-so/{code}/bo-sung": {"code": lambda it: it.supplement},
    "/xac-minh/": {"code": lambda it: it.received},
    "/thu-tuc/": {"slug": lambda it: "cap-giay-phep-xay-dung"},
    "/api/v1/procedures/": {"code": lambda it: "1.013225"},
    "/api/v1/dossiers/": {"code": lambda it: it.received},
    "/api/v1/documents/": {"id": lambda it: it.issued},
    "/api/v1/incoming-documents/": {"id": lambda it: it.arrived},
    "/lam-viec/ho-so/": {"code": lambda it: it.received, "number": lambda it: it.paper},
    "/lam-viec/ho-so/{code}/van-ban/": {"number": lambda it: it.form},
    "/lam-viec/van-ban/tep/": {"id": lambda it: it.issued_file},
    "/lam-viec/van-ban/so/": {"code": lambda it: "den"},
    "/lam-viec/van-ban/den/": {"id": lambda it: it.arrived},
    "/lam-viec/van-ban/di/": {"id": lambda it: it.draft},
    "/lam-viec/thu/da-gui/": {"id": lambda it: it.sent},
    "/lam-viec/quan-tri/don-vi/": {
        "id": lambda it: it.ward.id,
        "responsibility": lambda it: it.responsibility.id,
    },
    "/lam-viec/quan-tri/can-bo/": {
        "id": lambda it: it.person.id,
        "appointment": lambda it: it.appointment.id,
    },
    "/lam-viec/quan-tri/tai-khoan/": {
        "id": lambda it: it.other.id,
        "holding": lambda it: it.holding.id,
    },
    "/lam-viec/quan-tri/hop-thu/": {
        "address": lambda it: SHARED,
        "account": lambda it: it.other.id,
    },
    "/lam-viec/quan-tri/ma-truy-cap/": {"id": lambda it: it.token.id},
    "/lam-viec/quan-tri/viec-nen/": {"id": lambda it: it.job.id},
    "/lam-viec/quan-tri/nhat-ky/": {"number": lambda it: 1},
    "/lam-viec/quan-tri/nhap-xuat/": {"file": lambda it: "units.csv"},
    "/tai-khoan/phien/": {"id": lambda it: it.other_session},
    "/tai-khoan/phan-mem-thu/": {"id": lambda it: it.app_password},
    "/tai-khoan/khoa-truy-cap/": {"id": lambda it: it.passkey},
}


# Mailboxes are named in the query: the one that only the other official keeps.
MAIL = "/lam-viec/thu"


def query_of(it: Scene) -> dict[str, str]:
    return {"hop": SHARED, "muc": "den", "thu": it.sent, "so": "goc"}


def form_of(it: Scene) -> dict[str, object]:
    """Return what forms ask for, with the ward's things wherever they ask for one."""
    return {
        "don_vi": it.ward.id, "unit_id": it.ward.id, "parent_id": it.ward.id, "into": it.ward.id,
        "person_id": it.person.id, "account_id": it.other.id, "position_id": it.position.id,
        "holder": it.other.id, "officer": it.other.id, "chon": it.arrived, "tep": it.draft_file,
        **query_of(it), "viec": "rac", "sender": SHARED, "to": SHARED, "subject": "Thử",
        "text": "Thử", "name": "Mới", "full_name": "Mới", "email": "moi@vinhlong.example",
        "address": "moi@vinhlong.example", "target": SHARED, "role_code": "clerk",
        "kind": "role", "what": "units", "data": "", "deeds": "services.note.written",
        "on": "24/11/2026", "reason": "Lý do", "note": "Ghi chú", "body": "Ghi chú",
        "chi_dao": "Giải quyết", "chu_tri": "Phòng Kinh tế", "tien_do": "Đang làm", "dong_y": "1",
        "loai": "cong-van", "trich_yeu": "V/v thử", "tac_gia": "Bộ Nội vụ", "chuc_vu": "Chủ tịch",
        "chac_chan": "1",
    }  # fmt: skip


def marks_of(it: Scene) -> list[str]:
    """Return words that stand on a page only when it shows something of the ward's work."""
    return [
        it.received, it.processing, it.supplement, it.draft, it.arrived, "Nguyễn Thị Hoa",
        "kiểm tra công trình ven sông", it.other.email, it.suspended.email, SHARED, it.token.name,
        it.job.id,
    ]  # fmt: skip


@pytest.fixture(scope="module")
def app(scene: Scene) -> Starlette:
    return create_app(scene.house)


@pytest.fixture
def watch(scene: Scene) -> Iterator[Watch]:
    found = Watch(scene)
    yield found
    found.connection.close()


def routes(app: Starlette) -> Iterator[tuple[str, Route]]:
    """Yield every route once for each of its methods."""
    for route in app.routes:
        if isinstance(route, Route):
            for method in sorted(route.methods or ()):
                yield method, route


def guarded(app: Starlette) -> Iterator[tuple[str, Route]]:
    return ((method, route) for method, route in routes(app) if route.path not in PUBLIC)


def address(scene: Scene, route: Route) -> str:
    """Return a route's address with real things in it."""
    path = route.path
    known: dict[str, Callable[[Scene], object]] = {}
    for beginning in sorted(THINGS, key=len):
        if route.path.startswith(beginning):
            known |= THINGS[beginning]
    for name in route.param_convertors:
        assert name in known, f"say in THINGS what {{{name}}} of {route.path} is"
        path = re.sub(rf"{{{name}(:\w+)?}}", str(known[name](scene)), path)
    return path


@contextmanager
def asking(app: Starlette, scene: Scene, who: str) -> Iterator[TestClient]:
    """Open a browser, or a program's client, in the hands of one of the people."""
    place = f"203.0.113.{[*scene.people].index(who) + 1}"
    with TestClient(
        app, follow_redirects=False, raise_server_exceptions=False, client=(place, 50000)
    ) as client:
        client.headers["Accept"] = "text/html"
        if who == "program":
            client.headers["Authorization"] = f"Bearer {scene.bearer}"
        elif who in scene.sessions:
            client.cookies.set(SESSION_COOKIE, scene.sessions[who])
        client.get("/tra-cuu")  # that somebody was seen is noted now, and not once more
        yield client


def ask(client: TestClient, scene: Scene, method: str, route: Route) -> httpx2.Response:
    data = form_of(scene) if method not in SAFE_METHODS else None
    query = query_of(scene) if route.path.startswith(MAIL) else None
    return client.request(method, address(scene, route), params=query, data=data)


def by_secret(route: Route) -> bool:
    return route.path.startswith(BY_SECRET)


def own_deed(method: str, route: Route) -> bool:
    """Tell whether a route is for a deed to one's own account, which is nobody's to refuse."""
    return route.path.startswith(OWN) and method == "POST" and not route.param_convertors


def shows(found: httpx2.Response, scene: Scene) -> list[str]:
    return [mark for mark in marks_of(scene) if mark in found.text]


def test_the_tables_speak_of_routes_there_are(app: Starlette) -> None:
    paths = {route.path for _, route in routes(app)}
    assert (
        not {*PUBLIC, *MAY_BE_EMPTY, *DIRECTORY, *BY_SECRET, OWN, REGISTERS, WRITTEN_DOWN} - paths
    )
    assert not [one for one in THINGS if not any(path.startswith(one) for path in paths)]
    assert {one.path for one in app.routes if isinstance(one, Mount)} == MOUNTS.keys()


def test_the_things_in_the_addresses_are_real(app: Starlette, scene: Scene) -> None:
    faults = []
    with asking(app, scene, "almighty") as almighty, asking(app, scene, "other") as other:
        for method, route in guarded(app):
            if method == "GET" and not by_secret(route):
                client = other if route.path.startswith(MAIL) else almighty
                found = ask(client, scene, method, route)
                faults += [f"{route.path}: {found.status_code}"] if found.status_code != 200 else []
    assert not faults, "\n".join(faults)


def test_a_guest_is_asked_to_sign_in(app: Starlette, scene: Scene) -> None:
    faults = []
    with asking(app, scene, "nobody") as client:
        for method, route in guarded(app):
            found = ask(client, scene, method, route)
            to = found.headers.get("location", "")
            asked = found.status_code == 401 or to.startswith("/dang-nhap?tiep=")
            if by_secret(route):
                asked = found.status_code == 404 or to.startswith("/tra-cuu?ma=")
            if not asked:
                faults.append(f"{method} {route.path}: {found.status_code} {to}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("who", ["citizen", "bystander", "program"])
def test_without_a_role_nobody_comes_in(
    app: Starlette, scene: Scene, watch: Watch, who: str
) -> None:
    faults = []
    with asking(app, scene, who) as client:
        watch.changed()
        for method, route in guarded(app):
            if own_deed(method, route):
                continue
            found = ask(client, scene, method, route)
            refused = found.status_code in (403, 404)
            if who == "program" and not route.path.startswith("/api/"):
                refused |= found.status_code in (303, 401)  # pages are for accounts alone
            if route.path.startswith(OWN) or route.path in MAY_BE_EMPTY:
                refused |= found.status_code == 200 and not shows(found, scene)
            if not refused or (watch.changed() and not by_secret(route)):
                faults.append(f"{method} {route.path}: {found.status_code}")
    assert not faults, "\n".join(faults)


def test_citizens_and_programs_have_no_place_at_work(app: Starlette, scene: Scene) -> None:
    for who, statuses in (("citizen", {403}), ("program", {303, 401})):
        with asking(app, scene, who) as client:
            found = {
                ask(client, scene, method, route).status_code
                for method, route in guarded(app)
                if route.path.startswith("/lam-viec")
            }
        assert found == statuses, who


def test_grants_elsewhere_open_nothing_here(app: Starlette, scene: Scene, watch: Watch) -> None:
    """Forms that lack something may be refused for that first; nothing is shown or kept."""
    faults = []
    with asking(app, scene, "neighbour") as client:
        watch.changed()
        for method, route in guarded(app):
            if own_deed(method, route) or method == "HEAD":  # the pages are slow to make
                continue
            found = ask(client, scene, method, route)
            directory = route.path.startswith(DIRECTORY)
            refused = found.status_code in (403, 404, 422)
            lists = not route.param_convertors and not route.path.startswith(MAIL)
            its_own = directory or lists or route.path in (REGISTERS, *MAY_BE_EMPTY)
            if method != "POST" and its_own:
                refused |= found.status_code == 200
            shown = [] if directory else shows(found, scene)
            kept = watch.changed() and route.path != WRITTEN_DOWN and not by_secret(route)
            if not refused or shown or kept:
                faults.append(f"{method} {route.path}: {found.status_code} {shown} {kept}")
    assert not faults, "\n".join(faults)


def test_nothing_is_done_for_another_site(app: Starlette, scene: Scene, watch: Watch) -> None:
    faults = []
    with asking(app, scene, "almighty") as client:
        client.headers["Sec-Fetch-Site"] = "cross-site"
        unsafe = [(m, address(scene, r)) for m, r in routes(app) if m not in SAFE_METHODS]
        for method, path in [*unsafe, ("POST", "/"), ("PUT", "/assets/style.css")]:
            found = client.request(method, path, data=form_of(scene))
            if found.status_code != 403 or watch.changed():
                faults.append(f"{method} {path}: {found.status_code}")
    assert len(unsafe) > 80
    assert not faults, "\n".join(faults)
