"""Drawers find what a plain router finds, in the same order."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.testclient import TestClient

from api.routing import Drawers


def named(name: str) -> Route:
    """A route that answers with its own address."""

    async def answer(request: Request) -> Response:
        return PlainTextResponse(f"{name} {request.path_params}")

    return Route(name, answer)


WEBSITE = PlainTextResponse("a page of the website, or none")
ROUTES = [
    named("/"),
    named("/ho-so/{code}"),
    named("/{anything}/sua"),
    named("/ho-so/{code}/sua"),
    Route("/tra-cuu", named("/tra-cuu").endpoint, methods=["POST"]),
    named("/tra-cuu-khac"),
    named("/don-vi/{id:int}"),
    Mount("/assets", routes=[named("/style.css")]),
]


@pytest.mark.parametrize(
    "path",
    ["/", "//", "/ho-so/1", "/ho-so/1/sua", "/x/sua", "/tra-cuu", "/tra-cuu-khac", "/ho-so/",
     "/assets/style.css", "/assets", "/khong-co", "/%68o-so/1", "/ho-so//sua"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_drawers_answer_as_one_list_of_routes_does(path: str, method: str) -> None:
    def asked(router: Router) -> tuple[int, str]:
        app = Starlette()
        app.router = router
        with TestClient(app, follow_redirects=False) as client:
            answer = client.request(method, path)
            return answer.status_code, answer.text

    assert asked(Drawers(ROUTES, WEBSITE)) == asked(Router(ROUTES, False, WEBSITE))


def test_a_request_is_compared_with_its_own_drawer_alone() -> None:
    drawers = Drawers(ROUTES, WEBSITE)
    assert len(drawers.drawers["ho-so"]) == 4
    assert drawers.routes == ROUTES


def test_an_address_says_every_method_it_takes() -> None:
    """Though it is served by one route for each, and the website takes any address."""
    routes = [named("/tra-cuu"), Route("/tra-cuu", named("/tra-cuu").endpoint, methods=["POST"])]
    app = Starlette()
    app.router = Drawers(routes, WEBSITE)
    with TestClient(app) as client:
        for method in ("DELETE", "TRACE", "NONSENSE"):
            answer = client.request(method, "/tra-cuu")
            assert answer.status_code == 405
            assert answer.headers["allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/tra-cuu/", "/tra-cuu"),
        ("/tra-cuu/?ma=%C4%91", "/tra-cuu?ma=%C4%91"),
        ("/ho-so/%C4%91//", "/ho-so/%C4%91"),
        ("/ho-so/1/sua/", "/ho-so/1/sua"),
    ],
)
def test_a_slash_too_many_leads_to_the_address_meant(path: str, to: str) -> None:
    app = Starlette()
    app.router = Drawers(ROUTES, WEBSITE)
    with TestClient(app, follow_redirects=False) as client:
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (308, to)
        assert client.get("//ke-gian.example/sua/").status_code == 200  # the website's to refuse


def test_a_number_no_database_keeps_is_no_address_of_ours() -> None:
    app = Starlette()
    app.router = Drawers(ROUTES, WEBSITE)
    most = 10**18 - 1
    with TestClient(app) as client:
        assert client.get(f"/don-vi/{most}").text.endswith(f"{{'id': {most}}}")
        assert client.get(f"/don-vi/{2**63}").text == "a page of the website, or none"
