"""Changes over HTTP: the change, its entry in the audit and its kept answer are one transaction.

A route that changes something says what is done, and leaves everything else to `change`::

    @locks.post("")
    @requires(Permission.DRAW)
    @locks.input(NewLock)
    @locks.output(LockAnswer, status_code=201)
    def add_lock(plan_id: str, json_data: NewLock) -> Response:
        revision = expected_revision()  # 428 without If-Match; leave it out where nothing can clash

        def work(store: Store, principal: Principal) -> Changed:
            lock = services.add_lock(
                store,
                plan_id,
                json_data.cell_code,
                json_data.reason,
                revision=revision,
                principal=principal,
            )
            return Changed(lock_answer(lock), status=201, subject=lock.id)

        return change(work, action="lock.add", subject=plan_id)

`work` gets a store whose ``writing()`` and ``reading()`` join the unit of work of this request. It
returns a model, a JSON value, None for "no content", or a `Changed` that says more.

- **If-Match**: a stale revision is what the service refuses with a `ConflictError` that carries
  ``revision`` (and ``since``, the edits that were not seen); it becomes 412 with both.
- **ETag**: a result with a ``revision`` carries it as ``"<revision>"``, which is sent as If-Match
  with the next change.
- **Idempotency-Key**: the same key and body get the kept answer again, marked with
  ``Idempotent-Replayed: true``; another body gets 422, a request still running 409. Refusals are
  not kept, since they changed nothing.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Final, TypeVar

import orjson
from flask import Flask, Response, abort, current_app, request
from pydantic import BaseModel

from gridmap.domain.access import AnsweredRequest
from gridmap.errors import ConflictError, InputError
from gridmap.services.principal import Principal
from gridmap.store.joined import JoinedStore
from gridmap.store.port import Store
from web.answers import opened_store
from web.permissions import current_principal

KEPT_FOR: Final = timedelta(days=40)
_EXTENSION: Final = "gridmap_changing"
_KEY: Final = re.compile(r"[!-~]{1,255}")
_BLOCK_BYTES: Final = 1 << 20
_REVISION: Final = re.compile(r'"(\d{1,18})"')

Work = Callable[[Store, Principal], object]
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of a change.

    Parameters
    ----------
    value
        A model or a JSON value; None for no content.
    revision
        The revision that holds now; by default that of `value`, where it has one.
    status
        200 by default, 204 without a value.
    location
        Address of what was made.
    subject, summary
        What the audit tells, where it was not known before.
    """

    value: object = None
    revision: int | None = None
    status: int | None = None
    location: str | None = None
    subject: str | None = None
    summary: str = ""


class _Turns:
    """Who is at work: one change at a time, and each key once."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        # Writers of one process queue here, in order; the database's own lock has no queue.
        self.turn = threading.Lock()
        self._keys: set[tuple[str, str]] = set()
        self._lock = threading.Lock()
        self._day: date | None = None

    def is_first_of(self, day: date) -> bool:
        """Return whether nobody asked for this day before."""
        first = day != self._day
        self._day = day
        return first

    @contextmanager
    def holding(self, username: str, key: str | None) -> Iterator[None]:
        """Hold a key while its request is at work.

        Raises
        ------
        ConflictError
            When another request with the key is.
        """
        if key is None:
            yield
            return
        with self._lock:
            if (username, key) in self._keys:
                raise ConflictError("request.in_progress")
            self._keys.add((username, key))
        try:
            yield
        finally:
            with self._lock:
                self._keys.discard((username, key))


def utc_now() -> datetime:
    """Return the moment it is."""
    return datetime.now(UTC)


def install(app: Flask, now: Callable[[], datetime] = utc_now) -> None:
    """Let the routes of an application change something."""
    app.extensions[_EXTENSION] = _Turns(now)


def current_moment() -> datetime:
    """Return the moment it is by the clock of the application (UTC)."""
    turns: _Turns = current_app.extensions[_EXTENSION]
    return turns.now()


def expected_revision() -> int:
    """Return the revision that the client has seen, from If-Match; 428 where it does not say."""
    given = request.headers.get("If-Match")
    if given is None:
        abort(428)
    found = _REVISION.fullmatch(given.strip())
    if found is None:
        abort(400)
    return int(found[1])


def change(work: Work, *, action: str, subject: str) -> Response:
    """Carry out a change and answer it; see the example above.

    Parameters
    ----------
    work
        Does the change on the store that it is given, for the principal that it is given.
    action
        What is done, as a code of noun and verb: ``lock.add``.
    subject
        Id or code of what it is done to; `Changed.subject` may name it later.

    Returns
    -------
    response
        The answer, or the one that was kept for the request's key.

    Raises
    ------
    ConflictError
        When the request's key is at work already.
    InputError
        When the key was used for something else.
    """
    turns: _Turns = current_app.extensions[_EXTENSION]
    principal = current_principal()
    key = _request_key()
    fingerprint = _fingerprint() if key else ""
    store = opened_store()
    with turns.holding(principal.username, key), turns.turn, store.writing() as unit:
        if key is not None:
            kept = unit.answered_request(principal.username, key)
            if kept is not None:
                return _replay(kept, fingerprint)
        joined = JoinedStore(store, unit)
        changed = _changed(work(joined, principal))
        joined.require_sound()
        moment = turns.now()
        unit.append_audit(
            at=moment,
            by=principal.username,
            action=action,
            subject=changed.subject or subject,
            summary=changed.summary,
        )
        status, headers, body = _parts(changed)
        if key is not None:
            unit.keep_answer(
                AnsweredRequest(principal.username, key, fingerprint, status, body, moment, headers)
            )
            if turns.is_first_of(moment.date()):
                unit.forget_answers(moment - KEPT_FOR)
    return _response(status, headers, body)


def _request_key() -> str | None:
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return None
    key = given.strip().strip('"')
    if not _KEY.fullmatch(key):
        abort(400)
    return key


def _fingerprint() -> str:
    told = sha256(f"{request.method} {request.full_path}\n".encode())
    if request.mimetype != "multipart/form-data":
        told.update(request.get_data(cache=True))
        return told.hexdigest()
    # Its bytes are read already, and the boundary between its parts is another each time.
    told.update(repr(sorted(request.form.items(multi=True))).encode())
    for name, file in request.files.items(multi=True):
        told.update(repr((name, file.filename)).encode())
        file.stream.seek(0)
        while block := file.stream.read(_BLOCK_BYTES):
            told.update(block)
    return told.hexdigest()


def _changed(result: object) -> Changed:
    changed = result if isinstance(result, Changed) else Changed(result)
    revision = changed.revision
    if revision is None:
        own = getattr(changed.value, "revision", None)
        revision = own if isinstance(own, int) else None
    status = changed.status or (204 if changed.value is None else 200)
    return Changed(
        changed.value, revision, status, changed.location, changed.subject, changed.summary
    )


def _parts(changed: Changed) -> tuple[int, Mapping[str, str], bytes]:
    headers = {}
    if changed.revision is not None:
        headers["ETag"] = f'"{changed.revision}"'
    if changed.location is not None:
        headers["Location"] = changed.location
    value = changed.value
    if value is None:
        body = b""
    elif isinstance(value, bytes):
        body = value
    else:
        plain = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
        body = orjson.dumps(plain)
    return changed.status or 200, headers, body


def _replay(kept: AnsweredRequest, fingerprint: str) -> Response:
    if kept.fingerprint != fingerprint:
        raise InputError("request.other_body")
    response = _response(kept.status, kept.headers, kept.body)
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _response(status: int, headers: Mapping[str, object], body: bytes) -> Response:
    response = Response(body, status=status)
    if body:
        response.content_type = "application/json"
    else:
        response.headers.pop("Content-Type", None)
    for name, value in headers.items():
        response.headers[name] = str(value)
    return response


def carry_out(
    store: Store,
    work: Callable[[Store], Result],
    *,
    at: datetime,
    by: str,
    action: str,
    subject: str,
) -> Result:
    """Do something that is no request of the API, in one transaction with its entry in the audit.

    Parameters
    ----------
    store
        The store.
    work
        Does it on the store that it is given.
    at, by, action, subject
        What the audit tells.

    Returns
    -------
    result
        What `work` returns.
    """
    with store.writing() as unit:
        joined = JoinedStore(store, unit)
        result = work(joined)
        joined.require_sound()
        unit.append_audit(at=at, by=by, action=action, subject=subject)
    return result
