"""The root command: both languages, exit statuses, errors as what, where and how to mend."""

from __future__ import annotations

import pytest

from gridmap.cli import main
from gridmap.cli.app import COMMANDS
from gridmap.errors import ConflictError, CoverageError, InputError, UsageError

STATUS = {InputError: 1, CoverageError: 1, UsageError: 2, ConflictError: 3}


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    captured = capsys.readouterr()
    return int(left.value.code or 0), captured.out, captured.err


def test_help_lists_every_command(capsys):
    status, out, _ = run(capsys, "--help")
    assert status == 0
    assert [name for name in COMMANDS if f"\n  {name} " not in out] == []


@pytest.mark.parametrize(("locale", "word"), [("zh-CN", "划分"), ("en", "divide")])
def test_help_speaks_the_language_asked_for(capsys, locale, word):
    _, out, _ = run(capsys, "--locale", locale, "--help")
    assert word in out


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_every_command_has_help_without_raw_codes(capsys, command, locale):
    status, out, _ = run(capsys, "--locale", locale, command, "--help")
    assert status == 0
    assert "cli." not in out


def test_an_unknown_command_is_a_usage_error(capsys):
    status, _, err = run(capsys, "nonsense")
    assert status == 2
    assert "nonsense" in err


@pytest.mark.parametrize(("error", "status"), STATUS.items())
def test_each_class_of_error_has_its_exit_status(error, status):
    assert error("hierarchy.count", count=7).exit_status == status


def test_an_error_tells_what_where_and_how_to_mend(capsys, tmp_path):
    broken = tmp_path / "broken.geojson"
    broken.write_text("{", encoding="utf-8")
    status, _, err = run(capsys, "--locale", "en", "check", str(broken))
    assert status == 1
    assert "broken.geojson" in err
    assert "mend:" in err
