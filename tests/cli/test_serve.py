"""``gridmap serve`` and ``gridmap user`` as processes, over a store file."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from gridmap.domain import Territory
from gridmap.services.signing_key import create_key
from gridmap.store import create, open_store
from tests.unit.web.territory import PASSWORD, fill

PROGRAM = [sys.executable, "-c", "from gridmap.cli import main; main()"]
PATIENCE_S = 60


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GRIDMAP_")}
    return {**kept, "PYTHONUNBUFFERED": "1", "GRIDMAP_LOCALE": "en", **more}


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
        timeout=PATIENCE_S,
        **options,
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("served") / "store.gpkg"
    made = create(path, Territory("示例区"))
    fill(made)
    made.close()
    create_key(path)
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(store: Path, port: int) -> Iterator[list[str]]:
    """Serve until the block ends; yields what was printed until it answered."""
    command = [*PROGRAM, "serve", "--store", str(store), "--port", str(port), "--first-accounts"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment())
    try:
        lines = []
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line.rstrip())
            if str(port) in line:
                break
        wait_until_ready(port)
        yield lines
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
        process.stdout.close()


def ask(port: int, method: str, path: str, **form: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    headers = {
        "Origin": f"http://127.0.0.1:{port}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request(method, path, urlencode(form) if form else None, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def wait_until_ready(port: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            if ask(port, "GET", "/readyz").status == 200:
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the service did not answer in time")


@pytest.fixture(scope="module")
def first_start(store) -> list[str]:
    """Return what the first start prints, with the answer to a first sign-in as last line."""
    port = free_port()
    with serving(store, port) as lines:
        name, password = re.search(r"(supervisor) +([a-z0-9-]{23})", "\n".join(lines)).groups()
        answer = ask(port, "POST", "/login", username=name, password=password)
        busy = run("serve", "--store", str(store), "--port", str(port))
        return [*lines, str(answer.headers["Location"]), str(busy.returncode), busy.stderr]


def test_first_start_shows_four_one_time_passwords(first_start):
    shown = re.findall(
        r"^ +(\w+) +[a-z0-9]{5}(?:-[a-z0-9]{5}){3} ", "\n".join(first_start), re.MULTILINE
    )
    assert shown == ["supervisor", "planner", "gis", "admin"]


def test_one_time_password_leads_to_a_new_one(first_start):
    assert first_start[-3] == "/password"


def test_port_that_is_taken_is_named_with_the_way_out(first_start):
    assert first_start[-2] == "2"
    assert "--port" in first_start[-1]


def test_key_is_kept_beside_the_store_for_its_owner_alone(first_start, store):
    key = store.with_name("store.gpkg.key")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_second_start_shows_no_password_and_keeps_the_key(first_start, store):
    key = store.with_name("store.gpkg.key").read_text(encoding="ascii")
    with serving(store, free_port()) as lines:
        assert len(lines) == 1
    assert store.with_name("store.gpkg.key").read_text(encoding="ascii") == key


def test_serving_what_is_not_there_says_what_to_do(tmp_path):
    done = run("serve", "--store", str(tmp_path / "none.gpkg"), "--port", str(free_port()))
    assert done.returncode == 2
    assert "gridmap init" in done.stderr


def test_user_is_added_with_the_password_from_standard_input(store):
    done = run(
        *("user", "add", "li.wei", "--role", "gis", "--role", "viewer"),
        *("--password-stdin", "--store", str(store)),
        input=f"{PASSWORD}\n",
    )
    assert done.returncode == 0, done.stderr
    opened = open_store(store)
    with opened.reading() as reader:
        account = next(one for one in reader.accounts() if one.username == "li.wei")
    opened.close()
    assert [role.value for role in account.roles] == ["gis", "viewer"]
    assert not account.one_time


def test_weak_password_is_refused(store):
    done = run(
        *("user", "add", "weak", "--role", "gis", "--password-stdin", "--store", str(store)),
        input="short\n",
    )
    assert done.returncode == 1
    assert "12" in done.stderr


def test_password_never_stands_among_the_arguments(store):
    done = run("user", "add", "name", "--role", "gis", "--store", str(store))
    assert done.returncode == 2
    assert "--password-stdin" in done.stderr
