"""The FHIR service over HTTP: requests to interactions, answers to bytes; what is answered stands in `interfaces.fhir`."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from codewell.interfaces.fhir.answering import Answering, Parts
from codewell.interfaces.fhir.bodies import read_body, written_body
from codewell.interfaces.fhir.definitions import definitions_part
from codewell.interfaces.fhir.exchange import FhirFault, FhirRequest, FhirResponse, FhirVersion, Resource
from codewell.interfaces.fhir.negotiation import Syntax, Wanted, wanted, written_as
from codewell.interfaces.fhir.outcomes import malformed_query, outcome_of_error, outcome_of_fault
from codewell.interfaces.fhir.terminology_part import terminology_part
from codewell.interfaces.fhir.tools import tool_of
from codewell.interfaces.web.access import require
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.fhir_description import READS, TOOLS, Described
from codewell.interfaces.web.program_paths import FHIR
from codewell.interfaces.web.service import Service
from codewell.interfaces.web.viewer import current_viewer
from codewell.kernel.errors import CodewellError

_HOST: Final = re.compile(r"[A-Za-z0-9.:\[\]_-]{1,255}")
_TOLD: Final = frozenset(
    {"accept", "accept-language", "content-type", "prefer", "if-none-match", "if-modified-since", "x-too-costly-threshold"}
)
"""Headers that an interaction may see; none holds a credential."""
_MOST_FIELDS: Final = 500
_PLAIN: Final = Wanted(Syntax.JSON, FhirVersion.R4)
_QUICK_BODY: Final = 20_000
"""Bytes of a body up to which an answer is made where the request stands: a look-up, a page of an expansion."""


def fhir_routes(desk: Desk, service: Service) -> APIRouter:
    """Return the routes of what is read; an interaction, or an entry of a batch, that names a tool asks for its permission."""
    routes = APIRouter(prefix=FHIR, tags=["fhir"])
    answering = Answering(
        Parts(reads=(definitions_part, terminology_part), tools=tool_of),
        door=lambda permission: require(current_viewer(), permission),
    )

    async def interaction(request: Request) -> Response:
        body = await request.body()
        return await _answered(desk, service, answering, request, body)

    _describe(routes, READS, interaction)
    for every in ("", "/{path:path}"):
        routes.add_api_route(every, interaction, methods=["GET", "POST"], include_in_schema=False)
    return routes


def fhir_tool_routes(desk: Desk, service: Service) -> APIRouter:
    """Return the routes of tools, which ask for their permission before anything is read."""
    routes = APIRouter(prefix=FHIR, tags=["fhir"])
    answering = Answering(Parts(reads=(), tools=tool_of), door=lambda permission: require(current_viewer(), permission))

    async def operation(request: Request) -> Response:
        body = await request.body()
        return await _answered(desk, service, answering, request, body)

    _describe(routes, TOOLS, operation)
    routes.add_api_route("/{kind}/$redact", operation, methods=["POST"], include_in_schema=False)
    return routes


def _describe(routes: APIRouter, interactions: Iterable[Described], route: Callable[..., Awaitable[Response]]) -> None:
    """Add the routes of interactions that the OpenAPI document tells of."""
    for one in interactions:
        name = f"fhir {one.method} {one.path}"
        routes.add_api_route(one.path, route, methods=[one.method], name=name, summary=one.summary, openapi_extra=one.openapi)


async def _answered(desk: Desk, service: Service, answering: Answering, request: Request, body: bytes) -> Response:
    headers = {name: value for name, value in request.headers.items() if name in _TOLD}
    path: str = request.scope["path"].removeprefix(FHIR)
    looks, base, query = _PLAIN, base_of(service, request), request.scope["query_string"]

    def work() -> Response:
        nonlocal looks
        try:
            asked = _query(query)
            looks = wanted(asked, headers)
            fields, resource = _body(request.method, headers, body)
            segments = tuple(one for one in path.split("/") if one)
            interaction = FhirRequest(
                request.method, segments, asked + fields, resource, desk.current(), base, looks.version, headers
            )
            return _written(answering.answer(interaction), looks)
        except FhirFault as fault:
            return _written(outcome_of_fault(fault), looks)
        except CodewellError as error:  # the models of XML are not installed
            return _written(outcome_of_error(error), _PLAIN)

    is_long = len(body) > _QUICK_BODY or path.endswith(("$code-note", "$submit", "$redact")) or not path.strip("/")
    return await (run_in_threadpool(work) if is_long else desk.quickly(work))


def _body(method: str, headers: Mapping[str, str], body: bytes) -> tuple[tuple[tuple[str, str], ...], Resource | None]:
    """Return the fields of a form and the resource that was sent, each where there is one."""
    if method != "POST" or not body:
        return (), None
    written = written_as(headers)
    return (_query(body), None) if written is None else ((), read_body(body, *written))


def _query(written: bytes) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(parse_qsl(written.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"))
    except ValueError:
        raise malformed_query() from None


def _written(response: FhirResponse, looks: Wanted) -> Response:
    return Response(written_body(response.resource, looks), response.status, dict(response.headers), media_type=looks.mime)


def base_of(service: Service, request: Request) -> str:
    """Return the address of the service: as the settings state it, else as the request addressed it."""
    if service.settings.address:
        return service.settings.address.rstrip("/") + FHIR
    host = request.headers.get("host", "")
    return f"{request.scope['scheme']}://{host if _HOST.fullmatch(host) else 'localhost'}{FHIR}"
