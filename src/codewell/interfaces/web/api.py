"""The JSON API: the same values that the command line gives out with `--json`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from codewell.accounts.plans import Meter
from codewell.clinical.facts import EncounterType
from codewell.clinical.profile import Profile, Setting
from codewell.interfaces.web.asked import parse_day, parse_limit, parse_system
from codewell.interfaces.web.delivery import same_tag
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.metering import counts
from codewell.interfaces.web.viewer import current_viewer
from codewell.kernel.text import ClinicalText
from codewell.tasks.browse_codes import browse_codes, list_trees, parse_tree
from codewell.tasks.list_releases import list_releases
from codewell.tasks.look_up_code import LookUpRequest, look_up_code
from codewell.tasks.patient_facts import stated_facts
from codewell.tasks.search_codes import SearchRequest, search_codes
from codewell.tasks.wire import to_wire
from codewell.tasks.workplace import Workplace

if TYPE_CHECKING:
    from codewell.tasks.code_note import NoteRequest


class NoteToCode(BaseModel):
    """Body of `POST /v1/code`."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    text: str = Field(description="The note; kept nowhere.")
    on: date | None = Field(default=None, description="Date of service or discharge; today where it is left out.")
    profile: Profile = Field(default=Profile.US_BILLING, description="What was managed, or every documented finding.")
    setting: Setting | None = Field(
        default=None, description="Inpatient codes uncertain diagnoses as if established; left out, the note says it."
    )
    age: int | str | None = Field(
        default=None,
        description="Whole years, or a text: `67`, `8 months`, `2 weeks`, `3d`. Left out, the note says it.",
        examples=[67, "8 months"],
    )
    born: date | None = Field(default=None, description="Birth date, which gives the age on the date of service.")
    sex: Literal["F", "M", "U"] | None = Field(default=None, description="U, or left out, leaves it to the note.")
    pregnant: bool | None = Field(default=None, description="Whether the patient is pregnant; left out, the note says it.")
    weeks: int | None = Field(default=None, ge=1, le=45, description="Completed weeks of gestation.")
    encounter: EncounterType | None = Field(
        default=None, description="For an injury: active treatment, care while it heals, or what it left behind."
    )
    details: bool = Field(default=True, description="Also risk categories, the work shown on a condition, queries.")
    verify: bool = Field(default=False, description="Also ask the language model that is set up, if any, about the codes.")

    def request(self, *, details: bool | None = None) -> NoteRequest:
        """Return what the body asks.

        Raises:
            InputError: a fact of the patient is none.
        """
        from codewell.tasks.code_note import NoteRequest  # the coder: a look-up does not wait for it

        patient = stated_facts(age=self.age, sex=self.sex, pregnant=self.pregnant, weeks=self.weeks, encounter=self.encounter)
        return NoteRequest(
            ClinicalText(self.text),
            self.on,
            self.profile,
            self.setting,
            self.details if details is None else details,
            self.verify,
            patient,
            self.born,
        )


def api_routes(desk: Desk) -> APIRouter:
    """Return the routes below `/v1`."""
    routes = APIRouter(prefix="/v1", tags=["codes"])

    @routes.get("/codes/{system}/{code}", dependencies=[counts(Meter.CODE_PAGES)], summary="A code on a day")
    async def code(system: str, code: str, request: Request, on: str | None = None) -> Response:
        asked = LookUpRequest(code, parse_day(on), parse_system(system))
        return await _tagged(desk, request, lambda workplace: look_up_code(workplace, asked))

    @routes.get("/codes/{code}", dependencies=[counts(Meter.CODE_PAGES)], summary="Every code that a text may mean, on a day")
    async def codes(code: str, request: Request, on: str | None = None) -> Response:
        asked = LookUpRequest(code, parse_day(on))
        return await _tagged(desk, request, lambda workplace: look_up_code(workplace, asked))

    @routes.get("/search", dependencies=[counts(Meter.SEARCHES)], summary="Search all code systems")
    async def search(
        request: Request, q: str = "", on: str | None = None, limit: str | None = None, system: str = "", billable: bool = False
    ) -> Response:
        systems = frozenset({parse_system(system)}) if system else None
        asked = SearchRequest(q, parse_day(on), parse_limit(limit, 20), systems, billable)
        return await _tagged(desk, request, lambda workplace: search_codes(workplace, asked))

    @routes.get("/browse", summary="The trees and indexes that can be browsed")
    async def trees(request: Request, on: str | None = None) -> Response:
        day = parse_day(on)
        return await _tagged(desk, request, lambda workplace: list_trees(workplace, day))

    @routes.get("/browse/{tree}", summary="The top of a code system's tree, on a day")
    async def tree_top(tree: str, request: Request, on: str | None = None) -> Response:
        day, wanted = parse_day(on), parse_tree(tree)
        return await _tagged(desk, request, lambda workplace: browse_codes(workplace, wanted, "", day))

    @routes.get("/browse/{tree}/{key}", summary="A place of a code system's tree, on a day")
    async def tree_place(tree: str, key: str, request: Request, on: str | None = None) -> Response:
        day, wanted = parse_day(on), parse_tree(tree)
        return await _tagged(desk, request, lambda workplace: browse_codes(workplace, wanted, key, day))

    @routes.get("/releases", summary="The releases on this machine")
    async def releases(request: Request, on: str | None = None) -> Response:
        day = parse_day(on)
        return await _tagged(desk, request, lambda workplace: list_releases(workplace, day))

    return routes


def code_api_routes(desk: Desk) -> APIRouter:
    """Return the route that codes a note below `/v1`."""
    routes = APIRouter(prefix="/v1", tags=["codes"])

    @routes.post("/code", summary="Code a note")
    def note(body: NoteToCode) -> JSONResponse:
        from codewell.tasks.code_note import code_note

        coded = code_note(desk.current(), body.request())
        return JSONResponse(to_wire(coded), headers={"Cache-Control": "no-store"})

    return routes


async def _tagged(desk: Desk, request: Request, answer: Callable[[Workplace], object]) -> Response:
    """Answer from the releases; not again to who has the answer of these releases on this day already."""
    workplace = desk.current()
    tag = desk.tag(workplace, request.url.path, str(request.query_params), workplace.today, current_viewer().licensed)
    headers = {"ETag": tag}
    if same_tag(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return JSONResponse(await desk.quickly(lambda: to_wire(answer(workplace))), headers=headers)
