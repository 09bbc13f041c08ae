"""Whether a code is in a value set, without listing the value set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from codewell.terminology.concept import JsonObject
from codewell.terminology.content import CodeSystemContent
from codewell.terminology.evaluation import Evaluation, versions_match
from codewell.terminology.filters import matches, read_filter
from codewell.terminology.reading import child, objects, text_of, texts


@dataclass(frozen=True, slots=True)
class Reference:
    """One place of a value set, or of those it includes, that names codes of a code system.

    Args:
        include: the element.
        holders: the value sets on the way to it, whose exclusions hold, outermost first.
        also: value sets that have to hold a code as well.
    """

    include: JsonObject
    holders: tuple[JsonObject, ...]
    also: tuple[JsonObject, ...] = ()


def references(evaluation: Evaluation, value_set: JsonObject, system: str = "") -> Iterator[Reference]:
    """Return the places that name codes of a code system, in the order of the value set; of all systems where it is empty."""
    for include in objects(child(value_set, "compose"), "include"):
        evaluation.spend()
        imported = [found for name in texts(include, "valueSet") if (found := evaluation.imported(name)) is not None]
        named = text_of(include, "system")
        if named:
            if not system or named == system:
                yield Reference(include, (value_set,), tuple(imported))
        elif imported:
            for inner in references(evaluation, imported[0], system):
                yield replace(inner, holders=(value_set, *inner.holders), also=(*inner.also, *imported[1:]))


def listed(include: JsonObject, content: CodeSystemContent, code: str) -> JsonObject | None:
    """Return the element by which an include or exclude names a code, empty where it names it by a rule; None where not.

    Raises:
        TerminologyProblem: a filter of it is not understood.
    """
    concept = content.concept(code)
    enumerated = objects(include, "concept")
    if enumerated:
        wanted = concept.code if concept else code
        for item in enumerated:
            given = text_of(item, "code")
            if given == wanted or (not content.facts.case_sensitive and given.casefold() == wanted.casefold()):
                return item if concept or content.facts.content == "fragment" else None
        return None
    filters = [read_filter(item, content.facts.url, "") for item in objects(include, "filter")]
    if concept is None:
        return {} if content.facts.content == "fragment" and not filters else None
    return {} if all(matches(content, concept, item) for item in filters) else None


def holds(evaluation: Evaluation, reference: Reference, content: CodeSystemContent, code: str) -> JsonObject | None:
    """Return the element by which a place of a value set holds a code, None where it does not or an exclusion takes it out."""
    element = listed(reference.include, content, code)
    if element is None:
        return None
    if not all(contains(evaluation, value_set, content, code) for value_set in reference.also):
        return None
    if any(is_excluded(evaluation, holder, content, code) for holder in reference.holders):
        return None
    if code in content.inactive_codes() and any(_wants_active(holder) for holder in reference.holders[1:]):
        return None
    return element


def _wants_active(value_set: JsonObject) -> bool:
    return child(value_set, "compose").get("inactive") is False


def contains(evaluation: Evaluation, value_set: JsonObject, content: CodeSystemContent, code: str) -> bool:
    """Say whether a value set holds a code of a version of a code system."""
    for reference in references(evaluation, value_set, content.facts.url):
        own = evaluation.system(content.facts.url, evaluation.choose(reference.include).pattern)
        if own is not None and holds(evaluation, reference, own, code) is not None:
            return True
    return False


def is_excluded(evaluation: Evaluation, value_set: JsonObject, content: CodeSystemContent, code: str) -> bool:
    """Say whether a value set takes a code out again."""
    by_version = not versions_match(value_set)
    for exclude in objects(child(value_set, "compose"), "exclude"):
        evaluation.spend()
        system = text_of(exclude, "system")
        if system and system != content.facts.url:
            continue
        own = content
        if system:
            found = evaluation.system(system, evaluation.choose(exclude).pattern)
            if found is None:
                continue
            if by_version and text_of(exclude, "version") and found.facts.version != content.facts.version:
                continue
            own = found
            if listed(exclude, own, code) is None:
                continue
        imported = [other for name in texts(exclude, "valueSet") if (other := evaluation.imported(name)) is not None]
        if (system or imported) and all(contains(evaluation, other, own, code) for other in imported):
            return True
    return False
