"""One question's view of the code systems and value sets: which version each reference means, and what was used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from codewell.terminology import messages
from codewell.terminology.concept import STANDARDS_STATUS, JsonObject, extension_code
from codewell.terminology.content import CodeSystemContent, SystemFacts
from codewell.terminology.filters import read_filter
from codewell.terminology.problem import TerminologyProblem
from codewell.terminology.reading import child, objects, text_of, texts
from codewell.terminology.registry import Registry
from codewell.terminology.resource_content import ResourceCodeSystem
from codewell.terminology.supplemented import Supplemented
from codewell.terminology.versions import VersionChoice, VersionRules, fits, split_canonical

SUPPLEMENT = "http://hl7.org/fhir/StructureDefinition/valueset-supplement"
EXPANSION_PARAMETER = "http://hl7.org/fhir/StructureDefinition/valueset-expansion-parameter"
_MOST_IMPORTS = 200
_MOST_WORK = 1_000_000
"""Codes looked at for one question; a step from one value set to another counts as fifty."""
OF_A_STEP = 50


@dataclass(slots=True)
class Used:
    """What an answer was made from.

    Args:
        systems: canonical address of each version of a code system.
        value_sets: of each value set that another includes.
        supplements: of each supplement.
        fragments: of each code system that is a fragment.
        parameters: parameters of the request that decided a version.
        notes: status and canonical address of what is a draft, experimental, deprecated or withdrawn, with its kind.
    """

    systems: dict[str, None] = field(default_factory=dict)
    value_sets: dict[str, None] = field(default_factory=dict)
    supplements: dict[str, None] = field(default_factory=dict)
    fragments: dict[str, None] = field(default_factory=dict)
    parameters: dict[tuple[str, str], None] = field(default_factory=dict)
    notes: dict[tuple[str, str, str], None] = field(default_factory=dict)


class Evaluation:
    """Resolves what a value set refers to.

    Args:
        registry: what can be referred to.
        root: the value set in question; empty for a question about a code system.
        rules: what the request says about versions.
        supplements: canonical addresses of the supplements that the request wants laid over code systems.

    Raises:
        TerminologyProblem: a supplement is not held.
    """

    def __init__(self, registry: Registry, root: JsonObject, rules: VersionRules, supplements: Sequence[str] = ()) -> None:
        self.registry = registry
        self.root = root
        self.rules = rules
        self.used = Used()
        self._left = _MOST_WORK
        self._checked: set[int] = set()
        self._contents: dict[tuple[str, str], CodeSystemContent] = {}
        stated = [
            str(value)
            for extension in objects(root, "extension")
            if text_of(extension, "url") == SUPPLEMENT
            for key, value in extension.items()
            if key.startswith("value")
        ]
        self.supplements = [self._supplement(canonical) for canonical in (*stated, *supplements)]

    def _supplement(self, canonical: str) -> JsonObject:
        found = self.registry.supplement(canonical)
        if found is None:
            raise TerminologyProblem(422, messages.supplement_missing(canonical))
        return found

    def spend(self, work: int = OF_A_STEP) -> None:
        """Count what a question costs, so that value sets that include each other a thousandfold end.

        Raises:
            TerminologyProblem: it costs more than one question may.
        """
        self._left -= work
        if self._left < 0:
            raise TerminologyProblem(422, messages.too_costly(canonical_of(self.root), _MOST_WORK))

    def choose(self, reference: JsonObject) -> VersionChoice:
        """Return the version that an include or exclude means."""
        return self.rules.choose(text_of(reference, "system"), text_of(reference, "version"))

    def system(self, system: str, pattern: str) -> CodeSystemContent | None:
        """Return a code system with the supplements laid over it; None where it is not held."""
        found = self.registry.system(system, pattern)
        if found is None:
            return None
        key = (system, found.facts.version)
        if key not in self._contents:
            over = [item for item in self.supplements if split_canonical(text_of(item, "supplements"))[0] == system]
            if over and isinstance(found, ResourceCodeSystem):
                found = ResourceCodeSystem(found.resource, over)
            elif over:
                found = Supplemented(found, over)
            self._contents[key] = found
        return self._contents[key]

    def note_system(self, content: CodeSystemContent, choice: VersionChoice | None = None) -> None:
        """Record that a code system was used."""
        facts = content.facts
        self.used.systems[facts.canonical] = None
        if facts.content == "fragment":
            self.used.fragments[facts.canonical] = None
        for item in self.supplements:
            if split_canonical(text_of(item, "supplements"))[0] == facts.url:
                self.used.supplements[f"{text_of(item, 'url')}|{text_of(item, 'version')}".rstrip("|")] = None
        if choice and choice.parameter:
            self.used.parameters[choice.parameter] = None
        for status in self._statuses(facts):
            self.used.notes[(status, "CodeSystem", facts.canonical)] = None

    def _statuses(self, facts: SystemFacts) -> Iterator[str]:
        if facts.standards_status in ("deprecated", "withdrawn"):
            yield facts.standards_status
        if facts.experimental and self.root.get("experimental") is not True:
            yield "experimental"
        if "draft" in (facts.status, facts.standards_status) and text_of(self.root, "status") != "draft":
            yield "draft"

    def note_value_set(self, value_set: JsonObject) -> None:
        """Record how a value set stands."""
        status = extension_code(objects(value_set, "extension"), STANDARDS_STATUS)
        if status in ("deprecated", "withdrawn"):
            self.used.notes[(status, "ValueSet", canonical_of(value_set))] = None

    def refused_version(self, content: CodeSystemContent) -> str | None:
        """Return the pattern of `check-system-version` that a version does not fit, None where it does."""
        pattern = self.rules.checks.get(content.facts.url)
        return pattern if pattern and not fits(pattern, content.facts.version) else None

    def imported(self, canonical: str) -> JsonObject | None:
        """Return a value set that another includes."""
        if canonical.startswith("#"):
            held = objects(self.root, "contained")
            return next((item for item in held if text_of(item, "id") == canonical[1:]), None)
        url, version = split_canonical(canonical)
        return self.registry.value_set(url, version or self.rules.value_sets.get(url, ""))

    def pinned(self, canonical: str) -> tuple[str, str]:
        """Return address and version that a reference to a value set means."""
        url, version = split_canonical(canonical)
        return url, version or self.rules.value_sets.get(url, "")

    def check(self, *, expanding: bool) -> None:
        """Look a value set and all it includes over before it is evaluated.

        Raises:
            TerminologyProblem: one includes itself, is not held, or has a filter without a value.
        """
        self._check(self.root, [], set(), expanding)

    def _check(self, value_set: JsonObject, pathway: list[str], above: set[int], expanding: bool) -> None:
        if id(value_set) in self._checked:
            return
        canonical = canonical_of(value_set)
        self.note_value_set(value_set)
        if len(pathway) > _MOST_IMPORTS:
            raise TerminologyProblem(422, messages.circular(canonical, pathway[:3]))
        for side in ("include", "exclude"):
            for position, reference in enumerate(objects(child(value_set, "compose"), side)):
                for number, item in enumerate(objects(reference, "filter")):
                    path = f"ValueSet.compose.{side}[{position}].filter[{number}]"
                    read_filter(item, text_of(reference, "system"), path)
                for name in texts(reference, "valueSet"):
                    self._check_import(name, [*pathway, canonical], above | {id(value_set)}, expanding)
        self._checked.add(id(value_set))

    def _check_import(self, name: str, pathway: list[str], above: set[int], expanding: bool) -> None:
        found = self.imported(name)
        if found is None:
            url, version = self.pinned(name)
            canonical = f"{url}|{version}" if version else url
            unknown = messages.import_unknown(url, version) if expanding else messages.value_set_unknown(canonical)
            raise TerminologyProblem(422, unknown)
        canonical = canonical_of(found)
        if id(found) in above or (text_of(found, "url") and canonical in pathway):
            raise TerminologyProblem(422, messages.circular(canonical, pathway))
        if not name.startswith("#"):
            self.used.value_sets[canonical] = None
            url, version = split_canonical(name)
            if not version and url in self.rules.value_sets:
                self.used.parameters[("default-valueset-version", f"{url}|{self.rules.value_sets[url]}")] = None
        self._check(found, pathway, above, expanding)


def canonical_of(value_set: JsonObject) -> str:
    """Return a value set's address with its version; what messages call one without an address."""
    url, version = text_of(value_set, "url"), text_of(value_set, "version")
    if not url:
        return "(unidentified)"
    return f"{url}|{version}" if version else url


def expansion_parameter(value_set: JsonObject, name: str) -> str:
    """Return a parameter that a value set sets for its own expansion; empty where it does not."""
    for extension in objects(child(value_set, "compose"), "extension"):
        if text_of(extension, "url") == EXPANSION_PARAMETER:
            parts = {text_of(part, "url"): part for part in objects(extension, "extension")}
            if extension_code([parts.get("name", {}) | {"url": "name"}], "name") == name:
                held = parts.get("value", {})
                value = next((value for key, value in held.items() if key.startswith("value")), "")
                return str(value).lower() if isinstance(value, bool) else str(value)
    return ""


def versions_match(value_set: JsonObject) -> bool:
    """Say whether a code counts as the same in every version of its code system.

    A value set can say so. Where it does not, and what is excluded is stated in another version than what is included, the
    exclusion could not leave anything out if versions were told apart.
    """
    stated = expansion_parameter(value_set, "versionsMatch")
    if stated:
        return stated == "true"
    compose = child(value_set, "compose")
    included: dict[str, set[str]] = {}
    for reference in objects(compose, "include"):
        included.setdefault(text_of(reference, "system"), set()).add(text_of(reference, "version"))
    return any(
        len(included.get(text_of(reference, "system"), ())) == 1
        and text_of(reference, "version") not in included[text_of(reference, "system")]
        for reference in objects(compose, "exclude")
        if text_of(reference, "system")
    )
