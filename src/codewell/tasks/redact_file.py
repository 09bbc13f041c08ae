"""Take the identifiers out of a file, prove it, and keep what was taken out where the user asks for that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

import codewell
from codewell.documents.document import Document, Edit, Format, Part, PartKind, Unread
from codewell.documents.reading import read_document
from codewell.kernel.errors import CodewellError, InputError
from codewell.kernel.text import ClinicalText
from codewell.phi.audit import DocumentAudit, FieldsDropped, RedactionAudit, UnreadPart, document_audit, redaction_audit
from codewell.phi.finding import Engine, find_identifiers
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.policy import Policy
from codewell.phi.redaction import RedactedText, redact
from codewell.phi.reidentification import Traits, traits_of
from codewell.phi.replacement import Replacer
from codewell.phi.verification import Reading, Verification, accepted
from codewell.tasks.document_traits import traits_of_document
from codewell.tasks.dropped_fields import dropped_fields
from codewell.tasks.images_kept import KEPT, read_to_redact
from codewell.tasks.redact_document import DocumentRequest, redact_document
from codewell.tasks.second_pass import PartSeen, Written, looked_over, place_named

_BETWEEN_PARTS = "\n\n"


@dataclass(frozen=True, slots=True)
class FileRequest:
    """A file to redact.

    Args:
        content: its bytes.
        policy: what stands in the identifiers' place.
        name: its file name, which helps to tell the format; it goes into no result.
        secret: key of surrogates; None where the policy makes none.
        patient: whose document it is; None for this document alone.
        engine: what finds the identifiers.
        verify: whether a second pass looks it over.
        extra: identifiers that a person pointed out, each with the number of its part.
        keep: findings that a person looked at and let stand, likewise; in a document of fields only in text that is read.
        uid_key: keys UIDs where there is no secret; None takes a key of this run.
        keep_images: images and pixels stay, unread as they are; the audit says so.
    """

    content: bytes = field(repr=False)
    policy: Policy
    name: str = field(default="", repr=False)
    secret: bytes | None = field(default=None, repr=False)
    patient: str | None = field(default=None, repr=False)
    engine: str = "full"
    verify: bool = False
    extra: tuple[tuple[int, Found], ...] = ()
    keep: tuple[tuple[int, Found], ...] = ()
    uid_key: bytes | None = field(default=None, repr=False)
    keep_images: bool = False


@dataclass(frozen=True, slots=True)
class RedactedPart:
    """A part of a redacted file.

    Args:
        number: of the part in the document as received; a person's decisions name it. In an archive, counted through.
        where: for a person.
        received: as it came.
        redacted: without identifiers.
        reading: how the second pass reads it.
    """

    number: int
    where: str
    received: ClinicalText
    redacted: RedactedText
    reading: Reading = Reading.TEXT


@dataclass(frozen=True, slots=True)
class RedactedFile:
    """A file without identifiers.

    Args:
        content: in its own format.
        format: as which it was read.
        parts: its parts.
        unread: what could not be read and was taken out.
        verification: what the second pass said; None where none was asked for. The caller refuses what did not pass.
        dropped: fields that no table keeps: path and how many.
        members: of an archive, each of its files; empty for a single file.
    """

    content: bytes
    format: str
    parts: tuple[RedactedPart, ...]
    unread: tuple[UnreadPart, ...] = ()
    verification: Verification | None = None
    dropped: tuple[FieldsDropped, ...] = ()
    members: tuple[RedactedFile, ...] = ()


def redact_file(request: FileRequest) -> RedactedFile:
    """Return the file without its identifiers; a second pass that fails is told and not raised.

    Raises:
        InputError: it cannot be read as a document, the policy takes a secret, a place that was pointed out is not in it, or one
            to keep lies in a field that its table takes whole.
        PhiBoundaryError: an identifier stayed in a document of fields.
    """
    document = read_to_redact(request.content, request.name, keep_images=request.keep_images)
    _check_places(document, (*request.extra, *request.keep))
    fields = any(part.kind is PartKind.FIELD for part in document.parts)
    return _redacted_fields(request) if fields else _redacted_prose(document, request)


def _check_places(document: Document, places: Sequence[tuple[int, Found]]) -> None:
    """Check that each place lies in its part; one that does not would be passed over, and its person think it done.

    Raises:
        InputError: one does not.
    """
    for number, place in places:
        if number >= len(document.parts) or place.end > len(document.parts[number].text):
            raise InputError(
                f"There is no place {place_named(number, place.start, place.end)} in the document.",
                next_step="Take places from `codewell redact --spans FILE` or from what the second pass said.",
                slug="input.no-such-place",
            )


def _redacted_fields(request: FileRequest) -> RedactedFile:
    """Redact a document of fields by their tables; a field that was let stand is a part only where the second pass doubts it."""
    find = partial(find_identifiers, engine=Engine(request.engine))
    done = redact_document(
        DocumentRequest(
            request.content,
            request.name,
            None,
            request.policy,
            request.secret,
            request.patient,
            find,
            request.uid_key,
            request.keep_images,
            request.extra,
            request.keep,
            request.verify,
        )
    )
    parts = tuple(
        RedactedPart(one.part, one.where, one.received, one.redacted, one.reading) for one in (*done.parts, *done.untouched)
    )
    verification = _second_pass(parts, Written(done.content, done.format, done.texts), request)
    return RedactedFile(
        done.content, done.format.value, parts, _unread(done.unread, request), verification, dropped_fields(done.dropped, find)
    )


def _unread(unread: Sequence[Unread], request: FileRequest) -> tuple[UnreadPart, ...]:
    kept = (KEPT,) if request.keep_images and unread else ()
    return (*kept, *(UnreadPart(one.where, one.reason) for one in unread))


def _redacted_prose(document: Document, request: FileRequest) -> RedactedFile:
    """Redact a document of prose; all its parts are searched together, so that a name that one gives away is taken in all."""
    texts = [part.text.reveal() for part in document.parts]
    found = _found_in(texts, Engine(request.engine))
    names = [
        text[one.start : one.end] for text, each in zip(texts, found, strict=True) for one in each if one.type is PhiType.NAME
    ]
    replacer = Replacer(request.policy, texts, names, request.secret, request.patient)
    parts = tuple(
        RedactedPart(part.number, part.where, part.text, _redacted(part, found[at], replacer, request))
        for at, part in enumerate(document.parts)
    )
    edits = [
        Edit(part.number, one.from_start, one.from_end, part.redacted.text[one.start : one.end])
        for part in parts
        for one in part.redacted.segments
        if one.found is not None
    ]
    content = document.rewritten(edits)
    verification = _second_pass(parts, Written(content, document.format), request)
    return RedactedFile(content, document.format.value, parts, _unread(document.unread, request), verification)


def _found_in(texts: Sequence[str], engine: Engine) -> list[tuple[Found, ...]]:
    """Return the identifiers of each part, found in all of them together; one that reaches over an edge is cut there."""
    found = find_identifiers(_BETWEEN_PARTS.join(texts), engine) if texts else ()
    each: list[tuple[Found, ...]] = []
    start = 0
    for text in texts:
        end = start + len(text)
        inside = [one for one in found if one.start < end and start < one.end]
        each.append(tuple(replace(one, start=max(one.start, start) - start, end=min(one.end, end) - start) for one in inside))
        start = end + len(_BETWEEN_PARTS)
    return each


def _redacted(part: Part, found: tuple[Found, ...], replacer: Replacer, request: FileRequest) -> RedactedText:
    received = part.text.reveal()
    return redact(
        part.text,
        find=lambda text: found if text == received else find_identifiers(text, Engine(request.engine)),
        replacer=replacer,
        extra=[one for number, one in request.extra if number == part.number],
        keep=[one for number, one in request.keep if number == part.number],
    )


def _second_pass(parts: Sequence[RedactedPart], written: Written, request: FileRequest) -> Verification | None:
    if not request.verify:
        return None
    looked_at = [PartSeen(part.number, part.received, part.redacted, part.reading) for part in parts]
    seen = looked_over(looked_at, written, request.policy)
    return accepted(seen, ((number, one.start, one.end) for number, one in request.keep))


def audit_of(
    files: Sequence[RedactedFile], policy: Policy, *, made_at: datetime, made_by: str = "", engine: str = "full"
) -> RedactionAudit:
    """Return the audit of a run.

    Args:
        files: in the order of the run.
        policy: what stood in the identifiers' place.
        made_at: the present instant, which the caller's clock tells.
        made_by: who answers for it.
        engine: what found the identifiers.
    """
    documents = [audit_of_one(number, file, policy) for number, file in enumerate(files, 1)]
    traits = [(number, _traits(file)) for number, file in enumerate(files, 1)]
    return redaction_audit(
        policy, documents, traits, made_at=made_at, made_by=made_by, codewell=codewell.__version__, engine=engine
    )


def audit_of_one(number: int, file: RedactedFile, policy: Policy) -> DocumentAudit:
    """Return the audit of one document of a run, by its 1-based number."""
    parts = [(one.where, one.redacted) for one in file.parts]
    return document_audit(number, file.format, parts, file.content, policy, file.unread, file.verification, file.dropped)


def _traits(file: RedactedFile) -> Traits:
    try:
        return traits_of_document(read_document(file.content, format=Format(file.format)))
    except (CodewellError, ValueError):  # an archive, or nothing at all that stayed
        return traits_of("\n".join(one.redacted.text for one in file.parts))
