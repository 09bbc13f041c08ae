"""The codes of a value set, listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codewell.terminology import messages
from codewell.terminology.concept import JsonObject
from codewell.terminology.content import CodeSystemContent
from codewell.terminology.evaluation import Evaluation, versions_match
from codewell.terminology.filters import ConceptFilter, matches, narrow, read_filter
from codewell.terminology.problem import TerminologyProblem
from codewell.terminology.reading import child, objects, text_of, texts

Key = tuple[str, str, str]
"""Code system, version, code."""


@dataclass(frozen=True, slots=True)
class Member:
    """A code of a value set.

    Args:
        content: version of the code system that it is taken from.
        code: as the code system writes it.
        element: what the value set says of it; empty where it names it by a rule.
    """

    content: CodeSystemContent
    code: str
    element: JsonObject


def list_members(evaluation: Evaluation, value_set: JsonObject, *, active_only: bool = False) -> list[Member]:
    """Return the codes of a value set, in its order, each once.

    Raises:
        TerminologyProblem: a code system is not held, or a version is not allowed.
    """
    evaluation.spend()
    by_version = not versions_match(value_set)
    compose = child(value_set, "compose")
    active_only = active_only or compose.get("inactive") is False
    found: dict[Key, Member] = {}
    for include in objects(compose, "include"):
        for member in _named(evaluation, include, active_only):
            key = _key(member, by_version)
            held = found.get(key)
            if held is None or (not by_version and held.content.facts.version < member.content.facts.version):
                found[key] = member
    for exclude in objects(compose, "exclude"):
        stated = by_version and bool(text_of(exclude, "version"))
        if stated:
            for member in _named(evaluation, exclude, False):
                found.pop(_key(member, True), None)
            continue
        out = {(member.content.facts.url, member.code) for member in _named(evaluation, exclude, False)}
        for key in [key for key in found if (key[0], key[2]) in out]:
            del found[key]
    return list(found.values())


def _key(member: Member, by_version: bool) -> Key:
    facts = member.content.facts
    return facts.url, facts.version if by_version else "", member.code


def _named(evaluation: Evaluation, reference: JsonObject, active_only: bool) -> list[Member]:
    """Return what an include or an exclude names."""
    imported = []
    for name in texts(reference, "valueSet"):
        other = evaluation.imported(name)
        if other is None:
            raise TerminologyProblem(422, messages.import_unknown(*evaluation.pinned(name)))
        imported.append(list_members(evaluation, other, active_only=active_only))
    evaluation.spend(sum(map(len, imported)))
    members = _of_system(evaluation, reference) if text_of(reference, "system") else imported.pop(0) if imported else []
    for others in imported:
        kept = {(member.content.facts.url, member.code) for member in others}
        members = [member for member in members if (member.content.facts.url, member.code) in kept]
    if active_only:
        members = [member for member in members if member.code not in member.content.inactive_codes()]
    return members


def plain_rule(evaluation: Evaluation) -> tuple[CodeSystemContent, Sequence[str]] | None:
    """Return the codes of a value set that is one rule over one code system, in its order; None for any other.

    Most value sets over a whole code system are of this kind. Their codes are listed without a thing made of each.

    Raises:
        TerminologyProblem: the code system is not held, or the version is not allowed.
    """
    compose = child(evaluation.root, "compose")
    includes = objects(compose, "include")
    if len(includes) != 1 or objects(compose, "exclude"):
        return None
    include = includes[0]
    if not text_of(include, "system") or objects(include, "concept") or texts(include, "valueSet"):
        return None
    content = _resolved(evaluation, include)
    return content, _by_rule(evaluation, content, include)


def _by_rule(evaluation: Evaluation, content: CodeSystemContent, reference: JsonObject) -> Sequence[str]:
    filters = [read_filter(item, content.facts.url, "") for item in objects(reference, "filter")]
    if not filters:
        return content.codes()
    codes, rest = narrow(content, filters)
    evaluation.spend(len(codes) * len(rest))
    return [code for code in codes if _fits_all(content, code, rest)] if rest else codes


def _of_system(evaluation: Evaluation, reference: JsonObject) -> list[Member]:
    content = _resolved(evaluation, reference)
    enumerated = objects(reference, "concept")
    if enumerated:
        return _enumerated(content, enumerated)
    codes = _by_rule(evaluation, content, reference)
    evaluation.spend(len(codes))
    return [Member(content, code, {}) for code in codes]


def _resolved(evaluation: Evaluation, reference: JsonObject) -> CodeSystemContent:
    """Return the version of the code system that an include or exclude means.

    Raises:
        TerminologyProblem: it is not held, or not allowed.
    """
    system = text_of(reference, "system")
    choice = evaluation.choose(reference)
    content = evaluation.system(system, choice.pattern)
    if content is None:
        held = evaluation.registry.versions(system)
        raise TerminologyProblem(422, messages.system_unknown(system, choice.pattern, held, "", "expansion"))
    refused = evaluation.refused_version(content)
    if refused:
        raise TerminologyProblem(422, messages.version_refused(system, content.facts.version, refused))
    evaluation.note_system(content, choice)
    return content


def _fits_all(content: CodeSystemContent, code: str, filters: Sequence[ConceptFilter]) -> bool:
    concept = content.concept(code)
    return concept is not None and all(matches(content, concept, item) for item in filters)


def _enumerated(content: CodeSystemContent, elements: Sequence[JsonObject]) -> list[Member]:
    members = []
    for element in elements:
        concept = content.concept(text_of(element, "code"))
        if concept is not None:
            members.append(Member(content, concept.code, element))
        elif content.facts.content == "fragment":
            members.append(Member(content, text_of(element, "code"), element))
    return members
