"""``gridmap serve`` and ``gridmap user``: the commands that need the web."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.domain import Role
from web.access_cli import existing
from web.serving import begin_start, check_platform, check_port

_STORE = click.Path(dir_okay=False, path_type=Path)


@click.command(help=text("cli.serve.short"))
@click.option("--store", type=_STORE, required=True, help=text("cli.option.store"))
@click.option("--host", default="127.0.0.1", show_default=True, help=text("cli.serve.host"))
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8750,
    show_default=True,
    help=text("cli.serve.port"),
)
@click.option("--first-accounts", is_flag=True, help=text("cli.serve.first_accounts"))
def serve(store: Path, host: str, port: int, *, first_accounts: bool) -> None:
    """Serve the pages of a store until stopped."""
    check_platform()
    check_port(host, port)
    existing(store)
    begin_start()
    from web.starting import start_serving  # noqa: PLC0415  loads kernels, so only now

    start_serving(store, host, port, first_accounts=first_accounts)


@click.group(help=text("cli.user.short"))
def user() -> None:
    """Manage accounts."""


@user.command(help=text("cli.user.add.short"))
@click.argument("name")
@click.option("--store", type=_STORE, required=True, help=text("cli.option.store"))
@click.option(
    "--role",
    "roles",
    type=click.Choice([role.value for role in Role]),
    multiple=True,
    required=True,
    help=text("cli.user.role"),
)
@click.option(
    "--password-stdin",
    is_flag=True,
    required=True,
    help=text("cli.user.password_stdin"),
)
@click.option("--display-name", default="", help=text("cli.user.display_name"))
@click.option("--scope", multiple=True, help=text("cli.user.scope"))
def add(
    name: str,
    store: Path,
    roles: tuple[str, ...],
    *,
    password_stdin: bool,  # noqa: ARG001  required, so that no password ever stands in an argument
    display_name: str,
    scope: tuple[str, ...],
) -> None:
    """Add an account; the password comes from standard input and is not one-time."""
    password = sys.stdin.readline().rstrip("\r\n")
    existing(store)
    from web.starting import add_user  # noqa: PLC0415  loads kernels, so only now

    add_user(
        store,
        name,
        [Role(role) for role in roles],
        password,
        display_name=display_name,
        scope=scope,
    )
