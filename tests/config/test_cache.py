"""A cache that several machines share, by ``CACHE_URL``."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TELL = """
import json
from django.core.cache import caches
cache = caches["default"]
pool = cache._cache.get_client("x", write=True).connection_pool
told = {name: pool.connection_kwargs.get(name) for name in ("host", "port", "db", "password", "path", "socket_timeout")}
print(json.dumps({"cache": type(cache).__name__, "line": pool.connection_class.__name__, **told}))
"""
NOTHING = {"host": None, "port": None, "db": None, "password": None, "path": None, "socket_timeout": 2}


def start(code: str, url: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run in a process of its own, for settings are read once; nothing is asked of any server."""
    env = os.environ | {
        "CACHE_URL": url,
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "kunskapsdag.config.settings",
    }
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("url", "line", "told"),
    [
        ("redis://cache.example.se:6380/3", "Connection", {"host": "cache.example.se", "port": 6380, "db": 3}),
        ("rediss://:hemligt@cache.example.se/0", "SSLConnection", {"host": "cache.example.se", "db": 0, "password": "hemligt"}),
        ("unix:///run/valkey.sock?db=1", "UnixDomainSocketConnection", {"path": "/run/valkey.sock", "db": 1}),
    ],
)
def test_the_shared_cache_is_looked_for_where_the_address_says(
    url: str, line: str, told: dict[str, object], tmp_path: Path
) -> None:
    answer = start(TELL, url, tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout) == {"cache": "SharedCache", "line": line, **NOTHING, **told}


@pytest.mark.parametrize("url", ["memcached://:hemligt@cache.example.se", "cache.example.se:6379", "http://cache", "redis:x"])
def test_another_kind_of_address_stops_the_start_in_words_without_its_password(url: str, tmp_path: Path) -> None:
    answer = start("from django.conf import settings; settings.CACHES", url, tmp_path)
    told = "CACHE_URL must begin with one of: redis://, rediss://, unix://"
    assert (answer.returncode, answer.stderr.splitlines()[-1]) == (1, f"django.core.exceptions.ImproperlyConfigured: {told}")
    assert "hemligt" not in answer.stderr
