"""What the claim edits need to know of codes, as facts and Protocols; `tasks` hands in what answers over the releases.

Facts compare by identity: the reference gives the same object for a code on all days on which the same holds, so the
engine can remember what it found for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, Flag, auto
from typing import Protocol

import numpy as np
import numpy.typing as npt

from codewell.edits.finding import Because
from codewell.kernel.claims import Setting
from codewell.kernel.validity import Validity

Numbers = npt.NDArray[np.int64]


class Need(Flag):
    """What an edit reads; where it is not loaded for the day, the edit ends in `no_data`."""

    NOTHING = 0
    PROCEDURES = auto()
    """The lists of HCPCS and CPT codes."""
    FEES = auto()
    """The physician fee schedule's indicators."""
    OUTPATIENT = auto()
    """OPPS Addendum B."""
    SURGICAL_CENTER = auto()
    """ASC Addenda AA, BB and EE."""
    UNITS = auto()
    """The MUE table of the setting."""
    PAIRS = auto()
    """The PTP edits of the setting."""
    ADDONS = auto()
    """The add-on code table."""
    MODIFIERS = auto()
    """The list of HCPCS Level II modifiers."""
    DIAGNOSES = auto()
    """The ICD-10-CM code list."""
    TABULAR = auto()
    """The ICD-10-CM tabular list."""
    COVERAGE = auto()
    """Coverage articles with their diagnoses."""
    CODE_EDITOR = auto()
    """Lists of the Medicare Code Editor."""
    HISTORY = auto()
    """Earlier claims of the patient; without them the edit is not asked."""


class Standing(Enum):
    """How a code stands on a day."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet_in_force"
    NO_LONGER = "no_longer_in_force"
    UNKNOWN = "unknown"
    """A whole list is loaded and has never held it."""
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not loaded about a code on a day.

    Args:
        need: what.
        reason: a sentence that holds on every day of the gap: `mpfs is not loaded 2024-10-01 to 2024-12-31`.
        source: what is missing and when, `mpfs (not loaded 2024-10-01 to 2024-12-31)`, or the title of the release whose
            excerpt leaves the code out.
        excerpt: True where an excerpt leaves it out.
    """

    need: Need
    reason: str
    source: str = ""
    excerpt: bool = False

    @property
    def because(self) -> Because:
        """The fact behind a `no_data` finding."""
        what = "left_out_of_excerpt" if self.excerpt else "not_loaded"
        return Because(what, self.source.split(" ")[0], self.source)


@dataclass(frozen=True, slots=True)
class FeeIndicators:
    """A code's row of the physician fee schedule; values as published.

    Args:
        release: title.
        validity: days of the release.
        components: modifiers that have rows of their own (26, TC, 53).
        facility_na: True where the facility amount is marked NA.
        nonfacility_na: True where the non-facility amount is marked NA.
    """

    release: str
    validity: Validity
    status: str
    global_days: str
    pctc: str
    multiple_procedure: str
    bilateral: str
    assistant: str
    co_surgeon: str
    team: str
    components: frozenset[str]
    facility_na: bool
    nonfacility_na: bool


@dataclass(frozen=True, slots=True)
class OutpatientStatus:
    """A code under the outpatient prospective payment system.

    Args:
        release: title of the Addendum B.
        validity: days of the release.
        status_indicator: as published.
        apc: empty where there is none.
    """

    release: str
    validity: Validity
    status_indicator: str
    apc: str


@dataclass(frozen=True, slots=True)
class SurgicalCenterStatus:
    """A code in ambulatory surgical centers.

    Args:
        release: title of the addendum.
        validity: days of the release.
        payment_indicator: of Addendum AA or BB; empty for a code that Addendum EE excludes.
        excluded: True where Addendum EE excludes the code from payment.
    """

    release: str
    validity: Validity
    payment_indicator: str
    excluded: bool


@dataclass(frozen=True, slots=True)
class UnitLimit:
    """A medically unlikely edit.

    Args:
        release: title.
        validity: days of the release.
        mue_value: units of service.
        mai: adjudication indicator 1, 2 or 3.
        rationale: CMS's words.
    """

    release: str
    validity: Validity
    mue_value: int
    mai: int
    rationale: str


@dataclass(frozen=True, slots=True)
class AddOn:
    """An add-on code.

    Args:
        release: title.
        type: 1 (primary codes listed), 2 (contractor-defined), 3 (listed and contractor-defined).
        primaries: listed primary codes.
        whole: False where an excerpt may lack primary codes.
    """

    release: str
    type: int
    primaries: frozenset[str]
    whole: bool


@dataclass(frozen=True, slots=True, eq=False)
class CoverageArticle:
    """A coverage article that lists the diagnoses for which a procedure is covered.

    Args:
        release: title.
        document: as the publisher numbers it, `A57021`.
        validity: days on which it holds.
        covered: diagnoses without dot that it covers.
        excluded: diagnoses that it says it does not cover.
        groups: how many groups of covered diagnoses it has.
        states: where its contractors work, `CA`; empty where the export does not say.
        determinations: local coverage determinations that it goes with, `L33333`; empty where none is loaded.
    """

    release: str
    document: str
    validity: Validity
    covered: frozenset[str]
    excluded: frozenset[str] = frozenset()
    groups: int = 1
    states: frozenset[str] = frozenset()
    determinations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ProcedureFacts:
    """What is known of a HCPCS or CPT code on some days, in a setting.

    Args:
        code: as billed.
        standing: how it stands on those days.
        span: days on which it is in force, where known.
        release: title of the release that lists it; empty where none does.
        replaced_by: codes that took its place.
        fees, outpatient, surgical_center, limit, add_on: rows of the releases; None where there is none or it is missing.
        articles: coverage articles that list it, each with its own days; empty where none restricts it.
        evaluation: True for an evaluation and management code.
        missing: what is not loaded.
    """

    code: str
    standing: Standing
    span: Validity | None = None
    release: str = ""
    replaced_by: tuple[str, ...] = ()
    fees: FeeIndicators | None = None
    outpatient: OutpatientStatus | None = None
    surgical_center: SurgicalCenterStatus | None = None
    limit: UnitLimit | None = None
    add_on: AddOn | None = None
    articles: tuple[CoverageArticle, ...] = ()
    evaluation: bool = False
    missing: tuple[Missing, ...] = ()


class Side(Enum):
    """A side of the body that a diagnosis names."""

    RIGHT = "right"
    LEFT = "left"
    BOTH = "bilateral"


Ranges = tuple[tuple[str, str], ...]
"""First and last code of each range that a note cites, without dots; a category stands for all codes below it."""


def within(code: str, ranges: Ranges) -> bool:
    """Say whether a code lies in one of the ranges, or below one of their codes."""
    return any(first <= code[: len(first)] and code[: len(last)] <= last for first, last in ranges)


@dataclass(frozen=True, slots=True)
class ExcludesNote:
    """An Excludes1 note that holds for a code.

    Args:
        place: the code, category, section or chapter at which it stands, as shown.
        ranges: codes that it excludes.
        text: the note.
    """

    place: str
    ranges: Ranges
    text: str


@dataclass(frozen=True, slots=True)
class CodeFirstNote:
    """A "code first" note that holds for a code.

    Args:
        place: the code, category, section or chapter at which it stands, as shown.
        ranges: codes that it asks for; empty where it names conditions in words alone.
        text: the note.
        always: False where it says "if applicable" or "if known".
        exhaustive: False where it names examples ("such as") or conditions in words alone.
    """

    place: str
    ranges: Ranges
    text: str
    always: bool
    exhaustive: bool


@dataclass(frozen=True, slots=True, eq=False)
class DiagnosisFacts:
    """What is known of an ICD-10-CM code on some days.

    Args:
        code: as billed, without dot.
        display: with its dot.
        standing: how it stands on those days.
        billable: None where no list answers.
        span: days on which it is in force, where known.
        release: title of the code list that answers.
        tabular: title of the tabular list that answers; empty where none does.
        completions: codes that complete it by further or seventh characters, at most some.
        seventh_characters: characters that it takes; empty where it takes none.
        manifestation: True where its title says "in diseases classified elsewhere".
        side: side that its title names.
        excludes: Excludes1 notes of the code and the levels above it.
        barred: categories in which those notes cite a code; a quick look before the notes themselves.
        code_first: "code first" notes of the code and the levels above it.
        code_editor: lists of the Medicare Code Editor that name it, `unacceptable_principal`.
        missing: what is not loaded.
    """

    code: str
    display: str
    standing: Standing
    billable: bool | None = None
    span: Validity | None = None
    release: str = ""
    tabular: str = ""
    completions: tuple[str, ...] = ()
    seventh_characters: tuple[str, ...] = ()
    manifestation: bool = False
    side: Side | None = None
    excludes: tuple[ExcludesNote, ...] = ()
    barred: frozenset[str] = frozenset()
    code_first: tuple[CodeFirstNote, ...] = ()
    code_editor: frozenset[str] = frozenset()
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class ModifierFacts:
    """What is known of a modifier on some days.

    Args:
        modifier: two characters as billed.
        standing: how it stands.
        release: title of the list, or the citation of what is kept by hand.
    """

    modifier: str
    standing: Standing
    release: str


@dataclass(frozen=True, slots=True)
class PtpEdit:
    """A procedure-to-procedure edit.

    Args:
        column_1: the code that is paid.
        column_2: the code that is denied.
        modifier_indicator: 0 no modifier releases it, 1 an NCCI-associated modifier does.
        effective: first day; None where the publisher's copy does not state it.
        deleted: last day on which it holds; None for no end.
        rationale: CMS's words.
        release: title.
    """

    column_1: str
    column_2: str
    modifier_indicator: int
    effective: date | None
    deleted: date | None
    rationale: str
    release: str


class PtpTable(Protocol):
    """The PTP edits of one setting that answer on some days."""

    @property
    def release(self) -> str:
        """Title of the release."""
        ...

    @property
    def whole(self) -> bool:
        """False for an excerpt, in which the absence of a pair proves nothing."""
        ...

    @property
    def numbers(self) -> Mapping[str, int]:
        """Code -> the number by which `edits_of` knows it."""
        ...

    def edits_of(self, column_1: Numbers, column_2: Numbers, days: Numbers) -> Numbers:
        """Return for each pair the row of the edit that holds on its day, or -1; one vectorised pass.

        Args:
            column_1: numbers of codes, -1 for a code without one; the three arrays have one length.
            column_2: numbers of codes.
            days: ordinals of the days of service (`date.toordinal`).
        """
        ...

    def edit(self, row: int) -> PtpEdit:
        """Return the edit of a row."""
        ...


class ClaimReference(Protocol):
    """Answers the engine's questions about codes from the loaded releases."""

    def procedure(self, code: str, day: date, setting: Setting) -> ProcedureFacts: ...
    def diagnosis(self, code: str, day: date) -> DiagnosisFacts: ...
    def modifier(self, modifier: str, day: date) -> ModifierFacts: ...
    def ptp(self, setting: Setting, day: date) -> PtpTable | Missing:
        """Return the PTP edits that answer for a setting on a day, or what is not loaded."""
        ...
