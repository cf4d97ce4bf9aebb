"""A cache that several machines share, and that comes and goes."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from kunskapsdag.core import sharedcache
from kunskapsdag.core.sharedcache import SharedCache


class Server(socketserver.ThreadingTCPServer):
    """As much of Redis as a cache asks of it (RESP 2), in memory; ``is_away`` hangs up on everybody."""

    allow_reuse_address = daemon_threads = True
    is_away = False

    def __init__(self) -> None:
        self.kept: dict[bytes, bytes] = {}
        self.calls = 0
        super().__init__(("127.0.0.1", 0), Line)

    def answer(self, words: list[bytes]) -> bytes:
        name, *rest = words
        match name.upper():
            case b"GET":
                answer = bulk(self.kept.get(rest[0]))
            case b"MGET":
                answer = b"*%d\r\n" % len(rest) + b"".join(bulk(self.kept.get(key)) for key in rest)
            case b"SET":
                self.kept[rest[0]] = rest[1]
                answer = b"+OK\r\n"
            case b"DEL":
                answer = b":%d\r\n" % sum(self.kept.pop(key, None) is not None for key in rest)
            case b"FLUSHDB":
                self.kept.clear()
                answer = b"+OK\r\n"
            case _:
                answer = b"-ERR unknown command\r\n"
        return answer


def bulk(value: bytes | None) -> bytes:
    return b"$-1\r\n" if value is None else b"$%d\r\n%s\r\n" % (len(value), value)


class Line(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.server.calls += 1
        while not self.server.is_away and (head := self.rfile.readline()):
            words = []
            for _word in range(int(head[1:])):
                length = int(self.rfile.readline()[1:])
                words.append(self.rfile.read(length + 2)[:-2])
            if self.server.is_away:
                return
            self.wfile.write(self.server.answer(words))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(sharedcache, "_absence", sharedcache._Absence())
    monkeypatch.setattr(sharedcache, "SECONDS_LEFT_ALONE", 3600)
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def a_cache(server: Server) -> SharedCache:
    return SharedCache(f"redis://127.0.0.1:{server.server_address[1]}", {"OPTIONS": {"socket_timeout": 60, "protocol": 2}})


def back_again(server: Server) -> None:
    server.is_away = False
    sharedcache._absence.ends_at = 0.0


def everything(cache: SharedCache) -> dict[str, Any]:
    """Return what each question is answered with."""
    return {
        "get": cache.get("a", "none"),
        "add": cache.add("b", 1),
        "set": cache.set("c", 1),
        "touch": cache.touch("a"),
        "delete": cache.delete("d"),
        "get_many": cache.get_many(["a", "c"]),
        "has_key": cache.has_key("a"),
        "set_many": cache.set_many({"e": 1}),
        "delete_many": cache.delete_many(["f"]),
        "clear": cache.clear(),
    }


def test_it_keeps_what_it_is_given(server: Server) -> None:
    cache = a_cache(server)
    cache.set("a", {"places": 3}, 60)
    assert (cache.get("a"), a_cache(server).get("a"), cache.get("b", "none")) == ({"places": 3}, {"places": 3}, "none")


def test_while_its_server_is_away_it_is_empty_and_nobody_meets_an_error(server: Server, caplog: Any) -> None:
    server.is_away = True
    cache = a_cache(server)
    assert everything(cache) == {
        "get": "none",
        "add": False,
        "set": None,
        "touch": False,
        "delete": False,
        "get_many": {},
        "has_key": False,
        "set_many": [],
        "delete_many": None,
        "clear": False,
    }
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == [
        "the shared cache is away, pages are made without it"
    ]


def test_a_server_that_is_away_is_left_alone_for_a_while_by_all_threads(server: Server) -> None:
    server.is_away = True
    a_cache(server).get("a")
    calls = server.calls
    for _thread in range(3):
        everything(a_cache(server))
    assert server.calls == calls
    back_again(server)
    a_cache(server).set("a", 1)
    assert a_cache(server).get("a") == 1


def test_what_was_changed_meanwhile_is_forgotten_when_the_server_is_back(server: Server) -> None:
    cache = a_cache(server)
    for key in ("kept", "changed", "thrown-away"):
        cache.set(key, "old")
    server.is_away = True
    cache.set("changed", "new")
    cache.delete("thrown-away")
    back_again(server)
    assert cache.get_many(["kept", "changed", "thrown-away"]) == {"kept": "old"}


def test_when_too_much_was_missed_everything_is_forgotten(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharedcache, "MOST_MISSED", 2)
    cache = a_cache(server)
    cache.set("kept", "old")
    server.is_away = True
    for number in range(4):
        cache.set(f"k{number}", 1)
    back_again(server)
    assert cache.get("kept") is None


def test_a_server_that_nobody_reaches_keeps_a_visitor_waiting_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharedcache, "_absence", sharedcache._Absence())
    monkeypatch.setattr(sharedcache, "SECONDS_LEFT_ALONE", 3600)
    tries: list[Any] = []
    connect = socket.socket.connect

    def try_to(line: socket.socket, address: Any) -> None:
        tries.append(address)
        connect(line, address)

    monkeypatch.setattr(socket.socket, "connect", try_to)
    monkeypatch.setattr("redis.retry.sleep", lambda seconds: pytest.fail("she waits between the tries"))
    everything(SharedCache("redis://127.0.0.1:1", {}))
    assert tries == [("127.0.0.1", 1)] * 2, "once more at once, and then no more"
