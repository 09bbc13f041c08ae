"""Coverage articles as facts for claim edits: which diagnoses they cover for a procedure, where, and on which days."""

from __future__ import annotations

from datetime import date

from codewell.edits.reference import CoverageArticle, Missing, Need
from codewell.kernel.validity import Validity
from codewell.releases.shelf import OpenRelease, Shelf
from codewell.tasks.claim_rows import missing

SOURCE, DETERMINATIONS = "coverage-articles", "coverage-lcds"

_ARTICLES = (
    "SELECT DISTINCT a.article_id, a.article_version, a.first_day, a.last_day, a.revision_last_day, a.retired FROM procedures p "
    "JOIN articles a ON a.article_id = p.article_id AND a.article_version = p.article_version WHERE p.code = ? "
    "ORDER BY a.article_id, a.article_version"
)
_DIAGNOSES = "SELECT code, code_group, covered FROM diagnoses WHERE article_id = ? AND article_version = ?"
_STATES = (
    "SELECT DISTINCT s.abbreviation FROM article_contractors x "
    "JOIN jurisdictions j ON j.contractor_id = x.contractor_id AND j.contractor_type_id = x.contractor_type_id "
    "AND j.contractor_version = x.contractor_version JOIN states s ON s.state_id = j.state_id "
    "WHERE x.article_id = ? AND x.article_version = ? AND (j.last_day IS NULL OR j.last_day >= ?)"
)
_LCDS = "SELECT DISTINCT lcd_id FROM lcd_articles WHERE article_id = ? AND article_version = ? ORDER BY lcd_id"


class CoverageAnswers:
    """Answers about coverage articles from the releases of one shelf; what codes share is read once.

    Args:
        shelf: the releases.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._known: dict[tuple[str, int, int], CoverageArticle | None] = {}

    def articles(self, code: str, day: date) -> tuple[CoverageArticle, ...] | Missing:
        """Return the articles of the release in force that list a procedure, each with its own days.

        An article without any diagnosis restricts none and is left out.
        """
        opened = self._shelf.in_force(SOURCE, day)
        if opened is None:
            return missing(self._shelf, SOURCE, Need.COVERAGE, day)
        rows = opened.database.all(_ARTICLES, code)
        if not rows and opened.release.excerpt:
            title = opened.release.title
            return Missing(Need.COVERAGE, f"{code} is not in the excerpt of {title} that is loaded.", title, excerpt=True)
        return tuple(article for row in rows if (article := self._article(opened, *row)) is not None)

    def _article(self, opened: OpenRelease, number: int, revision: int, first: str, *ends: str | None) -> CoverageArticle | None:
        key = (opened.release.title, number, revision)
        if key not in self._known:
            self._known[key] = self._read(opened, number, revision, first, min((day for day in ends if day), default=None))
        return self._known[key]

    def _read(self, opened: OpenRelease, number: int, revision: int, first: str, last: str | None) -> CoverageArticle | None:
        diagnoses = opened.database.all(_DIAGNOSES, number, revision)
        covered = frozenset(code for code, _, covers in diagnoses if covers)
        if not covered or (last is not None and last < first):
            return None
        states = opened.database.all(_STATES, number, revision, opened.release.validity.first_day.isoformat())
        lcds = self._shelf.in_force(DETERMINATIONS, opened.release.validity.first_day)
        related = lcds.database.all(_LCDS, number, revision) if lcds else []
        return CoverageArticle(
            release=opened.release.title,
            document=f"A{number}",
            validity=Validity(date.fromisoformat(first), date.fromisoformat(last) if last else None),
            covered=covered,
            excluded=frozenset(code for code, _, covers in diagnoses if not covers),
            groups=len({group for _, group, covers in diagnoses if covers}),
            states=frozenset(row[0] for row in states),
            determinations=tuple(f"L{row[0]}" for row in related),
        )
