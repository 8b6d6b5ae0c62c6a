"""A planner's client: opens drafts, edits them, and sends what the service asks for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from flask.testing import FlaskClient

from tests.api.conftest import ORIGIN, Service
from tests.unit.web.territory import CENTRE, SOUTH, STEP, WEST

_keys = count(1)


def place(column: float, row: float) -> list[float]:
    """Return a place, in columns from the west and rows from the south."""
    return [round(WEST + column * STEP) / 1e7, round(SOUTH + row * STEP) / 1e7]


def cell(number: int) -> str:
    return f"{CENTRE}{number:03d}"


def new_code(answer) -> str:
    """Return the provisional code of the one new cell in the answer to an edit."""
    (code,) = [one["id"] for one in answer.get_json()["cells"]["features"] if "-" in one["id"]]
    return code


def move(column: float, row: float, east: float = 0.1, north: float = 0.1) -> dict[str, object]:
    """Return a command that moves the node at a corner of cells."""
    return {
        "op": "move_node",
        "at": place(column, row),
        "to": place(column + east, row + north),
    }


@dataclass
class Office:
    """Somebody signed in who changes things."""

    client: FlaskClient

    @classmethod
    def of(cls, service: Service, username: str = "planner") -> Office:
        return cls(service.client(username))

    def get(self, path: str, **query: object):
        return self.client.get(f"/api/v1{path}", query_string=query)

    def send(self, path: str, json=None, *, method: str = "POST", **headers: str):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(
            f"/api/v1{path}", method=method, json=json, headers={**ORIGIN, **named}
        )

    def draft(self, based_on: str = "centre-1", **named: str) -> str:
        answer = self.send("/drafts", {"based_on": based_on, **named})
        assert answer.status_code == 201, answer.get_json()
        return answer.get_json()["id"]

    def revision(self, plan_id: str) -> int:
        return self.get(f"/plans/{plan_id}").get_json()["revision"]

    def edit(self, plan_id: str, command: dict, revision: int | None = None, **members: object):
        seen = self.revision(plan_id) if revision is None else revision
        return self.send(
            f"/drafts/{plan_id}/edits",
            {"command": command, **members},
            If_Match=f'"{seen}"',
            Idempotency_Key=f"key-{next(_keys)}",
        )

    def turn(self, way: str, plan_id: str, **members: object):
        return self.send(
            f"/drafts/{plan_id}/{way}", members, If_Match=f'"{self.revision(plan_id)}"'
        )
