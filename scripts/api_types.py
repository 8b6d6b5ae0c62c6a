"""Write the TypeScript types of the API from its OpenAPI document.

Run: ``python scripts/api_types.py``; with ``--check`` it only says whether the file is current.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from gridmap.store import MemoryStore
from web.app import create_app
from web.settings import Settings

TARGET = ROOT / "web" / "frontend" / "src" / "api" / "schema.ts"
HEAD = """\
// The types of the API, written by scripts/api_types.py from its OpenAPI document. Do not edit.

"""
METHODS = ("get", "post", "put", "patch", "delete")
PLAIN = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}


def document() -> dict[str, Any]:
    """Return the OpenAPI document of the service."""
    app = create_app(Settings(secret_key="-" * 40), MemoryStore(), bundles={"map": None})  # type: ignore[dict-item]
    with app.test_request_context():
        spec: dict[str, Any] = app.spec  # type: ignore[assignment]
    return spec


def type_of(schema: dict[str, Any]) -> str:
    """Return the TypeScript type of a schema."""
    if "$ref" in schema:
        return name_of(schema["$ref"].rpartition("/")[2])
    if "const" in schema or "enum" in schema:
        words = schema.get("enum", [schema.get("const")])
        return " | ".join(json.dumps(one, ensure_ascii=False) for one in words)
    for key, sign in (("anyOf", " | "), ("oneOf", " | "), ("allOf", " & ")):
        if key in schema:
            return sign.join(dict.fromkeys(type_of(one) for one in schema[key]))
    return type_by_name(schema, schema.get("type"))


def type_by_name(schema: dict[str, Any], kind: object) -> str:
    """Return the TypeScript type of a schema that names its type, or several."""
    if isinstance(kind, list):
        return " | ".join(type_by_name(schema, one) for one in kind)
    if kind == "array":
        return array_of(schema)
    if kind == "object":
        return object_of(schema)
    return PLAIN.get(str(kind), "unknown")


def array_of(schema: dict[str, Any]) -> str:
    """Return the type of an array, of a tuple where its places differ."""
    if "prefixItems" in schema:
        return f"readonly [{', '.join(type_of(one) for one in schema['prefixItems'])}]"
    inner = type_of(schema.get("items", {}))
    return f"readonly ({inner})[]" if " " in inner else f"readonly {inner}[]"


def object_of(schema: dict[str, Any]) -> str:
    """Return the type of an object."""
    if "properties" not in schema:
        more = schema.get("additionalProperties", True)
        inner = type_of(more) if isinstance(more, dict) else "unknown"
        return f"Readonly<Record<string, {inner}>>"
    return "{ " + " ".join(fields_of(schema)) + " }"


def fields_of(schema: dict[str, Any]) -> Iterator[str]:
    """Yield the fields of an object."""
    required = set(schema.get("required", ()))
    for name, value in schema["properties"].items():
        mark = "" if name in required else "?"
        key = name if re.fullmatch(r"[A-Za-z_]\w*", name) else json.dumps(name)
        # An optional field of a body may be left out or be undefined, but is never written so.
        yield f"readonly {key}{mark}: {type_of(value)};"


def name_of(name: str) -> str:
    """Return a model's name as TypeScript takes it."""
    return re.sub(r"\W", "_", name)


def model(name: str, schema: dict[str, Any]) -> str:
    """Return the declaration of a model."""
    told = " ".join(schema.get("description", "").split("\n\n")[0].split())
    comment = f"/** {told} */\n" if told else ""
    if schema.get("type") == "object" and "properties" in schema:
        body = "\n".join(f"  {one}" for one in fields_of(schema))
        return f"{comment}export interface {name_of(name)} {{\n{body}\n}}\n"
    return f"{comment}export type {name_of(name)} = {type_of(schema)};\n"


def operation(told: dict[str, Any]) -> str:
    """Return what one operation takes and answers."""
    body = content_type(told.get("requestBody", {}))
    good = next((one for status, one in told["responses"].items() if status.startswith("2")), {})
    answer = content_type(good)
    return f"{{ readonly body: {body or 'undefined'}; readonly answer: {answer or 'unknown'} }}"


def content_type(part: dict[str, Any]) -> str:
    """Return the type of a body or an answer."""
    for media in part.get("content", {}).values():
        if media.get("schema"):
            return type_of(media["schema"])
    return ""


def render(spec: dict[str, Any]) -> str:
    """Return the whole file."""
    schemas = spec["components"]["schemas"]
    models = "\n".join(model(name, schemas[name]) for name in sorted(schemas))
    lines = [
        f'  "{method} {path}": {operation(operations[method])};'
        for path, operations in sorted(spec["paths"].items())
        for method in METHODS
        if method in operations
    ]
    return (
        f"{HEAD}{models}\n/** What each operation takes and answers, by method and address. */\n"
        "export interface Operations {\n" + "\n".join(lines) + "\n}\n"
    )


def main(arguments: list[str]) -> int:
    """Write the file, or say whether it is current."""
    fresh = render(document())
    if "--check" in arguments:
        return 0 if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == fresh else 1
    TARGET.write_text(fresh, encoding="utf-8")
    print(TARGET.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
