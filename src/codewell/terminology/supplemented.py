"""A code system of a release with supplements laid over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from codewell.terminology.concept import Concept, Designation, JsonObject, PropertyDefinition
from codewell.terminology.content import CodeSystemContent, SystemFacts
from codewell.terminology.reading import objects, text_of
from codewell.terminology.resource_content import designations_of, facts_of, has_words, values_of


class Supplemented:
    """The concepts of a code system with the names and properties that supplements add.

    Args:
        content: what lies below.
        supplements: CodeSystems whose content is `supplement`.
    """

    def __init__(self, content: CodeSystemContent, supplements: Sequence[JsonObject]) -> None:
        self._content = content
        self._laid: dict[str, list[tuple[JsonObject, str]]] = {}
        for supplement in supplements:
            edge = objects(supplement, "concept")
            while edge:
                item = edge.pop()
                self._laid.setdefault(text_of(item, "code"), []).append((item, facts_of(supplement).canonical))
                edge.extend(objects(item, "concept"))
        self.facts: SystemFacts = content.facts
        self.properties: Sequence[PropertyDefinition] = (
            *content.properties,
            *(
                PropertyDefinition(text_of(item, "code"), text_of(item, "uri"), text_of(item, "type") or "code")
                for supplement in supplements
                for item in objects(supplement, "property")
            ),
        )

    def concept(self, code: str) -> Concept | None:
        """Return the concept of a code with all that is laid over it."""
        found = self._content.concept(code)
        if found is None:
            return None
        for item, source in self._laid.get(found.code, ()):
            names = [*designations_of(item, source)]
            if text_of(item, "display"):
                names.append(Designation(text_of(item, "display"), source=source))
            found = replace(
                found,
                designations=(*found.designations, *names),
                properties=(*found.properties, *values_of(item)),
                extensions=(*found.extensions, *objects(item, "extension")),
            )
        return found

    def codes(self) -> Sequence[str]:
        """Return all codes."""
        return self._content.codes()

    def parents(self, code: str) -> Sequence[str]:
        """Return the codes right above one."""
        return self._content.parents(code)

    def children(self, code: str) -> Sequence[str]:
        """Return the codes right below one."""
        return self._content.children(code)

    def descendants(self, code: str) -> Sequence[str]:
        """Return the codes below one at any depth."""
        return self._content.descendants(code)

    def inactive_codes(self) -> frozenset[str]:
        """Return the codes that are no longer meant to be used."""
        return self._content.inactive_codes()

    def abstract_codes(self) -> frozenset[str]:
        """Return the headings."""
        return self._content.abstract_codes()

    def codes_with_words(self, words: Sequence[str]) -> Sequence[str]:
        """Return the codes of which each word stands in the code or one of its names, in their order."""
        laid = {code for code in self._laid if (concept := self.concept(code)) and has_words(concept, words)}
        found = self._content.codes_with_words(words)
        if not laid:
            return found
        hits = laid.union(found)
        return tuple(code for code in self.codes() if code in hits)
