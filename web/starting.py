"""What the commands of `web.cli` do, once it is decided where kernels are kept."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.domain import Role
from gridmap.services.signing_key import read_key
from gridmap.store import open_store
from gridmap.store.port import Store
from web.access_commands import COMMAND_LINE
from web.accounts import add_account, create_first_accounts
from web.changing import carry_out, utc_now
from web.serving import address_of, serve_forever
from web.settings import Settings

KEY_VARIABLE = "GRIDMAP_SECRET_KEY"


def start_serving(store: Path, host: str, port: int, *, first_accounts: bool) -> None:
    """Serve a store until stopped; without a key there is no start."""
    secret_key = None if os.environ.get(KEY_VARIABLE) else read_key(store)
    # Read once here, so that a wrong setting is told before anything is started.
    settings = Settings.from_environment(os.environ, secret_key)
    opened = open_store(store)
    try:
        _say_accounts(opened, store, first_accounts=first_accounts)
    finally:
        # The serving child opens the store anew: no connection crosses a fork.
        opened.close()
    click.echo(text("web.serve.at", address=address_of(host, port)))
    serve_forever(store, secret_key, host, port, settings.threads)


def add_user(
    store: Path,
    name: str,
    roles: Sequence[Role],
    password: str,
    *,
    display_name: str,
    scope: Sequence[str],
) -> None:
    """Add an account and say so."""
    opened = open_store(store)
    try:
        carry_out(
            opened,
            lambda store: add_account(
                store, name, roles, password, display_name=display_name, scope=scope
            ),
            at=utc_now(),
            by=COMMAND_LINE,
            action="account.create",
            subject=name,
        )
    finally:
        opened.close()
    shown = text("place.separator").join(text(f"word.role.{role.value}") for role in roles)
    click.echo(text("web.user.added", name=name, roles=shown))


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
