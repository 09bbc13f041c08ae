"""A note without its identifiers, and where each of its characters came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from codewell.kernel.errors import PhiBoundaryError
from codewell.kernel.text import ClinicalText
from codewell.phi.finding import find_identifiers
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.policy import Policy, Replacement, policy_named
from codewell.phi.resolve import resolve
from codewell.phi.surrogates import Surrogates

_MOST_PASSES = 4
_MINT = object()


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the output and the stretch of the input that it stands for.

    Args:
        start, end: half-open offsets in the output.
        from_start, from_end: half-open offsets in the note as received.
        found: the identifier that was replaced; None where the text was kept.
    """

    start: int
    end: int
    from_start: int
    from_end: int
    found: Found | None


class RedactedText:
    """Text that `redact` has taken the identifiers out of; nothing else can make one.

    Raises:
        PhiBoundaryError: somebody tried.
    """

    __slots__ = ("_text", "found", "policy", "segments")

    def __init__(self, text: str, policy: str, found: tuple[Found, ...], segments: tuple[Segment, ...], *, mint: object) -> None:
        if mint is not _MINT:
            raise PhiBoundaryError("Only the redactor makes redacted text.", slug="phi.not-redacted")
        self._text, self.policy, self.found, self.segments = text, policy, found, segments

    @property
    def text(self) -> str:
        """The text without identifiers."""
        return self._text

    def __len__(self) -> int:
        return len(self._text)

    def __repr__(self) -> str:
        return f"RedactedText({len(self._text)} characters, {len(self.found)} identifiers replaced)"

    def offset_in_note(self, offset: int) -> int:
        """Return where in the note as received the character at this offset of the output came from.

        Inside a replacement it is the start of the identifier that was replaced.
        """
        for segment in self.segments:
            if segment.start <= offset < segment.end:
                return segment.from_start if segment.found else segment.from_start + offset - segment.start
        return self.segments[-1].from_end if self.segments else 0


def redact(
    note: ClinicalText, policy: Policy | None = None, *, secret: bytes | None = None, patient: str | None = None
) -> RedactedText:
    """Return the note without its identifiers.

    Unless surrogates are made, the output is read again until nothing more is found in it, so that redacting twice changes
    nothing: a replacement may bring together words that tell something only side by side.

    Args:
        note: the note as received.
        policy: what stands in their place; None for tags.
        secret: the user's key for surrogates and the shift of dates; never stored.
        patient: whose note it is, so that surrogates and shift agree between notes; None for this note alone.

    Raises:
        InputError: surrogates are asked for without a secret.
        PhiBoundaryError: the output still held an identifier after the last pass.
    """
    chosen = policy or policy_named("tags")
    text = note.reveal()
    surrogates = Surrogates(secret, patient, text) if chosen.needs_secret else None
    found = _replaced(find_identifiers(text), chosen)
    written, segments = _written(text, found, chosen, surrogates)
    if surrogates is not None:
        return RedactedText(written, chosen.name, found, segments, mint=_MINT)
    for _ in range(_MOST_PASSES):
        more = _replaced(find_identifiers(written), chosen)
        if not more:
            return RedactedText(written, chosen.name, found, segments, mint=_MINT)
        found = resolve([*found, *_in_note(more, segments)])
        written, segments = _written(text, found, chosen, surrogates)
    raise PhiBoundaryError(
        "An identifier stayed after the last pass.", next_step="Report it; nothing was written.", slug="phi.unsettled"
    )


def _replaced(found: Iterable[Found], policy: Policy) -> tuple[Found, ...]:
    return tuple(one for one in found if policy.of(one.type) is not Replacement.KEEP)


def _written(text: str, found: Sequence[Found], policy: Policy, surrogates: Surrogates | None) -> tuple[str, tuple[Segment, ...]]:
    pieces: list[str] = []
    segments: list[Segment] = []
    done = length = 0
    for one in (*found, None):
        end = one.start if one else len(text)
        if end > done:
            pieces.append(text[done:end])
            segments.append(Segment(length, length + end - done, done, end, None))
            length += end - done
        if one:
            stands = _replacement(text[one.start : one.end], one.type, policy.of(one.type), surrogates)
            pieces.append(stands)
            segments.append(Segment(length, length + len(stands), one.start, one.end, one))
            length, done = length + len(stands), one.end
    return "".join(pieces), tuple(segments)


def _replacement(value: str, kind: PhiType, how: Replacement, surrogates: Surrogates | None) -> str:
    if how is Replacement.SURROGATE and surrogates is not None:
        return surrogates.of(value, kind)
    if how is Replacement.MASK:
        return "".join("*" if letter.isalnum() else letter for letter in value)
    return "" if how is Replacement.BLANK else f"[{kind.value}]"


def _in_note(found: Iterable[Found], segments: Sequence[Segment]) -> list[Found]:
    """Return findings of the output as findings of the note; a replacement inside one brings its identifier with it."""
    mapped = []
    for one in found:
        touched = [segment for segment in segments if segment.start < one.end and one.start < max(segment.end, segment.start + 1)]
        first, last = touched[0], touched[-1]
        start = first.from_start if first.found else first.from_start + one.start - first.start
        end = last.from_end if last.found else last.from_start + one.end - last.start
        mapped.append(Found(start, end, one.type, one.rule, one.confidence))
    return mapped
