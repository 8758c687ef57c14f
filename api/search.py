"""The search door: the page of results, suggestions as one types, the API's search."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Annotated, Literal, cast
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.openapi import Day, Operation, answer, checked_query
from api.pages import page, with_query
from province import index, registers, search
from province.basics import Actor, Invalid, Unavailable, legal_day, text
from province.house import House
from province.search import Hit, Question

TYPED_CHARACTERS_MOST = 300  # of a question; the rest is not looked at
CHOICES_SHOWN_MOST = 8  # of one filter, those that leave the most
RESULTS_A_PAGE = 10

Kind = Literal["guide", "legal", "document", "notice", "page", "unit", "archive"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a filter: a link that narrows the results, or that takes the filter off."""

    label: str
    count: int | None  # hits it would leave; None where it is chosen and leaves nothing
    href: str
    chosen: bool


def results(request: Request) -> Response:
    """Show what is found; every filter and page is a link, so it works without scripts."""
    asked, wrong = _asked(request)
    typed = _typed(request)
    if not typed and not any((asked.kinds, asked.field, asked.unit, asked.from_day, asked.to_day)):
        return page(request, "search/results.html", q="", found=None, wrong=wrong, asked=asked)
    searcher = _house(request).searcher
    found = searcher.find(asked)
    facets = searcher.facets(asked)
    kind = next(iter(asked.kinds), "")
    present_year = str(asked.from_day.year) if _is_year(asked) and asked.from_day else ""
    return page(
        request,
        "search/results.html",
        q=typed,
        asked=asked,
        found=found,
        wrong=wrong,
        kind_names=index.KINDS,
        pages=min(ceil(found.total / asked.page_size), search.PAGES_MOST),
        pages_href=_joined(with_query(request, trang=None), "trang="),
        filters=[
            ("Loại", _choices(request, "loai", facets.kinds, kind, index.KINDS)),
            ("Lĩnh vực", _choices(request, "linh-vuc", facets.fields, asked.field)),
            ("Cơ quan", _choices(request, "don-vi", facets.units, asked.unit)),
            ("Năm", _years(request, facets.years, present_year)),
        ],
    )


def suggestions(request: Request) -> Response:
    """Answer what the person typing may mean."""
    typed = request.query_params.get("q", "")[:TYPED_CHARACTERS_MOST]
    lines = _house(request).searcher.suggest(text.nfc(typed), readers_of(request))
    told = [
        {"text": line.text, "url": line.url, "kind": index.KINDS.get(line.kind, "")}
        for line in lines
    ]
    return JSONResponse({"suggestions": told}, headers={"Cache-Control": "private, no-store"})


def readers_of(request: Request) -> frozenset[str]:
    """Return the keys by which who asks may find more than everyone."""
    actor: Actor = request.state.actor
    if not actor.signed_in:
        return frozenset()
    house = _house(request)
    with house.storage.reading() as connection:
        return registers.reader_keys(connection, actor, legal_day(house.clock.now()))


def _house(request: Request) -> House:
    return cast(House, request.state.house)


def _typed(request: Request) -> str:
    return text.clean_line(request.query_params.get("q", "")[:TYPED_CHARACTERS_MOST])


def _asked(request: Request) -> tuple[Question, dict[str, str]]:
    """Return the question of the page's address, and a sentence for each field that is wrong."""
    given = request.query_params
    wrong: dict[str, str] = {}

    def day(name: str) -> date | None:
        written = given.get(name, "").strip()
        found = text.parse_date(written)
        if written and found is None:
            wrong[name] = "Hãy ghi ngày như 05/01/2026."
        return found

    number = given.get("trang", "1")
    if not (number.isascii() and number.isdigit() and len(number) < 6):
        raise Invalid("search.question.page", "Số trang phải là một số từ 1 trở lên.")
    question = Question(
        text=_typed(request),
        kinds=frozenset({given["loai"]} if given.get("loai") else ()),
        field=text.nfc(given.get("linh-vuc", ""))[:TYPED_CHARACTERS_MOST],
        unit=text.nfc(given.get("don-vi", ""))[:TYPED_CHARACTERS_MOST],
        from_day=day("tu"),
        to_day=day("den"),
        newest_first=given.get("xep") == "moi",
        page=int(number),
        page_size=RESULTS_A_PAGE,
        readers=readers_of(request),
    )
    return question, wrong


def _is_year(asked: Question) -> bool:
    """Tell whether the period asked for is one calendar year."""
    first, last = asked.from_day, asked.to_day
    if first is None or last is None:
        return False
    return (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31))


def _choices(
    request: Request,
    name: str,
    counts: Iterable[tuple[str, int]],
    chosen: str,
    labels: Mapping[str, str] | None = None,
) -> list[Choice]:
    """Return the lines of a filter, the chosen one always among them."""
    left = dict(counts)
    shown = list(left)[:CHOICES_SHOWN_MOST]
    if chosen and chosen not in shown:
        shown.insert(0, chosen)
    return [
        Choice(
            label=(labels or {}).get(value, value),
            count=left.get(value),
            href=with_query(request, **{name: None if value == chosen else value, "trang": None}),
            chosen=value == chosen,
        )
        for value in shown
    ]


def _years(request: Request, counts: Iterable[tuple[int, int]], chosen: str) -> list[Choice]:
    """Return the years as lines of a filter; a year is a period from its first day to its last."""
    return [
        Choice(
            label=str(year),
            count=count,
            href=with_query(
                request,
                tu=None if str(year) == chosen else f"01/01/{year}",
                den=None if str(year) == chosen else f"31/12/{year}",
                trang=None,
            ),
            chosen=str(year) == chosen,
        )
        for year, count in list(counts)[:CHOICES_SHOWN_MOST]
    ]


def _joined(address: str, more: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{more}"


class SearchQuery(BaseModel):
    """What to search for."""

    q: str = Field(
        "", max_length=TYPED_CHARACTERS_MOST, description="Words, with or without accents."
    )
    kind: Kind | None = Field(None, description="Only this kind of thing.")
    field: str = Field("", max_length=200, description="Only this field, by its Vietnamese name.")
    unit: str = Field("", max_length=200, description="Only this unit, by its Vietnamese name.")
    from_day: Day | None = Field(None, alias="from", description="Dated on this day or later.")
    to_day: Day | None = Field(None, alias="to", description="Dated on this day or earlier.")
    sort: Literal["relevance", "newest"] = Field("relevance", description="Which come first.")
    page: Annotated[int, Field(ge=1, le=search.PAGES_MOST)] = 1
    page_size: Annotated[int, Field(ge=1, le=search.PAGE_SIZE_MOST)] = RESULTS_A_PAGE

    model_config = ConfigDict(populate_by_name=True)


class SearchHit(BaseModel):
    """One thing that was found."""

    title: str
    url: str = Field(description="Path on this site.")
    kind: Kind
    snippet: str = Field(description="HTML: escaped text in which <mark> stands for what was asked")
    field: str
    unit: str
    number: str = Field(description="Document number or procedure code; empty when none.")
    day: date | None = Field(serialization_alias="date", description="Issued or published.")


class SearchAnswer(BaseModel):
    """A page of what was found, the best first."""

    results: list[SearchHit]
    total: int = Field(description="Of results on all pages.")
    next: str | None = Field(description="Address of the next page; null on the last.")
    suggestion: str = Field(description="The question in a better spelling; empty when none.")


def search_everything(request: Request) -> Response:
    """Answer a search as JSON."""
    query = checked_query(SearchQuery, request)
    asked = Question(
        text=query.q,
        kinds=frozenset({query.kind} if query.kind else ()),
        field=text.nfc(query.field),
        unit=text.nfc(query.unit),
        from_day=query.from_day,
        to_day=query.to_day,
        newest_first=query.sort == "newest",
        page=query.page,
        page_size=query.page_size,
        readers=readers_of(request),
    )
    found = _house(request).searcher.find(asked)
    following = urlencode({**request.query_params, "page": found.next})
    return answer(
        SearchAnswer(
            results=[_told(hit) for hit in found.hits],
            total=found.total,
            next=f"{request.url.path}?{following}" if found.next else None,
            suggestion=found.suggestion,
        )
    )


def _told(hit: Hit) -> SearchHit:
    return SearchHit(
        title=hit.title,
        url=hit.url,
        kind=cast(Kind, hit.kind),
        snippet=hit.snippet,
        field=hit.field,
        unit=hit.unit,
        number=hit.number,
        day=hit.date,
    )


routes = [
    Route("/tim-kiem", results),
    Route("/tim-kiem/goi-y", suggestions),
]
operations = [
    Operation(
        method="GET",
        path="/api/v1/search",
        endpoint=search_everything,
        summary="Search pages, procedures, documents and units, with or without accents.",
        answer=SearchAnswer,
        query=SearchQuery,
        refusals=(Unavailable,),
        public=True,
        tag="Search",
    )
]
