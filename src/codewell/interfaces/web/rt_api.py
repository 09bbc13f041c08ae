"""Radiation oncology for programs: an archive of DICOM-RT files in, facts or codes with evidence out; nothing is kept."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from codewell.interfaces.web.asked import parse_locality
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.form_in_memory import form_in_memory
from codewell.interfaces.web.note_pages import NOT_KEPT
from codewell.interfaces.web.shield import LARGEST_EPISODE
from codewell.kernel.errors import InputError, TooLargeError
from codewell.kernel.text import ClinicalText
from codewell.radonc.coding.lines import RtSetting
from codewell.tasks.radonc.code_rt_episode import RtRequest, code_rt_episode
from codewell.tasks.radonc.episode_facts import FactsRequest, episode_facts
from codewell.tasks.wire import Wire, to_wire

_MOST_FIELDS = 8
_LONGEST_NOTE = 1_000_000
_FILE: dict[str, Any] = {
    "type": "string",
    "contentMediaType": "application/octet-stream",
    "description": "A ZIP archive of DICOM-RT files, or one file. It is read in memory and kept nowhere.",
}
_NOTE: dict[str, Any] = {
    "type": "string",
    "description": "The course's note, for what DICOM does not show; results give character offsets into it, never its words.",
}
_PROBLEM: dict[str, Any] = {
    "type": "urn:codewell:rt.no-dicom",
    "title": "The request cannot be answered as it is written.",
    "status": 422,
    "detail": "None of the files is DICOM. Give the folder or archive that holds the DICOM export.",
}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    422: {"description": "What is wrong, in words.", "content": {"application/problem+json": {"example": _PROBLEM}}}
}
_CODED: dict[str, Any] = {
    "episode": {"courses": [], "plans": [], "sessions": [], "files": 4, "read": 4, "identified": False},
    "coded": {
        "setting": "hospital",
        "payer": "medicare",
        "lines": [
            {
                "code": "77407",
                "label": "Delivery level 2: 3D or IMRT photons to a single isocenter",
                "family": "delivery",
                "date_of_service": "2026-01-12",
                "units": 1,
                "modifiers": [],
                "component": "technical",
                "evidence": [
                    {"file": "RT1.dcm", "tag": "(3008,0022)", "path": "CurrentFractionNumber", "value": "1"},
                ],
            }
        ],
        "denied": [],
        "questions": [],
    },
    "calendar": [{"day": "2026-01-12", "sessions": ["2026-01-12#1"], "lines": [0]}],
    "money": [{"amount": "394.05", "schedule": "hospital outpatient", "reason": "", "releases": ["opps-addendum-b 2026-Q1"]}],
    "allowed": "394.05",
}
_FACTS: dict[str, Any] = {"courses": [], "plans": [], "sessions": [], "problems": [], "files": 4, "read": 4, "identified": True}


def rt_api_routes(desk: Desk) -> APIRouter:
    """Return the routes below `/v1/rt`."""
    routes = APIRouter(prefix="/v1/rt", tags=["radiation oncology"], responses=_RESPONSES)

    @routes.post(
        "/facts",
        summary="What an episode's DICOM-RT files show: plans, techniques, sessions, guidance, each with file, tag and value",
        responses={200: {"content": {"application/json": {"example": _FACTS}}}},
        openapi_extra=_body({"file": _FILE, "note": _NOTE}, {"file": "@export.zip"}),
    )
    async def facts(request: Request) -> JSONResponse:
        sent = await _form(request)
        asked = FactsRequest(io.BytesIO(await _file(sent)), _note(sent))
        return await _answer(lambda: to_wire(episode_facts(asked)))

    @routes.post(
        "/code",
        summary="Code an episode: each line by day with evidence, what was rejected, open questions, money",
        responses={200: {"content": {"application/json": {"example": _CODED}}}},
        openapi_extra=_body(
            {
                "file": _FILE,
                "note": _NOTE,
                "setting": {"type": "string", "enum": [one.value for one in RtSetting], "default": RtSetting.HOSPITAL.value},
                "payer": {"type": "string", "default": "medicare", "description": "medicare, noridian, uhc, commercial, ..."},
                "locality": {"type": "string", "default": "", "description": "Medicare locality, seven digits."},
            },
            {"file": "@export.zip", "setting": "hospital", "payer": "medicare"},
        ),
    )
    async def code(request: Request) -> JSONResponse:
        sent = await _form(request)
        asked = RtRequest(
            io.BytesIO(await _file(sent)),
            _setting(_text(sent, "setting")),
            _text(sent, "payer") or "medicare",
            _note(sent),
            parse_locality(_text(sent, "locality")),
        )
        return await _answer(lambda: to_wire(code_rt_episode(desk.current(), asked)))

    return routes


async def _answer(work: Callable[[], Wire]) -> JSONResponse:
    return JSONResponse(await run_in_threadpool(work), headers=NOT_KEPT)


async def _form(request: Request) -> FormData:
    return await form_in_memory(request, most_fields=_MOST_FIELDS, most_bytes=_LONGEST_NOTE)


async def _file(sent: FormData) -> bytes:
    """Return the uploaded file.

    Raises:
        InputError: there is none.
        TooLargeError: it is larger than an upload may be.
    """
    file = sent.get("file")
    if not isinstance(file, UploadFile) or not file.size:
        raise InputError(
            "There is no episode.", next_step="Send a ZIP archive of DICOM-RT files as `file`.", slug="input.no-episode"
        )
    if file.size > LARGEST_EPISODE:
        raise TooLargeError(
            f"An archive of more than {LARGEST_EPISODE // 1_000_000} megabytes is not taken.",
            next_step="Use `codewell rt code` on the command line.",
        )
    return await file.read()


def _setting(text: str) -> RtSetting:
    try:
        return RtSetting(text or RtSetting.HOSPITAL.value)
    except ValueError:
        known = ", ".join(one.value for one in RtSetting)
        raise InputError("There is no such setting.", next_step=f"Write one of {known}.", slug="input.unknown-setting") from None


def _note(sent: FormData) -> ClinicalText | None:
    text = _text(sent, "note")
    return ClinicalText(text) if text.strip() else None


def _text(sent: FormData, name: str) -> str:
    value = sent.get(name, "")
    return value.strip() if isinstance(value, str) and name != "note" else value if isinstance(value, str) else ""


def _body(fields: dict[str, Any], example: dict[str, str]) -> dict[str, Any]:
    """Return the form of a request; in its example `@` stands before the name of a file, as curl writes it."""
    schema = {"type": "object", "required": ["file"], "properties": fields}
    held = {"schema": schema, "example": example}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": held}}}
