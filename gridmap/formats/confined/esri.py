"""Recognises Esri JSON, which shares its suffix with GeoJSON and nothing else."""

from __future__ import annotations


def is_esri(document: object) -> bool:
    """Return whether a parsed document is an Esri feature set."""
    return (
        isinstance(document, dict)
        and "type" not in document
        and isinstance(document.get("features"), list)
        and ("geometryType" in document or "spatialReference" in document)
    )
