"""The API's description, completed: which key may call what, how errors look, what is left, an example of each request."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import FastAPI

from codewell.accounts.api_key import Scope
from codewell.accounts.roles import Permission
from codewell.interfaces.web.access import guarded_routes
from codewell.interfaces.web.metering import counted_paths
from codewell.interfaces.web.program_paths import is_fhir

_PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail", "slug"],
    "properties": {
        "type": {"type": "string", "description": "urn:codewell: and the slug."},
        "title": {"type": "string", "description": "The family of the case."},
        "status": {"type": "integer", "description": "Of HTTP."},
        "detail": {"type": "string", "description": "This case, with what to do next; never words of a note."},
        "slug": {"type": "string", "description": "Stable id of the case."},
        "suggestions": {"type": "array", "items": {"type": "string"}, "description": "Codes that may have been meant."},
    },
}
_OUTCOME = {
    "type": "object",
    "description": "What went wrong, as FHIR tells it.",
    "required": ["resourceType", "issue"],
    "properties": {"resourceType": {"const": "OperationOutcome"}, "issue": {"type": "array", "items": {"type": "object"}}},
}
_UNKNOWN = {
    "type": "urn:codewell:input.unknown-code",
    "title": "No loaded release holds that code.",
    "status": 404,
    "detail": "No loaded release holds the code E11.2X of ICD-10-CM. Did you mean E11.22?",
    "slug": "input.unknown-code",
    "suggestions": ["E11.22"],
}
_USED_UP = {
    "type": "urn:codewell:access.quota-used-up",
    "title": "That is used up for now.",
    "status": 429,
    "detail": "The plan Guest is used up: 1 of 1 code page, until 2026-12-01 (UTC). Register or sign in for more.",
    "slug": "access.quota-used-up",
}
_RATE_HEADERS = {
    "RateLimit-Policy": {"schema": {"type": "string"}, "description": "What may be used: name, count `q`, seconds `w`."},
    "RateLimit": {"schema": {"type": "string"}, "description": "What is left: name, count `r`, seconds until all are again `t`."},
}
_DESCRIPTION = """\
The same answers as the pages and the command line. Every answer is for a day and names the releases that it came from; without
`on` it is for today. Answers of GET carry an `ETag` keyed by the releases: send it as `If-None-Match`. Notes are kept nowhere.
One person at one machine needs no key."""


def describe(app: FastAPI) -> None:
    """Make the app give its description with all that its routes know and FastAPI does not write; made once, when first asked."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None or "x-described" not in app.openapi_schema:
            app.openapi_schema = _completed(app, plain())
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _completed(app: FastAPI, document: dict[str, Any]) -> dict[str, Any]:
    document["x-described"] = True
    document["info"]["description"] = _DESCRIPTION
    parts = document.setdefault("components", {})
    parts.setdefault("schemas", {})["Problem"] = _PROBLEM
    parts["schemas"]["OperationOutcome"] = _OUTCOME
    for fastapis in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(fastapis, None)
    parts["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "A key of the API, `cw_...`, made on the account page."},
        "session": {"type": "apiKey", "in": "cookie", "name": "codewell-session", "description": "A browser that signed in."},
    }
    parts["headers"] = _RATE_HEADERS
    permissions = {(method, route.path): route.access.permission for route in guarded_routes(app) for method in route.methods}
    counted = counted_paths(app)
    for method, path, operation in _operations(document):
        _secure(operation, permissions.get((method, path)))
        _tell_problems(operation, method, "{" in path, path in counted)
        if is_fhir(path):
            _tell_outcomes(operation)
        _show_examples(operation, f"{method} {path}")
    return document


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def _secure(operation: dict[str, Any], permission: Permission | None) -> None:
    """Say which scope a key needs; reading is open to visitors where the installation lets them."""
    scope = next((scope for scope in Scope if scope.permission is permission), None)
    if scope is None:
        return
    operation["security"] = [{"key": [scope.value]}, {"session": []}]
    if permission is not Permission.KEEP:
        operation["security"].append({})


def _tell_problems(operation: dict[str, Any], method: str, named: bool, counted: bool) -> None:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    rates = {name: {"$ref": f"#/components/headers/{name}"} for name in _RATE_HEADERS}
    answers = operation["responses"]
    for status, answer in answers.items():
        if status.startswith("2"):
            answer.setdefault("headers", {}).update(rates)
            if method == "GET":
                answer["headers"]["ETag"] = {"schema": {"type": "string"}, "description": "Of the releases and the question."}
    if method == "GET":
        answers["304"] = {"description": "The answer that `If-None-Match` names is still good."}
    told = {"401": "No key, or one that is not good.", "403": "The key's scopes, or the role or plan, do not allow it."}
    if named:
        told["404"] = "There is no such thing."
    told |= {"422": "The request cannot be answered as it is written.", "429": "Too many requests, or the plan is used up."}
    for status, words in told.items():
        answers[status] = {"description": words, "content": content}
    if named:
        answers["404"] = {"description": told["404"], "content": _with_example(content, _UNKNOWN)}
    retry = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
    answers["429"] = {
        "description": told["429"],
        "headers": {**rates, **retry},
        "content": _with_example(content, _USED_UP) if counted else content,
    }
    answers["default"] = {"description": "What else may go wrong.", "content": content}


def _tell_outcomes(operation: dict[str, Any]) -> None:
    """Say that the FHIR service tells what went wrong as an OperationOutcome."""
    for status, answer in operation["responses"].items():
        if not status.startswith(("2", "3")):
            answer["content"] = {"application/fhir+json": {"schema": {"$ref": "#/components/schemas/OperationOutcome"}}}


def _with_example(content: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    (kind, said), *_ = content.items()
    return {kind: {**said, "example": example}}


@cache
def _examples() -> dict[str, Any]:
    text = (files("codewell.interfaces.web") / "api_examples.toml").read_text("utf-8")
    return tomllib.loads(text)


def _show_examples(operation: dict[str, Any], name: str) -> None:
    held = _examples()
    own = held["operations"].get(name, {})
    for parameter in operation.get("parameters", ()):
        example = own.get(parameter["name"], held["parameters"].get(parameter["name"]))
        if example not in (None, ""):
            parameter["example"] = example
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body is not None and name in held["bodies"]:
        body["example"] = held["bodies"][name]
