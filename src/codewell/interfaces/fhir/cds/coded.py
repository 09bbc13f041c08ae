"""Codes and facts out of the resources of a call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from codewell.interfaces.fhir.clinical.asked import day_of, one, several
from codewell.interfaces.fhir.exchange import Resource
from codewell.kernel.claims import Patient, Sex
from codewell.kernel.codes import Icd10CmCode
from codewell.kernel.errors import InputError

ICD10CM: Final = frozenset(("http://hl7.org/fhir/sid/icd-10-cm", "urn:oid:2.16.840.1.113883.6.90"))
PROCEDURES: Final = frozenset(
    (
        "http://www.ama-assn.org/go/cpt",
        "urn:oid:2.16.840.1.113883.6.12",
        "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        "urn:oid:2.16.840.1.113883.6.285",
    )
)
_GONE: Final = frozenset({"entered-in-error", "refuted"})
_SEXES: Final = {"female": Sex.FEMALE, "male": Sex.MALE}


def diagnoses_of(conditions: Iterable[Resource]) -> Iterator[Icd10CmCode]:
    """Yield the ICD-10-CM codes of Conditions that hold."""
    for condition in conditions:
        verified = {str(each.get("code")) for each in several(one(condition, "verificationStatus"), "coding")}
        if condition.get("resourceType") == "Condition" and not verified & _GONE:
            yield from icd10cm_in(one(condition, "code"))


def icd10cm_in(concept: Resource) -> Iterator[Icd10CmCode]:
    """Yield the codes of a CodeableConcept that are ICD-10-CM's by system and shape."""
    for written in codes_in(concept, ICD10CM):
        try:
            yield Icd10CmCode.parse(written)
        except InputError:
            continue


def codes_in(concept: Resource, systems: frozenset[str]) -> list[str]:
    """Return the codes of a CodeableConcept in some systems."""
    return [str(each.get("code", "")).strip() for each in several(concept, "coding") if str(each.get("system")) in systems]


def patient_of(resources: Iterable[Resource]) -> Patient:
    """Return what edits need of the Patient; nothing where there is none."""
    found = next((each for each in resources if each.get("resourceType") == "Patient"), {})
    return Patient(day_of(found.get("birthDate")), _SEXES.get(str(found.get("gender")), Sex.UNKNOWN))
