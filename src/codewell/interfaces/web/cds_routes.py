"""CDS Hooks over HTTP: what there is, and the cards of a call; the FHIR server that a call names is never asked."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from codewell.interfaces.fhir.exchange import FhirFault
from codewell.interfaces.fhir.json_bodies import read_object
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.fhir_routes import base_of
from codewell.interfaces.web.problems import Problem, problem_of_status
from codewell.interfaces.web.program_paths import CDS, FHIR
from codewell.interfaces.web.service import Service

_NOT_KEPT = {"Cache-Control": "no-store"}

_EXAMPLE: dict[str, Any] = {
    "hook": "order-sign",
    "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
    "context": {"userId": "Practitioner/1", "patientId": "1", "draftOrders": {"resourceType": "Bundle", "entry": []}},
    "prefetch": {"patient": {"resourceType": "Patient"}, "conditions": {"resourceType": "Bundle", "entry": []}},
}
_CALL = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["hook", "hookInstance", "context"],
                    "properties": {
                        "hook": {"type": "string"},
                        "hookInstance": {"type": "string"},
                        "context": {"type": "object"},
                        "prefetch": {"type": "object"},
                    },
                },
                "example": _EXAMPLE,
            }
        },
    }
}


def cds_discovery() -> APIRouter:
    """Return the route that lists the services."""
    routes = APIRouter(tags=["cds hooks"])

    @routes.get(CDS, summary="The services of CDS Hooks, with the prefetch that each needs")
    def discovery() -> JSONResponse:
        from codewell.interfaces.fhir.cds.services import discovery as services

        return JSONResponse(services())

    return routes


def cds_routes(desk: Desk, service: Service) -> APIRouter:
    """Return the route that answers calls."""
    routes = APIRouter(tags=["cds hooks"])

    @routes.post(f"{CDS}/{{id}}", summary="Cards for a discharge or for orders that are being signed", openapi_extra=_CALL)
    async def call(id: str, request: Request) -> Response:
        body = await request.body()
        site = base_of(service, request).removesuffix(FHIR)
        return await run_in_threadpool(lambda: _cards(desk, id, body, site))

    return routes


def _cards(desk: Desk, id: str, body: bytes, site: str) -> Response:
    from codewell.interfaces.fhir.cds.hook import MissingPrefetchError
    from codewell.interfaces.fhir.cds.services import cards

    try:
        answer = cards(id, read_object(body), desk.current(), site)
    except MissingPrefetchError as missing:
        title = "The call lacks what the service needs."
        return Problem(412, missing.slug, title, str(missing), headers=_NOT_KEPT).as_json()
    except FhirFault as fault:
        title = "The request cannot be answered as it is written."
        return Problem(fault.status, "input.malformed-body", title, fault.issues[0].text).as_json()
    return problem_of_status(404).as_json() if answer is None else JSONResponse(answer, headers=_NOT_KEPT)
