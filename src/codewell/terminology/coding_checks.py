"""A coding against the code system that it names."""

from __future__ import annotations

from codewell.terminology import messages
from codewell.terminology.content import CodeSystemContent
from codewell.terminology.evaluation import Evaluation
from codewell.terminology.naming import check_name, names_of, shown_name
from codewell.terminology.problem import Finding
from codewell.terminology.reading import text_of
from codewell.terminology.verdict import Asked, Checked


def check_system(evaluation: Evaluation, checked: Checked) -> bool:
    """Say whether the system of a coding can be one at all; what is wrong with it goes to the findings."""
    coding = checked.coding
    path = coding.at("system")
    if not coding.system:
        text = (
            "Coding has no system. A code with no system has no defined meaning, and it cannot be validated. "
            "A system should be provided"
        )
        checked.findings.append(
            Finding("Coding_has_no_system__cannot_validate", text, "invalid", "invalid-data", "warning", coding.whole)
        )
        return False
    if ":" not in coding.system:
        text = "Coding.system must be an absolute reference, not a local reference"
        checked.findings.append(Finding("Terminology_TX_System_Relative", text, "invalid", "invalid-data", path=path))
    elif evaluation.registry.system(coding.system) is None and evaluation.registry.is_value_set(coding.system):
        text = f"The Coding references a value set, not a code system ('{coding.system}')"
        checked.findings.append(Finding("Terminology_TX_System_ValueSet2", text, "invalid", "invalid-data", path=path))
        return False
    supplement = evaluation.registry.supplement(coding.system)
    if supplement is not None and evaluation.registry.system(coding.system) is None:
        canonical = f"{coding.system}|{text_of(supplement, 'version')}".rstrip("|")
        text = f"CodeSystem {canonical} is a supplement, so can't be used as a value in Coding.system"
        checked.findings.append(Finding("CODESYSTEM_CS_NO_SUPPLEMENT", text, "invalid", "invalid-data", path=path))
        checked.settled = True
        return False
    return True


def check_known(evaluation: Evaluation, checked: Checked) -> CodeSystemContent | None:
    """Return the version of the code system that a coding names; where it is not held, that goes to the findings."""
    coding = checked.coding
    held = evaluation.registry.versions(coding.system)
    path = coding.at("system")
    if not held:
        checked.findings.append(messages.system_unknown(coding.system, coding.version, (), path))
        checked.unknown_system = coding.system
        return None
    pattern = coding.version or evaluation.rules.choose(coding.system, "").pattern
    found = evaluation.system(coding.system, pattern)
    if found is None:
        unknown_version(evaluation, checked, coding.version or pattern)
    return found


def unknown_version(evaluation: Evaluation, checked: Checked, version: str) -> None:
    """Put to the findings that a version of a code system is not held."""
    system = checked.coding.system
    held = evaluation.registry.versions(system)
    checked.findings.append(messages.system_unknown(system, version, held, checked.coding.at("system")))
    checked.caused_by_unknown = f"{system}|{version}" if held and version else system


def check_concept(evaluation: Evaluation, checked: Checked, asked: Asked, *, whole_value_set: bool = True) -> None:
    """Look a coding up in its code system: known, written in its case, in use, and called by its name.

    Args:
        evaluation: the question.
        checked: a coding with the version of its code system.
        asked: what else to look at.
        whole_value_set: whether a concept that is not a member is still looked up.
    """
    content, coding = checked.content, checked.coding
    if content is None:
        return
    facts = content.facts
    concept = checked.concept = content.concept(coding.code)
    if concept is None:
        fragment = facts.content == "fragment"
        checked.findings.append(
            messages.code_unknown(coding.code, facts.url, facts.version, coding.at("code"), fragment=fragment)
        )
        return
    if concept.code != coding.code:
        checked.findings.append(messages.case_differs(coding.code, concept.code, facts.canonical, coding.at("code")))
    names = names_of(content, concept, checked.element)
    best = shown_name(names, asked.languages)
    checked.display = best.value if best else concept.display
    if coding.display and whole_value_set:
        wrong = check_name(
            coding.display, f"{facts.url}#{coding.code}", coding.code, names, asked.languages, coding.at("display")
        )
        if wrong is not None:
            checked.findings.append(wrong.as_warning() if asked.lenient_display and wrong.is_error else wrong)
    if concept.inactive:
        checked.findings.append(messages.inactive_found(coding.code, concept.status, coding.whole))
    elif concept.is_deprecated:
        checked.findings.append(messages.deprecated_found(coding.code, coding.at("code")))
