"""The page of radiation oncology: an exported episode in, its codes with evidence out; nothing of it is kept."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from codewell.interfaces.rt_words import FINDINGS, TECHNIQUES
from codewell.interfaces.web.asked import parse_locality
from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.form_in_memory import form_in_memory
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.problems import problem_of
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.interfaces.web.shield import CONTENT_SECURITY_POLICY, LARGEST_EPISODE
from codewell.interfaces.web.views.rt_calendar import months_of
from codewell.interfaces.web.views.rt_cards import cards_of
from codewell.kernel.errors import CodewellError, InputError
from codewell.kernel.text import ClinicalText
from codewell.radonc.coding.lines import RtSetting
from codewell.radonc.coding.payers import PAYER_IDS, payer_named
from codewell.tasks.price_service import localities
from codewell.tasks.radonc.audit_rt_charges import audit_rt_charges
from codewell.tasks.radonc.charge_groups import charge_groups
from codewell.tasks.radonc.code_rt_episode import RtRequest, code_rt_episode
from codewell.tasks.radonc.coded_rt_episode import CodedRtEpisode
from codewell.tasks.radonc.export_rt_claim import RtClaimFormat, export_rt_claim
from codewell.tasks.radonc.line_groups import denied_groups, line_groups, question_groups
from codewell.tasks.radonc.rt_pictures import rt_pictures
from codewell.tasks.workplace import Workplace

if TYPE_CHECKING:
    from codewell.radonc.pictures.of_episode import EpisodePicture

_HEADERS = {
    "Cache-Control": "no-store",
    # The pictures and downloads of a result stand in the page itself, because nothing of it is kept on the server; the form's
    # page takes them over when the answer arrives.
    "Content-Security-Policy": CONTENT_SECURITY_POLICY.replace("img-src 'self'", "img-src 'self' data:"),
}
_PATH = "/radonc"
_MOST_FIELDS = 12
_MOST_NOTE = 1_000_000
_SETTINGS = {RtSetting.HOSPITAL: "Hospital outpatient", RtSetting.FREESTANDING: "Freestanding center"}


@dataclass(frozen=True, slots=True)
class _Download:
    """A file that the page itself holds.

    Args:
        name: of the file.
        title: on the page.
        address: the content as a `data:` address.
        fill_in: what it leaves to the biller.
    """

    name: str
    title: str
    address: str
    fill_in: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the form asks.

    Args:
        archive: the ZIP archive.
        claims: a file of claims to compare; empty where there is none.
        setting: where the technical part is furnished.
        payer: id of a profile.
        locality: seven digits, or empty.
        note: None where there is none.
        dark: whether pictures are for a dark page.
        narrow: whether they are for a telephone.
    """

    archive: bytes = field(repr=False)
    claims: bytes = field(repr=False)
    setting: RtSetting
    payer: str
    locality: str
    note: ClinicalText | None
    dark: bool
    narrow: bool


@dataclass(frozen=True, slots=True)
class _Shown:
    """A picture that the page itself holds.

    Args:
        drawn: with its caption.
        address: the file as a `data:` address.
    """

    drawn: EpisodePicture
    address: str


def rt_routes(desk: Desk, pages: Pages) -> APIRouter:
    """Return the routes of `/radonc`."""
    routes = APIRouter(include_in_schema=False)

    def page(held: Mapping[str, str], shown: Mapping[str, object], status: int = 200) -> Response:
        given = {"problem": None, "result": None, **shown}
        return pages.page(
            "rt.html",
            Frame(Links(None), None, _PATH),
            status=status,
            headers=_HEADERS,
            held=held,
            settings={setting.value: title for setting, title in _SETTINGS.items()},
            payers={one: payer_named(one).title for one in PAYER_IDS},
            localities=localities(desk.current(), None),
            techniques=TECHNIQUES,
            findings=FINDINGS,
            **given,
        )

    @routes.get(_PATH)
    def form() -> Response:
        return page({"setting": RtSetting.HOSPITAL.value, "payer": "medicare"}, {})

    @routes.post(_PATH)
    async def coded(request: Request) -> Response:
        held: dict[str, str] = {}
        try:
            sent = await form_in_memory(request, most_fields=_MOST_FIELDS, most_bytes=_MOST_NOTE, most_files=2)
            held = {name: _text(sent, name) for name in ("setting", "payer", "locality", "note")}
            asked = _asked(sent, await _archive(sent), await _claims(sent))
            shown = await run_in_threadpool(_shown, desk.current(), asked)
        except CodewellError as refused:
            problem = problem_of(refused)
            return page(held, {"problem": problem}, problem.status)
        return page(held, shown)

    return routes


def _shown(workplace: Workplace, asked: _Asked) -> dict[str, object]:
    """Return what the page of a coded episode shows."""
    request = RtRequest(
        io.BytesIO(asked.archive), setting=asked.setting, payer=asked.payer, note=asked.note, locality=asked.locality
    )
    audit = None
    if asked.claims:
        result, audit = audit_rt_charges(workplace, request, io.BytesIO(asked.claims))
    else:
        result = code_rt_episode(workplace, request)
    drawn = rt_pictures(io.BytesIO(asked.archive), result.episode, dark=asked.dark, narrow=asked.narrow)
    return {
        "result": result,
        "months": months_of(result),
        "cards": cards_of(line_groups(result)),
        "denied": denied_groups(result.coded),
        "questions": question_groups(result.coded),
        "downloads": _downloads(workplace, result),
        "pictures": [_Shown(one, _data(one.picture.media_type, one.picture.content)) for one in drawn],
        "audit": audit,
        "charges": charge_groups(audit.findings) if audit else (),
        "links_on": Links,
    }


def _data(media_type: str, content: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def _downloads(workplace: Workplace, result: CodedRtEpisode) -> list[_Download]:
    titles = {
        RtClaimFormat.CSV: "CSV",
        RtClaimFormat.X12: "837",
        RtClaimFormat.FHIR: "FHIR claims",
        RtClaimFormat.CLAIM_JSON: "Claims as JSON",
    }
    found = []
    for format, title in titles.items():
        made = export_rt_claim(result, format, workplace.today)
        address = _data(f"{format.media_type};charset=utf-8", made.content.encode())
        found.append(_Download(f"radiation-oncology{format.suffix}", title, address, made.fill_in))
    return found


def _asked(sent: FormData, archive: bytes, claims: bytes) -> _Asked:
    """Return what the form asks.

    Raises:
        InputError: a field holds what it cannot.
    """
    try:
        setting = RtSetting(_text(sent, "setting") or RtSetting.HOSPITAL.value)
    except ValueError:
        raise InputError("There is no such setting.", next_step="Choose one of the list.", slug="input.unknown-setting") from None
    note = _text(sent, "note").replace("\r\n", "\n")
    return _Asked(
        archive,
        claims,
        setting,
        _text(sent, "payer") or "medicare",
        parse_locality(_text(sent, "locality")),
        ClinicalText(note) if note.strip() else None,
        dark="dark" in _text(sent, "look"),
        narrow="narrow" in _text(sent, "look"),
    )


async def _archive(sent: FormData) -> bytes:
    """Return the archive that was chosen.

    Raises:
        InputError: there is none, or it is too large.
    """
    file = sent.get("file")
    if not isinstance(file, UploadFile) or not file.size:
        raise InputError("There is no episode.", next_step="Choose a ZIP archive of the exported files.", slug="input.no-episode")
    if file.size > LARGEST_EPISODE:
        raise InputError(
            f"The page takes archives of up to {LARGEST_EPISODE // 1_000_000} megabytes.",
            next_step="Use codewell rt code on the command line.",
            slug="input.document-too-big",
        )
    return await file.read()


async def _claims(sent: FormData) -> bytes:
    file = sent.get("claims")
    return await file.read() if isinstance(file, UploadFile) and file.size else b""


def _text(sent: FormData, name: str) -> str:
    value = sent.get(name, "")
    return value if isinstance(value, str) else ""
