"""A code system held as a FHIR CodeSystem resource."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from codewell.terminology.concept import (
    PROPERTIES,
    STANDARDS_STATUS,
    Concept,
    Designation,
    JsonObject,
    Property,
    PropertyDefinition,
    extension_code,
    is_inactive_status,
)
from codewell.terminology.content import SystemFacts
from codewell.terminology.reading import objects, text_of

_MOST_DEEP = 200


class ResourceCodeSystem:
    """The concepts of a CodeSystem resource, and of the supplements laid over it.

    Args:
        resource: the CodeSystem.
        supplements: CodeSystems whose content is `supplement`.
    """

    def __init__(self, resource: JsonObject, supplements: Sequence[JsonObject] = ()) -> None:
        self.resource = resource
        self.supplements = tuple(supplements)
        self.facts = facts_of(resource)

    @cached_property
    def properties(self) -> tuple[PropertyDefinition, ...]:
        """The properties that the resource and its supplements declare."""
        return tuple(
            PropertyDefinition(text_of(item, "code"), text_of(item, "uri"), text_of(item, "type") or "code")
            for resource in (self.resource, *self.supplements)
            for item in objects(resource, "property")
        )

    def concept(self, code: str) -> Concept | None:
        """Return the concept of a code, whatever its case where case does not matter."""
        found = self._concepts.get(code)
        if found is None and not self.facts.case_sensitive:
            found = self._concepts.get(self._by_folded.get(code.casefold(), ""))
        return found

    def codes(self) -> Sequence[str]:
        """Return all codes, parents before children, as the resource nests them."""
        return self._codes

    def parents(self, code: str) -> Sequence[str]:
        """Return the codes that a code is nested below, or that its `parent` property names."""
        return self._parents.get(code, ())

    def children(self, code: str) -> Sequence[str]:
        """Return the codes right below one."""
        return self._children.get(code, ())

    def descendants(self, code: str) -> Sequence[str]:
        """Return the codes below one at any depth."""
        found: dict[str, None] = {}
        edge = list(reversed(self.children(code)))
        while edge:
            below = edge.pop()
            if below not in found:
                found[below] = None
                edge.extend(reversed(self.children(below)))
        return tuple(found)

    def inactive_codes(self) -> frozenset[str]:
        """Return the codes that are no longer meant to be used."""
        return self._inactive

    def abstract_codes(self) -> frozenset[str]:
        """Return the headings."""
        return self._abstract

    def codes_with_words(self, words: Sequence[str]) -> Sequence[str]:
        """Return the codes of which each word stands in the code or one of its names, in their order."""
        return tuple(code for code, concept in self._concepts.items() if has_words(concept, words))

    @cached_property
    def _inactive(self) -> frozenset[str]:
        return frozenset(code for code, concept in self._concepts.items() if concept.inactive)

    @cached_property
    def _codes(self) -> tuple[str, ...]:
        return tuple(self._concepts)

    @cached_property
    def _abstract(self) -> frozenset[str]:
        return frozenset(code for code, concept in self._concepts.items() if concept.abstract)

    @cached_property
    def _by_folded(self) -> dict[str, str]:
        return {code.casefold(): code for code in self._concepts}

    @cached_property
    def _nested(self) -> list[tuple[JsonObject, str]]:
        """Each concept element with the code it is nested below, in the order of the resource."""
        found: list[tuple[JsonObject, str]] = []
        edge = [(item, "", 0) for item in reversed(objects(self.resource, "concept"))]
        while edge:
            item, parent, depth = edge.pop()
            found.append((item, parent))
            if depth < _MOST_DEEP:
                edge.extend((below, text_of(item, "code"), depth + 1) for below in reversed(objects(item, "concept")))
        return found

    @cached_property
    def _parents(self) -> dict[str, tuple[str, ...]]:
        names = {"parent"} | {item.code for item in self.properties if item.uri == PROPERTIES + "parent"}
        held: dict[str, tuple[str, ...]] = {}
        for item, parent in self._nested:
            above = [parent] if parent else []
            above.extend(text_of(value, "valueCode") for value in objects(item, "property") if text_of(value, "code") in names)
            if above:
                code = text_of(item, "code")
                held[code] = tuple(dict.fromkeys((*held.get(code, ()), *(value for value in above if value))))
        return held

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        held: dict[str, dict[str, None]] = {}
        for item, _ in self._nested:
            code = text_of(item, "code")
            for parent in self._parents.get(code, ()):
                held.setdefault(parent, {})[code] = None
        return {parent: list(below) for parent, below in held.items()}

    @cached_property
    def _concepts(self) -> dict[str, Concept]:
        laid: dict[str, list[tuple[JsonObject, str]]] = {}
        for supplement in self.supplements:
            source = facts_of(supplement).canonical
            edge = objects(supplement, "concept")
            while edge:
                item = edge.pop()
                laid.setdefault(text_of(item, "code"), []).append((item, source))
                edge.extend(objects(item, "concept"))
        return {
            text_of(item, "code"): _concept_of(item, laid.get(text_of(item, "code"), ()), self.properties)
            for item, _ in self._nested
        }


def has_words(concept: Concept, words: Sequence[str], *names: str) -> bool:
    """Say whether each word, folded, stands in a concept's code, in one of its names, or in one of further names."""
    held = (concept.code, concept.display, *names, *(name.value for name in concept.designations))
    text = "\n".join(held).casefold()
    return all(word in text for word in words)


def facts_of(resource: JsonObject) -> SystemFacts:
    """Return what a CodeSystem resource says of itself."""
    return SystemFacts(
        url=text_of(resource, "url"),
        version=text_of(resource, "version"),
        name=text_of(resource, "name"),
        title=text_of(resource, "title"),
        language=text_of(resource, "language"),
        content=text_of(resource, "content") or "complete",
        status=text_of(resource, "status") or "unknown",
        standards_status=extension_code(objects(resource, "extension"), STANDARDS_STATUS),
        experimental=resource.get("experimental") is True,
        case_sensitive=resource.get("caseSensitive") is not False,
    )


def designations_of(element: JsonObject, source: str = "") -> tuple[Designation, ...]:
    """Return the designations of a concept of a CodeSystem or of a ValueSet."""
    return tuple(
        Designation(
            text_of(item, "value"),
            text_of(item, "language"),
            item["use"] if isinstance(item.get("use"), dict) else None,
            tuple(objects(item, "extension")),
            source,
        )
        for item in objects(element, "designation")
    )


def _concept_of(item: JsonObject, laid: Iterable[tuple[JsonObject, str]], declared: Sequence[PropertyDefinition]) -> Concept:
    values = list(values_of(item))
    designations = list(designations_of(item))
    extensions = {text_of(extension, "url"): extension for extension in objects(item, "extension")}
    for over, source in laid:
        values.extend(values_of(over))
        designations.extend(designations_of(over, source))
        extensions.update({text_of(extension, "url"): extension for extension in objects(over, "extension")})
        if text_of(over, "display"):
            designations.append(Designation(text_of(over, "display"), source=source))
    by_meaning = {PROPERTIES + "status": {"status"}, PROPERTIES + "notSelectable": {"notSelectable", "abstract"}}
    by_meaning[PROPERTIES + "inactive"] = {"inactive"}
    for definition in declared:
        if definition.uri in by_meaning:
            by_meaning[definition.uri].add(definition.code)
    status = _first(values, by_meaning[PROPERTIES + "status"])
    stated = _first(values, by_meaning[PROPERTIES + "inactive"])
    standing = extension_code(tuple(extensions.values()), STANDARDS_STATUS)
    status = status if isinstance(status, str) else standing
    inactive = stated is True or stated == "true" or is_inactive_status(status)
    return Concept(
        code=text_of(item, "code"),
        display=text_of(item, "display"),
        definition=text_of(item, "definition"),
        designations=tuple(designations),
        properties=tuple(values),
        extensions=tuple(extensions.values()),
        status=status or ("inactive" if inactive else ""),
        inactive=inactive,
        abstract=_first(values, by_meaning[PROPERTIES + "notSelectable"]) in (True, "true"),
    )


def _first(values: Iterable[Property], codes: set[str]) -> Any:
    return next((value.value for value in values if value.code in codes), None)


def values_of(item: JsonObject) -> Iterable[Property]:
    """Return the property values of a concept element."""
    for value in objects(item, "property"):
        for key, held in value.items():
            if key.startswith("value"):
                yield Property(text_of(value, "code"), key[len("value") :], held)
