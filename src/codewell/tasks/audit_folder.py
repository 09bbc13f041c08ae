"""The audit of a folder that a batch has redacted: its lines and its files tell all that the audit holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import codewell
from codewell.documents.reading import read_document
from codewell.kernel.errors import CodewellError
from codewell.phi.audit import (
    ClassCount,
    DocumentAudit,
    FieldsDropped,
    RedactionAudit,
    SecondPass,
    TakenOut,
    UnreadPart,
    redaction_audit,
)
from codewell.phi.phi_types import PhiType
from codewell.phi.policy import Policy
from codewell.phi.reidentification import Traits
from codewell.phi.verification import Suspect
from codewell.tasks.batch.output import OUTCOMES_FILE
from codewell.tasks.document_traits import traits_of_document


def audit_of_folder(folder: Path, policy: Policy, *, made_at: datetime, made_by: str, engine: str) -> RedactionAudit:
    """Return the audit of the files that a batch wrote; those that it could not do are in none of its counts.

    Args:
        folder: what `codewell redact DIR -o FOLDER` wrote.
        policy: what stood in the identifiers' place.
        made_at: the present instant, which the caller's clock tells.
        made_by: who answers for it.
        engine: what found the identifiers.
    """
    documents: list[DocumentAudit] = []
    traits: list[tuple[int, Traits]] = []
    for path, told in _lines(folder):
        document = _document(told)
        documents.append(document)
        traits.append((document.number, _traits(path)))
    return redaction_audit(
        policy, documents, traits, made_at=made_at, made_by=made_by, codewell=codewell.__version__, engine=engine
    )


def _lines(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    with (folder / OUTCOMES_FILE).open("rb") as lines:
        for line in lines:
            told = json.loads(line)
            if "audit" in told:
                yield folder / told["id"], told["audit"]


def _traits(path: Path) -> Traits:
    """Return what a redacted file still tells of its person; nothing where it cannot be read again."""
    try:
        return traits_of_document(read_document(path.read_bytes(), path.name))
    except CodewellError:
        return Traits("", "", "", frozenset())


def _document(told: dict[str, Any]) -> DocumentAudit:
    """Return the audit that a line holds."""
    second = told["second_pass"]
    return DocumentAudit(
        told["number"],
        told["format"],
        told["characters"],
        told["output_sha256"],
        tuple(ClassCount(**one) for one in told["counts"]),
        tuple(TakenOut(**one) for one in told["taken_out"]),
        told["doubtful"],
        tuple(UnreadPart(**one) for one in told["unread"]),
        second
        and SecondPass(
            second["passed"],
            second["values_searched"],
            tuple(second["encodings_leaked"]),
            tuple(Suspect(**{**one, "type": PhiType(one["type"])}) for one in second["suspects"]),
            tuple(second.get("unaccounted", ())),
        ),
        tuple(FieldsDropped(**one) for one in told.get("dropped", ())),
    )
