"""``/api/v1/administration``: the territory, how far it has come, class tables, the audit."""

from __future__ import annotations

import orjson
from apiflask import APIBlueprint
from flask import Response
from pydantic import Field

from gridmap.catalogue import LOCALES
from gridmap.domain import PointKind, Territory, class_table
from gridmap.domain.access import AuditEntry, first_broken
from gridmap.domain.levels import MAX_LEVELS, MIN_LEVELS, Level
from gridmap.services.guide import HowFar, how_far, name_territory
from gridmap.services.principal import Permission, Principal
from gridmap.store.port import Store
from web.answers import answer, opened_store
from web.api.models import Answer, Parameters, Strict
from web.changing import Changed, change
from web.permissions import requires

administration = APIBlueprint("administration", __name__, url_prefix="/api/v1/administration")

_AUDIT_PAGE = 200
_CHAIN_PAGE = 5000


class LevelFields(Strict):
    """One level: its key in layers, its names, and the digits that it adds to a code."""

    key: str = Field(min_length=1, max_length=32, pattern=r"^[a-z][a-z0-9_]*$")
    name_zh: str = Field(min_length=1, max_length=40)
    name_en: str = Field(min_length=1, max_length=40)
    digits: int = Field(ge=0, le=20)


class TerritoryFields(Strict):
    """The territory: its name, its levels from the top down, the digits of a cell's number."""

    name: str = Field(min_length=1, max_length=120)
    levels: list[LevelFields] = Field(min_length=MIN_LEVELS, max_length=MAX_LEVELS)
    number_digits: int = Field(3, ge=2, le=6)


class TerritoryAnswer(Answer):
    """The territory as it is kept."""

    name: str
    levels: list[LevelFields]
    number_digits: int
    code_digits: int


class CommunityName(Answer):
    """A community with a boundary."""

    code: str
    name: str


class GuideAnswer(Answer):
    """What is there on the way from an empty store to published plans."""

    territory: TerritoryAnswer | None
    areas: dict[str, int]
    communities: list[CommunityName]
    streets: int
    buildings: int
    blocks: int
    workers: int
    drafts: list[str]
    published: list[str]
    leaderless: int
    may_administer: bool
    may_publish: bool


class AuditParameters(Parameters):
    """Which entries: those before a number, the newest first."""

    before: int = Field(0, ge=0)
    limit: int = Field(_AUDIT_PAGE, ge=1, le=1000)


class EntryAnswer(Answer):
    """One entry of the audit."""

    number: int
    at: str
    by: str
    action: str
    subject: str
    summary: str


class AuditAnswer(Answer):
    """Entries of the audit, the newest first, and how many there are in all."""

    total: int
    entries: list[EntryAnswer]


class ChainAnswer(Answer):
    """Whether the audit is as it was written; the number of the first entry that is not."""

    count: int
    broken: int | None
    head: str


@administration.get("/guide")
@requires(Permission.DRAW)
@administration.output(GuideAnswer)
def show_guide() -> Response:
    """Answer with how far the store has come."""
    return answer(lambda reader, who: _guide_told(how_far(reader, who), who))


@administration.put("/territory")
@requires(Permission.ADMINISTER)
@administration.input(TerritoryFields)
@administration.output(TerritoryAnswer)
def change_territory(json_data: TerritoryFields) -> Response:
    """Name the territory and say which levels it has."""
    levels = [Level(**level.model_dump()) for level in json_data.levels]

    def work(store: Store, _principal: Principal) -> Changed:
        made = name_territory(store, json_data.name, levels, json_data.number_digits)
        return Changed(_territory_told(made))

    return change(work, action="territory.change", subject=json_data.name)


class ClassAnswer(Answer):
    """A class of points, with its code in the standard where there is one."""

    kind: PointKind
    code: str
    group: str
    standard_code: str | None
    name: dict[str, str]


class ClassListAnswer(Answer):
    """The class tables of every kind of point."""

    classes: list[ClassAnswer]


@administration.get("/classes")
@requires(Permission.VIEW)
@administration.output(ClassListAnswer)
def list_classes() -> Response:
    """Answer with the class tables of every kind of point."""
    return answer(
        lambda _reader, _who: {
            "classes": [
                {
                    "kind": kind.value,
                    "code": row.code,
                    "group": row.group,
                    "standard_code": row.standard_code,
                    "name": {locale: row.label(locale) for locale in LOCALES},
                }
                for kind in PointKind
                for row in class_table(kind).values()
            ]
        }
    )


@administration.get("/audit")
@requires(Permission.ADMINISTER)
@administration.input(AuditParameters, location="query")
@administration.output(AuditAnswer)
def list_audit(query_data: AuditParameters) -> Response:
    """Answer with entries of the audit, the newest first."""
    with opened_store().reading() as reader:
        newest = reader.audit(limit=1, newest_first=True)
        entries = reader.audit(query_data.before, query_data.limit, newest_first=True)
    total = newest[0].number if newest else 0
    return _plain({"total": total, "entries": [_entry_told(one) for one in entries]})


@administration.get("/audit/chain")
@requires(Permission.ADMINISTER)
@administration.output(ChainAnswer)
def verify_chain() -> Response:
    """Answer with whether every entry of the audit is as it was written."""
    count, last, broken = 0, None, None
    with opened_store().reading() as reader:
        while broken is None and (page := reader.audit(count, _CHAIN_PAGE)):
            broken = first_broken(page, last)
            count, last = count + len(page), page[-1]
    head = "" if last is None else last.hash
    return _plain({"count": count, "broken": broken, "head": head})


def _guide_told(found: HowFar, principal: Principal) -> dict[str, object]:
    return {
        "territory": None if found.territory is None else _territory_told(found.territory),
        "areas": dict(found.areas),
        "communities": [{"code": area.code, "name": area.name} for area in found.communities],
        "streets": found.streets,
        "buildings": found.buildings,
        "blocks": found.blocks,
        "workers": found.workers,
        "drafts": list(found.drafts),
        "published": list(found.published),
        "leaderless": found.leaderless,
        "may_administer": principal.may(Permission.ADMINISTER),
        "may_publish": principal.may(Permission.PUBLISH),
    }


def _territory_told(territory: Territory) -> dict[str, object]:
    levels = territory.hierarchy.levels
    return {
        "name": territory.name,
        "levels": [
            {name: getattr(level, name) for name in ("key", "name_zh", "name_en", "digits")}
            for level in levels
        ],
        "number_digits": territory.code_template.number_digits,
        "code_digits": territory.code_template.digits,
    }


def _entry_told(entry: AuditEntry) -> dict[str, object]:
    names = ("number", "by", "action", "subject", "summary")
    return {**{name: getattr(entry, name) for name in names}, "at": entry.at.isoformat()}


def _plain(value: object) -> Response:
    response = Response(orjson.dumps(value), content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
