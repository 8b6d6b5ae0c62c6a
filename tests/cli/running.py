"""The command line, called within the test's own process."""

from __future__ import annotations

from gridmap.cli import main


def run(*arguments: object) -> int:
    """Run a command and return its exit status."""
    try:
        main([str(argument) for argument in arguments])
    except SystemExit as left:
        return int(left.code or 0)
    return 0
