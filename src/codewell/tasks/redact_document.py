"""Take the identifiers out of a document of any format: text as text, fields by their tables, names and numbers everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from codewell.documents.document import Format, Part, Unread
from codewell.documents.reading import read_document
from codewell.kernel.errors import PhiBoundaryError
from codewell.phi.finding import find_identifiers
from codewell.phi.phi_types import Found
from codewell.phi.policy import Policy, policy_named
from codewell.phi.redaction import Finder
from codewell.tasks.images_kept import read_to_redact
from codewell.tasks.parts_redaction import PartReport, PartsRedaction, Places, Plan


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """A document to redact.

    Args:
        content: the file.
        name: its file name; helps where the content does not tell the format.
        format: None finds it out.
        policy: a policy, or the name of one that comes with Codewell.
        secret: key of surrogates and of linked ids; None where the policy makes none.
        patient: whose document it is; None for this document alone.
        find: finds the identifiers of a text.
        uid_key: keys the UIDs of a policy that takes no secret, so that files of one study stay one; None takes a key of the run.
        keep_images: images of a PDF or Word document and pixels of a DICOM object stay, unread as they are.
        extra: places that a person pointed out, each with the number of its part.
        keep: places that a person looked at and lets stand, likewise; only in text that is read.
        verify: whether fields that stay are looked at for the second pass.
    """

    content: bytes = field(repr=False)
    name: str = field(default="", repr=False)
    format: Format | None = None
    policy: str | Policy = "tags"
    secret: bytes | None = field(default=None, repr=False)
    patient: str | None = field(default=None, repr=False)
    find: Finder = field(default=find_identifiers, repr=False)
    uid_key: bytes | None = field(default=None, repr=False)
    keep_images: bool = False
    extra: Places = ()
    keep: Places = ()
    verify: bool = False


@dataclass(frozen=True, slots=True)
class RedactedDocument:
    """A document without identifiers, in its own format.

    Args:
        content: the file to write.
        format: what it is.
        parts: the parts in which something was taken out, shortened or exchanged, in order.
        counts: kind of identifier -> how many.
        unread: what could not be read; it is not in `content`.
        dropped: path -> how many fields were dropped because no table keeps them.
        changed: path -> how many dates, ZIP codes and ids stand in it shortened or exchanged.
        untouched: prose in which nothing was found, and fields that stay and that the second pass doubts.
        texts: every text that was written or let stand; empty where no second pass was asked for.
    """

    content: bytes = field(repr=False)
    format: Format
    parts: tuple[PartReport, ...]
    counts: tuple[tuple[str, int], ...]
    unread: tuple[Unread, ...]
    dropped: tuple[tuple[str, int], ...]
    changed: tuple[tuple[str, int], ...]
    untouched: tuple[PartReport, ...] = ()
    texts: frozenset[str] = field(default=frozenset(), repr=False)


def redact_document(request: DocumentRequest) -> RedactedDocument:
    """Return the document without its identifiers.

    What a table does not name is dropped, what cannot be read is taken out and said, a name or number that one part gives away
    is sought in all the others, and the result is read again: nothing may be found in it.

    Raises:
        InputError: it cannot be read, there is no such policy, the policy takes a secret, or a place to keep lies in a field that
            its table takes whole.
        ConfigurationError: its format takes a library that is not installed.
        PhiBoundaryError: reading the result again found an identifier; nothing is given out.
    """
    document = read_to_redact(request.content, request.name, request.format, keep_images=request.keep_images)
    policy = policy_named(request.policy) if isinstance(request.policy, str) else request.policy
    plan = Plan(
        policy, request.find, request.secret, request.patient, request.uid_key, request.extra, request.keep, request.verify
    )
    redaction = PartsRedaction(document, plan)
    for part in document.parts:
        redaction.take(part)
    content = document.rewritten(redaction.changes)
    _check(content, request, document.format, redaction)
    counts = Counter(found.type.value for report in redaction.reports for found in report.redacted.found)
    return RedactedDocument(
        content,
        document.format,
        tuple(redaction.reports),
        tuple(sorted(counts.items())),
        tuple(document.unread),
        tuple(sorted(redaction.dropped.items())),
        tuple(sorted(redaction.changed.items())),
        tuple(redaction.untouched),
        frozenset(redaction.texts),
    )


def _check(content: bytes, request: DocumentRequest, format: Format, redaction: PartsRedaction) -> None:
    """Read the result again and refuse it where an identifier stands in it that the redaction did not put there.

    Raises:
        PhiBoundaryError: one does.
    """
    if not content.strip():
        return
    again = read_document(content, request.name, format)
    for part in again.parts:
        if any(True for _ in _left(part, redaction)):
            raise PhiBoundaryError(
                f"An identifier stayed in the document ({part.where}).",
                next_step="Report it; nothing was written.",
                slug="phi.unsettled",
            )


def _left(part: Part, redaction: PartsRedaction) -> Iterator[Found]:
    """Yield names and numbers of the document as received that stand in a part of the result."""
    text = part.text.reveal()
    for one in redaction.known.find(text):
        if text[one.start : one.end] not in redaction.written and not _within(text, one, redaction.written):
            yield one


def _within(text: str, one: Found, written: set[str]) -> bool:
    """Say whether a finding lies in something that the redaction wrote there."""
    return any(stands and text.find(stands, max(0, one.start - len(stands)), one.end + len(stands)) >= 0 for stands in written)
