"""What the terminology service says that it can do: its part of the CapabilityStatement, and the TerminologyCapabilities."""

from __future__ import annotations

from codewell import __version__
from codewell.interfaces.fhir.exchange import FhirRequest, Resource
from codewell.interfaces.fhir.terminology.context import FHIR_RELEASES
from codewell.tasks.terminology.library import described_systems
from codewell.terminology.reading import text_of

TERMINOLOGY_SERVER = "http://hl7.org/fhir/CapabilityStatement/terminology-server"
TEST_VERSION = "1.9.0"
"""Of HL7's terminology tests that the service is measured against."""

_FEATURE = "http://hl7.org/fhir/uv/application-feature/StructureDefinition/feature"
_DEFINITION = "http://hl7.org/fhir/OperationDefinition/"
_OPERATIONS = {
    "CodeSystem": ("lookup", "validate-code", "subsumes"),
    "ValueSet": ("expand", "validate-code"),
    "ConceptMap": ("translate",),
}
EXPANSION_PARAMETERS = (
    "activeOnly",
    "check-system-version",
    "count",
    "default-valueset-version",
    "designation",
    "displayLanguage",
    "excludeNested",
    "excludeNotForUI",
    "filter",
    "force-system-version",
    "includeDefinition",
    "includeDesignations",
    "offset",
    "property",
    "system-version",
    "tx-resource",
    "useSupplement",
)


def terminology_features() -> list[Resource]:
    """Return the features that HL7's terminology tests look for, as extensions of a CapabilityStatement."""
    return [
        _feature("http://hl7.org/fhir/uv/tx-tests/FeatureDefinition/test-version", {"valueCode": TEST_VERSION}),
        _feature("http://hl7.org/fhir/uv/tx-ecosystem/FeatureDefinition/CodeSystemAsParameter", {"valueBoolean": True}),
    ]


def _feature(definition: str, value: Resource) -> Resource:
    return {
        "url": _FEATURE,
        "extension": [{"url": "definition", "valueCanonical": definition}, {"url": "value", **value}],
    }


def terminology_interactions() -> list[Resource]:
    """Return CodeSystem, ValueSet and ConceptMap as `CapabilityStatement.rest.resource` lists them."""
    return [
        {
            "type": kind,
            "interaction": [{"code": "read"}, {"code": "search-type"}],
            "searchParam": [{"name": name, "type": "uri" if name == "url" else "token"} for name in ("_id", "url", "version")],
            "operation": [{"name": name, "definition": f"{_DEFINITION}{kind}-{name}"} for name in names],
        }
        for kind, names in _OPERATIONS.items()
    ]


def system_operations() -> list[Resource]:
    """Return the operations of the service as a whole."""
    return [{"name": "versions", "definition": f"{_DEFINITION}CapabilityStatement-versions"}]


def capability_statement(request: FhirRequest) -> Resource:
    """Return a CapabilityStatement of the terminology service alone."""
    day = request.workplace.today.isoformat()
    return {
        "resourceType": "CapabilityStatement",
        "extension": terminology_features(),
        "url": f"{request.base}/metadata",
        "version": __version__,
        "name": "CodewellTerminology",
        "title": "Codewell terminology service",
        "status": "active",
        "date": day,
        "kind": "instance",
        "instantiates": [TERMINOLOGY_SERVER],
        "software": {"name": "Codewell", "version": __version__, "releaseDate": day},
        "implementation": {"description": "Codewell", "url": request.base},
        "fhirVersion": FHIR_RELEASES[request.version],
        "format": ["application/fhir+json", "application/fhir+xml"],
        "rest": [{"mode": "server", "resource": terminology_interactions(), "operation": system_operations()}],
    }


def terminology_capabilities(request: FhirRequest) -> Resource:
    """Return the TerminologyCapabilities: the code systems with their versions, and the parameters of an expansion."""
    versions: dict[str, list[str]] = {}
    for resource in described_systems(request.workplace):
        versions.setdefault(text_of(resource, "url"), []).append(text_of(resource, "version"))
    systems = []
    for url, held in versions.items():
        newest = held[-1]
        listed = [{"code": version, "isDefault": version == newest, "compositional": False} for version in held if version]
        systems.append({"uri": url, "version": listed, "subsumption": True})
    return {
        "resourceType": "TerminologyCapabilities",
        "url": f"{request.base}/metadata",
        "version": __version__,
        "name": "CodewellTerminologyCapabilities",
        "title": "Codewell terminology capabilities",
        "status": "active",
        "date": request.workplace.today.isoformat(),
        "kind": "instance",
        "software": {"name": "Codewell", "version": __version__},
        "implementation": {"description": "Codewell", "url": request.base},
        "codeSystem": systems,
        "expansion": {
            "hierarchical": True,
            "paging": True,
            "incomplete": False,
            "parameter": [{"name": name} for name in EXPANSION_PARAMETERS],
            "textFilter": "Every word has to be in the code or in one of its names.",
        },
        "codeSearch": "in-compose",
        "validateCode": {"translations": True},
        "translation": {"needsMap": True},
    }
