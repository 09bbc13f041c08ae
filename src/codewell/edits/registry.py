"""Every claim edit, by id: what it checks, where that is written, whom it concerns and what it reads.

An edit looks at one of three things. A *line edit* sees one line by itself and a *diagnosis edit* one diagnosis, so the
engine asks each once for equal lines and remembers. A *claim edit* sees the whole claim and runs only where its
trigger is present.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, Flag, auto
from importlib import import_module
from typing import TYPE_CHECKING

from codewell.edits.finding import Found
from codewell.edits.reference import Need
from codewell.kernel.claims import Setting
from codewell.kernel.validity import Validity

if TYPE_CHECKING:
    from codewell.edits.views import ClaimView, DiagnosisView, LineView

FAMILIES: tuple[tuple[str, str], ...] = (
    ("ptp", "Procedure-to-procedure edits"),
    ("mue", "Medically unlikely edits"),
    ("addon", "Add-on codes"),
    ("procedure", "Validity of procedure codes"),
    ("diagnosis", "Diagnosis codes"),
    ("code_editor", "Age, sex and principal diagnosis"),
    ("laterality", "Sides of the body"),
    ("fee_schedule", "Fee schedule status and place of service"),
    ("places", "Places of service and revenue codes"),
    ("surgery", "Surgical modifiers and global days"),
    ("components", "Professional and technical components"),
    ("modifiers", "Modifiers"),
    ("outpatient", "Outpatient hospital payment"),
    ("surgical_center", "Ambulatory surgical centers"),
    ("units", "Units and charges"),
    ("dates", "Dates and timely filing"),
    ("providers", "Providers"),
    ("duplicates", "Duplicate lines"),
    ("coverage", "Medical necessity"),
    ("history", "Earlier claims"),
)
"""Family (module below `edits.families`, and page below `docs/rules`) and its title."""


class Basis(Enum):
    """Whether a publication asks for the edit or we do."""

    PUBLISHED = "published"
    HOUSE = "house"


class Trigger(Flag):
    """What must be on a claim before a claim edit is run; all of an edit's triggers together."""

    ALWAYS = 0
    PTP_PAIR = auto()
    """A pair of lines stands in the PTP table."""
    PTP_UNKNOWN = auto()
    """A pair of lines could not be looked up."""
    ADD_ON = auto()
    REPEATED_PROCEDURE = auto()
    DAY_LIMIT = auto()
    """A line has a units limit by day (MAI 2 or 3)."""
    OVER_LIMIT = auto()
    """A line alone exceeds its units limit."""
    EVALUATION = auto()
    GLOBAL_PERIOD = auto()
    """A line has 0, 10 or 90 global days."""
    PAID_ALONE_ONLY = auto()
    """A line has fee schedule status T or P."""
    PACKAGED_WHEN = auto()
    """A line has an OPPS status of conditional packaging."""
    PACKAGED = auto()
    """A line is always packaged (OPPS status N)."""
    COVERED_DIAGNOSES = auto()
    """A coverage article lists the diagnoses of a line's code."""
    SIDED_MODIFIER = auto()
    SIDED_DIAGNOSIS = auto()
    EXCLUDES = auto()
    CODE_FIRST = auto()
    DIAGNOSES_MISSING = auto()
    PATIENT_DIAGNOSIS = auto()
    """A diagnosis is for newborns or for pregnancy."""
    ODD_DATES = auto()
    ODD_PROVIDER = auto()
    ODD_POINTER = auto()
    ODD_PLACE = auto()
    """A place of service that is not in the code set, or not on every day."""
    HISTORY = auto()
    """Earlier claims of the patient are given."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One claim edit.

    Args:
        id: `family.what-it-finds`, in words; never renumbered.
        family: key of `FAMILIES`; the module that holds it.
        mends: what would mend what it finds, in general; a finding says it for its own claim.
        cites: the rule, or the decision record of a house policy.
        basis: published or house.
        settings: bills that it concerns.
        needs: what it reads.
        trigger: what must be on the claim before it is run; of claim edits.
        validity: days of service on which the rule holds; None for all.
        check_line, check_diagnosis, check_claim: its function; exactly one is not None.
    """

    id: str
    family: str
    mends: str
    cites: str
    basis: Basis
    settings: frozenset[Setting]
    needs: Need
    trigger: Trigger
    validity: Validity | None
    check_line: Callable[[LineView], Iterator[Found]] | None = None
    check_diagnosis: Callable[[DiagnosisView], Iterator[Found]] | None = None
    check_claim: Callable[[ClaimView], Iterator[Found]] | None = None

    @property
    def doc(self) -> str:
        """What the edit's docstring says."""
        function = self.check_line or self.check_diagnosis or self.check_claim
        return (function.__doc__ or "").strip()


ANY_SETTING = frozenset(Setting)
MEDICAL = frozenset(Setting) - {Setting.DENTAL}
"""All but dental bills."""
FEE_SCHEDULE = frozenset({Setting.PROFESSIONAL})
NCCI = frozenset({Setting.PROFESSIONAL, Setting.OUTPATIENT, Setting.SURGICAL_CENTER})

_EDITS: dict[str, Edit] = {}

LineCheck = Callable[["LineView"], Iterator[Found]]
DiagnosisCheck = Callable[["DiagnosisView"], Iterator[Found]]
ClaimCheck = Callable[["ClaimView"], Iterator[Found]]


def line_edit(
    id: str,
    *,
    mends: str,
    cites: str,
    basis: Basis = Basis.PUBLISHED,
    settings: frozenset[Setting] = ANY_SETTING,
    needs: Need = Need.NOTHING,
    validity: Validity | None = None,
) -> Callable[[LineCheck], LineCheck]:
    """Register a function as the edit of single lines."""

    def register(function: LineCheck) -> LineCheck:
        _add(Edit(id, _family(id), mends, cites, basis, settings, needs, Trigger.ALWAYS, validity, check_line=function))
        return function

    return register


def diagnosis_edit(
    id: str,
    *,
    mends: str,
    cites: str,
    basis: Basis = Basis.PUBLISHED,
    settings: frozenset[Setting] = MEDICAL,
    needs: Need = Need.NOTHING,
    validity: Validity | None = None,
) -> Callable[[DiagnosisCheck], DiagnosisCheck]:
    """Register a function as the edit of single diagnoses."""

    def register(function: DiagnosisCheck) -> DiagnosisCheck:
        _add(Edit(id, _family(id), mends, cites, basis, settings, needs, Trigger.ALWAYS, validity, check_diagnosis=function))
        return function

    return register


def claim_edit(
    id: str,
    *,
    mends: str,
    cites: str,
    trigger: Trigger,
    basis: Basis = Basis.PUBLISHED,
    settings: frozenset[Setting] = ANY_SETTING,
    needs: Need = Need.NOTHING,
    validity: Validity | None = None,
) -> Callable[[ClaimCheck], ClaimCheck]:
    """Register a function as an edit of whole claims, run where all of `trigger` is present."""

    def register(function: ClaimCheck) -> ClaimCheck:
        _add(Edit(id, _family(id), mends, cites, basis, settings, needs, trigger, validity, check_claim=function))
        return function

    return register


def all_edits() -> tuple[Edit, ...]:
    """Return every edit, by family and then in the order of its module."""
    for family, _ in FAMILIES:
        import_module(f"codewell.edits.families.{family}")
    order = [family for family, _ in FAMILIES]
    return tuple(sorted(_EDITS.values(), key=lambda edit: order.index(edit.family)))


def edit_named(id: str) -> Edit:
    """Return the edit of that id.

    Raises:
        KeyError: there is none.
    """
    all_edits()
    return _EDITS[id]


def _family(id: str) -> str:
    return id.split(".")[0].replace("-", "_")


def _add(edit: Edit) -> None:
    if edit.id in _EDITS:
        raise ValueError(f"two edits are called {edit.id}")
    _EDITS[edit.id] = edit
