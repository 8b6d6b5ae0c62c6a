"""The command line: one module per noun, loaded only when its command runs."""

from gridmap.cli.app import main

__all__ = ["main"]
