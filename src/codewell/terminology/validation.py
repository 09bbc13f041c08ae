"""Whether codes are in a value set, or in a code system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from codewell.terminology import messages
from codewell.terminology.coding_checks import check_concept, check_known, check_system, unknown_version
from codewell.terminology.concept import STANDARDS_STATUS, JsonObject, extension_code, extension_value
from codewell.terminology.content import CodeSystemContent
from codewell.terminology.evaluation import Evaluation, canonical_of
from codewell.terminology.membership import Reference, holds, references
from codewell.terminology.naming import check_name, names_of
from codewell.terminology.problem import Finding, TerminologyProblem
from codewell.terminology.reading import child, objects, text_of
from codewell.terminology.verdict import Asked, Checked, Coding, Given, Verdict
from codewell.terminology.versions import VersionChoice, fits, is_pattern, version_order

_DEPRECATED = "http://hl7.org/fhir/StructureDefinition/valueset-deprecated"


def validate_in_system(evaluation: Evaluation, coding: Coding, asked: Asked) -> Verdict:
    """Say whether a code system has a code."""
    checked = Checked(coding)
    if check_system(evaluation, checked):
        checked.content = check_known(evaluation, checked)
        if checked.content is not None:
            evaluation.note_system(checked.content)
            check_concept(evaluation, checked, asked)
            checked.member = True
            if checked.concept is not None and checked.concept.abstract and not asked.abstract:
                checked.findings.append(messages.abstract_refused(coding.system, coding.code, coding.at("code")))
    findings = [*checked.findings, *_notes(evaluation, system_only=True)]
    return Verdict(not any(finding.is_error for finding in findings), tuple(findings), checked, (checked,))


def validate_in_value_set(evaluation: Evaluation, codings: Sequence[Coding], given: Given, asked: Asked) -> Verdict:
    """Say whether a value set has a code, or one of the codings of a concept.

    Raises:
        TerminologyProblem: the value set includes itself, or one of its filters cannot be put.
    """
    try:
        evaluation.check(expanding=False)
    except TerminologyProblem as problem:
        if problem.finding.message_id != "Unable_to_resolve_value_Set_":
            raise
        alone = Checked(codings[0]) if given is not Given.CONCEPT and codings else None
        return Verdict(False, (problem.finding,), alone, (alone,) if alone else ())
    checked = [_check(evaluation, coding, given, asked) for coding in codings]
    members = [item for item in checked if item.member]
    findings = [finding for item in checked for finding in item.findings]
    if given is Given.CONCEPT and not members and not any(item.settled for item in checked):
        findings.append(messages.none_in_value_set(canonical_of(evaluation.root)))
    findings.extend(_notes(evaluation, system_only=False))
    result = not any(finding.is_error for finding in findings) and bool(members)
    answer = members[0] if members else (checked[0] if given is not Given.CONCEPT and checked else None)
    return Verdict(result, tuple(findings), answer, tuple(checked))


def _notes(evaluation: Evaluation, *, system_only: bool) -> list[Finding]:
    return [
        messages.status_noted(status, kind, canonical)
        for status, kind, canonical in evaluation.used.notes
        if not system_only or kind == "CodeSystem"
    ]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A place of the value set that names codes of the coding's system, with the version that answers for it."""

    reference: Reference
    choice: VersionChoice
    content: CodeSystemContent | None


def _check(evaluation: Evaluation, coding: Coding, given: Given, asked: Asked) -> Checked:
    checked = Checked(coding)
    if not coding.system and given is Given.CODE:
        checked.coding = coding = _inferred(evaluation, checked)
        sound = bool(coding.system)
    else:
        sound = check_system(evaluation, checked)
    if sound:
        candidates = _candidates(evaluation, coding)
        if candidates:
            _check_candidates(evaluation, checked, candidates, asked)
        else:
            _check_elsewhere(evaluation, checked, asked)
    if not checked.member and not checked.settled:
        words = checked.coding.words
        several = given is Given.CONCEPT
        path = coding.at("code")
        checked.findings.append(messages.not_in_value_set(words, canonical_of(evaluation.root), path, one_of_several=several))
    return checked


def _inferred(evaluation: Evaluation, checked: Checked) -> Coding:
    """Return the code with the one system of the value set that has it."""
    coding = checked.coding
    found: dict[str, None] = {}
    for reference in references(evaluation, evaluation.root):
        system = text_of(reference.include, "system")
        content = evaluation.system(system, evaluation.choose(reference.include).pattern)
        if (
            content is not None
            and content.concept(coding.code)
            and holds(evaluation, reference, content, coding.code) is not None
        ):
            found[system] = None
    if len(found) == 1:
        return replace(coding, system=next(iter(found)))
    base = (
        f"The System URI could not be determined for the code '{coding.code}' in the ValueSet '{canonical_of(evaluation.root)}'"
    )
    if found:
        text = f"{base}: value set expansion has multiple matches: [{', '.join(found)}]"
        name = "Unable_to_resolve_system__value_set_has_multiple_matches"
    else:
        text, name = base, "UNABLE_TO_INFER_CODESYSTEM"
    checked.findings.append(Finding(name, text, "not-found", "cannot-infer", path=coding.at("code")))
    return coding


def _check_elsewhere(evaluation: Evaluation, checked: Checked, asked: Asked) -> None:
    """Look up a coding of a system that the value set has nothing of."""
    if asked.membership_only:
        return
    checked.content = check_known(evaluation, checked)
    check_concept(evaluation, checked, asked, whole_value_set=True)


def _candidates(evaluation: Evaluation, coding: Coding) -> list[_Candidate]:
    """Return the places that name codes of a coding's system, those of its version or of the newest one first."""
    found = []
    for reference in references(evaluation, evaluation.root, coding.system):
        choice = evaluation.choose(reference.include)
        content = None
        if coding.version and (not choice.pattern or fits(choice.pattern, coding.version)):
            content = evaluation.system(coding.system, coding.version)
        if content is None:
            content = evaluation.system(coding.system, choice.pattern)
        found.append(_Candidate(reference, choice, content))
    order = sorted(found, key=lambda item: version_order(item.content.facts.version) if item.content else (), reverse=True)
    right = [item for item in order if item.content and coding.version == item.content.facts.version]
    return right or order


def _check_candidates(evaluation: Evaluation, checked: Checked, candidates: list[_Candidate], asked: Asked) -> None:
    coding = checked.coding
    chosen, element = _choose(evaluation, coding, candidates, asked)
    content = chosen.content
    if content is None:
        _unresolved(evaluation, checked, chosen)
        return
    checked.content = content
    evaluation.note_system(content, chosen.choice)
    _compare_versions(evaluation, checked, chosen, content)
    refused = evaluation.refused_version(content)
    if refused:
        path = coding.at("version")
        checked.findings.append(messages.version_refused(coding.system, content.facts.version, refused, path))
    checked.element = element or {}
    checked.member = element is not None
    if not checked.member and asked.membership_only:
        return
    check_concept(evaluation, checked, asked)
    concept = checked.concept
    if concept is None or element is None:
        return
    if concept.inactive and (asked.active_only or _root_is_active_only(evaluation)):
        checked.findings.append(messages.not_active(coding.code, coding.at("code")))
        checked.member = False
    if concept.abstract and not asked.abstract:
        checked.findings.append(messages.abstract_refused(coding.system, coding.code, coding.at("code")))
        checked.member = False
    if _is_deprecated_here(element):
        canonical = canonical_of(chosen.reference.holders[-1])
        checked.findings.append(messages.deprecated_in_value_set(coding.code, coding.system, canonical, coding.at("code")))


def _root_is_active_only(evaluation: Evaluation) -> bool:
    return child(evaluation.root, "compose").get("inactive") is False


def _is_deprecated_here(element: JsonObject) -> bool:
    extensions = objects(element, "extension")
    if extension_value(extensions, _DEPRECATED) in (True, "true"):
        return True
    return extension_code(extensions, STANDARDS_STATUS) == "deprecated"


def _choose(
    evaluation: Evaluation, coding: Coding, candidates: list[_Candidate], asked: Asked
) -> tuple[_Candidate, JsonObject | None]:
    """Return the place that has the code, one whose version knows it by the given name before others; else the first place."""
    holding: list[tuple[_Candidate, JsonObject]] = []
    for candidate in candidates:
        if candidate.content is not None:
            element = holds(evaluation, candidate.reference, candidate.content, coding.code)
            if element is not None:
                holding.append((candidate, element))
    for candidate, element in holding:
        content = candidate.content
        concept = content.concept(coding.code) if content else None
        if not coding.display or content is None or concept is None:
            break
        if check_name(coding.display, "", coding.code, names_of(content, concept, element), asked.languages, "") is None:
            return candidate, element
    return holding[0] if holding else (candidates[0], None)


def _unresolved(evaluation: Evaluation, checked: Checked, chosen: _Candidate) -> None:
    """The value set names a version, or a code system, that is not held: nobody can tell whether the code is in it."""
    coding, choice = checked.coding, chosen.choice
    unknown_version(evaluation, checked, choice.pattern)
    if coding.version and coding.version != choice.pattern and evaluation.registry.versions(coding.system):
        checked.findings.append(_mismatch(coding, choice, choice.pattern))
    checked.settled = True


def _compare_versions(evaluation: Evaluation, checked: Checked, chosen: _Candidate, content: CodeSystemContent) -> None:
    coding, choice = checked.coding, chosen.choice
    version = content.facts.version
    if not coding.version or coding.version == version or (is_pattern(coding.version) and fits(coding.version, version)):
        return
    if coding.version not in evaluation.registry.versions(coding.system):
        unknown_version(evaluation, checked, coding.version)
    checked.findings.append(_mismatch(coding, choice, version))


def _mismatch(coding: Coding, choice: VersionChoice, version: str) -> Finding:
    path = coding.at("version")
    end = f"is different to the one in the value ('{coding.version}')"
    if not choice.pattern:
        text = f"The code system '{coding.system}' version '{version}' for the versionless include in the ValueSet include {end}"
        return Finding("VALUESET_VALUE_MISMATCH_DEFAULT", text, "invalid", "vs-invalid", "warning", path)
    if choice.is_changed:
        text = (
            f"The code system '{coding.system}' version '{choice.pattern}' resulting from the version '{choice.stated}' "
            f"in the ValueSet include {end}"
        )
        return Finding("VALUESET_VALUE_MISMATCH_CHANGED", text, "invalid", "vs-invalid", path=path)
    text = f"The code system '{coding.system}' version '{choice.pattern}' in the ValueSet include {end}"
    return Finding("VALUESET_VALUE_MISMATCH", text, "invalid", "vs-invalid", path=path)
