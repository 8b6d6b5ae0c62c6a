"""Requests made from the OpenAPI document, and what was wrong with their answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from tests.security.routes import own_values
from tests.security.world import Town

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


class Fuzz:
    """Sends requests to every operation of the document, as an administrator with a token."""

    def __init__(self, town: Town, token: str) -> None:
        self.values = own_values(town)
        self.headers = {
            "Authorization": f"Bearer {token}",
            "If-Match": '"1"',
            # The client of the tests does not unpack.
            "Accept-Encoding": "identity",
        }
        self.schema = schemathesis.openapi.from_wsgi(
            "/api/v1/openapi.json", town.app, headers=self.headers
        )
        self.sent = 0
        self.faults: dict[str, str] = {}

    def operations(self) -> Iterator[Any]:
        """Yield the operations of the document."""
        for found in self.schema.get_all_operations():
            yield found.ok()

    def attack(self, operation: Any, mode: GenerationMode, cases: int) -> None:
        """Send requests to one operation, half of them to things that exist."""

        @seed(20261122)
        @settings(
            max_examples=cases,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def send(case: Any) -> None:
            if self.sent % 2 and mode is GenerationMode.POSITIVE:
                self._aim(case)
            self.sent += 1
            response = case.call(headers=self._headers(case.method))
            self._judge(case, response, mode)

        send()

    def _headers(self, method: str) -> dict[str, str]:
        """Return the headers of a request; a precondition belongs to a change alone."""
        if method.upper() == "GET":
            return {name: value for name, value in self.headers.items() if name != "If-Match"}
        return self.headers

    def _aim(self, case: Any) -> None:
        for name in case.path_parameters or {}:
            known = self.values.get(name)
            if known:
                case.path_parameters[name] = known[self.sent // 2 % len(known)]

    def _judge(self, case: Any, response: Any, mode: GenerationMode) -> None:
        checks = [*CHECKS, negative_data_rejection] if mode is GenerationMode.NEGATIVE else CHECKS
        try:
            case.validate_response(response, checks=checks)
        except (Failure, FailureGroup) as error:
            told = getattr(error, "exceptions", (error,))
            for one in told:
                key = f"{case.operation.label}: {type(one).__name__}"
                request = f"{case.method} {case.formatted_path}?{case.query} {case.body!r}"
                self.faults.setdefault(key, f"{one}\n{request}"[:1500])
