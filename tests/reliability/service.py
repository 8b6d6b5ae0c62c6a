"""The service as an administrator runs it: processes of their own, killed and started again."""

from __future__ import annotations

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from gridmap.domain import Role
from gridmap.services.signing_key import create_key
from gridmap.store import Store
from web.accounts import add_account
from web.tokens import create_token

READY_S = 60.0
ANSWER_S = 30.0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def admit(store: Store, path: Path, *names: str, role: Role = Role.PLANNER) -> dict[str, str]:
    """Make the key of a store, and accounts with a token each; return the tokens by name."""
    create_key(path)
    tokens = {}
    for name in names:
        add_account(store, name, [role], secrets.token_urlsafe(16))
        tokens[name], _ = create_token(store, name, name, datetime.now(UTC), None)
    return tokens


@dataclass(frozen=True)
class Said:
    """An answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)

    @property
    def revision(self) -> int:
        return int(self.headers["etag"].strip('W/"'))


@dataclass
class Client:
    """A program that is let in by a token and keeps its connection."""

    port: int
    token: str
    _connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, json: object = None, **headers: str) -> Said:
        """Send a request and return its answer.

        Raises
        ------
        OSError
            When the connection breaks.
        """
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["Authorization"] = f"Bearer {self.token}"
        body = None if json is None else orjson.dumps(json)
        if body is not None:
            named["Content-Type"] = "application/json"
        reused = self._connection is not None
        try:
            return self._send(method, path, body, named)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            # The service closes connections that were quiet for a while.
            if reused and isinstance(error, ConnectionError):
                return self.ask(method, path, json, **headers)
            raise ConnectionError(str(error)) from error

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Said:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_S)
        self._connection.request(method, f"/api/v1{path}", body, headers)
        answer = self._connection.getresponse()
        told = answer.read()
        kept = {name.lower(): value for name, value in answer.getheaders()}
        if answer.will_close:
            self.close()
        return Said(answer.status, kept, told)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@dataclass
class Service:
    """``gridmap serve`` over a store, in a process group of its own."""

    store: Path
    log: Path
    port: int = field(default_factory=free_port)
    under: tuple[str, ...] = ()
    """A program that runs the service and watches it, with its arguments."""
    starts: int = 0
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start serving; return the seconds until it was ready."""
        began = time.perf_counter()
        command = [*self.under, str(Path(sys.executable).with_name("gridmap")), "serve"]
        command += ["--store", str(self.store), "--port", str(self.port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, start_new_session=True
            )
        self.starts += 1
        self._await(began)
        return time.perf_counter() - began

    def _await(self, began: float) -> None:
        while time.perf_counter() - began < READY_S:
            if self._process is not None and self._process.poll() is not None:
                break
            with suppress(OSError, http.client.HTTPException):
                probe = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                probe.request("GET", "/readyz")
                status = probe.getresponse().status
                probe.close()
                if status == http.HTTPStatus.OK:
                    return
            time.sleep(0.02)
        raise RuntimeError("the service did not start:\n" + self.log.read_text()[-4000:])

    @property
    def group(self) -> int:
        if self._process is None:
            raise RuntimeError("not started")
        return self._process.pid

    def kill(self) -> None:
        """Kill every process of the group at once, whatever it does."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.group, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def ask_to_stop(self) -> None:
        """Ask it to stop, and wait for nothing."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)

    def stop(self) -> int:
        """Ask it to stop; return its exit status."""
        if self._process is None:
            return 0
        self.ask_to_stop()
        status = self._process.wait(60)
        self._process = None
        return status

    def processes(self) -> list[int]:
        """Return the ids of all processes of the group."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with suppress(OSError, ValueError):
                    # The name in brackets may hold anything; the group is the third field after it.
                    fields = (entry / "stat").read_text().rpartition(")")[2].split()
                    if int(fields[2]) == self.group:
                        found.append(int(entry.name))
        return found

    def cpu_s(self) -> float:
        """Return the seconds of processor that the group has used, which no neighbour lengthens."""
        ticks = 0
        for pid in self.processes():
            with suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def pss_bytes(self) -> int:
        """Return the memory of the group, what is shared counted in proportion."""
        total = 0
        for pid in self.processes():
            with suppress(OSError):
                for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                    if line.startswith("Pss:"):
                        total += int(line.split()[1]) * 1024
        return total
