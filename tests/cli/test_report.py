"""The printed table of the report."""

from __future__ import annotations

from gridmap.cli.report import print_summary
from gridmap.services.reporting import Scope


def test_a_community_without_a_name_is_shown_by_its_code(capsys):
    nameless = Scope("community", "330106001001", "", "")
    print_summary([Scope("territory", "", "", ""), nameless])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:3]] == ["330106001001", "total"]
