"""A second look at redacted text that shares no rule with the first: plain patterns, a vocabulary of safe words, planted values.

The recognizers ask what looks like an identifier in its context. This asks the opposite of each word that was let stand:
is it known to be harmless? And it looks for every value that was taken out in the bytes that are about to be written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from codewell.phi.lexicon import (
    ANY_NAME,
    CREDENTIAL,
    EPONYM,
    FACILITY,
    HOLIDAY,
    MONTH,
    NEVER,
    PLAIN,
    STATE,
    STREET,
    TITLE,
    VERB,
    lexicon,
)
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.planted import Planted
from codewell.phi.policy import Policy, Replacement
from codewell.phi.redaction import RedactedText

SAFE: Final = PLAIN | EPONYM | NEVER | TITLE | CREDENTIAL | VERB | STATE | MONTH | HOLIDAY | FACILITY | STREET
_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{3,}(?:['’-][^\W\d_]{2,})*(?![^\W_])")
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_PATTERNS: tuple[tuple[str, PhiType, re.Pattern[str]], ...] = tuple(
    (rule, kind, re.compile(pattern, re.IGNORECASE if not rule.endswith(("title", "zip")) else 0))
    for rule, kind, pattern in (
        ("ssn", PhiType.SSN, r"(?<![\d-])\d{3}[- ]\d{2}[- ]\d{4}(?![\d-])"),
        ("phone", PhiType.PHONE, r"(?<![\d.-])(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?!\d)"),
        ("email", PhiType.EMAIL, r"[\w.+-]{1,64}@[\w-]+\.[a-z]{2,}"),
        ("url", PhiType.URL, r"\bhttps?://[^\s\[]+|\bwww\.[^\s\[]+"),
        ("ip", PhiType.IP, r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)"),
        ("date", PhiType.DATE, r"(?<![\d/.-])[0-3]?\d([/-])[0-3]?\d\1(?:(?:19|20)\d\d|\d\d)(?![\d/-])"),
        ("iso-date", PhiType.DATE, r"(?<!\d)(?:19|20)\d\d-[01]\d-[0-3]\d(?!\d)"),
        ("month-day", PhiType.DATE, rf"\b{_MONTHS}\.? [0-3]?\d(?:st|nd|rd|th)?,? (?:19|20)\d\d\b"),
        ("zip", PhiType.LOCATION, r"\b[A-Z]{2},? \d{5}(?:-\d{4})?\b"),
        ("age", PhiType.AGE_OVER_89, r"\b(?:9\d|1[0-2]\d)[- ]?(?:years?|y/?o|yrs?)[- ]?old\b"),
        ("long-number", PhiType.OTHER_ID, r"(?<![\d.,-])\d{7,}(?![\d.,]?\d)"),
        ("title", PhiType.NAME, r"\b(?:Mr|Mrs|Ms|Miss|Dr)\.? [A-Z][a-z]{2,}"),
    )
)


class Reading(Enum):
    """How the second pass reads a part."""

    TEXT = "text"
    FIELD = "field"
    """The value of a field that a table keeps: a number or an address of the web that is all of it is a code or the name of a
    code system, and a word that no list knows is no reason to doubt."""
    THING = "thing"
    """As a field, and a name is that of equipment or software."""


@dataclass(frozen=True, slots=True)
class Emitted:
    """A part of a document as it is about to be written.

    Args:
        number: of the part in the document as received.
        redacted: the part without identifiers.
        reading: how it is read.
    """

    number: int
    redacted: RedactedText
    reading: Reading = Reading.TEXT


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place of a text that the second pass cannot call harmless.

    Args:
        start, end: half-open offsets.
        rule: of the second pass.
        type: what kind of identifier it would be.
        fails: whether it keeps the document from being written.
    """

    start: int
    end: int
    rule: str
    type: PhiType
    fails: bool


@dataclass(frozen=True, slots=True)
class Suspect:
    """A place of the output that may still tell who it is. It holds offsets and never the text.

    Args:
        part: 0-based number of the part in the document as received.
        start, end: half-open offsets in the part's text without identifiers.
        from_start, from_end: the same place in the part as received.
        rule: `verify.case`.
        type: what kind of identifier it would be.
        fails: whether it keeps the document from being written.
    """

    part: int
    start: int
    end: int
    from_start: int
    from_end: int
    rule: str
    type: PhiType
    fails: bool

    def as_found(self) -> Found:
        """Return the place in the part as received as a finding."""
        return Found(self.from_start, self.from_end, self.type, self.rule, 0.5)


@dataclass(frozen=True, slots=True)
class Verification:
    """What the second pass says.

    Args:
        suspects: the places, in order.
        planted: how many removed values were looked for in the bytes.
        leaked: names of the encodings in which a removed value was found; empty when none was.
        unaccounted: places of the result, read again, that hold a doubtful text which the redaction did not write.
    """

    suspects: tuple[Suspect, ...]
    planted: int
    leaked: tuple[str, ...]
    unaccounted: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Say whether the document may be written."""
        return not self.leaked and not self.unaccounted and not any(one.fails for one in self.suspects)


def accepted(verification: Verification, kept: Iterable[tuple[int, int, int]]) -> Verification:
    """Return what is left of a second pass when a person has looked at some places and lets them stand.

    Args:
        verification: what the second pass says.
        kept: part, start and end of each place, in the part as received.
    """
    places = tuple(kept)
    suspects = tuple(
        one
        for one in verification.suspects
        if not any(part == one.part and start <= one.from_start and one.from_end <= end for part, start, end in places)
    )
    return replace(verification, suspects=suspects)


def verify(parts: Sequence[Emitted], values: Sequence[str], content: bytes, policy: Policy) -> Verification:
    """Return what a second pass finds in a redacted document.

    Args:
        parts: of the document without identifiers.
        values: the identifiers that were taken out of it, as they stood.
        content: the bytes that are about to be written.
        policy: what it lets stand is no fault.
    """
    suspects = tuple(one for part in parts for one in suspects_of(part, policy))
    planted = Planted(values, {word.lower() for part in parts for word in _WORD.findall(_kept(part.redacted))})
    return Verification(suspects, len(planted), tuple(planted.found_in(content)))


def suspects_of(part: Emitted, policy: Policy) -> Iterator[Suspect]:
    """Yield the places of one part that may still tell who it is, in order."""
    text = part.redacted
    for one in doubts_in(_kept(text), policy, part.reading):
        first, last = text.offset_in_note(one.start), text.offset_in_note(one.end - 1) + 1
        yield Suspect(part.number, one.start, one.end, first, last, f"verify.{one.rule}", one.type, one.fails)


def doubts_in(text: str, policy: Policy, reading: Reading = Reading.TEXT) -> Iterator[Doubt]:
    """Yield the places of a text that cannot be called harmless, in order and apart."""
    found: dict[tuple[int, int], tuple[str, PhiType, bool]] = {}
    for rule, kind, pattern in _PATTERNS:
        if not _lets_stand(policy, kind):
            for match in pattern.finditer(text):
                if reading is Reading.TEXT or not _is_code(rule, match, text):
                    found.setdefault(match.span(), (rule, kind, reading is not Reading.THING or rule != "ip"))
    if policy.of(PhiType.NAME) is not Replacement.KEEP:
        for match in _WORD.finditer(text):
            doubt = _doubt(match[0])
            if doubt and (reading is Reading.TEXT or doubt == "name-word"):
                fails = doubt == "name-word" and reading is not Reading.THING
                found.setdefault(match.span(), (doubt, PhiType.NAME, fails))
    last = -1
    for (start, end), (rule, kind, fails) in sorted(found.items()):
        if start >= last:
            yield Doubt(start, end, rule, kind, fails)
            last = end


def _is_code(rule: str, match: re.Match[str], text: str) -> bool:
    """Say whether the whole value is a number, which is a code, or an address that names a code system and no record."""
    if match[0] != text.strip():
        return False
    return rule == "long-number" or (rule == "url" and not _TELLS_A_RECORD.search(text))


_TELLS_A_RECORD = re.compile(r"\d{5}|[?=@]")


def _lets_stand(policy: Policy, kind: PhiType) -> bool:
    kept = Replacement.KEEP
    return policy.of(kind) is kept or (kind is PhiType.LOCATION and kept in policy.by_place.values())


def _kept(part: RedactedText) -> str:
    """Return the text with a control character for each one that stands in an identifier's place; offsets stay.

    A place that the policy lets stand is masked too: its name may be a person's as well.
    """
    kept = "".join(
        part.text[one.start : one.end] if one.found is None else "\x1a" * (one.end - one.start) for one in part.segments
    )
    if not part.let_stand:
        return kept
    letters = list(kept)
    for one in part.let_stand:
        if one.type is PhiType.LOCATION:
            start = part.offset_in_output(one.start)
            letters[start : start + one.end - one.start] = "\x1a" * (one.end - one.start)
    return "".join(letters)


def _doubt(word: str) -> str:
    """Return why a word is not known to be harmless; nothing where it is."""
    if not word[0].isupper() or (word.isupper() and len(word) < 6):
        return ""
    pieces = re.split(r"['’-]", word.lower())
    flags = [lexicon()[piece] for piece in pieces if len(piece) > 2] or [PLAIN]
    if all(flag & SAFE or _inflected(piece) for flag, piece in zip(flags, (p for p in pieces if len(p) > 2), strict=False)):
        return ""
    if any(flag & ANY_NAME and not flag & SAFE for flag in flags) and not word.isupper():
        return "name-word"
    return "unknown-word"


def _inflected(word: str) -> bool:
    """Say whether a safe word with a common ending is meant."""
    known = lexicon()
    stems = (
        word[: -len(ending)] + stands for ending, stands in _ENDINGS if word.endswith(ending) and len(word) > len(ending) + 3
    )
    return any(stem in known and known[stem] & PLAIN for stem in stems)


_ENDINGS = (
    ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", ""), ("al", ""),
    ("ally", ""), ("ic", ""), ("er", ""), ("able", ""), ("ness", ""),
)  # fmt: skip
