"""What search compares a query with: a wording, the code or codes it leads to, and where the wording comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from codewell.kernel.codes import CodeSystem
from codewell.search.tokens import Reading, Side

SYSTEMS: tuple[CodeSystem, ...] = (CodeSystem.ICD10CM, CodeSystem.HCPCS, CodeSystem.CPT, CodeSystem.ICD10PCS)
"""Order of the systems in stored numbers."""

ALWAYS = (1 << 64) - 1
"""Era mask of a wording that is not tied to releases."""


class Kind(IntEnum):
    """Where a wording comes from."""

    DESCRIPTOR = 0
    SHORT_DESCRIPTOR = 1
    INCLUSION_TERM = 2
    INDEX = 3
    INDEX_REFERENCE = 4
    EXTERNAL_INDEX = 5
    NEOPLASM = 6
    DRUG = 7
    LAY_TERM = 8
    LABEL = 9
    SERVICE = 10
    WRITTEN = 11
    ALLERGY = 12


@dataclass(slots=True)
class Document:
    """One wording.

    Attributes:
        required: tokens that the wording needs.
        optional: further tokens that may be said with it.
        side: laterality it names.
        other: it names a residual ("other specified").
        kind: where it comes from.
        system: code system it leads to.
        target: code without dot, possibly a header; for a row of a table, its cells' codes in column order joined by `|`.
        why: the wording as printed; empty where it is the code's own descriptor.
        eras: bit mask of the eras of `system` in which it holds.
        is_listed: our word lists have the same words for the same code.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...]
    side: Side
    other: bool
    kind: Kind
    system: CodeSystem
    target: str
    why: str = ""
    eras: int = ALWAYS
    is_listed: bool = False


def document(
    reading: Reading, *, kind: Kind, system: CodeSystem, target: str, why: str = "", eras: int = ALWAYS
) -> Document | None:
    """Make a document of a reading; None where no token is left. What a wording denies counts as said by default."""
    required, optional = split_tokens(reading)
    if not required and not optional:
        return None
    if not required:
        required, optional = optional, ()
    return Document(required, optional, reading.side, reading.other, kind, system, target, why, eras)


def split_tokens(reading: Reading) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the tokens a wording needs and those it can do without, each once."""
    required: dict[str, None] = {}
    optional: dict[str, None] = {}
    for token, may_be_left_out in zip(reading.tokens, reading.optional, strict=True):
        (optional if may_be_left_out or token[0] == "-" else required)[token] = None
    return tuple(required), tuple(token for token in optional if token not in required)
