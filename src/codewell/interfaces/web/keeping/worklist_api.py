"""Worklists and favourites for programs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from codewell.accounts.worklist_content import (
    Change,
    ListedCode,
    WorklistContent,
    added,
    ordered,
    removed,
    renamed,
)
from codewell.accounts.worklists import Worklist
from codewell.interfaces.web.asked import parse_day, parse_system
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.keeping.keeper import NOT_KEPT, keeper
from codewell.interfaces.web.keeping.worklist_pages import exported
from codewell.interfaces.web.service import Service
from codewell.kernel.codes import Code, parse_code
from codewell.tasks.wire import to_wire
from codewell.tasks.worklists.on_a_day import worklist_on_day
from codewell.tasks.workplace import Workplace

_MOST = 5_000
Day = Annotated[str | None, Field(description="Day of service, YYYY-MM-DD; today where it is left out.")]


class CodeSent(BaseModel):
    """A code of a worklist."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    code: str = Field(max_length=20, examples=["E11.22"])
    system: str = Field(default="", description="Left out, the likeliest system of the code.", examples=["icd10cm"])
    remark: str = Field(default="", max_length=400, description="Why it is there; no patient's details.")


class NewWorklist(BaseModel):
    """Body of `POST /v1/worklists`."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    name: str = Field(max_length=120, examples=["IMRT clinic"])
    description: str = Field(default="", max_length=2000)
    codes: list[CodeSent] = Field(default_factory=list, max_length=_MOST)


class WorklistChange(BaseModel):
    """Body of `PATCH /v1/worklists/{id}`; what is left out stays."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    edition: int = Field(ge=1, le=2_000_000_000, description="That was read; a later one refuses the change with what changed.")
    name: str | None = Field(default=None, max_length=120)
    description: str | None = Field(default=None, max_length=2000)
    add: list[CodeSent] = Field(default_factory=list, max_length=_MOST, description="At the end; a remark replaces one.")
    remove: list[CodeSent] = Field(default_factory=list, max_length=_MOST)
    order: list[CodeSent] = Field(default_factory=list, max_length=_MOST, description="Codes that come first, in this order.")


class Sharing(BaseModel):
    """Body of `PUT /v1/worklists/{id}/team`."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    edition: int = Field(ge=1, le=2_000_000_000)
    team: str | None = Field(max_length=40, description="Id of a team that you belong to; null: yours alone.")
    may_edit: bool = False


def worklist_api_routes(desk: Desk, service: Service) -> APIRouter:
    """Return the routes below `/v1/worklists` and `/v1/favourites`."""
    routes = APIRouter(prefix="/v1", tags=["what you keep"])

    @routes.get("/worklists", summary="Worklists of yours and of your teams")
    def seen() -> JSONResponse:
        held = service.accounts.worklists.seen_by(keeper())
        return _answer({"worklists": [_head(one) for one in held]})

    @routes.post("/worklists", status_code=201, summary="Make a worklist")
    def create(body: NewWorklist) -> JSONResponse:
        content = WorklistContent(body.name, body.description, _listed(body.codes, desk.current()))
        return _answer(_head(service.accounts.worklists.create(keeper(), content)), 201)

    @routes.get("/worklists/{worklist_id}", summary="A worklist, its codes on a day")
    def one(worklist_id: str, on: Day = None) -> JSONResponse:
        held = service.accounts.worklists.of(keeper(), worklist_id)
        seen = worklist_on_day(desk.current(), held.content.codes, parse_day(on))
        return _answer({**_head(held), "on": seen.on.isoformat(), "codes": to_wire(seen.codes)})

    @routes.patch("/worklists/{worklist_id}", summary="Change a worklist")
    def change(worklist_id: str, body: WorklistChange) -> JSONResponse:
        asked = _change(body, desk.current())
        return _answer(_head(service.accounts.worklists.change(keeper(), worklist_id, asked, edition=body.edition)))

    @routes.delete("/worklists/{worklist_id}", status_code=204, summary="Delete a worklist")
    def delete(worklist_id: str, edition: int) -> Response:
        service.accounts.worklists.delete(keeper(), worklist_id, edition=edition)
        return Response(status_code=204, headers=NOT_KEPT)

    @routes.put("/worklists/{worklist_id}/team", summary="Share a worklist")
    def share(worklist_id: str, body: Sharing) -> JSONResponse:
        worklists = service.accounts.worklists
        held = worklists.share(keeper(), worklist_id, body.team, may_edit=body.may_edit, edition=body.edition)
        return _answer(_head(held))

    @routes.get("/worklists/{worklist_id}/editions", summary="What changed, newest first")
    def editions(worklist_id: str) -> JSONResponse:
        found = service.accounts.worklists.editions(keeper(), worklist_id)
        told = [{"edition": one.number, "at": one.at.isoformat(), "by": one.by, "what": to_wire(one.what)} for one in found]
        return _answer({"editions": told})

    @routes.get("/worklists/{worklist_id}/export/{form}", summary="A worklist as csv, json, fhir or txt")
    def export(worklist_id: str, form: str, on: Day = None) -> Response:
        return exported(desk, service, worklist_id, form, on)

    @routes.get("/favourites", summary="Your favourite codes")
    def favourites() -> JSONResponse:
        kept = service.accounts.favourites.of(keeper().id)
        return _answer({"favourites": to_wire(kept)})

    @routes.put("/favourites/{system}/{code}", status_code=204, summary="Keep a code")
    def keep(system: str, code: str) -> Response:
        service.accounts.favourites.add(keeper().id, parse_code(code[:20], parse_system(system)))
        return Response(status_code=204, headers=NOT_KEPT)

    @routes.delete("/favourites/{system}/{code}", status_code=204, summary="Keep a code no longer")
    def drop(system: str, code: str) -> Response:
        service.accounts.favourites.remove(keeper().id, parse_code(code[:20], parse_system(system)))
        return Response(status_code=204, headers=NOT_KEPT)

    return routes


def _answer(body: dict[str, Any], status: int = 200) -> JSONResponse:
    return JSONResponse(body, status, headers=NOT_KEPT)


def _head(held: Worklist) -> dict[str, Any]:
    return {
        "id": held.id,
        "name": held.content.name,
        "description": held.content.description,
        "count": held.count,
        "edition": held.edition,
        "created_at": held.created_at.isoformat(),
        "changed_at": held.changed_at.isoformat(),
        "owner": held.owner_name,
        "is_own": held.is_own,
        "may_edit": held.may_edit,
        "team": {"id": held.team_id, "name": held.team_name, "may_edit": held.team_may_edit} if held.team_id else None,
    }


def _code(sent: CodeSent, workplace: Workplace) -> Code:
    system = parse_system(sent.system) if sent.system else None
    return workplace.book.resolve(sent.code, on=workplace.today, system=system)[0]


def _listed(sent: list[CodeSent], workplace: Workplace) -> tuple[ListedCode, ...]:
    """Return the codes, each once; the last remark on a code holds."""
    found = {code.code: code for code in (ListedCode(_code(one, workplace), " ".join(one.remark.split())) for one in sent)}
    return tuple(found.values())


def _change(body: WorklistChange, workplace: Workplace) -> Change:
    put_in, taken = _listed(body.add, workplace), [_code(one, workplace) for one in body.remove]
    first = [_code(one, workplace) for one in body.order]

    def change(held: WorklistContent) -> WorklistContent:
        name = held.name if body.name is None else body.name
        description = held.description if body.description is None else body.description
        return ordered(first)(added(put_in)(removed(taken)(renamed(name, description)(held))))

    return change
