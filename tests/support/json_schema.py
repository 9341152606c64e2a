"""
The schema of JSON mode: what it describes, and what it allows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from tests.support.programs import Object

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SCHEMA: Object = json.loads((DOCS / "reference" / "json-mode.schema.json").read_text())
KINDS: Object = SCHEMA["$defs"]
NOTICES: list[str] = KINDS["notice_event"]["properties"]["code"]["enum"]

Path_ = tuple[str, ...]


def validator(kind: str, kinds: Object = KINDS) -> Draft202012Validator:
    """
    Of one of the schema's definitions.
    """
    return Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": kinds})


def closed() -> Object:
    """
    The definitions, with no room for fields that they do not name.
    """
    kinds = deepcopy(KINDS)
    kinds["ok"]["properties"]["game"]["unevaluatedProperties"] = False
    game = kinds["game"]["properties"]
    game["end"]["unevaluatedProperties"] = False
    kinds["paired_event"]["properties"]["game"]["unevaluatedProperties"] = False
    player = game["seats"]["items"]["anyOf"][1]
    record = kinds["record"]
    lists = [record["properties"][key]["items"] for key in ("players", "left")]
    lists += [
        kinds["ok"]["properties"][key]["items"] for key in ("on", "seeks", "players")
    ]
    lists += [kinds["review_event"]["properties"]["plies"]["items"]]
    for nested in (player, game["offers"]["items"], record, *lists):
        nested["unevaluatedProperties"] = False
    events = (branch["$ref"].split("/")[-1] for branch in kinds["event"]["oneOf"])
    for kind in ("ok", "error", *events):
        kinds[kind]["unevaluatedProperties"] = False
    return kinds


REQUEST, MESSAGE = validator("request"), validator("message")
CLOSED_MESSAGE = validator("message", closed())


def names_of(key: str, schemas: list[Object]) -> set[str]:
    """
    The values that these allow for a key.
    """
    found = [schema["properties"][key] for schema in schemas]
    return {name for each in found for name in each.get("enum", [each.get("const")])}


def paths(value: Object, to: Path_ = ()) -> Iterator[Path_]:
    """
    The way to each field of an object, and of those in it.
    """
    for key, inner in value.items():
        yield (*to, key)
        if isinstance(inner, dict):
            yield from paths(inner, (*to, key))


def valued(value: Object, path: Path_) -> Any:
    for key in path:
        value = value[key]
    return value


def replaced(value: Object, path: Path_, by: object) -> Object:
    key, *rest = path
    inner = replaced(value[key], tuple(rest), by) if rest else by
    return {**value, key: inner}


def without(value: Object, path: Path_) -> Object:
    key, *rest = path
    if rest:
        return {**value, key: without(value[key], tuple(rest))}
    return {other: inner for other, inner in value.items() if other != key}


def may_lack(told: Object, path: Path_) -> bool:
    """
    Whether a field is not in every message that is like this one: the id, which need
    not be sent, all that an answer has but that it was done, and the time of a move.
    """
    is_time = told.get("event") == "move" and path == ("clocks",)
    is_answer = len(path) == 1 and "ok" in told and path != ("ok",)
    return path == ("re",) or is_time or is_answer


def values(schema: Object) -> SearchStrategy[Any]:
    """
    What a schema of a field of a request allows.
    """
    if "$ref" in schema:
        return values(KINDS[schema["$ref"].split("/")[-1]])
    if "anyOf" in schema:
        return st.one_of([values(each) for each in schema["anyOf"]])
    if "const" in schema or "enum" in schema:
        return st.sampled_from(schema.get("enum", [schema.get("const")]))
    if isinstance(schema["type"], list):
        each_type = [{**schema, "type": each} for each in schema["type"]]
        return st.one_of([values(each) for each in each_type])
    if schema["type"] == "boolean":
        return st.booleans()
    if schema["type"] == "integer":
        return st.integers(schema["minimum"], schema["maximum"])
    if "pattern" in schema:
        pattern = schema["pattern"].removeprefix("^").removesuffix("$")
        return st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True)
    return st.text(min_size=schema.get("minLength", 0), max_size=schema["maxLength"])


def requests() -> SearchStrategy[Object]:
    """
    What the schema allows a program to send.
    """
    kinds = [KINDS[each["$ref"].split("/")[-1]] for each in KINDS["request"]["oneOf"]]
    return st.one_of([_of(kind) for kind in kinds]).filter(REQUEST.is_valid)


def _of(kind: Object) -> SearchStrategy[Object]:
    fields = {key: values(schema) for key, schema in kind["properties"].items()}
    needed = {key: fields.pop(key) for key in kind["required"]}
    return st.fixed_dictionaries(needed, optional=fields)
