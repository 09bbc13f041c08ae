"""The names of a concept within a value set, and whether one that somebody gave is among them."""

from __future__ import annotations

from codewell.terminology.concept import Concept, Designation, JsonObject
from codewell.terminology.content import CodeSystemContent
from codewell.terminology.languages import Languages, best_name, same_language
from codewell.terminology.problem import Finding
from codewell.terminology.reading import text_of
from codewell.terminology.resource_content import designations_of

PREFERRED: JsonObject = {
    "system": "http://terminology.hl7.org/CodeSystem/hl7TermMaintInfra",
    "code": "preferredForLanguage",
    "display": "Preferred For Language",
}
"""What the name is for that the code system itself puts first."""


def names_of(content: CodeSystemContent, concept: Concept, element: JsonObject) -> list[Designation]:
    """Return the names of a concept: the value set's own first, then the code system's, then all others."""
    names = [Designation(concept.display, content.facts.language, PREFERRED)] if concept.display else []
    own = text_of(element, "display")
    if own:
        names.insert(0, Designation(own, "", None))
    return [*names, *concept.designations, *designations_of(element)]


def shown_name(names: list[Designation], languages: Languages) -> Designation | None:
    """Return the name to show; a name for another purpose than showing never is one."""
    return best_name([name for name in names if _is_for_showing(name) and not name.is_withdrawn], languages)


def _is_for_showing(name: Designation) -> bool:
    return name.use is None or text_of(name.use, "code") in ("preferredForLanguage", "display", "preferred")


def check_name(given: str, coding: str, code: str, names: list[Designation], languages: Languages, path: str) -> Finding | None:
    """Say what is wrong with a name that came with a code; None where nothing is.

    Args:
        given: the name.
        coding: system and code, for the message.
        code: alone.
        names: of the concept, the preferred one first.
        languages: that the reader asked for.
        path: where the name stands.
    """
    valid = [name for name in names if not name.is_withdrawn]
    suiting = [name for name in valid if _suits(name, languages)]
    if any(_same(given, name.value) for name in suiting):
        return None
    if any(_same(given, name.value) for name in names if name.is_withdrawn):
        choices = ",".join(f'"{name.value}"' for name in valid[:1])
        text = (
            f"'{given}' is no longer considered a correct display for code '{code}' (status = deprecated). "
            f"The correct display is one of {choices}."
        )
        return Finding("INACTIVE_DISPLAY_FOUND", text, "invalid", "display-comment", "warning", path)
    showing = [name for name in suiting if _is_for_showing(name)]
    if not showing:
        return _none_in_language(given, coding, valid, languages, path)
    spaced = [name for name in suiting if _same(" ".join(given.split()), " ".join(name.value.split()))]
    begin = "Wrong whitespace in Display Name" if spaced else "Wrong Display Name"
    message_id = (
        "Display_Name_WS_for__should_be_one_of__instead_of" if spaced else "Display_Name_for__should_be_one_of__instead_of"
    )
    said = [f"'{name.value}'" + (f" ({name.language})" if name.language else "") for name in showing]
    choice = (
        f"Valid display is {said[0]}"
        if len(said) == 1
        else (f"Valid display is one of {len(said)} choices: {', '.join(said[:-1])} or {said[-1]}")
    )
    text = f"{begin} '{given}' for {coding}. {choice} (for the language(s) '{languages.named}')"
    return Finding(message_id, text, "invalid", "invalid-display", path=path)


def _none_in_language(given: str, coding: str, valid: list[Designation], languages: Languages, path: str) -> Finding:
    if any(_same(given, name.value) for name in valid):
        text = (
            f"There are no valid display names found for the code {coding} for language(s) '{languages.text}'. "
            f"The display is '{given}' which is a valid display for the default language"
        )
        return Finding("NO_VALID_DISPLAY_FOUND_NONE_FOR_LANG_OK", text, "invalid", "invalid-display", "information", path)
    text = (
        f"Wrong Display Name '{given}' for {coding}. There are no valid display names found for language(s) '{languages.text}'."
    )
    if valid:
        text += f" Default display is '{valid[0].value}'"
    return Finding("NO_VALID_DISPLAY_FOUND_NONE_FOR_LANG_ERR", text, "invalid", "invalid-display", path=path)


def _suits(name: Designation, languages: Languages) -> bool:
    return not languages.tags or not name.language or any(same_language(tag, name.language) for tag in languages.tags)


def _same(given: str, name: str) -> bool:
    return given.casefold() == name.casefold()
