"""What is published about a code: values, changes, relations, modifiers that values speak for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from codewell.codebook.provenance import Origin

FACT_IDS = frozenset(
    {
        "anesthesia.base_units",
        "asc.excluded",
        "asc.payment_indicator",
        "asc.payment_rate",
        "hcc.category",
        "hcpcs.betos",
        "hcpcs.coverage",
        "hcpcs.multiple_pricing",
        "hcpcs.pricing",
        "hcpcs.type_of_service",
        "mpfs.assistant",
        "mpfs.bilateral",
        "mpfs.co_surgeon",
        "mpfs.endoscopic_base",
        "mpfs.intraoperative",
        "mpfs.not_applicable",
        "mpfs.postoperative",
        "mpfs.preoperative",
        "mpfs.facility_pe_rvu",
        "mpfs.facility_total",
        "mpfs.global_days",
        "mpfs.imaging_family",
        "mpfs.mp_rvu",
        "mpfs.multiple_procedure",
        "mpfs.national_payment",
        "mpfs.nonfacility_pe_rvu",
        "mpfs.nonfacility_total",
        "mpfs.pctc",
        "mpfs.status",
        "mpfs.supervision",
        "mpfs.team",
        "mpfs.work_rvu",
        "mue.dme",
        "mue.outpatient",
        "mue.practitioner",
        "opps.apc",
        "opps.comment_indicator",
        "opps.inpatient_only",
        "opps.minimum_copayment",
        "opps.payment_rate",
        "opps.relative_weight",
        "opps.status_indicator",
        "poa.exempt",
        "rbcs.class",
    }
)
"""Every id that a `Fact` can have, so that a misspelled one in a written page is told from one that is not loaded."""

RELATIONS = (
    "replaced_by",
    "replaces",
    "part_moved_to",
    "part_moved_from",
    "same_family",
    "reported_with",
    "not_reported_with",
    "add_on_to",
    "has_add_on",
    "column_1_of",
    "column_2_of",
    "cross_reference",
    "equivalent",
    "gem_to_icd9",
    "gem_from_icd9",
    "gem_to_icd10",
    "covered_diagnosis",
    "excluded_diagnosis",
    "covered_procedure",
    "excluded_procedure",
)
"""Every id of a relation between codes."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One published value with its meaning in words.

    Args:
        id: stable, family first: `mpfs.global_days`.
        title: as a coder reads it: "Global days".
        value: the published value, untouched.
        meaning: in words; empty where the value speaks for itself.
        detail: what the value holds for, such as a modifier, a setting or a unit; empty for the code as a whole.
        origin: the release.
        holds_on_day: False when no release covers the day asked about and the value is the nearest release's.
    """

    id: str
    title: str
    value: str
    meaning: str
    detail: str
    origin: Origin
    holds_on_day: bool


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """A change in the life of a code.

    Args:
        day: first day on which the change holds.
        action: "added", "deleted", "revised", "converted", "billable" or "header".
        note: what changed, in words.
        origin: the release or page that shows it.
    """

    day: date
    action: str
    note: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class RelatedCode:
    """Another code that a coder looks at next.

    Args:
        system: id of its code system.
        code: as shown.
        label: its display on the day; empty where nothing is loaded.
        relation: id of the relation, one of `RELATIONS`.
        note: the relation in words.
        origin: the release or page that states it.
    """

    system: str
    code: str
    label: str
    relation: str
    note: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class LikelyModifier:
    """A modifier that a published indicator of the code speaks for; whether a claim needs it, its record decides.

    Args:
        modifier: two characters.
        label: what it says, in our words.
        reason: the indicator and what follows from it.
        cites: the rule behind the reason.
        origin: the release that holds the indicator.
    """

    modifier: str
    label: str
    reason: str
    cites: str
    origin: Origin
