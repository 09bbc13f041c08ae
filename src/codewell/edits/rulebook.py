"""The rule book: what a person reads of each edit, from the registry and the cases that its tests hold.

`docs/rules` and the page of an edit are two renderings of it. The cases lie in `rule_cases.json`, written from
`tests/spec/edits` by `scripts/render_rules.py`, so that an installed Codewell can show them.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from codewell.edits.reference import Need
from codewell.edits.registry import FAMILIES, Basis, Edit, all_edits, edit_named
from codewell.kernel.claims import Setting

BILLS = {
    Setting.PROFESSIONAL: "practitioners",
    Setting.OUTPATIENT: "outpatient hospitals",
    Setting.INPATIENT: "inpatient hospitals",
    Setting.SURGICAL_CENTER: "surgical centers",
    Setting.SUPPLIER: "suppliers",
    Setting.DENTAL: "dentists",
}
_READS = {
    Need.PROCEDURES: ("the lists of HCPCS and CPT codes", "hcpcs, mpfs"),
    Need.FEES: ("the physician fee schedule", "mpfs"),
    Need.OUTPATIENT: ("OPPS Addendum B", "opps-addendum-b"),
    Need.SURGICAL_CENTER: ("ASC Addenda AA, BB and EE", "asc-addendum-aa, asc-addendum-bb, asc-addendum-ee"),
    Need.UNITS: ("the MUE table of the setting", "ncci-mue-practitioner, ncci-mue-outpatient, ncci-mue-dme"),
    Need.PAIRS: ("the PTP edits of the setting", "ncci-ptp-practitioner, ncci-ptp-outpatient"),
    Need.ADDONS: ("the add-on code table", "ncci-addon"),
    Need.MODIFIERS: ("the list of HCPCS Level II modifiers", "hcpcs-modifiers"),
    Need.DIAGNOSES: ("the ICD-10-CM code list", "icd10cm"),
    Need.TABULAR: ("the ICD-10-CM tabular list of the day's fiscal year", "icd10cm-tabular"),
    Need.COVERAGE: ("coverage articles of the Medicare Coverage Database", "coverage-articles"),
    Need.CODE_EDITOR: ("the lists of the Medicare Code Editor", "no free file of them is known"),
    Need.HISTORY: ("earlier claims of the patient", "`--history`; without them it is not asked"),
}


@dataclass(frozen=True, slots=True)
class RuleCase:
    """A claim of which a publication decides the result.

    Args:
        title: what the case shows.
        claim: the claim in words, a line of it each.
        result: what the edit finds, one finding each; empty where it finds nothing.
        cites: the row, section or decision that decides.
    """

    title: str
    claim: tuple[str, ...]
    result: tuple[str, ...]
    cites: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What a person compared an edit's citation with.

    Args:
        text: the text that was read.
        on: the day.
        is_original: False where it was a public reprint or quotation, not the publisher's own file.
    """

    text: str
    on: date
    is_original: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """What a person reads of an edit.

    Args:
        edit: the edit.
        family: title of its family.
        sentence: what it denies or says.
        paragraphs: what further holds.
        bills: whom it concerns.
        reads: what it reads, each with the sources by which Codewell knows it.
        compared: what its citation was compared with; None where it was not verified against the text.
        cases: claims with their results.
    """

    edit: Edit
    family: str
    sentence: str
    paragraphs: tuple[str, ...]
    bills: str
    reads: tuple[tuple[str, str], ...]
    compared: Compared | None
    cases: tuple[RuleCase, ...]

    @property
    def days(self) -> str:
        """Days of service on which it holds, in words."""
        return str(self.edit.validity) if self.edit.validity else "every day of service for which what it reads is loaded"

    @property
    def verified(self) -> str:
        """How far its citation was verified, in a sentence."""
        if self.edit.basis is Basis.HOUSE:
            return "A policy of this house, not of a publication."
        if self.compared is None:
            return "The citation is not verified against the text: the text was not at hand."
        kind = "" if self.compared.is_original else ", a public reprint and not the publisher's own file"
        return f"Compared on {self.compared.on} with {self.compared.text}{kind}."


def rules(cases: Mapping[str, tuple[RuleCase, ...]] | None = None) -> tuple[Rule, ...]:
    """Return every rule, by family.

    Args:
        cases: by id of the edit; None takes those that are packaged.
    """
    held = packaged_cases() if cases is None else cases
    return tuple(_rule(edit, held.get(edit.id, ())) for edit in all_edits())


def rule_named(id: str) -> Rule:
    """Return the rule of an edit.

    Raises:
        KeyError: there is no such edit.
    """
    return _rule(edit_named(id), packaged_cases().get(id, ()))


@cache
def packaged_cases() -> Mapping[str, tuple[RuleCase, ...]]:
    """Return the cases of every edit, by its id."""
    stated = json.loads((files(__package__) / "rule_cases.json").read_text(encoding="utf-8"))
    return {
        id: tuple(RuleCase(one["title"], tuple(one["claim"]), tuple(one["result"]), one["cites"]) for one in listed)
        for id, listed in stated.items()
    }


@cache
def _comparisons() -> Mapping[str, Compared]:
    stated = tomllib.loads((files(__package__) / "citations.toml").read_text(encoding="utf-8"))
    return {id: Compared(one["with"], one["on"], one["original"]) for one in stated["compared"] for id in one["edits"]}


def _rule(edit: Edit, cases: tuple[RuleCase, ...]) -> Rule:
    parts = [" ".join(part.split()) for part in edit.doc.split("\n\n")]
    return Rule(
        edit=edit,
        family=dict(FAMILIES)[edit.family],
        sentence=parts[0],
        paragraphs=tuple(parts[1:]),
        bills="all" if edit.settings == frozenset(Setting) else ", ".join(BILLS[s] for s in Setting if s in edit.settings),
        reads=tuple(words for need, words in _READS.items() if need in edit.needs),
        compared=_comparisons().get(edit.id),
        cases=cases,
    )
