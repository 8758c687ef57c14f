"""A load of HTTP requests over kept connections, and what came of it."""

import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

REQUEST = Callable[[int], bytes]  # number of the request → the request as it goes out


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a load came to."""

    per_second: float
    p50_ms: float
    p95_ms: float
    statuses: dict[int, int]  # HTTP status → how many


def run(host: str, port: int, request: REQUEST, *, connections: int, seconds: float) -> Outcome:
    """Keep `connections` busy for some seconds, each with one request after another."""
    return asyncio.run(_run(host, port, request, connections, seconds))


async def _run(host: str, port: int, request: REQUEST, connections: int, seconds: float) -> Outcome:
    latencies: list[float] = []
    statuses: dict[int, int] = {}
    numbers = iter(range(10**9))
    end = time.perf_counter() + seconds

    async def client() -> None:
        reader, writer = await asyncio.open_connection(host, port)
        while (began := time.perf_counter()) < end:
            writer.write(request(next(numbers)))
            status = await _answer(reader)
            latencies.append(time.perf_counter() - began)
            statuses[status] = statuses.get(status, 0) + 1
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(connections)))
    took = time.perf_counter() - began
    latencies.sort()
    return Outcome(
        per_second=len(latencies) / took,
        p50_ms=statistics.median(latencies) * 1000,
        p95_ms=latencies[int(len(latencies) * 0.95)] * 1000,
        statuses=statuses,
    )


async def _answer(reader: asyncio.StreamReader) -> int:
    """Read one answer with a known length; return its status."""
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            await reader.readexactly(int(value))
    return status


def get(path: str) -> REQUEST:
    """Return the request that reads a page."""
    raw = f"GET {path} HTTP/1.1\r\nHost: bench\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    return lambda _: raw


def post_json(path: str, body: Callable[[int], bytes], headers: Callable[[int], str]) -> REQUEST:
    """Return the request that posts JSON; body and headers may differ each time."""

    def made(number: int) -> bytes:
        content = body(number)
        head = (
            f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(content)}\r\n{headers(number)}\r\n"
        )
        return head.encode() + content

    return made
