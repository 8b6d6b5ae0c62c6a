"""One service for all checks that change nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.security.world import Town, build
from tests.unit.web.hashing import cheap_hashes  # noqa: F401  pytest finds it here


@pytest.fixture(scope="session")
def town(cheap_hashes) -> Town:  # noqa: F811  the fixture above
    """Return the marked territory behind the service."""
    return build()


@pytest.fixture(scope="session")
def as_account(town: Town) -> Callable[[str], FlaskClient]:
    """Return a function that gives the client of an account, signed in once."""
    known: dict[str, FlaskClient] = {}

    def client(username: str) -> FlaskClient:
        if username not in known:
            known[username] = town.client(username)
        return known[username]

    return client
