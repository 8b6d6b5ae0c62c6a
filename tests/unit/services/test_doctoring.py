from __future__ import annotations

from gridmap.services import doctoring
from gridmap.services.doctoring import examine


def test_all_that_is_looked_at_is_well_here():
    found = {finding.code: finding.well for finding in examine()}
    assert found.pop("bundle") in {True, False}  # built by the front end, not by the library
    assert set(found.values()) == {True}


def test_what_fails_is_said_and_stops_nothing(monkeypatch):
    def broken() -> str:
        raise RuntimeError

    monkeypatch.setattr(doctoring, "_redrawing", broken)
    assert {finding.code for finding in examine() if not finding.well} >= {"redrawing"}
