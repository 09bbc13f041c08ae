"""The audit of a redaction, as a privacy officer signs it: what was taken out, by which rule, how sure; never any text."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from codewell.phi.phi_types import Found, PhiType
from codewell.phi.policy import Policy
from codewell.phi.redaction import RedactedText
from codewell.phi.reidentification import ReidentificationNote, Traits, notes_of
from codewell.phi.report import DOUBTFUL
from codewell.phi.verification import Suspect, Verification


@dataclass(frozen=True, slots=True)
class ClassCount:
    """How many identifiers of a class were taken out.

    Args:
        type: name of the kind.
        paragraph: letter of 45 CFR 164.514(b)(2)(i).
        count: how many.
    """

    type: str
    paragraph: str
    count: int


@dataclass(frozen=True, slots=True)
class TakenOut:
    """An identifier that was taken out.

    Args:
        where: part of the document, for a person.
        start, end: half-open offsets into the part as received.
        type: name of the kind.
        paragraph: letter of the paragraph.
        rule: which rule or model found it.
        confidence: how often that rule is right, 0 to 1.
        replaced_by: how it was replaced.
    """

    where: str
    start: int
    end: int
    type: str
    paragraph: str
    rule: str
    confidence: float
    replaced_by: str


@dataclass(frozen=True, slots=True)
class SecondPass:
    """What the second pass said.

    Args:
        passed: whether the document could be written.
        values_searched: removed values that were looked for in the bytes.
        encodings_leaked: encodings in which one was found.
        suspects: places that may still tell who it is.
        unaccounted: parts of the result that hold a doubtful text which nobody looked at.
    """

    passed: bool
    values_searched: int
    encodings_leaked: tuple[str, ...]
    suspects: tuple[Suspect, ...]
    unaccounted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadPart:
    """A piece of a document that could not be read and was taken out.

    Args:
        where: for a person.
        reason: one sentence.
    """

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class FieldsDropped:
    """Fields that were dropped because no table keeps them.

    Args:
        path: in the format's own terms; never a value.
        count: how many.
    """

    path: str
    count: int


@dataclass(frozen=True, slots=True)
class DocumentAudit:
    """The audit of one document. It is known by its number and the digest of what was written: a file's name may tell a person's.

    Args:
        number: 1-based, in the order of the run.
        format: as which it was read.
        characters: of its parts as received.
        output_sha256: of the bytes that were written.
        counts: by class.
        taken_out: each identifier, in order.
        doubtful: how many of them were found by a rule that is often wrong.
        unread: what could not be read.
        second_pass: None where none was asked for.
        dropped: fields that no table keeps, by path.
    """

    number: int
    format: str
    characters: int
    output_sha256: str
    counts: tuple[ClassCount, ...]
    taken_out: tuple[TakenOut, ...]
    doubtful: int
    unread: tuple[UnreadPart, ...]
    second_pass: SecondPass | None
    dropped: tuple[FieldsDropped, ...] = ()


@dataclass(frozen=True, slots=True)
class CorpusReport:
    """All documents of a run together.

    Args:
        documents: how many.
        characters: of all parts as received.
        counts: by class.
        doubtful: found by rules that are often wrong.
        suspects: places of the output that the second pass doubts.
        unread: pieces that could not be read.
        notes: what may still point at a person.
    """

    documents: int
    characters: int
    counts: tuple[ClassCount, ...]
    doubtful: int
    suspects: int
    unread: int
    notes: tuple[ReidentificationNote, ...]


@dataclass(frozen=True, slots=True)
class ListRelease:
    """A list that the recognizers read.

    Args:
        name: of the file.
        sha256: of its bytes, first 16 digits.
    """

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class RedactionAudit:
    """The audit of a run.

    Args:
        made_at: when, by the clock of whoever asked.
        made_by: who answers for it; empty where nobody was named.
        codewell: release of the program.
        engine: what found the identifiers.
        policy: what stands in their place, with what it lets stand and the rule that it cites.
        lists: what the recognizers read.
        corpus: all documents together.
        documents: each document.
    """

    made_at: str
    made_by: str
    codewell: str
    engine: str
    policy: str
    policy_cites: str
    policy_keeps: tuple[str, ...]
    lists: tuple[ListRelease, ...]
    corpus: CorpusReport
    documents: tuple[DocumentAudit, ...]


def document_audit(
    number: int,
    format: str,
    parts: Sequence[tuple[str, RedactedText]],
    content: bytes,
    policy: Policy,
    unread: Sequence[UnreadPart] = (),
    verification: Verification | None = None,
    dropped: Sequence[FieldsDropped] = (),
) -> DocumentAudit:
    """Return the audit of one document.

    Args:
        number: 1-based.
        format: as which it was read.
        parts: where each part stands, and the part without identifiers.
        content: the bytes that were written.
        policy: what stands in the identifiers' place.
        unread: what could not be read.
        verification: what the second pass said.
        dropped: fields that no table keeps.
    """
    taken = tuple(_taken_out(where, one, policy) for where, part in parts for one in part.found)
    second = None
    if verification is not None:
        told = (verification.leaked, verification.suspects, verification.unaccounted)
        second = SecondPass(verification.passed, verification.planted, *told)
    return DocumentAudit(
        number,
        format,
        sum(part.segments[-1].from_end if part.segments else 0 for _, part in parts),
        hashlib.sha256(content).hexdigest(),
        _counts([one.type for one in taken]),
        taken,
        sum(one.confidence < DOUBTFUL for one in taken),
        tuple(unread),
        second,
        tuple(dropped),
    )


def corpus_report(documents: Sequence[DocumentAudit], traits: Sequence[tuple[int, Traits]]) -> CorpusReport:
    """Return all documents of a run together."""
    return CorpusReport(
        len(documents),
        sum(one.characters for one in documents),
        _counts([taken.type for one in documents for taken in one.taken_out]),
        sum(one.doubtful for one in documents),
        sum(len(one.second_pass.suspects) for one in documents if one.second_pass),
        sum(len(one.unread) for one in documents),
        notes_of(traits),
    )


def redaction_audit(
    policy: Policy,
    documents: Sequence[DocumentAudit],
    traits: Sequence[tuple[int, Traits]],
    *,
    made_at: datetime | date,
    made_by: str,
    codewell: str,
    engine: str,
) -> RedactionAudit:
    """Return the audit of a run; the caller says when and who."""
    return RedactionAudit(
        made_at.isoformat(),
        made_by,
        codewell,
        engine,
        policy.name,
        policy.cites,
        policy.keeps,
        list_releases(),
        corpus_report(documents, traits),
        tuple(documents),
    )


def _taken_out(where: str, one: Found, policy: Policy) -> TakenOut:
    how = policy.of(one.type).value
    return TakenOut(where, one.start, one.end, one.type.value, one.type.paragraph, one.rule, one.confidence, how)


def _counts(types: Sequence[str]) -> tuple[ClassCount, ...]:
    counted = Counter(types)
    return tuple(ClassCount(kind.value, kind.paragraph, counted[kind.value]) for kind in PhiType if counted[kind.value])


@cache
def list_releases() -> tuple[ListRelease, ...]:
    """Return the lists that the recognizers read and the weights of the tagger, by name."""
    folders = (files("codewell.phi") / folder for folder in ("lists", "cues", "tagger"))
    endings = (".gz", ".toml", ".tsv", ".txt", ".npz")
    found = [one for folder in folders for one in folder.iterdir() if one.name.endswith(endings)]
    return tuple(
        ListRelease(one.name, hashlib.sha256(one.read_bytes()).hexdigest()[:16])
        for one in sorted(found, key=lambda one: one.name)
    )
