"""The page and the API route that take the identifiers out of a document; nothing of it is kept."""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from codewell.interfaces.web.desk import Desk
from codewell.interfaces.web.form_in_memory import form_in_memory
from codewell.interfaces.web.links import Links
from codewell.interfaces.web.rendering import Frame, Pages
from codewell.interfaces.web.shield import LARGEST_UPLOAD, LARGEST_UPLOAD_BODY
from codewell.interfaces.web.views.redacted_document import MOST_SHOWN, doubts, legend, parts_shown, place_of
from codewell.kernel.errors import CodewellError, InputError
from codewell.kernel.text import ClinicalText
from codewell.phi.finding import Engine
from codewell.phi.phi_types import Found
from codewell.phi.policy import POLICIES, policy_named
from codewell.tasks.audit_redaction import audit_file
from codewell.tasks.redact_any import ARCHIVE, redact_any
from codewell.tasks.redact_file import FileRequest, RedactedFile, audit_of
from codewell.tasks.redact_note import RedactionRequest, find_in_note, redact_note
from codewell.tasks.second_pass import refuse_unless_passed
from codewell.tasks.wire import Wire, to_wire

_NOT_KEPT = {"Cache-Control": "no-store"}
_POLICY_WORDS = {
    "tags": "tags: [NAME], [DATE]",
    "masks": "masks: *****, same length",
    "blank": "nothing at all",
    "safe-harbor": "as much as Safe Harbor lets stand",
    "surrogates": "surrogates that look real",
    "limited-data-set": "limited data set: dates, towns, ZIP stay",
}
_EXTENSIONS = {"markdown": "md", "text": "txt", "hl7v2": "hl7", "fhir": "json", "ccda": "xml", "dicom": "dcm"}


_MOST_FIELDS = 10_000


class TextToRedact(BaseModel):
    """Body of `POST /v1/redact`."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    text: str = Field(description="The note; kept nowhere.")
    policy: str = Field(default="tags", description=f"One of {', '.join(POLICIES)}.")
    secret: str | None = Field(default=None, description="Key of surrogates, 16 characters or more; kept nowhere.")
    patient: str | None = Field(default=None, description="Whose note it is, so that surrogates agree between notes.")
    engine: Engine = Field(default=Engine.FULL, description="Rules alone, or with the learned tagger.")
    verify: bool = Field(default=False, description="Refuse the answer where a second pass doubts it.")
    spans: bool = Field(default=False, description="Answer where identifiers lie, and change nothing.")


def redact_routes(desk: Desk, pages: Pages) -> APIRouter:
    """Return the routes of the page `/redact` and of `/v1/redact`."""
    routes = APIRouter()

    def frame() -> Frame:
        return Frame(Links(None), None, "/redact")

    @routes.get("/redact", include_in_schema=False)
    def form() -> Response:
        return pages.page("redact.html", frame(), headers=_NOT_KEPT, policies=_POLICY_WORDS, held="tags", text="")

    @routes.post("/redact", include_in_schema=False)
    async def redacted(request: Request) -> Response:
        sent = await _form(request)
        content, decided = await _content(sent), _decisions(sent)
        policy, secret = _text(sent, "policy") or "tags", _secret(sent)
        file = redact_any(_request(content, policy, secret, decided))
        return pages.page(
            "redacted.html",
            frame(),
            headers=_NOT_KEPT,
            file=file,
            parts=parts_shown(file),
            most_shown=MOST_SHOWN,
            legend=legend(file),
            doubts=doubts(file, decided),
            decides=file.format != ARCHIVE,
            policies=_POLICY_WORDS,
            held=policy,
            carried=_Carried(base64.b64encode(content).decode(), secret.hex(), decided),
            text=_as_text(content),
        )

    @routes.post("/redact/download", include_in_schema=False)
    async def download(request: Request) -> Response:
        sent = await _form(request)
        content, decided, what = await _content(sent), _decisions(sent), _text(sent, "what")
        policy, secret = _text(sent, "policy") or "tags", _secret(sent)
        file = redact_any(_request(content, policy, secret, decided))
        assert file.verification is not None
        if what == "document":
            refuse_unless_passed(file.verification)
            return _attachment(file.content, f"redacted.{_EXTENSIONS.get(file.format, file.format)}")
        return _audit_of(desk, file, policy, as_page=what == "audit.html")

    @routes.post("/v1/redact", tags=["redaction"], summary="Take the identifiers out of a note")
    def redact_as_json(body: TextToRedact) -> JSONResponse:
        return JSONResponse(_answer(body), headers=_NOT_KEPT)

    return routes


@dataclass(frozen=True, slots=True)
class _Carried:
    """What a result's forms send again, because nothing is kept between two requests.

    Args:
        content: the document in Base64.
        secret: key of surrogates in hexadecimal.
        decided: field name -> what a person decided.
    """

    content: str
    secret: str
    decided: dict[str, str]


def _answer(body: TextToRedact) -> dict[str, Wire]:
    text = ClinicalText(body.text)
    if body.spans:
        return {"spans": [_span(one) for one in find_in_note(text, body.engine)]}
    secret = body.secret.encode() if body.secret is not None else None
    done = redact_note(RedactionRequest(text, body.policy, secret, body.patient, body.verify, engine=body.engine))
    return {"text": done.redacted.text, "report": to_wire(done.report)}


def _span(one: Found) -> Wire:
    return {"start": one.start, "end": one.end, "type": one.type.value, "rule": one.rule, "confidence": one.confidence}


def _request(content: bytes, policy: str, secret: bytes, decided: dict[str, str]) -> FileRequest:
    places = [(place_of(name), how) for name, how in decided.items()]
    return FileRequest(
        content,
        policy_named(policy),
        secret=secret,
        verify=True,
        extra=tuple(place for place, how in places if how == "redact"),
        keep=tuple(place for place, how in places if how == "keep"),
    )


def _audit_of(desk: Desk, file: RedactedFile, policy: str, *, as_page: bool) -> Response:
    from codewell.interfaces.audits.audit_page import audit_page

    audit = audit_file(audit_of([file], policy_named(policy), made_at=desk.current().clock()))
    return _attachment(audit_page(audit), "audit.html") if as_page else _attachment(audit.as_json(), "audit.json")


def _attachment(content: bytes, name: str) -> Response:
    headers = {**_NOT_KEPT, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/octet-stream", headers=headers)


async def _form(request: Request) -> FormData:
    return await form_in_memory(request, most_fields=_MOST_FIELDS, most_bytes=LARGEST_UPLOAD_BODY)


async def _content(sent: FormData) -> bytes:
    """Return the document: a file where one was dropped, what a result sends again, else the text that was pasted.

    Raises:
        InputError: there is none.
    """
    file = sent.get("file")
    if isinstance(file, UploadFile) and file.size:
        if file.size > LARGEST_UPLOAD:
            raise _too_large()
        return await file.read()
    again = _text(sent, "content")
    if again:
        try:
            return base64.b64decode(again, validate=True)
        except (binascii.Error, ValueError):
            raise InputError("The form was damaged on its way.", next_step="Begin again.", slug="input.damaged-form") from None
    text = _text(sent, "text").replace("\r\n", "\n")
    if not text.strip():
        raise InputError("There is no document.", next_step="Paste a text or choose a file.", slug="input.empty-document")
    return text.encode("utf-8", "surrogatepass")


def _too_large() -> InputError:
    return InputError(
        f"The page takes documents of up to {LARGEST_UPLOAD // 1_000_000} megabytes.",
        next_step="Use codewell redact on the command line.",
        slug="input.document-too-big",
    )


def _decisions(sent: FormData) -> dict[str, str]:
    """Return what a person decided: field name -> redact or keep.

    Raises:
        InputError: a field names no place.
    """
    decided = {name: str(value) for name, value in sent.items() if name.startswith("d.") and value in ("redact", "keep")}
    try:
        for name in decided:
            place_of(name)
    except (ValueError, CodewellError):
        raise InputError("The form was damaged on its way.", next_step="Begin again.", slug="input.damaged-form") from None
    return decided


def _secret(sent: FormData) -> bytes:
    """Return the key of surrogates: the reader's, that of the result sent again, else one for this document alone."""
    again = _text(sent, "secret-again")
    if again:
        try:
            return bytes.fromhex(again)
        except ValueError:
            raise InputError("The form was damaged on its way.", next_step="Begin again.", slug="input.damaged-form") from None
    return _text(sent, "secret").encode() or os.urandom(32)


def _text(sent: FormData, name: str) -> str:
    value = sent.get(name, "")
    return value if isinstance(value, str) else ""


def _as_text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return ""
