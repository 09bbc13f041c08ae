"""The filters of a value set: which concepts of a code system they name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from codewell.terminology.concept import PROPERTIES, Concept, JsonObject
from codewell.terminology.content import CodeSystemContent, ancestors, is_below
from codewell.terminology.problem import Finding, TerminologyProblem
from codewell.terminology.reading import text_of

_MOST_PATTERN = 400


@dataclass(frozen=True, slots=True)
class ConceptFilter:
    """One filter: all concepts whose `name` stands to `value` as `operator` says."""

    name: str
    operator: str
    value: str


def read_filter(element: JsonObject, system: str, path: str) -> ConceptFilter:
    """Read a `ValueSet.compose.include.filter`.

    Args:
        element: the filter.
        system: that it is put to, for the message.
        path: where it stands.

    Raises:
        TerminologyProblem: it has no value.
    """
    found = ConceptFilter(text_of(element, "property"), text_of(element, "op"), text_of(element, "value"))
    if not found.value:
        raise TerminologyProblem(
            422,
            Finding(
                "UNABLE_TO_HANDLE_SYSTEM_FILTER_WITH_NO_VALUE",
                f"The system {system} filter with property = {found.name}, op = {found.operator} has no value",
                "invalid",
                "vs-invalid",
                path=path,
            ),
        )
    return found


def narrow(content: CodeSystemContent, filters: Sequence[ConceptFilter]) -> tuple[Sequence[str], list[ConceptFilter]]:
    """Return codes among which all that match are, and the filters still to be put to them.

    A filter on the hierarchy is answered by the code system itself, so that three codes of a hundred thousand cost three.
    """
    found: Sequence[str] | None = None
    rest = []
    for item in filters:
        codes = _by_hierarchy(content, item)
        if codes is None:
            rest.append(item)
        elif found is None:
            found = codes
        else:
            both = frozenset(codes)
            found = [code for code in found if code in both]
    return content.codes() if found is None else found, rest


def _by_hierarchy(content: CodeSystemContent, item: ConceptFilter) -> Sequence[str] | None:
    if item.name not in ("concept", "code"):
        return None
    found = content.concept(item.value)
    own = (found.code,) if found else ()
    below = found.code if found else item.value
    if item.operator == "is-a":
        return (*own, *content.descendants(below))
    if item.operator == "descendent-of":
        return content.descendants(below)
    if item.operator == "child-of":
        return content.children(below)
    if item.operator == "descendent-leaf":
        return tuple(code for code in content.descendants(below) if not content.children(code))
    if item.operator == "is-not-a":
        out = frozenset((*own, *content.descendants(below)))
        return [code for code in content.codes() if code not in out]
    if item.operator == "generalizes":
        return (*own, *ancestors(content, below))
    return own if item.operator == "=" else None


def matches(content: CodeSystemContent, concept: Concept, item: ConceptFilter) -> bool:
    """Say whether a concept is among those that a filter names.

    Raises:
        TerminologyProblem: the operator is not one of FHIR's, or the expression is no regular one.
    """
    if item.name in ("concept", "code") and item.operator in _HIERARCHICAL:
        found = content.concept(item.value)
        return _HIERARCHICAL[item.operator](content, concept.code, found.code if found else item.value)
    values = _values(content, concept, item.name)
    if item.operator == "=":
        return item.value in values
    if item.operator in ("in", "not-in"):
        asked = {part.strip() for part in item.value.split(",")}
        return bool(asked & set(values)) is (item.operator == "in")
    if item.operator == "exists":
        return bool(values) is (item.value.lower() == "true")
    if item.operator == "regex":
        expression = _expression(item.value)
        return any(expression(value) for value in values)
    raise TerminologyProblem(
        422,
        Finding(
            "FILTER_NOT_UNDERSTOOD",
            f"The filter \"{item.name} {item.operator} {item.value}\" is not understood by the code system '{content.facts.url}'",
            "not-supported",
            "vs-invalid",
        ),
    )


def _generalizes(content: CodeSystemContent, code: str, value: str) -> bool:
    return code == value or is_below(content, value, code)


_HIERARCHICAL: dict[str, Callable[[CodeSystemContent, str, str], bool]] = {
    "is-a": lambda content, code, value: code == value or is_below(content, code, value),
    "descendent-of": is_below,
    "is-not-a": lambda content, code, value: code != value and not is_below(content, code, value),
    "child-of": lambda content, code, value: value in content.parents(code),
    "descendent-leaf": lambda content, code, value: is_below(content, code, value) and not content.children(code),
    "generalizes": _generalizes,
}


def _values(content: CodeSystemContent, concept: Concept, name: str) -> list[str]:
    """Return the values of a property as text, of those that every concept has among them."""
    if name in ("code", "concept"):
        return [concept.code]
    if name == "display":
        return [concept.display]
    if name == "definition":
        return [concept.definition] if concept.definition else []
    held = [_as_text(value.value) for value in concept.properties if value.code == name]
    if held:
        return held
    uri = next((item.uri for item in content.properties if item.code == name), "")
    if name == "parent" or uri == PROPERTIES + "parent":
        return list(content.parents(concept.code))
    if name == "child" or uri == PROPERTIES + "child":
        return list(content.children(concept.code))
    if name == "inactive":
        return [_as_text(concept.inactive)]
    return [concept.status] if name == "status" and concept.status else []


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return text_of(value, "code")
    return str(value)


@lru_cache(maxsize=64)
def _expression(pattern: str) -> Callable[[str], bool]:
    """Return whether a text as a whole fits an expression; linear in time, whatever the expression."""
    try:
        import re2
    except ImportError as absent:
        raise TerminologyProblem(
            501,
            Finding(
                "REGEX_NOT_SUPPORTED", "Filters by regular expression need the extra: pip install codewell[fhir]", "not-supported"
            ),
        ) from absent
    refused = TerminologyProblem(
        422,
        Finding(
            "REGEX_NOT_VALID", f"'{pattern[:60]}' is not a regular expression that can be evaluated", "invalid", "vs-invalid"
        ),
    )
    if len(pattern) > _MOST_PATTERN:
        raise refused
    options = re2.Options()
    options.max_mem = 1 << 20
    options.log_errors = False
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as failure:
        raise refused from failure
    return lambda text: compiled.fullmatch(text) is not None
