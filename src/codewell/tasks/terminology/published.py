"""The code systems that Codewell publishes terminology of: their addresses in FHIR, and how their releases are named there."""

from __future__ import annotations

from dataclasses import dataclass

from codewell.kernel.codes import CodeSystem
from codewell.releases.release import Release
from codewell.terminology.concept import PROPERTIES, JsonObject, PropertyDefinition

ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
ICD10PCS = "http://www.cms.gov/Medicare/Coding/ICD10"
HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
CPT = "http://www.ama-assn.org/go/cpt"
ICD9CM = "http://hl7.org/fhir/sid/icd-9-cm"

SYNONYM: JsonObject = {"system": "http://snomed.info/sct", "code": "900000000000013009", "display": "Synonym"}
"""What an inclusion term is for: another name of what the code holds."""
SHORT: JsonObject = {"system": "urn:codewell:designation-use", "code": "short-descriptor", "display": "Short descriptor"}
MEDIUM: JsonObject = {"system": "urn:codewell:designation-use", "code": "medium-descriptor", "display": "Medium descriptor"}


@dataclass(frozen=True, slots=True)
class PublishedSystem:
    """A code system with its FHIR address.

    Args:
        system: ours.
        url: HL7's address of it (HL7 Terminology, "External code systems").
        name: for computers.
        copyright: whose words they are.
        hierarchical: whether codes stand below others.
    """

    system: CodeSystem
    url: str
    name: str
    copyright: str
    hierarchical: bool

    @property
    def source(self) -> str:
        """The source room of its code lists."""
        return self.system.value


SYSTEMS = {
    one.url: one
    for one in (
        PublishedSystem(CodeSystem.ICD10CM, ICD10CM, "ICD10CM", "US Government work, public domain (NCHS, CMS)", True),
        PublishedSystem(CodeSystem.ICD10PCS, ICD10PCS, "ICD10PCS", "US Government work, public domain (CMS)", True),
        PublishedSystem(CodeSystem.HCPCS, HCPCS, "HCPCS", "US Government work, public domain (CMS)", False),
        PublishedSystem(CodeSystem.CPT, CPT, "CPT", "CPT copyright American Medical Association. All rights reserved.", False),
    )
}

_OF_RELEASE = (
    PropertyDefinition("status", PROPERTIES + "status", "code"),
    PropertyDefinition("release", "urn:codewell:property:release", "string"),
    PropertyDefinition("release-first-day", "urn:codewell:property:release-first-day", "dateTime"),
    PropertyDefinition("release-last-day", "urn:codewell:property:release-last-day", "dateTime"),
)
_OF_TREES = (
    PropertyDefinition("parent", PROPERTIES + "parent", "code"),
    PropertyDefinition("child", PROPERTIES + "child", "code"),
    PropertyDefinition("billable", "urn:codewell:property:billable", "boolean"),
)
_OF_PROCEDURES = (
    PropertyDefinition("effectiveDate", PROPERTIES + "effectiveDate", "dateTime"),
    PropertyDefinition("retirementDate", PROPERTIES + "retirementDate", "dateTime"),
)
PROPERTIES_OF: dict[str, tuple[PropertyDefinition, ...]] = {
    ICD10CM: (
        *_OF_RELEASE,
        *_OF_TREES,
        PropertyDefinition("chapter", "urn:codewell:property:chapter", "string"),
        PropertyDefinition("section", "urn:codewell:property:section", "string"),
    ),
    ICD10PCS: (*_OF_RELEASE, *_OF_TREES),
    HCPCS: (*_OF_RELEASE, *_OF_PROCEDURES),
    CPT: (
        PropertyDefinition("status", PROPERTIES + "status", "code"),
        *_OF_PROCEDURES,
        PropertyDefinition("label", "urn:codewell:property:label", "string"),
    ),
}
"""What a look-up tells of a code of each; `label` is Codewell's own plain words, never a descriptor of the AMA."""


def version_of(release: Release) -> str:
    """Return how FHIR names a release: a fiscal year by its number, as in "2026" or "2025-04", a quarter as "2025-Q4"."""
    return release.release.removeprefix("FY")
