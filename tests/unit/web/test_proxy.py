"""Who the client is, behind proxies that are trusted and before those that are not."""

from __future__ import annotations

import pytest
from flask import request

from gridmap.store import MemoryStore
from web.app import create_app
from web.assets import Bundle
from web.settings import Settings

KEY = "k" * 40


def seen_address(hops: int, forwarded: str) -> str:
    """Return the client's address as the application sees it."""
    settings = Settings(secret_key=KEY, proxy_hops=hops)
    app = create_app(settings, MemoryStore(), bundles={"sign_in": Bundle("/x.js", ())})
    seen = []
    app.before_request(lambda: seen.append(request.remote_addr))
    app.test_client().get("/healthz", headers={"X-Forwarded-For": forwarded})
    return seen[0]


@pytest.mark.parametrize(
    ("hops", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
    ],
)
def test_only_trusted_proxies_name_the_client(hops, forwarded, address):
    assert seen_address(hops, forwarded) == address


def test_only_named_hosts_are_answered():
    settings = Settings(secret_key=KEY, hosts=("map.example",))
    client = create_app(
        settings, MemoryStore(), bundles={"sign_in": Bundle("/x.js", ())}
    ).test_client()
    assert client.get("/healthz", base_url="http://map.example").status_code == 200
    assert client.get("/healthz", base_url="http://evil.example").status_code == 400
