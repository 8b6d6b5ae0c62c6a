"""S20: requests made from the whole OpenAPI document find no failure and no undocumented answer."""

from __future__ import annotations

import os

import pytest

from gridmap.domain import Role
from gridmap.store import open_store
from tests.security.fuzzing import MODES, Fuzz
from tests.security.world import NOW, build
from tests.unit.web.territory import PASSWORD
from web.accounts import add_account
from web.tokens import create_token

# 2,000 in the long form; what fits two minutes otherwise.
CASES = 2000 if os.environ.get("GRIDMAP_LONG") else 500


@pytest.mark.slow
def test_s20_no_request_made_from_the_document_fails(cheap_hashes, tmp_path):
    # A file, since a database takes less than Python does.
    town = build(open_store(tmp_path / "town.gpkg", create=True))
    add_account(town.store, "fuzz", [Role.ADMIN], PASSWORD)
    token, _ = create_token(town.store, "fuzz", "fuzz", NOW, None)
    fuzz = Fuzz(town, token)
    operations = list(fuzz.operations())
    each = max(1, CASES // (len(operations) * len(MODES)))
    for operation in operations:
        for mode in MODES:
            fuzz.attack(operation, mode, each)
    assert fuzz.sent >= CASES * 0.8
    assert fuzz.faults == {}
