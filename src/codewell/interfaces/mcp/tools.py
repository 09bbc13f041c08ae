"""The tools: each is one task, read-only and idempotent; the answer names release and day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from codewell.clinical.profile import Profile
from codewell.interfaces.claim_outputs.as_json import finding_to_wire
from codewell.interfaces.mcp.shapes import Answer, ClaimAsked, Day, Note, in_words, told
from codewell.kernel.claims import Claim, ClaimLine, Diagnosis, DiagnosisRole, Patient, Setting
from codewell.kernel.codes import CodeSystem
from codewell.kernel.text import ClinicalText
from codewell.tasks.ask.ask import ask as ask_task
from codewell.tasks.ask.asked_wire import asked_to_wire
from codewell.tasks.ask.conversation import AskRequest
from codewell.tasks.ask.redacting import question_redacted
from codewell.tasks.check_claim import check_claims, look_up_ptp
from codewell.tasks.check_claims_file import reported_claim
from codewell.tasks.code_note import NoteRequest, code_note
from codewell.tasks.compare_codes import CompareRequest, compare_codes
from codewell.tasks.cross_walk import CrosswalkRequest, cross_walk
from codewell.tasks.look_up_code import LookUpRequest, look_up_code
from codewell.tasks.patient_facts import stated_facts, stated_setting
from codewell.tasks.price_service import FeeRequest, price_service, procedure_code
from codewell.tasks.read_guidelines import list_guidelines, read_guideline
from codewell.tasks.redact_note import RedactionRequest, redact_note
from codewell.tasks.search_codes import SearchRequest, search_codes
from codewell.tasks.workplace import Workplace

System = Literal["icd10cm", "icd10pcs", "hcpcs", "cpt"]
_ONE_WORD = r"^[A-Za-z0-9.\-]+$"
"""Errors repeat a code that is not known; a name or a sentence is refused before, unrepeated."""
Code = Annotated[
    str, Field(description="A code, in any case, with or without its dot.", min_length=1, max_length=12, pattern=_ONE_WORD)
]


class Tools:
    """The tools of one desk.

    Args:
        workplace: returns the desk; opened when the first tool is called.
        remote: whether notes come from another machine, so that identifiers are taken out before anything reads them.
    """

    def __init__(self, workplace: Callable[[], Workplace], *, remote: bool) -> None:
        self._workplace = workplace
        self._remote = remote

    def all(self) -> dict[str, Callable[..., Answer]]:
        """Return the tools by name."""
        tools: tuple[Callable[..., Answer], ...] = (
            self.lookup,
            self.search,
            self.compare,
            self.crosswalk,
            self.fee,
            self.ptp,
            self.guideline,
            self.code_note,
            self.redact,
            self.check_claim,
            self.ask,
        )
        return {tool.__name__: in_words(tool) for tool in tools}

    def lookup(self, code: Code, on: Day = None, system: System | None = None) -> Answer:
        """Look up a medical code (ICD-10-CM, ICD-10-PCS, HCPCS, CPT): what it means, whether it holds on the date of service,
        indicators, notes, edits, history and replacements, each with the release it comes from."""
        return told(look_up_code(self._workplace(), LookUpRequest(code, on, _system(system))))

    def search(
        self,
        words: Annotated[str, Field(description="Words, abbreviations, or part of a code.", min_length=1, max_length=400)],
        on: Day = None,
        system: System | None = None,
        limit: Annotated[int, Field(ge=1, le=50)] = 10,
        billable_only: bool = False,
    ) -> Answer:
        """Find medical codes by words, in everyday language or abbreviations; the best first."""
        systems = frozenset({CodeSystem(system)}) if system else None
        words = self._cleaned(words)
        return told(search_codes(self._workplace(), SearchRequest(words, on, limit, systems, billable_only)))

    def compare(self, first: Code, second: Code, on: Day = None, second_on: Day = None) -> Answer:
        """Set two codes side by side, or one code on two days: words, standing, indicators, amounts, edits, notes."""
        asked = CompareRequest(LookUpRequest(first, on), LookUpRequest(second, second_on or on))
        return told(compare_codes(self._workplace(), asked))

    def crosswalk(self, code: Code, on: Day = None) -> Answer:
        """Show what a code is in ICD-9 or ICD-10 (GEMs), and which code replaced it or was replaced by it, with days."""
        return told(cross_walk(self._workplace(), CrosswalkRequest(code, None, on)))

    def fee(
        self,
        code: Code,
        on: Day = None,
        modifiers: Annotated[list[str] | None, Field(max_length=4)] = None,
        locality: Annotated[
            str, Field(description="Medicare locality, seven digits; left out: national.", max_length=7, pattern=r"^\d*$")
        ] = "",
        units: Annotated[float, Field(gt=0, le=1_000_000)] = 1,
    ) -> Answer:
        """Say what Medicare pays for a procedure: physician fee schedule by setting, hospital outpatient, surgical center."""
        asked = FeeRequest(code, on, tuple(modifiers or ()), locality, units=Decimal(str(units)))
        return told(price_service(self._workplace(), asked))

    def ptp(self, first: Code, second: Code, on: date, setting: Literal["professional", "outpatient"] = "professional") -> Answer:
        """Say whether NCCI procedure-to-procedure edits bundle two codes on a date of service, and whether a modifier helps."""
        pair = procedure_code(first).value, procedure_code(second).value
        return told(look_up_ptp(self._workplace(), *pair, on, Setting(setting)))

    def guideline(
        self,
        section: Annotated[
            str,
            Field(description="A section, as in I.C.4.a; none where words are given.", max_length=24, pattern=r"^[A-Za-z0-9.]*$"),
        ] = "",
        words: Annotated[str, Field(description="Words to find sections by.", max_length=200)] = "",
        on: Day = None,
    ) -> Answer:
        """Read a section of the ICD-10-CM Official Guidelines of the year of the day, or list the sections that hold words."""
        if section:
            return told(read_guideline(self._workplace(), section, on))
        return told(list_guidelines(self._workplace(), on, self._cleaned(words)))

    def code_note(
        self,
        text: Note,
        on: Day = None,
        profile: Literal["us-billing", "complete"] = "us-billing",
        setting: Literal["outpatient", "inpatient"] | None = None,
        age: Annotated[int | None, Field(ge=0, le=124)] = None,
        sex: Literal["F", "M"] | None = None,
    ) -> Answer:
        """Code a clinical note: ICD-10-CM codes with the places of their evidence, what was not coded and why."""
        note, beside = ClinicalText(text), Answer()
        if self._remote:
            redacted = redact_note(RedactionRequest(note, "tags")).redacted
            note = ClinicalText(redacted.text)
            beside = {"redacted_text": redacted.text, "evidence_is_of": "redacted_text"}
        patient = stated_facts(age=age, sex=sex)
        asked = NoteRequest(note, on, Profile(profile), stated_setting(setting), patient=patient)
        return told(code_note(self._workplace(), asked)) | beside

    def redact(self, text: Note, policy: Literal["tags", "masks", "blank"] = "tags") -> Answer:
        """Take the 18 Safe Harbor identifiers out of a clinical text; the answer holds the redacted text and what kinds went."""
        redacted = redact_note(RedactionRequest(ClinicalText(text), policy)).redacted
        kinds: dict[str, int] = {}
        for found in redacted.found:
            kinds[found.type.value] = kinds.get(found.type.value, 0) + 1
        return {"text": redacted.text, "policy": policy, "found": kinds}

    def check_claim(self, claim: ClaimAsked) -> Answer:
        """Check a claim before it is sent against the loaded edits (PTP, MUE, add-on, coverage, diagnosis, age and sex):
        what would be denied, why, by which release, and what would mend it."""
        workplace = self._workplace()
        (checked,) = check_claims(workplace, [_claim(claim)])
        findings = [finding_to_wire(one) for one in reported_claim(checked, []).findings]
        return {
            "verdict": checked.worst.value,
            "findings": findings,
            "passed": list(checked.passed),
            "applied": list(checked.applied),
        }

    def ask(
        self,
        question: Annotated[str, Field(description="A coding or billing question, in words.", min_length=1, max_length=4000)],
        on: Day = None,
    ) -> Answer:
        """Answer a medical coding question from stored facts alone, each with its citation; unsafe requests are declined with
        the compliant alternative. Identifiers are taken out of the question first."""
        return asked_to_wire(ask_task(self._workplace(), AskRequest(question, on)))

    def _cleaned(self, words: str) -> str:
        """Return words to search by, without identifiers where they come from another machine: answers repeat them."""
        return question_redacted(words)[0] if self._remote else words


def _system(named: str | None) -> CodeSystem | None:
    return CodeSystem(named) if named else None


def _plain(code: str) -> str:
    return code.strip().upper().replace(".", "")


def _claim(asked: ClaimAsked) -> Claim:
    lines = tuple(
        ClaimLine(
            number,
            _plain(line.code),
            line.on,
            modifiers=tuple(one.upper() for one in line.modifiers),
            units=Decimal(str(line.units)),
            diagnosis_pointers=tuple(line.diagnosis_pointers),
            place_of_service=line.place_of_service,
        )
        for number, line in enumerate(asked.lines, 1)
    )
    diagnoses = tuple(
        Diagnosis(_plain(code), DiagnosisRole.FIRST_LISTED if at == 0 else DiagnosisRole.OTHER)
        for at, code in enumerate(asked.diagnoses)
    )
    patient = Patient(asked.birth_date, asked.sex)
    return Claim("asked", asked.setting, lines, diagnoses, patient, payer=asked.payer, state=asked.state.upper())
