"""``gridmap token``, ``gridmap key`` and ``gridmap audit``: who may come in, and who did what."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from gridmap.catalogue import text
from gridmap.errors import Place, UsageError
from web.serving import keep_kernels

_STORE = click.Path(dir_okay=False, path_type=Path)


def existing(store: Path) -> Path:
    """Return a store that exists, with the place of its kernels chosen.

    Raises
    ------
    UsageError
        When there is no such file.
    """
    if not store.is_file():
        raise UsageError("web.no_store", Place(file=str(store)))
    keep_kernels(store)
    return store


@click.group(help=text("cli.token.short"))
def token() -> None:
    """Manage tokens."""


@token.command(help=text("cli.token.create"))
@click.argument("name")
@click.option("--store", type=_STORE, required=True, help=text("cli.option.store"))
@click.option("--label", default="", help=text("cli.token.label"))
@click.option(
    "--days", type=click.IntRange(1, 3650), default=365, show_default=True,
    help=text("cli.token.days"),
)  # fmt: skip
@click.option("--no-expiry", is_flag=True, help=text("cli.token.no_expiry"))
def create(name: str, store: Path, label: str, days: int, *, no_expiry: bool) -> None:
    """Make a token of an account; it stands alone on standard output, and is shown this once."""
    existing(store)
    from web.access_commands import make_token  # noqa: PLC0415  loads kernels, so only now

    made, note = make_token(store, name, label, None if no_expiry else days)
    click.echo(made)
    click.echo(note, err=True)


@token.command("list", help=text("cli.token.list"))
@click.option("--store", type=_STORE, required=True, help=text("cli.option.store"))
def list_(store: Path) -> None:
    """List tokens, never what they are."""
    existing(store)
    from web.access_commands import token_lines  # noqa: PLC0415  loads kernels, so only now

    for line in token_lines(store):
        click.echo(line)


@token.command(help=text("cli.token.revoke"))
@click.argument("token_id", metavar="ID")
@click.option("--store", type=_STORE, required=True, help=text("cli.option.store"))
def revoke(token_id: str, store: Path) -> None:
    """Take a token back."""
    existing(store)
    from web.access_commands import take_back  # noqa: PLC0415  loads kernels, so only now

    click.echo(take_back(store, token_id))


@click.group(help=text("cli.key.short"))
def key() -> None:
    """Manage the key that signs sessions."""


@key.command("create", help=text("cli.key.create"))
@click.option("--store", type=_STORE, required=True, help=text("cli.option.store"))
def create_key_file(store: Path) -> None:
    """Make the key of a store unless it has one."""
    existing(store)
    from gridmap.services.signing_key import create_key  # noqa: PLC0415  loads kernels, so only now

    click.echo(text("web.key.made", path=create_key(store)))


@click.group(help=text("cli.audit.short"))
def audit() -> None:
    """Read and verify the audit."""


@audit.command(help=text("cli.audit.verify"))
@click.option("--store", type=_STORE, required=True, help=text("cli.option.store"))
def verify(store: Path) -> None:
    """Verify the chain; exit status 1 names the first entry that is not what was written."""
    existing(store)
    from web.access_commands import verify_chain  # noqa: PLC0415  loads kernels, so only now

    sound, line = verify_chain(store)
    click.echo(line)
    sys.exit(0 if sound else 1)


@audit.command("list", help=text("cli.audit.list"))
@click.option("--store", type=_STORE, required=True, help=text("cli.option.store"))
@click.option("--last", type=click.IntRange(1), default=50, show_default=True,
              help=text("cli.audit.last"))  # fmt: skip
def list_entries(store: Path, last: int) -> None:
    """List the last entries, the oldest first."""
    existing(store)
    from gridmap.store import open_store  # noqa: PLC0415  loads kernels, so only now

    with closing(open_store(store)) as opened, opened.reading() as reader:
        entries = reader.audit(limit=last, newest_first=True)
    for one in reversed(entries):
        moment = f"{one.at:%Y-%m-%dT%H:%M:%SZ}"
        click.echo("\t".join((str(one.number), moment, one.by, one.action, one.subject)))
