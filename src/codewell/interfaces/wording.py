"""Words that the terminal and the web pages share for what the code book names by id."""

from __future__ import annotations

from codewell.codebook.comparison import ComparedRow, Difference
from codewell.codebook.entry import CodeEntry, NoteKind, Standing

NOTE_TITLES = {
    NoteKind.INCLUDES: "Includes",
    NoteKind.INCLUSION_TERM: "Inclusion terms",
    NoteKind.EXCLUDES1: "Excludes1: never coded together",
    NoteKind.EXCLUDES2: "Excludes2: not included here, may be coded as well",
    NoteKind.CODE_FIRST: "Code first",
    NoteKind.USE_ADDITIONAL_CODE: "Use additional code",
    NoteKind.CODE_ALSO: "Code also",
    NoteKind.SEVENTH_CHARACTER: "Seventh character",
    NoteKind.NOTE: "Note",
}

STANDING_WORDS = {
    Standing.IN_FORCE: "in force",
    Standing.NOT_YET: "not yet in force",
    Standing.NO_LONGER: "no longer in force",
    Standing.NOT_LOADED: "not loaded for this day",
}

FACT_FAMILIES = {
    "mpfs": "Medicare physician fee schedule",
    "mpfs-qpp": "Medicare physician fee schedule, QPP",
    "opps": "Hospital outpatient (OPPS)",
    "asc": "Ambulatory surgical centers (ASC)",
    "mue": "Medically unlikely edits (MUE)",
    "ncci": "National Correct Coding Initiative",
    "ptp": "Procedure-to-procedure edits",
    "addon": "Add-on code edits",
    "anesthesia": "Anesthesia",
    "hcpcs": "HCPCS Level II",
    "betos": "BETOS",
    "rbcs": "Restructured BETOS (RBCS)",
    "hcc": "Risk adjustment (HCC)",
    "poa": "Present on admission",
    "icd10cm": "ICD-10-CM",
    "gems": "General equivalence mappings (2018)",
    "cpt": "CPT",
}

RELATION_WORDS = {
    "replaced_by": "replaced by",
    "replaces": "replaces",
    "part_moved_to": "part moved to",
    "part_moved_from": "part of",
    "not_reported_with": "not reported with",
    "reported_with": "usually reported with",
    "same_family": "same family",
    "add_on_to": "add-on to",
    "has_add_on": "has add-on",
    "column_1_of": "column 1 of a PTP pair with",
    "column_2_of": "column 2 of a PTP pair with",
    "cross_reference": "see also",
    "equivalent": "the same service in the other code system",
    "covered_diagnosis": "diagnoses that coverage articles list as covered",
    "excluded_diagnosis": "diagnoses that coverage articles list as not covered",
    "covered_procedure": "procedures whose coverage articles list it as covered",
    "excluded_procedure": "procedures whose coverage articles list it as not covered",
    "gem_to_icd9": "ICD-9-CM counterpart",
    "gem_from_icd9": "ICD-9-CM codes that were mapped here",
    "gem_to_icd10": "ICD-10-CM counterpart",
}

COMPARED_SECTIONS = {
    "standing": "Standing",
    "words": "Words",
    "place": "Place in the hierarchy",
    "fees": "Medicare amounts",
    "notes": "Instructional notes",
    "seventh": "Seventh characters",
    "below": "Codes one level below",
    "modifiers": "Likely modifiers",
    "related": "Related codes",
    "ptp": "PTP edits",
}


def billable_words(entry: CodeEntry) -> str:
    """Say whether the code is valid for submission; empty where the system has no headers."""
    if entry.billable is None:
        return ""
    return "billable" if entry.billable else "not billable: a header, use a code below it"


def fact_family(fact_id: str) -> str:
    """Return the title of the group that a fact is shown in."""
    family = fact_id.split(".", 1)[0]
    return FACT_FAMILIES.get(family, family.upper())


def note_title(kind: NoteKind) -> str:
    """Return the heading of a kind of note."""
    return NOTE_TITLES[kind]


def relation_words(relation: str) -> str:
    """Return a relation's id in words."""
    return RELATION_WORDS.get(relation, relation.replace("_", " "))


def compared_section(id: str) -> str:
    """Return the heading of a section of a comparison."""
    return COMPARED_SECTIONS.get(id) or FACT_FAMILIES.get(id, id.upper())


def compared_title(row: ComparedRow) -> str:
    """Return what a row of a comparison is about."""
    family, _, kind = row.id.partition(".")
    if family == "note":
        return NOTE_TITLES[NoteKind(kind)].partition(":")[0]
    if family in ("relation", "ptp"):
        words = relation_words(kind)
        return f"{words[:1].upper()}{words[1:]} {row.title}"
    return row.title


def difference_words(row: ComparedRow) -> str:
    """Say how the two sides of a row stand to one another, and where that holds for the loaded releases only."""
    said = _DIFFERENCES[row.difference]
    if row.certain:
        return f"{said}, {row.change}" if row.change else said
    if row.difference in (Difference.SAME, Difference.DIFFERENT):
        return f"{said} in the nearest releases loaded"
    return f"{said}, as far as loaded"


_DIFFERENCES = {
    Difference.SAME: "same",
    Difference.DIFFERENT: "differs",
    Difference.ONLY_FIRST: "only first",
    Difference.ONLY_SECOND: "only second",
}
