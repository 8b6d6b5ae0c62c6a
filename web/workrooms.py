"""Where files of the service lie, and who sees that jobs are carried out."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app

from gridmap.services.foreman import Foreman
from gridmap.services.workroom import Workroom
from gridmap.store.port import Store

_EXTENSION = "gridmap_work"


@dataclass(frozen=True)
class _Work:
    room: Workroom
    foreman: Foreman


def install(app: Flask, store: Store) -> None:
    """Give an application its folder and its foreman, who does nothing until he is started."""
    room = Workroom.beside(store)
    app.extensions[_EXTENSION] = _Work(room, Foreman(store, room))


def workroom() -> Workroom:
    """Return the folder of the application."""
    work: _Work = current_app.extensions[_EXTENSION]
    return work.room


def foreman_of(app: Flask) -> Foreman:
    """Return the foreman of an application."""
    work: _Work = app.extensions[_EXTENSION]
    return work.foreman


def knock() -> None:
    """Tell the foreman that there is a new job."""
    foreman_of(current_app).knock()
