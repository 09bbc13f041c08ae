"""The page that shows what the API offers, from its own OpenAPI, with a command for each operation to try."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, FastAPI
from starlette.responses import Response

from codewell.interfaces.web.asked import parse_day, parse_locality
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.interfaces.web.service import Service

_TOKEN = "$CODEWELL_KEY"


@dataclass(frozen=True, slots=True)
class Field:
    """A part of a request.

    Args:
        name: as sent.
        place: path, query or body.
        required: whether it must be there.
        words: what it is; may be empty.
    """

    name: str
    place: str
    required: bool
    words: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that the API does.

    Args:
        id: names it in addresses.
        method: of HTTP.
        path: pattern.
        summary: in a few words.
        fields: what a request holds.
        command: that tries it.
        scope: that a key needs; empty where none is said.
    """

    id: str
    method: str
    path: str
    summary: str
    fields: tuple[Field, ...]
    command: str
    scope: str


def api_page_routes(app: FastAPI, desk: Desk, pages: Pages, service: Service) -> APIRouter:
    """Return the route of `/api`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/api")
    def api(on: str | None = None, locality: str = "") -> Response:
        address = service.settings.address.rstrip("/") or "http://127.0.0.1:8000"
        groups = operations(app.openapi(), address, with_key=not service.is_one_persons)
        asked = parse_day(on)
        frame = Frame(Links(asked, parse_locality(locality)), asked or desk.current().today, "/api")
        return pages.page("api.html", frame, groups=groups, one_persons=service.is_one_persons)

    return routes


def operations(document: Mapping[str, Any], address: str, *, with_key: bool) -> dict[str, list[Operation]]:
    """Return the operations of an OpenAPI document by their tag, in its order."""
    groups: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            group = (said.get("tags") or ["other"])[0]
            groups.setdefault(group, []).append(_operation(document, path, method.upper(), said, address, with_key))
    return groups


def _operation(
    document: Mapping[str, Any], path: str, method: str, said: Mapping[str, Any], address: str, with_key: bool
) -> Operation:
    fields = [
        Field(one["name"], one["in"], bool(one.get("required")), one.get("description", ""))
        for one in said.get("parameters", ())
        if one["in"] in ("path", "query")
    ]
    forms: Mapping[str, Mapping[str, Any]] = said.get("requestBody", {}).get("content", {})
    kind = next(iter(forms), "")
    body = forms.get(kind, {})
    schema = _resolved(document, body.get("schema", {}))
    required = set(schema.get("required", ()))
    fields += [
        Field(name, "body", name in required, one.get("description", "")) for name, one in schema.get("properties", {}).items()
    ]
    scope = next((scope for one in said.get("security", ()) for scope in one.get("key", ())), "")
    return Operation(
        id=said["operationId"],
        method=method,
        path=path,
        summary=said.get("summary", path),
        fields=tuple(fields),
        command=_command(path, method, said, _sent(kind, _example(body)), address, with_key),
        scope=scope,
    )


def _command(path: str, method: str, said: Mapping[str, Any], sent: Sequence[str], address: str, with_key: bool) -> str:
    """Return a command for curl with the values of the examples."""
    filled, asked = path, {}
    for one in said.get("parameters", ()):
        example = _example(one)
        if one["in"] == "path":
            filled = filled.replace("{" + one["name"] + "}", quote(str(example if example is not None else one["name"])))
        elif one["in"] == "query" and example is not None:
            asked[one["name"]] = example
    parts = ["curl -s"] + ([f"-X {method}"] if method not in ("GET", "POST") else [])
    if with_key:
        parts.append(f'-H "Authorization: Bearer {_TOKEN}"')
    parts += sent
    if method == "POST" and not sent:
        parts.append("-X POST")
    parts.append(f"'{address}{filled}{'?' + urlencode(asked) if asked else ''}'")
    return " \\\n  ".join(parts)


def _sent(kind: str, example: Any) -> list[str]:
    """Return the options of curl that send a body: a JSON value, or a form with a file, whose value begins with `@`."""
    if example is None:
        return []
    if kind == "multipart/form-data":
        return [f"-F '{name}={value}'" for name, value in example.items()]
    written = json.dumps(example, ensure_ascii=False).replace("'", "'\\''")
    return [f"-H 'Content-Type: application/json' -d '{written}'"]


def _example(said: Mapping[str, Any]) -> Any:
    """Return the first example of a parameter or a body; None where it has none."""
    if "example" in said:
        return said["example"]
    return next((one["value"] for one in said.get("examples", {}).values() if "value" in one), None)


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: Mapping[str, Any] = document.get("components", {}).get("schemas", {}).get(name, schema) if name else schema
    return found
