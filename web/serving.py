"""Running the application: one process with many threads.

One process is a decision, not a default: the count of failed sign-ins and the kept answers live
in its memory, and are exact because there is only one. The numerical kernels release the
interpreter's lock, so that threads are enough.
"""

from __future__ import annotations

import gc
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import gridmap
from gridmap.errors import UsageError

if TYPE_CHECKING:
    from flask import Flask

_GRACE_S = 10


def check_platform() -> None:
    """Refuse where the server does not run.

    Raises
    ------
    UsageError
        On Windows.
    """
    if sys.platform == "win32":
        raise UsageError("web.platform")


def check_port(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on, before anything is started.

    Raises
    ------
    UsageError
        When the address is taken or is none of this machine's.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise UsageError("web.port", host=host, port=port) from error


def keep_kernels(store: Path) -> None:
    """Choose where compiled kernels are kept; before the first kernel is imported.

    Usually that is beside their source. Where the installation may not be written, a folder beside
    the store serves: a service often has no home, and would compile all at each start.
    """
    if not os.access(Path(gridmap.__file__).parent, os.W_OK):
        beside = store.absolute().parent / ".gridmap-kernels"
        os.environ.setdefault("NUMBA_CACHE_DIR", str(beside))


def begin_start() -> None:
    """Look for no garbage while the modules load, of which all is kept."""
    gc.disable()


def end_start() -> None:
    """Look for garbage again, but no more among what the start has made."""
    gc.freeze()
    gc.enable()


def address_of(host: str, port: int) -> str:
    """Return the address that a browser on this machine opens."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104  only compared
    if ":" in shown and not shown.startswith("["):
        shown = f"[{shown}]"
    return f"http://{shown}:{port}/"


def load_app(store: Path, secret_key: str | None) -> Flask:
    """Return the application over a store file, with settings from the environment.

    Parameters
    ----------
    store
        The store's file.
    secret_key
        Key from the key file, None where the environment gives one.
    """
    from gridmap.store import open_store  # noqa: PLC0415  the serving child opens the store itself
    from web import logs  # noqa: PLC0415
    from web.app import create_app  # noqa: PLC0415  and loads the application only there
    from web.at_hand import warm  # noqa: PLC0415
    from web.settings import Settings  # noqa: PLC0415
    from web.workrooms import foreman_of  # noqa: PLC0415

    settings = Settings.from_environment(os.environ, secret_key)
    logs.start(settings.log_level)
    app = create_app(settings, open_store(store))
    foreman_of(app).start()
    warm(app)
    end_start()
    return app


def serve_forever(store: Path, secret_key: str | None, host: str, port: int, threads: int) -> None:
    """Serve a store until the process is asked to stop.

    Parameters
    ----------
    store
        The store's file.
    secret_key
        Key from the key file, None where the environment gives one.
    host, port
        Where to listen.
    threads
        How many requests are answered at once.
    """
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # noqa: PLC0415  no Windows

    class Server(BaseApplication):  # type: ignore[misc]  # the library is untyped
        def load_config(self) -> None:
            for name, value in {
                "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
                "workers": 1,
                "worker_class": "gthread",
                "threads": threads,
                "graceful_timeout": _GRACE_S,
                "control_socket_disable": True,
                "loglevel": "warning",
            }.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Flask:
            return load_app(store, secret_key)

    Server().run()
