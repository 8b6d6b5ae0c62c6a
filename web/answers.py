"""Answers of the API: made once for a revision of the store, sent again while it stands."""

from __future__ import annotations

import gzip
import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar, cast

import orjson
from flask import Flask, Response, current_app, request

from gridmap.catalogue import current_locale
from gridmap.services.principal import Principal
from gridmap.store.port import Reader, Store
from web.permissions import current_principal

JSON = "application/json"
GEOJSON = "application/geo+json"
PNG = "image/png"
_KEPT_BYTES = 96 * 1024 * 1024
_WORTH_PACKING = 1024
_KEPT_VALUES = 16
_EXTENSION = "gridmap_answers"
Value = TypeVar("Value")


@dataclass(frozen=True)
class Body:
    """The bytes of an answer, plain and packed."""

    plain: bytes
    packed: bytes | None


class Answers:
    """Makes answers from snapshots of the store, and keeps the last ones.

    An answer depends on nothing but the revision of the store (or the mark of what it is made of),
    the address, the language and the scope of the principal; these make its key and its ETag.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._kept: OrderedDict[str, Body] = OrderedDict()
        self._size = 0
        self._values: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self._turns: dict[str, threading.Lock] = {}
        # A new program may word the same revision differently.
        self._edition = secrets.token_hex(4)

    def recall(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return what several answers are made from, made once.

        Parameters
        ----------
        key
            Everything that the value depends on, the revision of the store among it.
        make
            Makes the value.
        """
        with self._making:
            if key not in self._values:
                self._values[key] = make()
                while len(self._values) > _KEPT_VALUES:
                    self._values.popitem(last=False)
            return cast("Value", self._values[key])

    def etag(self, mark: object, principal: Principal) -> str:
        """Return the tag of an answer, without quotes; address and language are part of it."""
        address = request.path, request.query_string, current_locale()
        seen = (self._edition, mark, principal.scope, sorted(principal.roles), address)
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]

    def find(self, tag: str) -> Body | None:
        """Return a kept answer."""
        with self._lock:
            body = self._kept.get(tag)
            if body is not None:
                self._kept.move_to_end(tag)
            return body

    @contextmanager
    def turn(self, tag: str) -> Iterator[None]:
        """Let one at a time make an answer: those who wait find it made."""
        with self._lock:
            turn = self._turns.setdefault(tag, threading.Lock())
        try:
            with turn:
                yield
        finally:
            with self._lock:
                self._turns.pop(tag, None)

    def keep(self, tag: str, plain: bytes, content_type: str) -> Body:
        """Keep an answer, and drop the least used ones when there are too many."""
        pack = content_type != PNG and len(plain) >= _WORTH_PACKING
        body = Body(plain, gzip.compress(plain, 5, mtime=0) if pack else None)
        with self._lock:
            if tag not in self._kept:
                self._kept[tag] = body
                self._size += _size(body)
            while self._size > _KEPT_BYTES and len(self._kept) > 1:
                _, dropped = self._kept.popitem(last=False)
                self._size -= _size(dropped)
        return body


def _size(body: Body) -> int:
    return len(body.plain) + len(body.packed or b"")


def install(app: Flask, store: Store) -> None:
    """Give an application its answers."""
    app.extensions[_EXTENSION] = Answers(store)


def kept_answers() -> Answers:
    """Return the answers of the application."""
    answers: Answers = current_app.extensions[_EXTENSION]
    return answers


def opened_store() -> Store:
    """Return the store that the application serves."""
    return kept_answers().store


def answer(
    build: Callable[[Reader, Principal], object],
    content_type: str = JSON,
    mark: Callable[[Reader, Principal], object] | None = None,
) -> Response:
    """Answer a GET: 304 where the client has it, else what `build` makes of one snapshot.

    Parameters
    ----------
    build
        Makes bytes, or a value that becomes JSON.
    content_type
        Media type of the answer.
    mark
        Gives what the answer depends on where that is less than the whole store; what is not
        there it refuses. The revision of the store by default.
    """
    answers = kept_answers()
    principal = current_principal()
    with answers.store.reading() as reader:
        depends_on = reader.revision() if mark is None else mark(reader, principal)
        tag = answers.etag(depends_on, principal)
        if request.if_none_match.contains_weak(tag):
            return _finish(Response(status=304), tag)
        body = answers.find(tag)
        if body is None:
            with answers.turn(tag):
                body = answers.find(tag)
                if body is None:
                    made = build(reader, principal)
                    plain = made if isinstance(made, bytes) else orjson.dumps(made)
                    body = answers.keep(tag, plain, content_type)
    packed = body.packed is not None and request.accept_encodings.quality("gzip") > 0
    response = Response(
        body.packed if packed and body.packed is not None else body.plain,
        content_type=content_type,
    )
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return _finish(response, tag)


def _finish(response: Response, tag: str) -> Response:
    response.set_etag(tag, weak=True)
    response.vary.update(("Accept-Encoding", "Cookie"))
    return response
