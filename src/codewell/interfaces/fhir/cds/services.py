"""The services of CDS Hooks, as their discovery lists them."""

from __future__ import annotations

from typing import Final

from codewell.interfaces.fhir.cds.discharge import ENCOUNTER_DISCHARGE
from codewell.interfaces.fhir.cds.hook import CdsService, call_of
from codewell.interfaces.fhir.cds.order_sign import ORDER_SIGN
from codewell.interfaces.fhir.exchange import Resource
from codewell.tasks.workplace import Workplace

SERVICES: Final[tuple[CdsService, ...]] = (ENCOUNTER_DISCHARGE, ORDER_SIGN)


def discovery() -> Resource:
    """Return what there is, as CDS Hooks 2.0 has it."""
    return {"services": [_listed(one) for one in SERVICES]}


def cards(id: str, body: Resource, workplace: Workplace, site: str) -> Resource | None:
    """Return the cards of a service; None where there is none of that id.

    Raises:
        InputError: the body is no call of it.
        MissingPrefetchError: the call lacks what the service needs.
    """
    service = next((one for one in SERVICES if one.id == id), None)
    return None if service is None else {"cards": service.answer(call_of(body, service, workplace, site))}


def _listed(one: CdsService) -> Resource:
    return {
        "hook": one.hook,
        "id": one.id,
        "title": one.title,
        "description": one.description,
        "prefetch": dict(one.prefetch),
        "usageRequirements": "Everything comes from prefetch; the FHIR server that a call names is never asked.",
    }
