"""A note without its identifiers, and where each of its characters came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from codewell.kernel.errors import PhiBoundaryError
from codewell.kernel.text import ClinicalText
from codewell.phi.finding import find_identifiers
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.policy import Policy, policy_named
from codewell.phi.replacement import Replacer
from codewell.phi.replacing.towns import with_towns
from codewell.phi.resolve import resolve

_MOST_PASSES = 5
_MINT = object()

Finder = Callable[[str], Sequence[Found]]
"""Returns the identifiers of a text in order, without overlaps."""


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

    __slots__ = ("_text", "found", "let_stand", "policy", "segments")

    def __init__(
        self,
        text: str,
        policy: str,
        found: tuple[Found, ...],
        segments: tuple[Segment, ...],
        let_stand: tuple[Found, ...] = (),
        *,
        mint: object,
    ) -> None:
        if mint is not _MINT:
            raise PhiBoundaryError("Only the redactor makes redacted text.", slug="phi.not-redacted")
        self._text, self.policy, self.found, self.segments = text, policy, found, segments
        self.let_stand = let_stand
        """What the policy lets stand, in the note as received."""

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
        at = bisect_right(self.segments, offset, key=lambda segment: segment.start) - 1
        if at >= 0 and self.segments[at].start <= offset < self.segments[at].end:
            segment = self.segments[at]
            return segment.from_start if segment.found else segment.from_start + offset - segment.start
        return self.segments[-1].from_end if self.segments else 0

    def offset_in_output(self, offset: int) -> int:
        """Return where in the output the character at this offset of the note stands.

        Of an identifier that was replaced it is the start of what stands in its place.
        """
        at = bisect_right(self.segments, offset, key=lambda segment: segment.from_start) - 1
        if at >= 0 and self.segments[at].from_start <= offset < self.segments[at].from_end:
            segment = self.segments[at]
            return segment.start if segment.found else segment.start + offset - segment.from_start
        return len(self._text)


def redact(
    note: ClinicalText,
    policy: Policy | None = None,
    *,
    secret: bytes | None = None,
    patient: str | None = None,
    find: Finder = find_identifiers,
    replacer: Replacer | None = None,
    extra: Sequence[Found] = (),
    keep: Sequence[Found] = (),
) -> RedactedText:
    """Return the note without its identifiers.

    The output is read again until nothing more is found in it, so that redacting twice changes nothing: a replacement may
    bring together words that tell something only side by side. What a surrogate or a shortened value itself looks like is
    not taken out again.

    Args:
        note: the note as received.
        policy: what stands in their place; None for tags.
        secret: the user's key for surrogates and the shift of dates; never stored.
        patient: whose note it is, so that surrogates and shift agree between notes; None for this note alone.
        find: finds the identifiers of a text.
        replacer: of the document that the note is a part of, so that its parts agree; None makes one for the note alone.
        extra: identifiers that a person pointed out.
        keep: findings that a person looked at and let stand; only exactly these are.

    Raises:
        InputError: surrogates are asked for without a secret.
        PhiBoundaryError: the output still held an identifier after the last pass.
    """
    chosen = replacer.policy if replacer else policy or policy_named("tags")
    text = note.reveal()
    let = {(one.start, one.end) for one in keep}
    seen = resolve([*(one for one in find(text) if (one.start, one.end) not in let), *extra])
    seen = with_towns(text, seen)
    names = [text[one.start : one.end] for one in seen if one.type is PhiType.NAME]
    by = replacer or Replacer(chosen, [text], names, secret, patient)
    stays = [by.keeps(one, text[one.start : one.end]) for one in seen]
    found = tuple(one for one, kept in zip(seen, stays, strict=True) if not kept)
    let_stand = tuple(one for one, kept in zip(seen, stays, strict=True) if kept)
    let |= {(one.start, one.end) for one in let_stand}
    for _ in range(_MOST_PASSES):
        written, segments = _written(text, found, by)
        more = [one for one in _in_note(_new(find(written), segments), segments) if (one.start, one.end) not in let]
        more = [one for one in more if not by.keeps(one, text[one.start : one.end])]
        if not more:
            return RedactedText(written, chosen.name, found, segments, let_stand, mint=_MINT)
        found = resolve([*found, *more])
    raise PhiBoundaryError(
        "An identifier stayed after the last pass.", next_step="Report it; nothing was written.", slug="phi.unsettled"
    )


def restated(field: ClinicalText, stands: str, found: Found, policy: Policy) -> RedactedText:
    """Return a field of which a table of fields says what stands in its place.

    Args:
        field: as received.
        stands: what is written back.
        found: what the whole field was.
        policy: under which.
    """
    segments = (Segment(0, len(stands), 0, len(field), found),)
    return RedactedText(stands, policy.name, (found,), segments, mint=_MINT)


def _new(found: Iterable[Found], segments: Sequence[Segment]) -> list[Found]:
    """Return the findings of the output that reach beyond what stands in an identifier's place."""
    stands = [segment for segment in segments if segment.found and segment.end > segment.start]
    starts = [segment.start for segment in stands]
    new = []
    for one in found:
        at = bisect_right(starts, one.start) - 1
        if at < 0 or not (one.start < stands[at].end and one.end <= stands[at].end):
            new.append(one)
    return new


def _written(text: str, found: Sequence[Found], by: Replacer) -> tuple[str, tuple[Segment, ...]]:
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
            stands = by.of(one, text[one.start : one.end])
            pieces.append(stands)
            segments.append(Segment(length, length + len(stands), one.start, one.end, one))
            length, done = length + len(stands), one.end
    return "".join(pieces), tuple(segments)


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
