"""Diagnoses that headers state as ICD-10-CM codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pydicom.dataset import Dataset

from codewell.radonc.episode.elements import numbered, proof_of, text_of
from codewell.radonc.facts import Evidence, Shown

_SEQUENCES = (
    "AdmittingDiagnosesCodeSequence",
    "ReasonForRequestedProcedureCodeSequence",
    "ReasonForPerformedProcedureCodeSequence",
    "ReasonForVisitCodeSequence",
    "RTDiagnosisCodeSequence",
)
# PS3.16 Annex 8: I10 is ICD-10, I10C or ICD-10-CM its clinical modification; I10P (procedures) is left out.
_SCHEMES = frozenset({"I10", "I10C", "I10CM", "ICD10", "ICD10CM", "ICD10C"})
_CM_OID = "2.16.840.1.113883.6.90"
_CODE = re.compile(r"([A-TV-Z][0-9][0-9A-Z])\.?([0-9A-Z]{0,4})")


def diagnoses_of(headers: Iterable[tuple[str, Dataset]]) -> tuple[Shown[str], ...]:
    """Return the ICD-10-CM codes that headers state, with the dot, in order of code.

    Args:
        headers: name of the file and its data set. A code that many files repeat keeps the first file's proof.
    """
    found: dict[str, list[Evidence]] = {}
    for file, header in sorted(headers, key=lambda pair: pair[0]):
        for code, item, path in _codes(header):
            found.setdefault(code, [])
            if not found[code]:
                found[code].append(proof_of(item, "CodeValue", file, path))
    return tuple(Shown(code, tuple(proofs)) for code, proofs in sorted(found.items()))


def _codes(header: Dataset) -> Iterator[tuple[str, Dataset, str]]:
    holders = [(header, ""), *numbered(header, "RequestAttributesSequence")]
    for holder, path in holders:
        for sequence in _SEQUENCES:
            for item, item_path in numbered(holder, sequence, path):
                code = _icd10cm(item)
                if code:
                    yield code, item, item_path


def _icd10cm(item: Dataset) -> str:
    scheme = re.sub(r"[^A-Z0-9]", "", text_of(item, "CodingSchemeDesignator").upper())
    if scheme not in _SCHEMES and text_of(item, "CodingSchemeUID") != _CM_OID:
        return ""
    match = _CODE.fullmatch(text_of(item, "CodeValue").upper())
    if match is None:
        return ""
    return f"{match[1]}.{match[2]}" if match[2] else match[1]
