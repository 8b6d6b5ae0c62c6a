"""What the rows of an uploaded file can become, and the fields that each kind has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from gridmap.catalogue import text
from gridmap.domain import (
    Area,
    Block,
    Building,
    Duty,
    FeatureTable,
    LineClass,
    Point,
    PointKind,
    Role,
    Street,
    Worker,
    attribute_schema,
    class_table,
)
from gridmap.errors import InputError
from gridmap.services.imported import Imported
from gridmap.services.importing_areas import import_blocks, import_boundaries
from gridmap.services.importing_things import (
    import_buildings,
    import_points,
    import_streets,
    import_workers,
)

if TYPE_CHECKING:
    from gridmap.store import Store


class UploadKind(StrEnum):
    """What the rows of a file become."""

    BOUNDARIES = "boundaries"
    BLOCKS = "blocks"
    STREETS = "streets"
    BUILDINGS = "buildings"
    WORKERS = "workers"
    SHOP = "shop"
    HAZARD = "hazard"
    CAMERA = "camera"
    INCIDENT = "incident"
    COMPONENT = "component"

    @property
    def point_kind(self) -> PointKind | None:
        """The kind of points, None where it is something else."""
        return PointKind(self.value) if self.value in set(PointKind) else None

    @property
    def record(self) -> type[object]:
        """The type of record that rows become."""
        return _RECORDS.get(self, Point)

    @property
    def has_place_columns(self) -> bool:
        """Whether a sheet can say by columns where its rows lie."""
        return self is UploadKind.WORKERS or self.point_kind is not None


_RECORDS: Mapping[UploadKind, type[object]] = {
    UploadKind.BOUNDARIES: Area,
    UploadKind.BLOCKS: Block,
    UploadKind.STREETS: Street,
    UploadKind.BUILDINGS: Building,
    UploadKind.WORKERS: Worker,
}


@dataclass(frozen=True)
class UploadField:
    """One field of a kind.

    Parameters
    ----------
    name
        As the store calls it.
    label_code
        Message code of what people call it.
    is_required
        Whether every row must have it.
    choices
        What it may hold, as the store calls it; empty where it is free.
    labels
        Message codes of the choices, in the same order.
    example
        What a template shows.
    example_code
        Message code of it, where it is words.
    """

    name: str
    label_code: str = ""
    is_required: bool = False
    choices: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    example: object = None
    example_code: str = ""

    def label(self, locale: str | None = None) -> str:
        """Return what people call the field."""
        said = text(self.label_code or f"ui.field.{self.name}", locale)
        return said[:1].upper() + said[1:]

    def choice_labels(self, locale: str | None = None) -> list[str]:
        """Return what people call the choices."""
        return [text(code, locale) for code in self.labels]


def require_kind(word: str) -> UploadKind:
    """Return the kind of a word.

    Parameters
    ----------
    word
        As `UploadKind` has it.

    Raises
    ------
    InputError
        When there is no such kind.
    """
    try:
        return UploadKind(word)
    except ValueError as error:
        raise InputError("upload.kind", kind=word, kinds=", ".join(UploadKind)) from error


def fields_of(kind: UploadKind) -> tuple[UploadField, ...]:
    """Return the fields of a kind, in the order in which templates show them.

    Parameters
    ----------
    kind
        The kind.
    """
    points = kind.point_kind
    if points is not None:
        return (*_point_fields(points), *_PLACE)
    own = _FIELDS[kind]
    return (*own, *_BASE) if kind is UploadKind.WORKERS else own


def import_table(
    store: Store, kind: UploadKind, table: FeatureTable, settings: Mapping[str, Any]
) -> Imported:
    """Bring the rows of a table into a store as records of a kind.

    Parameters
    ----------
    store
        Where they go.
    kind
        What they become.
    table
        The rows, with their places.
    settings
        ``columns`` (field to column), and by kind ``class_code``, ``level`` and ``rule``.

    Returns
    -------
    imported
        What came in.
    """
    named = {field.name for field in fields_of(kind)} - _COORDINATES
    columns = {
        field: column for field, column in settings.get("columns", {}).items() if field in named
    }
    points = kind.point_kind
    if points is not None:
        given = settings.get("class_code") or None
        return import_points(store, table, points, columns=columns, class_code=given)
    if kind is UploadKind.BOUNDARIES:
        level = settings.get("level") or "community"
        return import_boundaries(store, table, level=level, columns=columns)
    if kind is UploadKind.BLOCKS:
        rule = settings.get("rule") or "majority"
        return import_blocks(store, table, rule=rule, columns=columns)
    bring = {
        UploadKind.STREETS: import_streets,
        UploadKind.BUILDINGS: import_buildings,
        UploadKind.WORKERS: import_workers,
    }[kind]
    return bring(store, table, columns=columns)


_COORDINATES = frozenset({"lon", "lat", "x", "y"})
_PLACE = (
    UploadField("lon", is_required=True, example=114.3055),
    UploadField("lat", is_required=True, example=30.5928),
)
_BASE = (UploadField("lon"), UploadField("lat"))
_MEMBERS: Mapping[str, Sequence[StrEnum]] = {
    "line_class": tuple(LineClass),
    "role": tuple(Role),
    "duties": tuple(Duty),
}
_WORDS = {"line_class": "word.line_class", "role": "word.role", "duties": "word.duty"}


def _choice(name: str, *, example: object = None) -> UploadField:
    values = tuple(member.value for member in _MEMBERS[name])
    labels = tuple(f"{_WORDS[name]}.{value}" for value in values)
    return UploadField(name, choices=values, labels=labels, example=example)


_FIELDS: Mapping[UploadKind, tuple[UploadField, ...]] = {
    UploadKind.BOUNDARIES: (
        UploadField("code", is_required=True, example="420106001001"),
        UploadField("name", example_code="ui.template.example.community"),
        UploadField("parent_code", example="420106001"),
    ),
    UploadKind.BLOCKS: (
        UploadField("load", is_required=True, example=120),
        UploadField("name"),
        UploadField("block_type"),
    ),
    UploadKind.STREETS: (
        UploadField("id"),
        UploadField("name", example_code="ui.template.example.street"),
        _choice("line_class", example="branch_road"),
    ),
    UploadKind.BUILDINGS: (
        UploadField("id"),
        UploadField("name", example_code="ui.template.example.building"),
        UploadField("floors", example=6),
        UploadField("households", example=36),
        UploadField("compound", example_code="ui.template.example.compound"),
    ),
    UploadKind.WORKERS: (
        UploadField("code", is_required=True, example="W001"),
        UploadField("name", is_required=True, example_code="ui.template.example.worker"),
        UploadField("community_code", example="420106001001"),
        _choice("role", example="worker"),
        _choice("duties", example="leader"),
        UploadField("capacity", example=400),
        UploadField("telephone"),
        UploadField("trained", example_code="ui.yes"),
    ),
}


def _point_fields(kind: PointKind) -> tuple[UploadField, ...]:
    classes = class_table(kind)
    first = next(iter(classes))
    schema = attribute_schema(kind)
    required = set(schema.get("required", ()))
    return (
        UploadField("id", example=f"{kind.value}-1"),
        UploadField("name", example_code=f"ui.template.example.{kind.value}"),
        UploadField(
            "class_code",
            is_required=True,
            choices=tuple(classes),
            labels=tuple(f"word.{kind}_class.{code}" for code in classes),
            example=first,
        ),
        UploadField("happened_at"),
        *(
            _attribute_field(kind, name, rule, is_required=name in required)
            for name, rule in schema["properties"].items()
        ),
    )


def _attribute_field(
    kind: PointKind, name: str, rule: Mapping[str, Any], *, is_required: bool
) -> UploadField:
    choices = tuple(str(value) for value in rule.get("enum", ()) if value is not None)
    vocabulary = rule.get("x-vocabulary", name)
    return UploadField(
        name,
        label_code=f"word.{kind}_field.{name}",
        is_required=is_required,
        choices=choices,
        labels=tuple(f"word.{vocabulary}.{value}" for value in choices),
    )
