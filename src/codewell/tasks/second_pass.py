"""Look over a redacted document a second time, and refuse it where that tells of something."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from codewell.documents.document import Format
from codewell.documents.reading import read_document
from codewell.kernel.errors import CodewellError, PhiBoundaryError
from codewell.kernel.text import ClinicalText
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.policy import Policy
from codewell.phi.redaction import RedactedText
from codewell.phi.verification import Emitted, Reading, Verification, doubts_in, verify
from codewell.tasks.field_tables import FIELD_LINK, reading_of

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class PartSeen:
    """A part that the second pass looks at.

    Args:
        number: of the part in the document as received.
        received: as it came.
        redacted: as it is about to be written.
        reading: how it is read.
    """

    number: int
    received: ClinicalText
    redacted: RedactedText
    reading: Reading = Reading.TEXT


@dataclass(frozen=True, slots=True)
class Written:
    """A document as it is about to be written.

    Args:
        content: its bytes.
        format: as which it is read again; None for plain text that need not be.
        texts: every text that the redaction put into it or let stand, where they are more than the parts that are looked at.
    """

    content: bytes = field(repr=False)
    format: Format | None = None
    texts: Collection[str] = field(default=(), repr=False)


def looked_over(parts: Sequence[PartSeen], written: Written, policy: Policy) -> Verification:
    """Return what the second pass says of a redacted document.

    It looks at the parts, seeks the removed values in the bytes, and reads the bytes again: what stands in them and was in none
    of the texts is looked at as well.

    Args:
        parts: those in which something was found, all prose, and fields that it doubts.
        written: the document that is about to be written.
        policy: what it lets stand is no fault.
    """
    stands = {part.redacted.text[one.start : one.end] for part in parts for one in part.redacted.segments if one.found}
    values = [value for part in parts for value in _taken(part) if value not in stands]  # a moved day may be another of its days
    emitted = [Emitted(part.number, part.redacted, part.reading) for part in parts]
    seen = verify(emitted, values, written.content, policy)
    return replace(seen, unaccounted=tuple(_unaccounted(parts, written, policy)))


def _taken(part: PartSeen) -> Iterator[str]:
    """Yield the values that were taken out of a part; an id that others refer to is sought by the redaction itself."""
    for one in part.redacted.found:
        value = part.received.reveal()[one.start : one.end]
        if value and one.end <= len(part.received) and one.rule != FIELD_LINK and not _is_shortened(value, one):
            yield value


def _is_shortened(value: str, one: Found) -> bool:
    """Say whether a day of a field looks as a shortened one: X12 and DICOM know no year alone and take its first day."""
    return one.rule.startswith("field.") and one.type is PhiType.DATE and value.endswith("0101")


def _unaccounted(parts: Sequence[PartSeen], written: Written, policy: Policy) -> Iterator[str]:
    """Yield where the result, read again, holds a doubtful text that the redaction neither wrote nor let stand."""
    if written.format is None or not written.content.strip():
        return
    try:
        again = read_document(written.content, format=written.format)
    except CodewellError:
        yield "the whole, which cannot be read again"
        return
    texts = {part.redacted.text for part in parts} | set(written.texts)
    squeezed: str | None = None
    for part in again.parts:
        text = part.text.reveal()
        if text in texts:
            continue
        for one in doubts_in(text, policy, reading_of(part, written.format)):
            if one.fails:
                squeezed = squeezed if squeezed is not None else _SEPARATOR.join(map(_squeezed, texts))
                if _squeezed(text[one.start : one.end]) not in squeezed:
                    yield f"part {part.number}"
                    break


def _squeezed(text: str) -> str:
    return "".join(text.split())


_SEPARATOR = "\x1a"


def refuse_unless_passed(verification: Verification) -> Verification:
    """Return the verification where the document may be written.

    Raises:
        PhiBoundaryError: it may not; the message names rules and offsets, never text.
    """
    if verification.passed:
        return verification
    failing = [one for one in verification.suspects if one.fails]
    places = [f"{one.rule} at {place_named(one.part, one.from_start, one.from_end)}" for one in failing[:_MOST_NAMED]]
    if len(failing) > _MOST_NAMED:
        places.append(f"{len(failing) - _MOST_NAMED} more")
    places += [f"a value that was taken out stands in the output as {encoding}" for encoding in verification.leaked]
    places += [f"the output holds what nobody looked at in {where}" for where in verification.unaccounted[:_MOST_NAMED]]
    raise PhiBoundaryError(
        f"The second pass did not let the document through ({'; '.join(places)}). Nothing was written.",
        next_step="Decide on these places at /redact of `codewell serve`, or give --keep or --take with their places.",
        slug="phi.not-verified",
    )


def place_named(part: int, start: int, end: int) -> str:
    """Return a place as the command line takes it: `10-18` in the first part, `3:10-18` in another."""
    return f"{part}:{start}-{end}" if part else f"{start}-{end}"
