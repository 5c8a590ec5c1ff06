"""Tables of the fields of every document, made from the records; what a field means stands in ``fields.toml``."""

import tomllib
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

from scripts.doc_tables import code, parameters, table
from tumorboard.domain import alteration, case, limits, recommendation, returned, safety_report, tradeoffs
from tumorboard.domain.schemas import SCHEMAS

_MODULES = (alteration, case, limits, recommendation, returned, safety_report, tradeoffs)
# Words of a document that Python keeps for itself, and what the records call them.
_OURS = {"with": "with_drugs", "class": "drug_class"}
# These documents show records that others have explained before.
_FIRST = "tumorboard.recommendation/1"
_REPEATS = {
    "tumorboard.match/1": (_FIRST,),
    "tumorboard.score/1": (_FIRST,),
    "tumorboard.frontier/1": (_FIRST,),
    "tumorboard.whynot/1": (_FIRST, "tumorboard.frontier/1"),
    "tumorboard.robustness/1": (_FIRST, "tumorboard.frontier/1", "tumorboard.whynot/1"),
    "tumorboard.safety/1": (_FIRST,),
    "tumorboard.pgx/1": (_FIRST, "tumorboard.safety/1"),
    "tumorboard.returned/1": (_FIRST, "tumorboard.safety/1"),
}


@cache
def meanings() -> dict[str, dict[str, str]]:
    """Return record -> field -> meaning: the words of ``fields.toml``, else those of the record's docstring."""
    with Path(__file__).with_name("fields.toml").open("rb") as handle:
        written: dict[str, dict[str, str]] = tomllib.load(handle)
    records = {name: value for module in _MODULES for name, value in vars(module).items() if isinstance(value, type)}
    return {
        name: {**(parameters(records[name]) if name in records else {}), **written.get(name, {})}
        for name in sorted({*written, *records})
    }


def _reference(schema: dict[str, Any]) -> str | None:
    return schema["$ref"].rsplit("/", 1)[-1] if "$ref" in schema else None


def _type(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    """Return the type of a field in words."""
    if name := _reference(schema):
        inner = definitions[name]
        return _type(inner, definitions) if "enum" in inner else f"[{name}](#{name.lower()})"
    if "const" in schema:
        return code(f'"{schema["const"]}"')
    if "enum" in schema:
        return ", ".join(code(f'"{value}"') for value in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(_type(part, definitions) for part in schema["anyOf"])
    match schema.get("type"):
        case "array":
            items = schema.get("items", {})
            most = f" (at most {schema['maxItems']})" if "maxItems" in schema else ""
            return f"list of {_type(items, definitions)}{most}"
        case "object":
            values = schema.get("additionalProperties")
            return f"object of name: {_type(values, definitions)}" if isinstance(values, dict) else "object"
        case "string":
            most = f" (at most {schema['maxLength']} characters)" if "maxLength" in schema else ""
            return {"date": "date (YYYY-MM-DD)"}.get(schema.get("format", ""), "text") + most
        case "number" | "integer" as kind:
            word = "whole number" if kind == "integer" else "number"
            if "minimum" in schema and "maximum" in schema:
                return f"{word}, {schema['minimum']:g}-{schema['maximum']:g}"
            if "minimum" in schema and "exclusiveMaximum" in schema:
                return f"{word}, {schema['minimum']:g} to below {schema['exclusiveMaximum']:g}"
            return word
        case kind:
            return {"boolean": "true or false", "null": "null"}.get(str(kind), str(kind))


def _default(schema: dict[str, Any]) -> str:
    """Return the default of a field that may be left out."""
    if "default" not in schema:
        return "empty"
    value = schema["default"]
    if value is None or value in ([], {}):
        return "none"
    if isinstance(value, list):
        return ", ".join(code(part) for part in value)
    return "empty" if isinstance(value, dict) else code(value)


def _fields(record: str, schema: dict[str, Any], definitions: dict[str, Any], written: bool) -> str:
    required = schema.get("required", [])
    told = meanings().get(record, {})
    rows = []
    for name, field in schema["properties"].items():
        meaning = told.get(name) or told.get(_OURS.get(name, ""))
        if not meaning:
            raise KeyError(f"say in scripts/fields.toml what {record}.{name} means")
        must = ["**required**" if name in required else _default(field)] if not written else []
        kind = _type(field, definitions) if written else _type(field, definitions).removesuffix(" or null")
        rows.append([code(name), kind, *must, meaning])
    return table(["field", "type", *(["if left out"] if not written else []), "meaning"], rows)


def _records(schema: dict[str, Any], definitions: dict[str, Any]) -> list[str]:
    """Return the records that a document holds, in the order in which they appear."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            name = _reference(node)
            if name and name not in found and "properties" in definitions[name]:
                found.append(name)
                walk(definitions[name])
            for key, value in node.items():
                if key != "$defs":
                    walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(schema)
    return found


def _all_records(name: str) -> list[str]:
    schema = SCHEMAS[name]()
    return _records(schema, schema["$defs"])


def document(name: str) -> str:
    """Return the tables of all fields of a document."""
    schema = SCHEMAS[name]()
    definitions = schema.get("$defs", {})
    written = name not in ("tumorboard.case/1", "tumorboard.limits/1")
    parts = [_fields(schema["title"], schema, definitions, written)]
    known = [record for other in _REPEATS.get(name, ()) for record in _all_records(other)]
    for record in _records(schema, definitions):
        if record not in known:
            parts += [f"#### {record}", _fields(record, definitions[record], definitions, written)]
    return "\n\n".join(parts)


BLOCKS: dict[str, Callable[[], str]] = {f"fields {name}": partial(document, name) for name in SCHEMAS}
