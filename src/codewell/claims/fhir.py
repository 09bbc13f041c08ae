"""FHIR R4 Claim resources, alone or in a Bundle, as claims."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from codewell.claims.fields import patient_key
from codewell.claims.issue import Issue
from codewell.kernel.claims import (
    ONE_UNIT,
    Claim,
    ClaimLine,
    Diagnosis,
    DiagnosisRole,
    Patient,
    Position,
    Provider,
    Setting,
    Sex,
)
from codewell.kernel.errors import ConfigurationError, InputError

_ICD10CM = frozenset(("http://hl7.org/fhir/sid/icd-10-cm", "urn:oid:2.16.840.1.113883.6.90"))
_PROCEDURES = frozenset(
    (
        "http://www.ama-assn.org/go/cpt",
        "urn:oid:2.16.840.1.113883.6.12",
        "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        "urn:oid:2.16.840.1.113883.6.285",
        "https://bluebutton.cms.gov/resources/codesystem/hcpcs",
    )
)
_NPI = "http://hl7.org/fhir/sid/us-npi"
_SETTINGS = {
    "professional": Setting.PROFESSIONAL,
    "institutional": Setting.OUTPATIENT,
    "oral": Setting.DENTAL,
    "vision": Setting.PROFESSIONAL,
}
_ROLES = {
    "principal": DiagnosisRole.FIRST_LISTED,
    "admitting": DiagnosisRole.ADMITTING,
    "externalcause": DiagnosisRole.EXTERNAL_CAUSE,
}


def read_fhir(content: bytes, payer: str = "medicare-mac") -> Iterator[Claim | Issue]:
    """Yield the claims of a FHIR R4 Claim or Bundle, and what is wrong with them, in their order.

    Args:
        content: JSON in UTF-8.
        payer: id of the payer profile that claims are checked under.

    Raises:
        InputError: it is no FHIR JSON, or holds no Claim.
        ConfigurationError: the extra that validates FHIR is not installed.
    """
    resource = _parsed(content)
    held = _resources(resource)
    claims = [(path, one) for path, one in held if one.get("resourceType") == "Claim"]
    if not claims:
        kind = str(resource.get("resourceType", "no FHIR resource"))[:30]
        raise InputError(
            f"The file is {kind} and holds no Claim.", next_step="Give a Claim or a Bundle with Claims.", slug="fhir.no-claim"
        )
    others = {key: one for _, one in held for key in _keys(one)} | _full_urls(resource)
    for path, claim in claims:
        faults = list(_faults(path, claim))
        yield from faults
        if not faults:
            yield from _Reading(path, claim, others, payer).told()


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=Decimal
        )
    except InputError:
        raise
    except UnicodeDecodeError as broken:
        raise InputError(f"The file is not UTF-8 (byte {broken.start + 1}).", slug="fhir.not-json") from None
    except json.JSONDecodeError as broken:
        raise InputError(
            f"The file is not JSON (line {broken.lineno}, character {broken.colno}).", slug="fhir.not-json"
        ) from None
    except (RecursionError, ValueError):
        raise InputError("The file is JSON that cannot be read: nested too deep.", slug="fhir.not-json") from None
    if not isinstance(found, dict):
        raise InputError("The file is JSON, but no FHIR resource.", slug="fhir.no-claim")
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise InputError("The file names an element twice in one object.", slug="fhir.duplicate-key")
    return found


def _no_constant(name: str) -> None:
    raise InputError(f"The file holds {name}, which is no JSON number.", slug="fhir.not-json")


def _resources(resource: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return the resource, or those of a Bundle, with their FHIRPath; contained ones follow their container."""
    found: list[tuple[str, dict[str, Any]]] = []
    if resource.get("resourceType") == "Bundle":
        for number, entry in enumerate(_list(resource, "entry")):
            inner = entry.get("resource")
            if isinstance(inner, dict):
                found.append((f"Bundle.entry[{number}].resource", inner))
    else:
        found.append((str(resource.get("resourceType", "")), resource))
    return found


def _keys(resource: dict[str, Any]) -> list[str]:
    return [f"{resource.get('resourceType')}/{resource['id']}"] if "id" in resource else []


def _full_urls(resource: dict[str, Any]) -> dict[str, dict[str, Any]]:
    entries = _list(resource, "entry")
    return {
        entry["fullUrl"]: entry["resource"]
        for entry in entries
        if isinstance(entry.get("fullUrl"), str) and isinstance(entry.get("resource"), dict)
    }


def _faults(path: str, claim: dict[str, Any]) -> Iterator[Issue]:
    """Yield where a Claim is not as FHIR R4 has it; the library's words may quote a value, so only places are told."""
    try:
        from fhir.resources.R4B.claim import Claim as FhirClaim
        from pydantic import ValidationError
    except ImportError:
        raise ConfigurationError(
            "FHIR claims need fhir.resources.", next_step="Install it: pip install 'codewell[fhir]'.", slug="configuration.extra"
        ) from None
    try:
        FhirClaim.model_validate_json(json.dumps(claim, default=str))
    except ValidationError as invalid:
        for fault in invalid.errors(include_input=False, include_url=False)[:20]:
            where = ".".join([path, *(str(step) for step in fault["loc"])])
            yield Issue(
                "fhir.invalid", f"{where} is not as FHIR R4 has it ({fault['type']}).", Position(path=where), _id(claim), True
            )


@dataclass(slots=True)
class _Reading:
    """One Claim while it is read."""

    path: str
    claim: dict[str, Any]
    others: dict[str, dict[str, Any]]
    payer: str

    def told(self) -> Iterator[Claim | Issue]:
        """Yield the claim, or why it cannot be checked, after what is wrong with its parts."""
        period = self.claim.get("billablePeriod") or {}
        first, last = _day(period.get("start")), _day(period.get("end"))
        diagnoses: list[Diagnosis] = []
        places: dict[int, int] = {}
        for number, entry in enumerate(_list(self.claim, "diagnosis")):
            diagnosis = yield from self._diagnosis(number, entry)
            if diagnosis is not None:
                diagnoses.append(diagnosis)
                places[int(entry.get("sequence", number + 1))] = len(diagnoses)
        lines: list[ClaimLine] = []
        for number, item in enumerate(_list(self.claim, "item")):
            line = yield from self._line(number, item, first, places)
            if line is not None:
                lines.append(line)
        if not lines:
            message = "The claim has no item with a procedure or revenue code and a day."
            yield Issue("fhir.claim-without-lines", message, Position(path=f"{self.path}.item"), _id(self.claim), True)
            return
        yield Claim(
            id=_id(self.claim),
            setting=self._setting(),
            lines=tuple(lines),
            diagnoses=tuple(diagnoses),
            patient=self._patient(),
            payer=self.payer,
            billing=self._provider(self.claim.get("provider"), f"{self.path}.provider"),
            discharge=last or first,
            position=Position(path=self.path),
        )

    def _setting(self) -> Setting:
        codes = [coding.get("code") for coding in _codings(self.claim.get("type"))]
        found = next((_SETTINGS[one] for one in codes if one in _SETTINGS), Setting.PROFESSIONAL)
        kinds = [coding.get("code") for coding in _codings(self.claim.get("subType"))]
        return Setting.INPATIENT if found is Setting.OUTPATIENT and "inpatient" in kinds else found

    def _line(
        self, number: int, item: dict[str, Any], first: date | None, places: Mapping[int, int]
    ) -> Generator[Issue, None, ClaimLine | None]:
        where = f"{self.path}.item[{number}]"
        procedure = _code(item.get("productOrService"), _PROCEDURES)
        revenue = next((str(one.get("code", "")) for one in _codings(item.get("revenue"))), "")
        if not procedure and not revenue:
            message = "The item carries no CPT or HCPCS code; it was left out."
            yield Issue("fhir.no-procedure-code", message, Position(path=f"{where}.productOrService"), _id(self.claim), True)
            return None
        period = item.get("servicedPeriod") or {}
        begins = _day(item.get("servicedDate")) or _day(period.get("start")) or first
        if begins is None:
            message = "The item has no day of service and the claim no billable period; it was left out."
            yield Issue("fhir.no-date-of-service", message, Position(path=where), _id(self.claim), True)
            return None
        ends = _day(period.get("end"))
        units = (item.get("quantity") or {}).get("value")
        modifiers = [str(coding.get("code", "")).upper() for one in _list(item, "modifier") for coding in _codings(one)[:1]]
        return ClaimLine(
            number=int(item.get("sequence", number + 1)),
            procedure=procedure,
            date_of_service=begins,
            last_day=ends if ends != begins else None,
            modifiers=tuple(one for one in modifiers if one),
            units=Decimal(str(units)) if units is not None else ONE_UNIT,
            charge=_money(item),
            place_of_service=next((str(one.get("code", "")) for one in _codings(item.get("locationCodeableConcept"))), ""),
            revenue_code=revenue.zfill(4) if revenue else "",
            diagnosis_pointers=_pointers(item, places),
            position=Position(path=where),
        )

    def _diagnosis(self, number: int, entry: dict[str, Any]) -> Generator[Issue, None, Diagnosis | None]:
        where = f"{self.path}.diagnosis[{number}]"
        concept = entry.get("diagnosisCodeableConcept")
        if concept is None:
            concept = self._resolved(entry.get("diagnosisReference")).get("code")
        written = _code(concept, _ICD10CM)
        if not written:
            yield Issue(
                "fhir.no-diagnosis-code",
                "The diagnosis carries no ICD-10-CM code; it was left out.",
                Position(path=where),
                _id(self.claim),
            )
            return None
        kinds = [str(coding.get("code")) for one in _list(entry, "type") for coding in _codings(one)]
        role = next((_ROLES[one] for one in kinds if one in _ROLES), None)
        first = entry.get("sequence", number + 1) == 1
        role = role or (DiagnosisRole.FIRST_LISTED if first else DiagnosisRole.OTHER)
        present = next((str(one.get("code", "")).upper() for one in _codings(entry.get("onAdmission"))), "")
        return Diagnosis(written, role, present, Position(path=where))

    def _patient(self) -> Patient:
        found = self._resolved(self.claim.get("patient"))
        sex = {"female": Sex.FEMALE, "male": Sex.MALE}.get(str(found.get("gender")), Sex.UNKNOWN)
        stated, born = self.claim.get("patient"), _day(found.get("birthDate"))
        number = str(stated.get("reference", "")) if isinstance(stated, dict) else ""
        return Patient(born, sex, Position(path=f"{self.path}.patient"), patient_key(number, born, sex))

    def _provider(self, reference: object, where: str) -> Provider | None:
        if not isinstance(reference, dict):
            return None
        identifiers = [reference.get("identifier") or {}, *_list(self._resolved(reference), "identifier")]
        npi = next((str(one.get("value", "")) for one in identifiers if one.get("system") == _NPI), "")
        return Provider(npi, position=Position(path=where))

    def _resolved(self, reference: object) -> dict[str, Any]:
        """Return the resource that a reference names: contained, in the Bundle, or an empty one."""
        name = str(reference.get("reference", "")) if isinstance(reference, dict) else ""
        if name.startswith("#"):
            return next((one for one in _list(self.claim, "contained") if one.get("id") == name[1:]), {})
        return self.others.get(name, {})


def _id(claim: dict[str, Any]) -> str:
    identifiers = _list(claim, "identifier")
    return str(next((one["value"] for one in identifiers if one.get("value")), claim.get("id", "")))


def _list(resource: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = resource.get(name, [])
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _codings(concept: object) -> list[dict[str, Any]]:
    return _list(concept, "coding") if isinstance(concept, dict) else []


def _code(concept: object, systems: frozenset[str]) -> str:
    found = next((str(one.get("code", "")) for one in _codings(concept) if one.get("system") in systems), "")
    return found.replace(".", "").strip().upper()


def _pointers(item: dict[str, Any], places: Mapping[int, int]) -> tuple[int, ...]:
    """Return the places that an item points at."""
    named = [int(one) for one in item.get("diagnosisSequence") or () if one is not None]
    return tuple(places[one] for one in named if one in places)


def _money(item: dict[str, Any]) -> Decimal | None:
    net = (item.get("net") or {}).get("value")
    return Decimal(str(net)) if net is not None else None


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10]) if text else None
    except ValueError:
        return None
