"""Related codes as the tabs of a code's page; a tab without codes says why it has none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codewell.codebook.entry import Absence, CodeEntry, Place, RelatedCode
from codewell.interfaces.wording import relation_words
from codewell.kernel.codes import CodeSystem
from codewell.tasks.ptp_of_code import PtpOfCode


@dataclass(frozen=True, slots=True)
class RelationGroup:
    """Related codes of one relation.

    Args:
        title: the relation in words.
        codes: in the book's order.
    """

    title: str
    codes: tuple[RelatedCode, ...]


@dataclass(frozen=True, slots=True)
class RelationTab:
    """One tab.

    Args:
        id: inside the page.
        title: on the tab.
        count: of what it holds.
        lead: what it shows, in a sentence; empty where the title says it.
        groups: related codes by relation.
        places: codes beside this one.
        absences: why something is not there.
        empty: what to say where nothing is there and nothing is missing.
        kind: "codes", "ptp" or "modifiers".
    """

    id: str
    title: str
    count: int
    lead: str
    groups: tuple[RelationGroup, ...]
    places: tuple[Place, ...] = ()
    absences: tuple[Absence, ...] = ()
    empty: str = ""
    kind: str = "codes"


@dataclass(frozen=True, slots=True)
class _Tab:
    """What belongs on a tab.

    Args:
        id, title, lead, empty: as of the tab.
        relations: ids.
        missing: beginnings of what an absence of the entry says of it.
        always: whether the tab stands even where it has nothing to say.
    """

    id: str
    title: str
    lead: str
    empty: str
    relations: tuple[str, ...]
    missing: tuple[str, ...] = ()
    always: bool = True


_REPLACED = _Tab(
    "replaced",
    "Replacements",
    "What took this code's place, and what it took the place of.",
    "",
    ("replaced_by", "replaces", "part_moved_to", "part_moved_from"),
    always=False,
)
_OF_PROCEDURES = (
    _REPLACED,
    _Tab(
        "diagnoses",
        "Diagnoses",
        "Diagnoses that Medicare's billing and coding articles list for it; an article holds for its contractor's area.",
        "No article lists a diagnosis for it.",
        ("covered_diagnosis", "excluded_diagnosis"),
        ("Diagnoses",),
    ),
    _Tab(
        "add-ons",
        "Add-ons",
        "",
        "The add-on code edits name it neither as an add-on nor as a primary code.",
        ("add_on_to", "has_add_on"),
        ("Add-on",),
    ),
    _Tab("ptp", "PTP pairs", "", "", ()),
    _Tab("counterparts", "", "", "", ("equivalent", "cross_reference"), ("HCPCS Level II equivalent", "CPT equivalent")),
    _Tab("together", "Reported with", "", "", ("reported_with", "not_reported_with"), always=False),
    _Tab("modifiers", "Modifiers", "", "No published indicator of the code speaks for a modifier.", ()),
    _Tab("family", "Same family", "", "Nothing loaded states a family.", ("same_family",)),
)
_OF_DIAGNOSES = (
    _REPLACED,
    _Tab(
        "crosswalks",
        "Crosswalks",
        "The general equivalence mappings of 2018, the last ones that CMS published.",
        "No mapping names it.",
        ("gem_to_icd9", "gem_from_icd9", "gem_to_icd10", "cross_reference", "equivalent"),
        ("ICD-9",),
    ),
    _Tab(
        "procedures",
        "Procedures",
        "Procedures whose billing and coding articles list this diagnosis.",
        "No article lists a procedure for it.",
        ("covered_procedure", "excluded_procedure"),
        ("Procedures",),
    ),
    _Tab("family", "Same category", "", "It stands alone.", ("same_family",)),
)


_OF_INPATIENT_PROCEDURES = (_REPLACED, _Tab("family", "Same table", "", "It stands alone.", ("same_family",)))


def relation_tabs(entry: CodeEntry, ptp: PtpOfCode | None) -> tuple[RelationTab, ...]:
    """Return the tabs of an entry in their order.

    Args:
        entry: the code on its day.
        ptp: its PTP edits; None for a code of ICD-10.
    """
    inpatient = entry.code.system is CodeSystem.ICD10PCS
    wanted = _OF_INPATIENT_PROCEDURES if inpatient else _OF_DIAGNOSES if ptp is None else _OF_PROCEDURES
    return tuple(tab for one in wanted for tab in _tabs(one, entry, ptp))


def tabbed_absences(tabs: Sequence[RelationTab]) -> frozenset[Absence]:
    """Return the absences that tabs tell of."""
    return frozenset(absence for tab in tabs for absence in tab.absences)


def _tabs(one: _Tab, entry: CodeEntry, ptp: PtpOfCode | None) -> Iterator[RelationTab]:
    if one.id == "ptp" and ptp is not None:
        yield RelationTab(one.id, one.title, ptp.all, "", (), absences=ptp.absences, kind="ptp")
        return
    if one.id == "modifiers":
        yield RelationTab(one.id, one.title, len(entry.likely_modifiers), "", (), empty=one.empty, kind="modifiers")
        return
    groups = _groups(entry.related, one.relations)
    named = {code.code for group in groups for code in group.codes}
    places = tuple(place for place in entry.siblings if place.key not in named) if one.id == "family" else ()
    absences = tuple(absence for absence in entry.absences if absence.what.startswith(one.missing)) if one.missing else ()
    count = sum(len(group.codes) for group in groups) + len(places)
    if count or one.always or absences:
        title = one.title or ("CPT" if entry.code.system is CodeSystem.HCPCS else "HCPCS Level II")
        yield RelationTab(one.id, title, count, one.lead if count else "", groups, places, absences, one.empty)


def _groups(related: Sequence[RelatedCode], relations: Sequence[str]) -> tuple[RelationGroup, ...]:
    grouped: dict[str, list[RelatedCode]] = {}
    for code in related:
        if code.relation in relations:
            grouped.setdefault(code.relation, []).append(code)
    ordered = sorted(grouped, key=relations.index)
    return tuple(RelationGroup(_capital(relation_words(relation)), tuple(grouped[relation])) for relation in ordered)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
