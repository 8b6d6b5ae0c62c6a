"""Every route with its methods and what may stand in its address, made from the table of routes."""

from __future__ import annotations

import io
import itertools
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from werkzeug.routing import Rule
from werkzeug.routing.converters import NumberConverter

from gridmap.services.principal import Permission
from tests.security.world import FAR, FAR_CELL, NEXT_CELL, OWN_CELL, Town
from tests.unit.web.territory import BEND, CENTRE
from web.permissions import Door, rule_of

# What may stand in an address, for what the account may see and for what it may not.
OWN: Mapping[str, tuple[str, ...]] = {
    "kind": ("shop", "incident"),
    "layer": ("cells", "communities", "shops", "incidents", "streets", "buildings"),
    "name": ("communities", "cells", "shops", "incidents", "streets", "buildings"),
    "level": ("cell", "community", "worker", "territory"),
    "key": ("K-02",),
    "side": ("numerator",),
    "period": ("all", "2026"),
    "band": ("month",),
    "format": ("geojson", "csv", "xlsx", "gpkg"),
}


@dataclass(frozen=True)
class Visit:
    """One method of one route at one address."""

    endpoint: str
    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def rules(town: Town) -> list[Rule]:
    """Return the rules of the table of routes, static files left out."""
    return [rule for rule in town.app.url_map.iter_rules() if "static" not in rule.rule]


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def visits(town: Town, values: Mapping[str, tuple[str, ...]], most: int = 8) -> Iterator[Visit]:
    """Yield every method of every route, at addresses filled with some values."""
    adapter = town.app.url_map.bind("localhost")
    for rule in rules(town):
        choices = {name: values.get(name) or _default(rule, name) for name in rule.arguments}
        combinations = itertools.islice(itertools.product(*choices.values()), most)
        for chosen in combinations:
            filled = dict(zip(choices, chosen, strict=True))
            for method in methods(rule):
                yield Visit(
                    rule.endpoint, method, adapter.build(rule.endpoint, filled, method=method)
                )


def _default(rule: Rule, name: str) -> tuple[object, ...]:
    if isinstance(rule._converters.get(name), NumberConverter):
        return (0,)
    return ("x",)


def own_values(town: Town) -> dict[str, tuple[str, ...]]:
    """Return values that an account limited to one cell may name."""
    return {
        **OWN,
        "code": (OWN_CELL, CENTRE, "W-own"),
        "plan_id": ("centre-1", town.drafts["own"]),
        "point_id": ("shop-own-1", "incident-own-1"),
        "feature_id": (OWN_CELL, "shop-own-1", CENTRE),
        "lock_id": ("lock-own",),
        "job_id": ("x",),
        "upload_id": ("x",),
        "username": ("viewer.all",),
        "token_id": ("x",),
    }


def foreign_values(town: Town) -> dict[str, tuple[str, ...]]:
    """Return values that only those without a scope may name."""
    return {
        **OWN,
        "code": (FAR_CELL, BEND, f"W-{FAR}"),
        "plan_id": ("bend-1", town.drafts["far"]),
        "point_id": (f"shop-{FAR}-1", f"incident-{FAR}-1"),
        "feature_id": (FAR_CELL, f"shop-{FAR}-1", BEND),
        "lock_id": (f"lock-{FAR}",),
        "job_id": (f"job-{FAR}",),
        "upload_id": (f"upload-{FAR}",),
        "username": ("admin.all",),
        "token_id": ("x",),
    }


QUERIES: Mapping[str, tuple[str, ...]] = {
    "search": (f"q={FAR}", "q=own", "q=zqy", "q=420100001002"),
    "locate": ("lon=114.335&lat=30.615", "lon=114.305&lat=30.625", "lon=114.315&lat=30.625"),
    "near": ("lon=114.335&lat=30.615&radius_m=5000",),
    "at": ("lon=114.335&lat=30.615",),
    "arc": ("lon=114.33&lat=30.615",),
}
"""Questions by the last word of an address: what may leak is asked for."""


def queries(town: Town, path: str) -> tuple[str, ...]:
    """Return the questions to ask at an address, the bare one first."""
    word = path.rstrip("/").rpartition("/")[2].partition(".")[0]
    more = QUERIES.get(word, ())
    if word in {"comparison", "impact", "handovers", "proposal", "assignments", "plans"}:
        more = (
            *more,
            f"plan_id={town.drafts['far']}",
            f"other=bend-1&plan_id={town.drafts['far']}",
            f"other_id={town.drafts['far']}",
            f"with={town.drafts['far']}",
            f"plan={town.drafts['far']}",
            f"community_code={BEND}",
        )
    return ("", *more)


def text_of(body: bytes) -> str:
    """Return everything that can be read in an answer, packed files unpacked."""
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    plain = body.decode("utf-8", errors="replace")
    if plain[:1] in "{[":
        # Escapes could hide a name.
        plain += json.dumps(json.loads(plain), ensure_ascii=False)
    return plain


def rule_at(town: Town, visit: Visit) -> Door | Permission:
    rule = rule_of(town.app, visit.endpoint)
    assert rule is not None
    return rule


FOREIGN_CELLS = (FAR_CELL, NEXT_CELL)
