"""Take the identifiers out of a file, prove it, and keep what was taken out where the user asks for that."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import codewell
from codewell.documents.document import Edit, Format
from codewell.documents.reading import read_document
from codewell.kernel.errors import InputError
from codewell.kernel.text import ClinicalText
from codewell.phi.audit import DocumentAudit, RedactionAudit, UnreadPart, document_audit, redaction_audit
from codewell.phi.phi_types import Found
from codewell.phi.policy import Policy
from codewell.phi.redaction import RedactedText
from codewell.phi.reidentification import Traits, traits_of
from codewell.phi.vault import Held, held_of, opened, restored, sealed
from codewell.phi.verification import Verification, accepted
from codewell.tasks.redact_note import RedactionRequest, redact_note
from codewell.tasks.second_pass import looked_over


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
        extra: identifiers of a text that a person pointed out.
        keep: findings of a text that a person looked at and let stand.
    """

    content: bytes = field(repr=False)
    policy: Policy
    name: str = field(default="", repr=False)
    secret: bytes | None = field(default=None, repr=False)
    patient: str | None = field(default=None, repr=False)
    engine: str = "rules"
    verify: bool = False
    extra: tuple[Found, ...] = ()
    keep: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True)
class RedactedPart:
    """A part of a redacted file.

    Args:
        where: for a person.
        received: as it came.
        redacted: without identifiers.
    """

    where: str
    received: ClinicalText
    redacted: RedactedText


@dataclass(frozen=True, slots=True)
class RedactedFile:
    """A file without identifiers.

    Args:
        content: in its own format.
        format: as which it was read.
        parts: its parts.
        unread: what could not be read and was taken out.
        verification: what the second pass said; None where none was asked for. The caller refuses what did not pass.
    """

    content: bytes
    format: str
    parts: tuple[RedactedPart, ...]
    unread: tuple[UnreadPart, ...] = ()
    verification: Verification | None = None


def redact_file(request: FileRequest) -> RedactedFile:
    """Return the file without its identifiers; a second pass that fails is told and not raised.

    Raises:
        InputError: it cannot be read as a document, or the policy takes a secret.
    """
    text = ClinicalText(decoded_text(request.content))
    asked = RedactionRequest(text, request.policy, request.secret, request.patient, extra=request.extra, keep=request.keep)
    redacted = redact_note(asked).redacted
    content = redacted.text.encode("utf-8", "surrogatepass")
    verification = None
    if request.verify:
        seen = looked_over([(text, redacted)], content, request.policy)
        verification = accepted(seen, ((0, one.start, one.end) for one in request.keep))
    return RedactedFile(content, Format.TEXT.value, (RedactedPart("body", text, redacted),), (), verification)


def audit_of(
    files: Sequence[RedactedFile], policy: Policy, *, made_at: datetime, made_by: str = "", engine: str = "rules"
) -> RedactionAudit:
    """Return the audit of a run.

    Args:
        files: in the order of the run.
        policy: what stood in the identifiers' place.
        made_at: the present instant, which the caller's clock tells.
        made_by: who answers for it.
        engine: what found the identifiers.
    """
    documents = [_audit_of_one(number, file, policy) for number, file in enumerate(files, 1)]
    traits = [(number, _traits(file)) for number, file in enumerate(files, 1)]
    return redaction_audit(
        policy, documents, traits, made_at=made_at, made_by=made_by, codewell=codewell.__version__, engine=engine
    )


def _audit_of_one(number: int, file: RedactedFile, policy: Policy) -> DocumentAudit:
    parts = [(one.where, one.redacted) for one in file.parts]
    return document_audit(number, file.format, parts, file.content, policy, file.unread, file.verification)


def _traits(file: RedactedFile) -> Traits:
    return traits_of("\n".join(one.redacted.text for one in file.parts))


def vault_with(file: RedactedFile, key: bytes, existing: bytes | None = None) -> bytes:
    """Return the file of a vault that holds what was taken out of this file, and whatever it held before.

    Raises:
        InputError: the vault that exists opens with another key, or the format cannot be put back.
        ConfigurationError: the library that encrypts is not installed.
    """
    vault = opened(existing, key) if existing is not None else {}
    held: list[Held] = []
    written = read_document(file.content, format=Format(file.format)).parts if file.content.strip() else ()
    for part in file.parts:
        if not part.redacted.found:
            continue
        place = next((at for at in written if at.where == part.where and at.text.reveal() == part.redacted.text), None)
        if place is None:
            raise InputError(
                f"A vault cannot put this document back ({file.format}, {part.where}).",
                next_step="Leave --vault out and keep the original yourself.",
                slug="input.no-vault-for-format",
            )
        held += held_of(part.received.reveal(), part.redacted, place.number)
    return sealed({**vault, _digest(file.content): tuple(held)}, key)


def restore_file(content: bytes, vault: bytes, key: bytes, name: str = "") -> bytes:
    """Return a redacted file with its identifiers put back.

    Args:
        content: as it was written, not changed since.
        vault: the vault's file.
        key: content of the key file.
        name: file name, which helps to tell the format.

    Raises:
        InputError: the vault does not open with the key, or holds nothing of this file as it stands.
    """
    held = opened(vault, key).get(_digest(content))
    if held is None:
        raise InputError(
            "The vault holds nothing of this file as it stands.",
            next_step="Give the file just as `codewell redact` wrote it; one that was changed since cannot be put back.",
            slug="input.not-in-vault",
        )
    if not content.strip():
        return restored(content.decode(), held).encode()
    document = read_document(content, name)
    return document.rewritten([Edit(one.part, one.start, one.end, one.value) for one in held])


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def decoded_text(content: bytes) -> str:
    """Return the note's text; bytes that are no text are refused, because what cannot be read cannot be redacted."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise InputError(
            f"The note is not UTF-8 text (byte {broken.start + 1}).",
            next_step="Save it as plain text in UTF-8.",
            slug="input.not-text",
        ) from None
    if "\0" in text:
        raise InputError("The note holds NUL characters; it is no text file.", slug="input.not-text")
    return text
