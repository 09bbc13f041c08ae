"""The issues that the operations report, each with the name, the kind and the words that FHIR's terminology servers share."""

from __future__ import annotations

from codewell.terminology.problem import Finding
from codewell.terminology.versions import alternatives


def value_set_unknown(canonical: str) -> Finding:
    """No value set has that address."""
    text = f"A definition for the value Set '{canonical}' could not be found"
    return Finding("Unable_to_resolve_value_Set_", text, "not-found", "not-found")


def import_unknown(url: str, version: str) -> Finding:
    """A value set that another includes is not held."""
    if version:
        text = f"Unable to find included value set '{url}' version '{version}'"
        return Finding("VS_EXP_IMPORT_UNK_PINNED", text, "not-found", "not-found")
    return Finding("VS_EXP_IMPORT_UNK", f"Unable to find included value set '{url}'", "not-found", "not-found")


def system_unknown(system: str, version: str, held: tuple[str, ...], path: str, purpose: str = "") -> Finding:
    """No code system has that address, or not in that version.

    Args:
        system: address.
        version: asked for; empty for any.
        held: versions of it that are held.
        path: where it is named.
        purpose: "expansion" where a value set cannot be expanded for it.
    """
    so = "so the value set cannot be expanded" if purpose else "so the code cannot be validated"
    end = "_EXP" if purpose else ""
    if held and not version:
        text = f"No version of CodeSystem '{system}' that is held is in force on the day asked for, {so}. "
        return Finding("CODESYSTEM_NOT_IN_FORCE", f"{text}Held: {alternatives(held)}", "not-found", "not-found", path=path)
    if not version or (purpose and not held):
        text = f"A definition for CodeSystem '{system}' could not be found, {so}"
        return Finding("UNKNOWN_CODESYSTEM" + end, text, "not-found", "not-found", path=path)
    text = f"A definition for CodeSystem '{system}' version '{version}' could not be found, {so}. "
    if not held:
        text += "No versions of this code system are known"
        return Finding("UNKNOWN_CODESYSTEM_VERSION_NONE", text, "not-found", "not-found", path=path)
    text += f"Valid versions: {alternatives(held)}"
    return Finding("UNKNOWN_CODESYSTEM_VERSION" + end, text, "not-found", "not-found", path=path)


def version_refused(system: str, version: str, pattern: str, path: str = "") -> Finding:
    """The version used is not one that `check-system-version` allows."""
    text = (
        f"The version '{version}' is not allowed for system '{system}': required to be '{pattern}' by a version-check parameter"
    )
    return Finding("VALUESET_VERSION_CHECK", text, "exception", "version-error", path=path)


def not_in_value_set(coding: str, value_set: str, path: str, *, one_of_several: bool = False) -> Finding:
    """A code is not in the value set; of several codings, that one is not."""
    return Finding(
        "None_of_the_provided_codes_are_in_the_value_set_one",
        f"The provided code '{coding}' was not found in the value set '{value_set}'",
        "code-invalid",
        "this-code-not-in-vs" if one_of_several else "not-in-vs",
        "information" if one_of_several else "error",
        path,
    )


def none_in_value_set(value_set: str) -> Finding:
    """None of the codings of a concept is in the value set."""
    text = f"No valid coding was found for the value set '{value_set}'"
    return Finding("TX_GENERAL_CC_ERROR_MESSAGE", text, "code-invalid", "not-in-vs")


def code_unknown(code: str, system: str, version: str, path: str, *, fragment: bool = False) -> Finding:
    """The code system has no such code; of a fragment nobody can tell."""
    stated = f" version '{version}'" if version else ""
    if fragment:
        text = (
            f"Unknown Code '{code}' in the CodeSystem '{system}'{stated} - note that the code system is labeled as a fragment, "
            "so the code may be valid in some other fragment"
        )
        return Finding("UNKNOWN_CODE_IN_FRAGMENT", text, "code-invalid", "invalid-code", "warning", path)
    text = f"Unknown code '{code}' in the CodeSystem '{system}'{stated}"
    return Finding("Unknown_Code_in_Version", text, "code-invalid", "invalid-code", path=path)


def abstract_refused(system: str, code: str, path: str) -> Finding:
    """A heading was given where only codes for use are allowed."""
    text = f"Code '{system}#{code}' is abstract, and not allowed in this context"
    return Finding("ABSTRACT_CODE_NOT_ALLOWED", text, "business-rule", "code-rule", path=path)


def not_active(code: str, path: str) -> Finding:
    """Only active codes were asked for."""
    text = f"The concept '{code}' is valid but is not active"
    return Finding("STATUS_CODE_WARNING_CODE", text, "business-rule", "code-rule", path=path)


def inactive_found(code: str, status: str, path: str) -> Finding:
    """The code is one that should no longer be used."""
    words = "inactive" if status in ("", "inactive") else f"{status} and inactive"
    text = f"The concept '{code}' has a status of {words} and its use should be reviewed"
    return Finding("INACTIVE_CONCEPT_FOUND", text, "business-rule", "code-comment", "warning", path)


def deprecated_found(code: str, path: str) -> Finding:
    """The code is on its way out."""
    text = f"The concept '{code}' is deprecated and its use should be reviewed"
    return Finding("DEPRECATED_CONCEPT_FOUND", text, "business-rule", "code-comment", "warning", path)


def deprecated_in_value_set(code: str, system: str, value_set: str, path: str) -> Finding:
    """The value set means to give the code up."""
    text = (
        f"The presence of the concept '{code}' in the system '{system}' in the value set {value_set} is marked with a status of "
        "deprecated and its use should be reviewed"
    )
    return Finding("CONCEPT_DEPRECATED_IN_VALUESET", text, "business-rule", "code-comment", "warning", path)


def case_differs(given: str, code: str, canonical: str, path: str) -> Finding:
    """The code is right but for its case, which does not matter."""
    text = (
        f"The code '{given}' differs from the correct code '{code}' by case. Although the code system '{canonical}' is case "
        "insensitive, implementers are strongly encouraged to use the correct case anyway"
    )
    return Finding("CODE_CASE_DIFFERENCE", text, "business-rule", "code-rule", "information", path)


def status_noted(status: str, kind: str, canonical: str) -> Finding:
    """What was referred to is a draft, experimental, deprecated or withdrawn."""
    text = f"Reference to {status} {kind} {canonical}"
    return Finding(f"MSG_{status.upper()}", text, "business-rule", "status-check", "information")


def circular(canonical: str, pathway: list[str]) -> Finding:
    """A value set includes itself."""
    text = f"Found a circularity pointing to {canonical} processing ValueSet with pathway [{', '.join(pathway)}]"
    return Finding("VALUESET_CIRCULAR_REFERENCE", text, "processing", "vs-invalid")


def too_costly(canonical: str, limit: int) -> Finding:
    """The expansion has more codes than will be listed at once."""
    text = f"The value set '{canonical}' expansion has too many codes to produce (>{limit})"
    return Finding("VALUESET_TOO_COSTLY", text, "too-costly")


def supplement_missing(canonical: str) -> Finding:
    """A supplement that is needed is not held."""
    return Finding("VALUESET_SUPPLEMENT_MISSING", f"Required supplement not found: {canonical}", "not-found", "not-found")
