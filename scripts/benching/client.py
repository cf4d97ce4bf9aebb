"""A small HTTP client for load: asyncio, one kept connection per visitor, no cleverness that could hide an error."""

import asyncio
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
KEY = re.compile(rb'name="key" value="([^"]+)"')


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Visitor:
    """One browser: a connection and its cookies."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> Answer:
        """Send one request and read the whole answer; connect first, or again when the server has hung up."""
        if self.writer is None or self.writer.is_closing():
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        body = urlencode(form).encode() if form is not None else b""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", "Accept-Encoding: identity"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if form is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        return await self._read(method)

    async def _read(self, method: str) -> Answer:
        assert self.reader is not None
        head = await self.reader.readuntil(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").strip().split("\r\n")
        headers: dict[str, str] = {}
        for line in rest:
            name, _colon, value = line.partition(":")
            if name.lower() == "set-cookie":
                key, _equals, kept = value.strip().partition(";")[0].partition("=")
                self.cookies[key] = kept
            headers[name.lower()] = value.strip()
        if headers.get("transfer-encoding") == "chunked":
            body = await self._chunks()
        else:
            body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        return Answer(int(first.split()[1]), headers, body)

    async def _chunks(self) -> bytes:
        assert self.reader is not None
        body = b""
        while size := int((await self.reader.readline()).strip() or b"0", 16):
            body += await self.reader.readexactly(size)
            await self.reader.readline()
        await self.reader.readline()
        return body

    def close(self) -> None:
        """Hang up."""
        if self.writer is not None:
            self.writer.close()


async def register(visitor: Visitor, slug: str, number: int) -> tuple[float, str]:
    """Fill in and send the form, read the receipt; return the seconds it took and how it went."""
    started = time.perf_counter()
    page = await visitor.ask("GET", f"/anmalan/{slug}/")
    token, key = TOKEN.search(page.body), KEY.search(page.body)
    if page.status != 200 or not token or not key:
        return time.perf_counter() - started, f"form {page.status}"
    form = {
        "csrfmiddlewaretoken": token[1].decode(),
        "key": key[1].decode(),
        "name": f"Deltagare {number}",
        "email": f"deltagare{number}@{slug}.example.se",
        "organisation": "Falköpings kommun",
        "role": "kommunalråd",
        "category": "elected",
    }
    sent = await visitor.ask("POST", f"/anmalan/{slug}/", form)
    if sent.status != 303:
        return time.perf_counter() - started, f"post {sent.status}"
    receipt = await visitor.ask("GET", sent.headers["location"])
    seconds = time.perf_counter() - started
    if receipt.status != 200:
        return seconds, f"receipt {receipt.status}"
    return seconds, "place" if b"Du har en plats" in receipt.body else "queue"


async def crowd(host: str, port: int, slug: str, people: int, at_once: int) -> tuple[float, list[tuple[float, str]]]:
    """Let ``people`` register, ``at_once`` at a time, each with a browser of her own; return the seconds and outcomes."""
    numbers = iter(range(people))
    outcomes: list[tuple[float, str]] = []

    async def one_line() -> None:
        for number in numbers:
            visitor = Visitor(host, port)
            outcomes.append(await register(visitor, slug, number))
            visitor.close()

    started = time.perf_counter()
    await asyncio.gather(*(one_line() for _ in range(at_once)))
    return time.perf_counter() - started, outcomes


async def look_until(host: str, port: int, path: str, stop: asyncio.Event) -> list[float]:
    """Open a page again and again, 20 times a second, until told to stop; return the seconds of each answer."""
    visitor, took = Visitor(host, port), []
    while not stop.is_set():
        started = time.perf_counter()
        answer = await visitor.ask("GET", path)
        assert answer.status == 200, answer.status
        took.append(time.perf_counter() - started)
        await asyncio.sleep(0.05)
    visitor.close()
    return took
