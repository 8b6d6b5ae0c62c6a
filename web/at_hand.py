"""What the application keeps between requests: points as columns, cells with their index."""

from __future__ import annotations

from flask import current_app

from gridmap.services.points_at_hand import AtHand

_EXTENSION = "gridmap_at_hand"


def at_hand() -> AtHand:
    """Return what the application keeps, made at the first request that asks for it."""
    kept: AtHand = current_app.extensions.setdefault(_EXTENSION, AtHand())
    return kept
