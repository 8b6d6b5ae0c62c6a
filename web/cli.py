"""``gridmap serve`` and ``gridmap user``: the commands that need the web."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.domain import Role
from gridmap.errors import Place, UsageError
from gridmap.store import open_store
from gridmap.store.port import Store
from web.accounts import add_account, create_first_accounts
from web.keys import create_key, read_key
from web.serving import address_of, check_platform, check_port, keep_kernels_beside, serve_forever

_STORE = click.Path(dir_okay=False, path_type=Path)
_KEY_VARIABLE = "GRIDMAP_SECRET_KEY"


def _existing(store: Path) -> Path:
    if not store.is_file():
        raise UsageError("web.no_store", Place(file=str(store)))
    return store


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
    keep_kernels_beside(_existing(store))
    secret_key = None
    if not os.environ.get(_KEY_VARIABLE):
        create_key(store)
        secret_key = read_key(store)
    opened = open_store(store)
    _say_accounts(opened, store, first_accounts=first_accounts)
    # The serving child opens the store anew: no connection crosses a fork.
    opened.close()
    click.echo(text("web.serve.at", address=address_of(host, port)))
    serve_forever(store, secret_key, host, port)


def _say_accounts(opened: Store, path: Path, *, first_accounts: bool) -> None:
    made = create_first_accounts(opened) if first_accounts else []
    if made:
        click.echo(text("web.serve.first"))
        width = max(len(name) for name, _, _ in made)
        for name, role, password in made:
            role_name = text(f"word.role.{role.value}")
            click.echo(
                text("web.serve.account", name=name.ljust(width), password=password, role=role_name)
            )
        return
    with opened.reading() as reader:
        if not reader.accounts():
            click.echo(text("web.serve.no_accounts", store=path))


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
    opened = open_store(_existing(store))
    try:
        add_account(
            opened,
            name,
            [Role(role) for role in roles],
            password,
            display_name=display_name,
            scope=scope,
        )
    finally:
        opened.close()
    shown = text("place.separator").join(text(f"word.role.{role}") for role in roles)
    click.echo(text("web.user.added", name=name, roles=shown))
