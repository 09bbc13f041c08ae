"""What the engine asks of a version of a code system."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from codewell.terminology.concept import Concept, PropertyDefinition


@dataclass(frozen=True, slots=True)
class SystemFacts:
    """What a version of a code system says of itself.

    Args:
        url: canonical address.
        version: empty where it has none.
        name: for computers.
        title: for people.
        language: of its displays, BCP 47; empty where it does not say.
        content: complete, fragment, example, supplement or not-present.
        status: draft, active, retired or unknown.
        standards_status: draft, deprecated, withdrawn and so on; empty where it does not say.
        experimental: not meant for use.
        case_sensitive: whether codes that differ in case are different codes.
        tells_all: whether a look-up that names no property lists all of them.
    """

    url: str
    version: str = ""
    name: str = ""
    title: str = ""
    language: str = ""
    content: str = "complete"
    status: str = "active"
    standards_status: str = ""
    experimental: bool = False
    case_sensitive: bool = True
    tells_all: bool = False

    @property
    def canonical(self) -> str:
        """Address with the version where it has one."""
        return f"{self.url}|{self.version}" if self.version else self.url


class CodeSystemContent(Protocol):
    """One version of a code system, wherever it is kept."""

    @property
    def facts(self) -> SystemFacts:
        """What it says of itself."""

    @property
    def properties(self) -> Sequence[PropertyDefinition]:
        """The properties that it declares."""

    def concept(self, code: str) -> Concept | None:
        """Return the concept of a code, whatever its case where case does not matter; None where it has none."""

    def codes(self) -> Sequence[str]:
        """Return all codes in the order of the publication, parents before children."""

    def parents(self, code: str) -> Sequence[str]:
        """Return the codes right above one."""

    def children(self, code: str) -> Sequence[str]:
        """Return the codes right below one."""

    def descendants(self, code: str) -> Sequence[str]:
        """Return the codes below one at any depth, in the order of the publication."""

    def inactive_codes(self) -> frozenset[str]:
        """Return the codes that are no longer meant to be used."""

    def abstract_codes(self) -> frozenset[str]:
        """Return the codes that are only headings of others."""

    def codes_with_words(self, words: Sequence[str]) -> Sequence[str]:
        """Return the codes of which each word, folded, stands in the code or one of its names, in their order."""


def ancestors(content: CodeSystemContent, code: str) -> list[str]:
    """Return the codes above one at any depth, nearest first; each once, so that a circle in the publication ends."""
    found: list[str] = []
    seen = {code}
    edge = deque(content.parents(code))
    while edge:
        parent = edge.popleft()
        if parent not in seen:
            seen.add(parent)
            found.append(parent)
            edge.extend(content.parents(parent))
    return found


def is_below(content: CodeSystemContent, code: str, ancestor: str) -> bool:
    """Say whether a code lies below another at any depth."""
    return ancestor in ancestors(content, code)
