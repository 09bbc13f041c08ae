"""The code systems, value sets and concept maps that a question can refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol
from urllib.parse import unquote

from codewell.terminology.concept import JsonObject
from codewell.terminology.content import CodeSystemContent
from codewell.terminology.reading import text_of
from codewell.terminology.resource_content import ResourceCodeSystem
from codewell.terminology.versions import fits, is_pattern, newest, split_canonical, version_order


class Library(Protocol):
    """Where code systems, value sets and concept maps are kept."""

    def versions(self, system: str) -> Sequence[str]:
        """Return the versions held of a code system; an empty text for one without a version."""

    def content(self, system: str, version: str) -> CodeSystemContent | None:
        """Return one version of a code system."""

    def preferred(self, system: str) -> str | None:
        """Return the version to use where a reference names none."""

    def value_sets(self) -> Iterable[JsonObject]:
        """Return the value sets held."""

    def concept_maps(self) -> Iterable[JsonObject]:
        """Return the concept maps held."""


class Resources:
    """A library of resources: what came with a request, or a handful that ship.

    Args:
        resources: CodeSystem, ValueSet and ConceptMap resources; others are passed over.
    """

    def __init__(self, resources: Iterable[JsonObject]) -> None:
        self._systems: dict[str, dict[str, ResourceCodeSystem]] = {}
        self._value_sets: list[JsonObject] = []
        self._maps: list[JsonObject] = []
        self.supplements: list[JsonObject] = []
        for resource in resources:
            self._add(resource)

    def _add(self, resource: JsonObject) -> None:
        kind = text_of(resource, "resourceType")
        if kind == "CodeSystem" and text_of(resource, "content") == "supplement":
            self.supplements.append(resource)
        elif kind == "CodeSystem":
            versions = self._systems.setdefault(text_of(resource, "url"), {})
            versions[text_of(resource, "version")] = ResourceCodeSystem(resource)
        elif kind == "ValueSet":
            self._value_sets.append(resource)
        elif kind == "ConceptMap":
            self._maps.append(resource)

    def versions(self, system: str) -> Sequence[str]:
        """Return the versions held of a code system."""
        return tuple(self._systems.get(system, ()))

    def content(self, system: str, version: str) -> CodeSystemContent | None:
        """Return one version of a code system."""
        return self._systems.get(system, {}).get(version)

    def preferred(self, system: str) -> str | None:
        """Return the newest version."""
        return newest(self._systems.get(system, ()))

    def value_sets(self) -> Iterable[JsonObject]:
        """Return the value sets held."""
        return self._value_sets

    def concept_maps(self) -> Iterable[JsonObject]:
        """Return the concept maps held."""
        return self._maps


class Registry:
    """Several libraries as one; what an earlier one holds goes before what a later one does.

    Args:
        libraries: the request's own resources first.
        supplements: CodeSystems with content `supplement` that may be laid over others.
    """

    def __init__(self, libraries: Sequence[Library], supplements: Sequence[JsonObject] = ()) -> None:
        self.libraries = tuple(libraries)
        self.supplements = tuple(supplements)

    def versions(self, system: str) -> tuple[str, ...]:
        """Return the versions of a code system that any library holds."""
        return tuple(dict.fromkeys(version for library in self.libraries for version in library.versions(system)))

    def system(self, system: str, pattern: str = "") -> CodeSystemContent | None:
        """Return the newest version of a code system that a pattern names; the preferred one where it is empty."""
        if not pattern:
            for library in self.libraries:
                version = library.preferred(system)
                if version is not None:
                    return library.content(system, version)
            return None
        held = self.versions(system)
        version = pattern if pattern in held else newest(item for item in held if fits(pattern, item))
        if version is None:
            return None
        found = (library.content(system, version) for library in self.libraries if version in library.versions(system))
        return next(found, None)

    def value_set(self, canonical: str, version: str = "") -> JsonObject | None:
        """Return a value set by its canonical address; the newest where no version is named."""
        url, stated = split_canonical(canonical)
        version = version or stated
        held = [resource for library in self.libraries for resource in library.value_sets() if text_of(resource, "url") == url]
        if version:
            held = [resource for resource in held if fits(version, text_of(resource, "version"))]
        if held:
            exact = [resource for resource in held if text_of(resource, "version") == version] if not is_pattern(version) else []
            return max(exact or held, key=lambda resource: version_order(text_of(resource, "version")))
        return self._implicit(url, version)

    def _implicit(self, url: str, version: str) -> JsonObject | None:
        """Return the value set that an address with `?fhir_vs` means: a whole code system, or what is below a code of it."""
        system, mark, asked = url.partition("?fhir_vs")
        content = self.system(system, version) if mark else None
        if content is None:
            return None
        include: JsonObject = {"system": system}
        if version:
            include["version"] = version
        if asked.startswith("=isa/"):
            include["filter"] = [{"property": "concept", "op": "is-a", "value": unquote(asked[len("=isa/") :])}]
        elif asked:
            return None
        facts = content.facts
        return {
            "resourceType": "ValueSet",
            "url": url,
            "version": facts.version,
            "name": facts.name or "Implicit",
            "title": facts.title or facts.name,
            "status": "active",
            "compose": {"include": [include]},
        }

    def is_value_set(self, url: str) -> bool:
        """Say whether an address is one of a value set."""
        return any(text_of(resource, "url") == url for library in self.libraries for resource in library.value_sets())

    def concept_maps(self) -> Iterator[JsonObject]:
        """Return the concept maps of all libraries."""
        return (resource for library in self.libraries for resource in library.concept_maps())

    def supplement(self, canonical: str) -> JsonObject | None:
        """Return a supplement by its canonical address; the newest where no version is named."""
        url, version = split_canonical(canonical)
        held = [item for item in self.supplements if text_of(item, "url") == url]
        if version:
            held = [item for item in held if fits(version, text_of(item, "version"))]
        return max(held, key=lambda item: version_order(text_of(item, "version")), default=None)
