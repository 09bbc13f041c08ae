"""A question and what was understood of it, without a model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from codewell.kernel.codes import CodeSystem


class Intent(Enum):
    """What a question wants to know."""

    MEANING = "meaning"
    """What a code means, and whether it may be billed on the day."""
    FIND = "find"
    """The code for something said in words."""
    COMPARE = "compare"
    """What tells two codes, or two days of a code, apart."""
    PAYMENT = "payment"
    """What Medicare pays, relative value units, payment indicators."""
    MUE = "mue"
    PTP = "ptp"
    """Whether two codes may be billed together."""
    ADD_ON = "add-on"
    MODIFIER = "modifier"
    GUIDELINE = "guideline"
    CROSSWALK = "crosswalk"
    COVERAGE = "coverage"
    HISTORY = "history"
    """When a code began or ended, and what took its place."""
    CLAIM_CHECK = "claim-check"
    NOTE_CODING = "note-coding"
    COMPLIANCE = "compliance"
    DEFINITION = "definition"
    """A word of the field, an indicator's value, a place of service."""
    HOW_TO = "how-to"
    """How the app does something, what is loaded."""
    GREETING = "greeting"
    UNSAFE = "unsafe"
    """Upcoding, gaming edits, altering records: declined with the compliant alternative."""
    CLINICAL_ADVICE = "clinical-advice"
    OUT_OF_SCOPE = "out-of-scope"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class CodeMention:
    """A code that a question names.

    Args:
        text: as the code book writes it, `E11.22`, `77385`.
        systems: systems whose shape it has, likeliest first; one where the question says which.
        start: first character in the question as received.
        end: one past its last character.
    """

    text: str
    systems: tuple[CodeSystem, ...]
    start: int
    end: int


class RateSetting(Enum):
    """Whose tables and rates a question asks for."""

    PHYSICIAN = "physician"
    HOSPITAL = "hospital"
    SURGICAL_CENTER = "surgical-center"
    SUPPLIER = "supplier"


class Side(Enum):
    """Laterality that a question names."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Entities:
    """What a question names.

    Args:
        codes: in order.
        modifiers: two characters each, in order.
        days: days of service named, in order; a year alone is its first day, "today" is none.
        years: calendar or fiscal years named without a day, in order.
        setting: None where the question names none.
        place_of_service: two characters; empty where none.
        payer: `medicare`, `medicaid`, `commercial`, or a name as written; empty where none.
        state: two letters; empty where none.
        locality: seven digits, or words of a locality's name; empty where none.
        specialty: as written; empty where none.
        side: None where none.
        indicator: kind and value of a payment indicator, (`status indicator`, `N`); empty where none.
        topic: the words that are left when question words, codes and days are taken out: what to search for.
    """

    codes: tuple[CodeMention, ...] = ()
    modifiers: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    years: tuple[int, ...] = ()
    setting: RateSetting | None = None
    place_of_service: str = ""
    payer: str = ""
    state: str = ""
    locality: str = ""
    specialty: str = ""
    side: Side | None = None
    indicator: tuple[str, str] | tuple[()] = ()
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """One question, understood.

    Args:
        text: the question as received, identifiers taken out; one of several where several were asked at once.
        intent: what it wants.
        entities: what it names; a follow-up's are completed from the question before.
        confidence: 0 to 1.
        alternatives: intents that came close, best first.
        corrected: words that were read as others: (as written, as read).
        follows_up: whether anything was taken over from the question before.
    """

    text: str
    intent: Intent
    entities: Entities
    confidence: float
    alternatives: tuple[Intent, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    follows_up: bool = False
