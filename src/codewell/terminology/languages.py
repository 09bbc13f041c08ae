"""Languages that a reader asks for, and which name of a concept suits them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from codewell.terminology.concept import Designation
from codewell.terminology.problem import Finding, TerminologyProblem

_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,8}")


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages of a request, best first.

    Args:
        text: as the request wrote them; empty where it named none.
        tags: BCP 47, without those that are refused.
        strict: whether a name in another language must not stand in.
    """

    text: str = ""
    tags: tuple[str, ...] = ()
    strict: bool = False

    @property
    def shown(self) -> str:
        """As answers repeat them."""
        return ", ".join(part.strip() for part in self.text.split(",")) if ";" in self.text else self.text

    @property
    def named(self) -> str:
        """As messages name them."""
        return self.text or "--"

    def suits(self, language: str) -> bool:
        """Say whether a name in a language suits; a name whose language nobody stated suits everybody."""
        return not self.tags or not language or any(same_language(tag, language) for tag in self.tags)


def read_languages(text: str) -> Languages:
    """Read `displayLanguage` or `Accept-Language`.

    Raises:
        TerminologyProblem: it does not have that form.
    """
    weighed: list[tuple[float, str]] = []
    strict = False
    for item in text.split(",")[:20]:
        tag, _, weight = (part.strip() for part in item.partition(";"))
        quality = _quality(weight)
        if not tag or quality is None or (tag != "*" and not _TAG.fullmatch(tag)):
            raise TerminologyProblem(
                400, Finding("INVALID_DISPLAY_NAME", f"Invalid displayLanguage: '{text[:60]}'", "processing", "invalid-display")
            )
        if tag == "*":
            strict = quality == 0
        elif quality > 0:
            weighed.append((quality, tag))
    return Languages(text, tuple(tag for _, tag in sorted(weighed, key=lambda pair: -pair[0])), strict)


def _quality(weight: str) -> float | None:
    if not weight:
        return 1.0
    number = weight.replace(" ", "").removeprefix("q=")
    return float(number) if re.fullmatch(r"[01](\.\d{1,3})?", number) else None


def same_language(asked: str, held: str) -> bool:
    """Say whether a name in one language serves who asked for another: equal, or one a region of the other."""
    asked, held = asked.lower(), held.lower()
    return asked == held or held.startswith(asked + "-") or asked.startswith(held + "-")


def best_name(names: Iterable[Designation], languages: Languages) -> Designation | None:
    """Return the name to show, the first of those that suit best; the first of all where none suits and none is refused.

    Args:
        names: the preferred one first.
        languages: what the reader asked for.
    """
    held = [name for name in names if name.value]
    if not held:
        return None
    if not languages.tags and not languages.strict:
        return held[0]
    for tag in languages.tags:
        for suits in (_is_exactly, same_language):
            for name in held:
                if not name.language or suits(tag, name.language):
                    return name
    return None if languages.strict else held[0]


def _is_exactly(asked: str, held: str) -> bool:
    return asked.lower() == held.lower()
