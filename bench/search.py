"""Search: quality and speed on a judged corpus, beside SQLite FTS5 and stock Whoosh.

    python3 build.py bench search --corpus articles.jsonl.xz --queries queries.json

The corpus is JSON lines, one article each (id, title, text, num, issued, issuer, demuc), packed
with xz or not; the queries are a JSON list (text, rel: ids of the right articles, and variants of
the text: noacc, nfd, typo, abbr). Every engine is asked every question in turn, so that a busy
machine slows all alike. Quality is nDCG@10; the ratio printed is theirs to ours.
"""

import argparse
import json
import lzma
import math
import multiprocessing
import resource
import sqlite3
import statistics
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import whoosh.fields
import whoosh.index
import whoosh.qparser

from province import index
from province.index import Entry
from province.search import Question, Searcher

FIRST = 10  # hits judged
VARIANTS = ("text", "noacc", "nfd", "typo", "abbr")


class Engine(Protocol):
    """What is measured."""

    name: str

    def build(self, path: Path, articles: Iterator[Entry]) -> None:
        """Index the articles at a path."""

    def open(self, path: Path) -> Callable[[str], list[str]]:
        """Return what answers a question with the ids of the first hits."""


class Ours:
    """Our own interface, as the website uses it: snippets and suggestions included."""

    name = "ours"

    def build(self, path: Path, articles: Iterator[Entry]) -> None:
        """Index the articles."""
        index.rebuild(path, articles)

    def open(self, path: Path) -> Callable[[str], list[str]]:
        """Ask a searcher."""
        searcher = Searcher(path)
        return lambda text: [hit.id for hit in searcher.find(Question(text)).hits]


class Fts5:
    """SQLite's full-text search as it comes: accents removed, any word, BM25."""

    name = "FTS5 remove_diacritics 2"

    def build(self, path: Path, articles: Iterator[Entry]) -> None:
        """Index the articles."""
        path.mkdir()
        with sqlite3.connect(path / "fts.sqlite") as database:
            tokenize = "unicode61 remove_diacritics 2"
            database.execute(
                "CREATE VIRTUAL TABLE articles USING "
                f"fts5(id UNINDEXED, title, text, tokenize='{tokenize}')"
            )
            rows = ((a.id, a.title, a.text) for a in articles)
            database.executemany("INSERT INTO articles VALUES (?, ?, ?)", rows)
        database.close()

    def open(self, path: Path) -> Callable[[str], list[str]]:
        """Ask with any of the words."""
        database = sqlite3.connect(path / "fts.sqlite")

        def ask(text: str) -> list[str]:
            plain = "".join(c if c.isalnum() else " " for c in unicodedata.normalize("NFC", text))
            asked = " OR ".join(f'"{word}"' for word in plain.split())
            found = database.execute(
                f"SELECT id FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT {FIRST}",
                (asked,),
            )
            return [row[0] for row in found]

        return ask


class StockWhoosh:
    """Whoosh as it comes: its standard analyzer, any word, its own scoring."""

    name = "Whoosh, stock"

    def build(self, path: Path, articles: Iterator[Entry]) -> None:
        """Index the articles."""
        path.mkdir()
        schema = whoosh.fields.Schema(
            id=whoosh.fields.ID(stored=True),
            title=whoosh.fields.TEXT(),
            text=whoosh.fields.TEXT(),
        )
        writer = whoosh.index.create_in(str(path), schema).writer(limitmb=512)
        for article in articles:
            writer.add_document(id=article.id, title=article.title, text=article.text)
        writer.commit()

    def open(self, path: Path) -> Callable[[str], list[str]]:
        """Ask with any of the words."""
        index = whoosh.index.open_dir(str(path))
        searcher = index.searcher()
        parser = whoosh.qparser.MultifieldParser(
            ["title", "text"], index.schema, group=whoosh.qparser.OrGroup
        )
        return lambda text: [
            hit["id"] for hit in searcher.search(parser.parse(text.replace("/", " ")), limit=FIRST)
        ]


PEERS: dict[str, Engine] = {"fts5": Fts5(), "whoosh": StockWhoosh()}


@dataclass(frozen=True, slots=True)
class Built:
    """What making an index took."""

    cpu_seconds: float
    peak_mb: float
    index_mb: float


@dataclass(slots=True)
class Asked:
    """What came of asking an engine."""

    gains: list[float]
    milliseconds: list[float]

    def __str__(self) -> str:
        ordered = sorted(self.milliseconds)
        p50, p95 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
        return f"nDCG@10 {statistics.mean(self.gains):.3f}   p50 {p50:.1f} ms   p95 {p95:.1f} ms"


def articles(path: Path, most: int) -> Iterator[Entry]:
    """Read the corpus."""
    opening = lzma.open if path.suffix == ".xz" else open
    with opening(path, "rt", encoding="utf-8") as lines:  # type: ignore[operator]
        for number, line in enumerate(lines):
            if number == most > 0:
                return
            read = json.loads(line)
            yield Entry(
                id=read["id"],
                kind="legal",
                title=read["title"],
                text=read["text"],
                url=f"/van-ban/{read['id']}/",
                field=read["demuc"] or "",
                unit=read["issuer"] or "",
                date=_day(read["issued"]),
                number=read["num"] or "",
            )


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written or "")
    except ValueError:  # some laws of the corpus were issued on 30 February
        return None


def build(engine: Engine, path: Path, corpus: Path, most: int) -> Built:
    """Build an index in a process of its own, so that what it takes is its own."""
    context = multiprocessing.get_context("fork")
    mouth, ear = context.Pipe()

    def work() -> None:
        before = time.process_time()
        engine.build(path, articles(corpus, most))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        mouth.send((time.process_time() - before, peak))

    process = context.Process(target=work)
    process.start()
    cpu_seconds, peak_mb = ear.recv()
    process.join()
    size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return Built(cpu_seconds, peak_mb, size / 1e6)


def gain(found: list[str], right: set[str]) -> float:
    """Return nDCG of the first hits; an article is right or it is not."""
    got = sum(1 / math.log2(place + 2) for place, hit in enumerate(found[:FIRST]) if hit in right)
    return got / sum(1 / math.log2(place + 2) for place in range(min(FIRST, len(right))))


def ask_all(
    asks: dict[str, Callable[[str], list[str]]], questions: list[dict[str, Any]], variant: str
) -> dict[str, Asked]:
    """Ask every engine every question, one engine after the other."""
    outcomes = {name: Asked([], []) for name in asks}
    for question in questions:
        for name, ask in asks.items():
            began = time.perf_counter()
            found = ask(question[variant])
            outcomes[name].milliseconds.append((time.perf_counter() - began) * 1000)
            outcomes[name].gains.append(gain(found, set(question["rel"])))
    return outcomes


def per_second(
    engine: Engine, path: Path, questions: list[dict[str, Any]], processes: int
) -> float:
    """Return how many questions a second some processes answer together, once warm."""
    context = multiprocessing.get_context("fork")
    warm, start = context.Barrier(processes + 1), context.Barrier(processes + 1)

    def work() -> None:
        ask = engine.open(path)
        for question in questions:
            ask(question["text"])
        warm.wait()
        start.wait()
        for question in questions:
            ask(question["text"])

    workers = [context.Process(target=work) for _ in range(processes)]
    for worker in workers:
        worker.start()
    warm.wait()
    start.wait()
    began = time.perf_counter()
    for worker in workers:
        worker.join()
    return processes * len(questions) / (time.perf_counter() - began)


def main() -> None:
    """Build, ask, print."""
    parser = argparse.ArgumentParser(prog="build.py bench search", description=__doc__)
    parser.add_argument("--corpus", type=Path, help="articles, JSON lines, .xz or plain")
    parser.add_argument("--queries", type=Path, help="judged questions, a JSON list")
    parser.add_argument("--articles", type=int, default=0, help="only the first so many")
    parser.add_argument("--peer-questions", type=int, default=60, help="asked of peers too")
    parser.add_argument("--peers", default="fts5,whoosh", help="any of fts5, whoosh; empty: none")
    chosen = parser.parse_args()
    if not chosen.corpus or not chosen.queries:
        print("search: give --corpus and --queries; there is no judged corpus in the repository.")
        return
    ours: Engine = Ours()
    peers = [PEERS[name] for name in chosen.peers.split(",") if name]
    with tempfile.TemporaryDirectory() as folder:
        measure([ours, *peers], Path(folder), chosen)


def measure(engines: list[Engine], folder: Path, chosen: argparse.Namespace) -> None:
    """Print a table for the indexes, one for each variant of the questions, and the throughput."""
    paths = {engine.name: folder / str(number) for number, engine in enumerate(engines)}
    built = {e.name: build(e, paths[e.name], chosen.corpus, chosen.articles) for e in engines}
    for name, was in built.items():
        print(
            f"{name:<26} built in {was.cpu_seconds:6.1f} CPU s   peak {was.peak_mb:5.0f} MB   "
            f"index {was.index_mb:6.1f} MB",
            flush=True,
        )
    questions = judged(chosen)
    asks = {engine.name: engine.open(paths[engine.name]) for engine in engines}
    few = questions[:: max(1, len(questions) // chosen.peer_questions)]
    for variant in ("text", "noacc"):
        tell(f"every engine, {variant}", ask_all(asks, few, variant))
    ours = {engines[0].name: asks[engines[0].name]}
    for variant in VARIANTS:
        told = [question for question in questions if question.get(variant)]
        tell(f"ours alone, {variant}, {len(told)} questions", ask_all(ours, told, variant))
    for processes in (1, 2):
        rate = per_second(engines[0], paths[engines[0].name], questions, processes)
        print(f"ours: {rate:.0f} questions a second on {processes} process(es)", flush=True)


def tell(what: str, outcomes: dict[str, Asked]) -> None:
    """Print what came of asking, each with its time as a multiple of ours."""
    print(what)
    ours = statistics.median(next(iter(outcomes.values())).milliseconds)
    for name, outcome in outcomes.items():
        times = statistics.median(outcome.milliseconds) / ours
        print(f"  {name:<26} {outcome}   {times:.1f} × the time of ours", flush=True)


def judged(chosen: argparse.Namespace) -> list[dict[str, Any]]:
    """Return the questions whose right articles are indexed."""
    known = {article.id for article in articles(chosen.corpus, chosen.articles)}
    questions = json.loads(chosen.queries.read_text(encoding="utf-8"))
    return [question for question in questions if known.intersection(question["rel"])]


if __name__ == "__main__":
    main()
