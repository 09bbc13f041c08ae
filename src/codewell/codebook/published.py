"""What is published about a code: values, changes, relations, modifiers that values speak for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from codewell.codebook.provenance import Origin


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
        relation: id of the relation: replaced_by, replaces, part_moved_to, part_moved_from, same_family, reported_with,
            not_reported_with, add_on_to, has_add_on, column_1_of, column_2_of, cross_reference, equivalent, gem_to_icd9,
            gem_from_icd9, gem_to_icd10, covered_diagnosis, excluded_diagnosis, covered_procedure, excluded_procedure.
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
