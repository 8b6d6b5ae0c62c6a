"""Asked to stop, the service finishes what it has begun, takes on nothing more, and ends well."""

from __future__ import annotations

import socket
import time
from contextlib import suppress

import numpy as np
import orjson
import pytest

from tests.reliability.service import Client
from tests.reliability.town import Copy, Planner, faults, journals

# Long enough for the service to have heard of the signal, short of its patience of ten seconds.
HEARD_S = 1.0
PATIENCE_S = 20.0


@pytest.fixture
def crowd(crowd_of):
    """A service without anybody at work, and a token to come in with."""
    crowd = crowd_of(1, drafts=1)
    crowd.service.start()
    return crowd


def half_sent(crowd) -> tuple[socket.socket, bytes]:
    """Send the head of an edit and half of its body; return the connection and the other half."""
    [token] = crowd.tokens.values()
    planner = Planner(Client(crowd.service.port, token), np.random.default_rng(3))
    copy = Copy(crowd.plans[0])
    copy.load(planner.client)
    body = orjson.dumps({"command": planner.command(copy)})
    head = (
        f"POST /api/v1/drafts/{copy.plan_id}/edits HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        f'If-Match: "{copy.revision}"\r\nIdempotency-Key: stopping-1\r\n'
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    planner.client.close()
    half = len(body) // 2
    connection = socket.create_connection(("127.0.0.1", crowd.service.port), timeout=PATIENCE_S)
    connection.sendall(head.encode() + body[:half])
    return connection, body[half:]


def answer(connection: socket.socket) -> bytes:
    """Return everything that is said until the connection is closed."""
    said = bytearray()
    with connection:
        while part := connection.recv(65536):
            said += part
    return bytes(said)


def takes_more(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2) as probe:
        probe.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        return probe.recv(65536) != b""
    return False


def test_what_is_under_way_is_finished_and_kept(crowd):
    before = sum(map(len, journals(crowd.path).values()))
    connection, rest = half_sent(crowd)
    time.sleep(HEARD_S)
    crowd.service.ask_to_stop()
    time.sleep(HEARD_S)
    assert not takes_more(crowd.service.port)
    connection.sendall(rest)
    assert answer(connection).startswith(b"HTTP/1.1 200")
    assert crowd.service.stop() == 0
    assert sum(map(len, journals(crowd.path).values())) == before + 1
    assert faults(crowd.path) == []


def test_what_never_ends_holds_it_up_no_longer_than_its_patience(crowd):
    connection, _ = half_sent(crowd)
    time.sleep(HEARD_S)
    began = time.monotonic()
    assert crowd.service.stop() == 0
    assert time.monotonic() - began < PATIENCE_S
    connection.close()
    assert faults(crowd.path) == []
