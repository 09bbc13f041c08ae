"""What a request lets an operation refer to: its own resources, those that ship, and the releases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from codewell.interfaces.fhir.exchange import FhirRequest, FhirVersion, Resource
from codewell.interfaces.fhir.terminology.parameters import Parameters, refused
from codewell.tasks.terminology.library import library_of
from codewell.terminology.evaluation import Evaluation, expansion_parameter
from codewell.terminology.languages import Languages, read_languages
from codewell.terminology.reading import text_of
from codewell.terminology.registry import Library, Registry, Resources
from codewell.terminology.standard import standard_resources
from codewell.terminology.versions import VersionRules, split_canonical

FHIR_RELEASES = {FhirVersion.R4: "4.0.1", FhirVersion.R5: "5.0.0"}
_STANDARD = {version: Resources(standard_resources(release)) for version, release in FHIR_RELEASES.items()}


@dataclass(frozen=True, slots=True)
class Context:
    """A request with what it can refer to.

    Args:
        request: as it came.
        given: its parameters.
        registry: its own resources before those of the service.
    """

    request: FhirRequest
    given: Parameters
    registry: Registry

    def evaluation(self, value_set: Resource | None = None) -> Evaluation:
        """Return the question that the request puts to a value set, or to code systems.

        Raises:
            TerminologyProblem: a supplement that is needed is not held.
        """
        rules = VersionRules(
            self._rule("system-version"),
            self._rule("check-system-version"),
            self._rule("force-system-version"),
            self._rule("default-valueset-version"),
        )
        return Evaluation(self.registry, value_set or {}, rules, self.given.texts("useSupplement"))

    def _rule(self, name: str) -> dict[str, str]:
        return dict(split_canonical(canonical) for canonical in self.given.texts(name) if "|" in canonical)

    def languages(self, value_set: Resource | None = None) -> Languages:
        """Return the languages that the request asks for; those of the value set where it does not say.

        Raises:
            TerminologyProblem: they do not have the form of BCP 47.
        """
        asked = self.given.text("displayLanguage")
        if asked:
            return read_languages(asked)
        header = self.request.headers.get("accept-language", "")
        if header:
            return read_languages(header)
        held = value_set or {}
        wanted = expansion_parameter(held, "displayLanguage") or text_of(held, "language")
        return read_languages(wanted) if wanted else Languages()


def context_of(request: FhirRequest, given: Parameters | None = None) -> Context:
    """Return the context of a request.

    Raises:
        FhirFault: a parameter does not have its form.
    """
    given = given or Parameters.of(request)
    own = [*given.resources("tx-resource"), *given.resources("valueSet"), *given.resources("codeSystem")]
    own.extend(given.resources("conceptMap"))
    resources = Resources(own)
    libraries: list[Library] = [resources] if own else []
    libraries.append(library_of(request.workplace, _day(given)))
    libraries.append(_STANDARD[request.version])
    return Context(request, given, Registry(libraries, resources.supplements))


def _day(given: Parameters) -> date | None:
    text = given.text("date")
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError as failure:
        raise refused("The parameter date is a day, such as 2026-06-02.") from failure
