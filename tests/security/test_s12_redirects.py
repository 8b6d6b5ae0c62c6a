"""S12: signing in leads to a page of ours, whatever the address asks for."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest

from tests.api.conftest import Service, make_service, sign_in

HERE = "http://localhost/login"
HOSTILE = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https://evil.example",
    "HTTPS://evil.example",
    "http:///evil.example",
    "http://localhost@evil.example/",
    "http://localhost:80@evil.example/",
    "//localhost@evil.example",
    "//user:pass@evil.example/map",
    "//evil.example/map",
    "//evil.example\\@localhost",
    "/%2f%2fevil.example",
    "%2f%2fevil.example",
    "/%5cevil.example",
    "/%09/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    " //evil.example",
    "\u3000//evil.example",
    "\u2028//evil.example",
    "//evil\u3002example",
    "//[::1]/map",
    "//0x7f000001/",
    "//2130706433/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "/map\r\nLocation: https://evil.example",
    "/map/../..//evil.example",
    "?next=//evil.example",
    "/map;@evil.example",
    "/.//evil.example",
]


@pytest.fixture(scope="module")
def service(cheap_hashes) -> Service:
    """Return a service of this module's own: failures of others count against an address."""
    return make_service()


def test_s12_there_are_forty_cases():
    assert len(set(HOSTILE)) >= 40


@pytest.mark.parametrize("wanted", HOSTILE)
@pytest.mark.parametrize("when", ["signing in", "signed in"])
def test_s12_nothing_leads_off_the_site(service, when, wanted):
    client = service.client()
    asked = {"query_string": {"next": wanted}}
    if when == "signing in":
        answer = sign_in(client, "viewer", **asked)
    else:
        sign_in(client, "viewer")
        answer = client.get("/login", **asked)
    target = answer.headers["Location"]
    assert answer.status_code == 302
    assert urlsplit(urljoin(HERE, target)).netloc == "localhost"
    assert target.startswith("/")
    assert not target.startswith(("//", "/\\"))
