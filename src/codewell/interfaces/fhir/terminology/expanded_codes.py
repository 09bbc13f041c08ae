"""One code of an expansion as FHIR has it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from codewell.interfaces.fhir.exchange import Resource
from codewell.terminology.concept import PROPERTIES, STANDARDS_STATUS, Concept, Designation, JsonObject, extension_value
from codewell.terminology.expansion import Branch, ExpansionWish
from codewell.terminology.listing import Member
from codewell.terminology.naming import names_of, shown_name
from codewell.terminology.reading import objects, text_of

_BASE = "http://hl7.org/fhir/StructureDefinition/"
_R5 = "http://hl7.org/fhir/5.0/StructureDefinition/extension-ValueSet.expansion"
_AS_PROPERTIES = (
    ("label", ("valueset-label", "codesystem-label"), "String"),
    ("order", ("valueset-conceptOrder", "codesystem-conceptOrder"), "Decimal"),
    ("weight", ("itemWeight",), "Decimal"),
)
_SHOWN_OF_BOTH = (_BASE + "rendering-style", _BASE + "rendering-xhtml")
_SHOWN_OF_VALUE_SET = (_BASE + "valueset-deprecated", _BASE + "valueset-concept-definition", STANDARDS_STATUS)
_SHOWN_OF_NAMES = (_BASE + "coding-sctdescid", STANDARDS_STATUS)
_URIS = {"weight": PROPERTIES + "itemWeight"}
_LANGUAGES = "urn:ietf:bcp:47"


class CodeWriter:
    """Writes the codes of one expansion, and remembers which properties they had.

    Args:
        wish: what the caller wants to see.
        with_versions: code systems whose version is written to each code.
        r4: whether properties, which R4 lacks, are written as its extensions.
    """

    def __init__(self, wish: ExpansionWish, with_versions: frozenset[str], *, r4: bool) -> None:
        self._wish = wish
        self._with_versions = with_versions
        self._r4 = r4
        self._declared: dict[str, str] = {}

    def write(self, branch: Branch) -> Resource:
        """Return a code with those below it."""
        written = self._code(branch.member)
        if branch.below:
            written["contains"] = [self.write(below) for below in branch.below]
        return written

    def _code(self, member: Member) -> Resource:
        facts = member.content.facts
        concept = member.content.concept(member.code) or Concept(member.code)
        if self._is_plain(member, concept):
            return _plain(member, concept)
        names = names_of(member.content, concept, member.element)
        shown = shown_name(names, self._wish.languages)
        written: Resource = {}
        extensions = list(_extensions(concept, member.element))
        properties = list(self._properties(member, concept))
        if properties and self._r4:
            extensions.extend(_as_extension(*item) for item in properties)
        if extensions:
            written["extension"] = extensions
        written["system"] = facts.url
        if concept.abstract:
            written["abstract"] = True
        if concept.inactive:
            written["inactive"] = True
        if facts.url in self._with_versions and facts.version:
            written["version"] = facts.version
        written["code"] = concept.code
        if shown is not None:
            written["display"] = shown.value
        if self._wish.designations:
            designations = [_designation(name) for name in names if name is not shown and self._is_wanted(name, shown)]
            if designations:
                written["designation"] = designations
        if properties and not self._r4:
            written["property"] = [{"code": code, f"value{kind}": value} for code, kind, value in properties]
        return written

    def _is_plain(self, member: Member, concept: Concept) -> bool:
        """Say whether nothing but the code and its first name is told: so it is for most of a hundred thousand codes."""
        wish = self._wish
        return (
            not (wish.designations or wish.properties or wish.languages.text or self._with_versions)
            and not (member.element or concept.extensions or concept.inactive)
            and bool(concept.display)
            and concept.status in ("", "active")
        )

    def _is_wanted(self, name: Designation, shown: Designation | None) -> bool:
        if shown is not None and name.use is None and (name.value, name.language) == (shown.value, shown.language):
            return False
        filters = self._wish.designation_filters
        if not filters:
            return True
        use = name.use or {}
        return any(
            name.language == code if system == _LANGUAGES else text_of(use, "code") == code and system in ("", use.get("system"))
            for system, code in filters
        )

    def _properties(self, member: Member, concept: Concept) -> Iterator[tuple[str, str, Any]]:
        wanted = self._wish.properties
        if ("definition" in wanted or "*" in wanted) and concept.definition:
            yield self._note("definition", PROPERTIES + "definition"), "String", concept.definition
        own = objects(member.element, "extension")
        for name, urls, kind in _AS_PROPERTIES:
            held = (extension_value(extensions, _BASE + url) for url in urls for extensions in (own, concept.extensions))
            value = next((value for value in held if value is not None), None)
            if value is not None:
                yield self._note(name, _URIS.get(name, PROPERTIES + name)), kind, value
        if concept.status and concept.status != "active":
            yield self._note("status", PROPERTIES + "status"), "Code", concept.status
        uris = {item.code: item.uri for item in member.content.properties}
        for value in concept.properties:
            if (value.code in wanted or "*" in wanted) and value.code != "status":
                yield self._note(value.code, uris.get(value.code, "")), value.kind, value.value
        for name, codes in (("parent", member.content.parents), ("child", member.content.children)):
            if name in wanted:
                for code in codes(concept.code):
                    yield self._note(name, PROPERTIES + name), "Code", code

    def _note(self, code: str, uri: str) -> str:
        self._declared[code] = uri
        return code

    def note_status(self) -> None:
        """Declare the status of codes that are on other pages."""
        self._note("status", PROPERTIES + "status")

    def declare(self, expansion: Resource) -> None:
        """Write to an expansion which properties its codes have."""
        held = [{"code": code, **({"uri": uri} if uri else {})} for code, uri in self._declared.items()]
        if not held:
            return
        if not self._r4:
            expansion["property"] = held
            return
        expansion.setdefault("extension", []).extend(
            {
                "url": f"{_R5}.property",
                "extension": [
                    {"url": "code", "valueCode": item["code"]},
                    *([{"url": "uri", "valueUri": item["uri"]}] if "uri" in item else []),
                ],
            }
            for item in held
        )


def _plain(member: Member, concept: Concept) -> Resource:
    if concept.abstract:
        return {"system": member.content.facts.url, "abstract": True, "code": concept.code, "display": concept.display}
    return {"system": member.content.facts.url, "code": concept.code, "display": concept.display}


def _as_extension(code: str, kind: str, value: Any) -> Resource:
    return {
        "url": f"{_R5}.contains.property",
        "extension": [{"url": "code", "valueCode": code}, {"url": "value", f"value{kind}": value}],
    }


def _extensions(concept: Concept, element: JsonObject) -> Iterator[JsonObject]:
    own = {text_of(extension, "url"): extension for extension in objects(element, "extension")}
    held = {text_of(extension, "url"): extension for extension in concept.extensions}
    for url in _SHOWN_OF_BOTH:
        if url in own or url in held:
            yield own.get(url) or held[url]
    for url in _SHOWN_OF_VALUE_SET:
        if url in own:
            yield own[url]


def _designation(name: Designation) -> Resource:
    written: Resource = {}
    extensions = [extension for extension in name.extensions if text_of(extension, "url") in _SHOWN_OF_NAMES]
    if extensions:
        written["extension"] = extensions
    if name.language:
        written["language"] = name.language
    if name.use is not None:
        written["use"] = name.use
    return {**written, "value": name.value}
