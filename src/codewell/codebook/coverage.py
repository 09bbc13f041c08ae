"""What local coverage articles say of a code: diagnoses for a procedure, procedures for a diagnosis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from codewell.codebook import procedure_words
from codewell.codebook.entry import Absence, Origin, RelatedCode
from codewell.codebook.origins import Answering, absence, answering, origin_of, remedy
from codewell.kernel.codes import Code, Icd10CmCode
from codewell.releases.shelf import OpenRelease, Shelf

SOURCE = "coverage-articles"
MOST_LISTED = 200
"""Codes shown of each relation; one procedure can have thousands of diagnoses in all articles together."""

_MOST_ARTICLES_NAMED = 3
_HOLDS = (
    "a.first_day <= ?2 AND (a.last_day IS NULL OR a.last_day >= ?2) "
    "AND (a.revision_last_day IS NULL OR a.revision_last_day >= ?2) AND (a.retired IS NULL OR a.retired >= ?2)"
)
_JOINED = "JOIN articles a ON a.article_id = p.article_id AND a.article_version = p.article_version"
_SAME_ARTICLE = "d.article_id = p.article_id AND d.article_version = p.article_version"

_DIAGNOSES = (
    "SELECT d.code, d.covered, d.code_group, p.article_id FROM procedures p "
    f"{_JOINED} JOIN diagnoses d ON {_SAME_ARTICLE} WHERE p.code = ?1 AND {_HOLDS} "
    "ORDER BY d.covered DESC, d.code, p.article_id, d.code_group"
)
_PROCEDURES = (
    "SELECT p.code, d.covered, d.code_group, p.article_id FROM diagnoses d "
    f"JOIN procedures p ON {_SAME_ARTICLE} {_JOINED} WHERE d.code = ?1 AND {_HOLDS} "
    "ORDER BY d.covered DESC, p.code, p.article_id, d.code_group"
)


@dataclass(frozen=True, slots=True)
class _Listed:
    """One code with the articles that list it.

    Args:
        code: without dot.
        covered: whether the articles cover the diagnosis or exclude it.
        articles: numbers of the articles, with the diagnosis's groups.
    """

    code: str
    covered: bool
    articles: tuple[str, ...]

    @property
    def note(self) -> str:
        """The articles in words."""
        named = ", ".join(self.articles[:_MOST_ARTICLES_NAMED])
        more = len(self.articles) - _MOST_ARTICLES_NAMED
        return f"article {named}" + (f" and {more} more" if more > 0 else "")


def diagnoses_of(shelf: Shelf, code: Code, on: date) -> tuple[RelatedCode, ...]:
    """Return the diagnoses that the articles of a procedure cover, then those that they exclude."""
    found = answering(shelf, SOURCE, on)
    if found.opened is None:
        return ()
    listed = _shown(_listed(found.opened, _DIAGNOSES, code, on))
    words = _diagnosis_words(shelf, [one.code for one in listed], on)
    origin = origin_of(found.opened)
    return tuple(
        RelatedCode(
            "icd10cm",
            str(Icd10CmCode(one.code)),
            words.get(one.code, ""),
            "covered_diagnosis" if one.covered else "excluded_diagnosis",
            one.note,
            origin,
        )
        for one in listed
    )


def procedures_of(shelf: Shelf, code: Code, on: date) -> tuple[RelatedCode, ...]:
    """Return the procedures whose articles cover a diagnosis, then those whose articles exclude it."""
    found = answering(shelf, SOURCE, on)
    if found.opened is None:
        return ()
    listed = _shown(_listed(found.opened, _PROCEDURES, code, on))
    words = procedure_words.displays(shelf, {one.code for one in listed}, on)
    origin = origin_of(found.opened)
    return tuple(_procedure(one, words.get(one.code, ""), origin) for one in listed)


def _procedure(one: _Listed, words: str, origin: Origin) -> RelatedCode:
    relation = "covered_procedure" if one.covered else "excluded_procedure"
    return RelatedCode(procedure_words.system_of(one.code).value, one.code, words, relation, one.note, origin)


def missing(shelf: Shelf, code: Code, on: date, *, of_procedure: bool) -> tuple[Absence, ...]:
    """Return why no coverage article speaks of a code, or how many codes were left out."""
    what = "Diagnoses from coverage articles" if of_procedure else "Procedures from coverage articles"
    found: Answering = answering(shelf, SOURCE, on)
    if found.opened is None:
        return (Absence(what, "not loaded", remedy(SOURCE)),)
    listed = _listed(found.opened, _DIAGNOSES if of_procedure else _PROCEDURES, code, on)
    if not listed:
        return (Absence(what, f"no article of {found.opened.release.release} that holds on {on} lists {code}"),)
    late = absence(SOURCE, what, found, on)
    cut = [late] if late else []
    for covered in (True, False):
        count = sum(one.covered is covered for one in listed)
        if count > MOST_LISTED:
            side = what if covered else what.replace("from", "excluded by")
            cut.append(Absence(side, f"the first {MOST_LISTED} of {count:,} are listed"))
    return tuple(cut)


def _listed(opened: OpenRelease, query: str, code: Code, on: date) -> list[_Listed]:
    grouped: dict[tuple[str, bool], dict[str, None]] = {}
    for value, covered, group, article in opened.database.all(query, code.value, on.isoformat()):
        shown = f"A{article}" + (f" group {group}" if group else "")
        grouped.setdefault((value, bool(covered)), {})[shown] = None
    return [_Listed(value, covered, tuple(articles)) for (value, covered), articles in grouped.items()]


def _shown(listed: Sequence[_Listed]) -> list[_Listed]:
    covered = [one for one in listed if one.covered]
    excluded = [one for one in listed if not one.covered]
    return covered[:MOST_LISTED] + excluded[:MOST_LISTED]


def _diagnosis_words(shelf: Shelf, values: list[str], on: date) -> dict[str, str]:
    opened = shelf.nearest("icd10cm", on)
    if opened is None or not values:
        return {}
    return dict(opened.database.any_of("SELECT code, long_descriptor FROM codes WHERE code IN (?*)", values))
