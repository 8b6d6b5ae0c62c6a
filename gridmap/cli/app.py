"""The root command and its doors: lazy commands, plug-in commands, errors with exit statuses."""

from __future__ import annotations

import gettext
import importlib
import os
import sys
from collections.abc import Mapping
from importlib.metadata import entry_points
from importlib.resources import files
from types import MappingProxyType

import click

from gridmap.catalogue import current_locale, match_locale, text
from gridmap.errors import GridmapError

# Command to "module:attribute"; the help line of each is the text ``cli.<command>.short``.
COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "demo": "gridmap.cli.demo:demo",
        "init": "gridmap.cli.init:init",
        "import": "gridmap.cli.importing:import_",
        "plan": "gridmap.cli.plan:plan",
        "assign": "gridmap.cli.assign:assign",
        "publish": "gridmap.cli.publish:publish",
        "codes": "gridmap.cli.codes:codes",
        "report": "gridmap.cli.report:report",
        "indicators": "gridmap.cli.indicators:indicators",
        "export": "gridmap.cli.export:export",
        "map": "gridmap.cli.map:map_",
        "backup": "gridmap.cli.backup:backup",
        "restore": "gridmap.cli.backup:restore",
        "upgrade": "gridmap.cli.upgrade:upgrade",
        "doctor": "gridmap.cli.doctor:doctor",
        "divide": "gridmap.cli.divide:divide",
        "locate": "gridmap.cli.locate:locate",
        "density": "gridmap.cli.density:density",
        "hotspots": "gridmap.cli.hotspots:hotspots",
        "reach": "gridmap.cli.reach:reach",
        "patrol": "gridmap.cli.patrol:patrol",
        "nearest": "gridmap.cli.nearest:nearest",
        "workload": "gridmap.cli.workload:workload",
        "check": "gridmap.cli.check:check",
    }
)


def _plugin_commands() -> dict[str, str]:
    return {entry.name: entry.value for entry in entry_points(group="gridmap.commands")}


class LazyGroup(click.Group):
    """A group that knows its commands by name and loads one only when it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Return the names of all commands, the library's first."""
        plugins = sorted(name for name in _plugin_commands() if name not in COMMANDS)
        return [*COMMANDS, *plugins]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load the command of this name.

        Raises
        ------
        TypeError
            When an entry point names something that is no command.
        """
        target = COMMANDS.get(cmd_name) or _plugin_commands().get(cmd_name)
        if target is None:
            return None
        module, _, attribute = target.partition(":")
        command = getattr(importlib.import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(target)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by their catalogue texts, so that no module is loaded for it."""
        rows = [(name, text(f"cli.{name}.short")) for name in self.list_commands(ctx)]
        with formatter.section(text("cli.commands")):
            formatter.write_dl(rows)


def _choose_locale(_ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value is not None:
        os.environ["GRIDMAP_LOCALE"] = match_locale(value) or value


def build_root() -> click.Group:
    """Make the root command in the language in use."""
    root = LazyGroup(name="gridmap", help=text("cli.help"))
    root.params.append(
        click.Option(
            ["--locale"],
            type=click.Choice(["zh-CN", "en"]),
            expose_value=False,
            is_eager=True,
            callback=_choose_locale,
            help=text("cli.locale"),
        )
    )
    return click.version_option(package_name="gridmap", prog_name="gridmap")(root)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with 0 ok, 1 bad data, 2 usage, 3 conflict."""
    _speak_before_parsing(sys.argv[1:] if arguments is None else arguments)
    try:
        build_root().main(args=arguments, prog_name="gridmap")
    except GridmapError as error:
        click.echo(error.render(), err=True)
        sys.exit(error.exit_status)


def _speak_before_parsing(arguments: list[str]) -> None:
    """Set the language of ``--locale`` early: help texts are made when modules load.

    Click finds its own words through gettext's global domain, which is pointed at our catalogue.
    """
    for position, argument in enumerate(arguments):
        if argument == "--locale" and position + 1 < len(arguments):
            os.environ["GRIDMAP_LOCALE"] = match_locale(arguments[position + 1]) or "en"
        elif argument.startswith("--locale="):
            os.environ["GRIDMAP_LOCALE"] = match_locale(argument.partition("=")[2]) or "en"
    os.environ["LANGUAGE"] = current_locale()
    gettext.bindtextdomain("gridmap", str(files("geodata") / "locale"))
    gettext.textdomain("gridmap")
