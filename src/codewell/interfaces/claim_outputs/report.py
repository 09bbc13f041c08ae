"""The report: one HTML file that opens without Codewell and prints well, with its styles in it and without script."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from codewell.claims.issue import Issue
from codewell.edits.finding import Verdict
from codewell.interfaces.claim_outputs.as_json import place_words
from codewell.tasks.check_claims_file import ReportedClaim, ReportedFinding, Totals

MOST_CLAIMS = 2_000
"""Shown one by one; a person reads no more. Counts speak for all."""

VERDICT_WORDS = {
    Verdict.FAIL: "would be denied",
    Verdict.BYPASSED: "released by a modifier",
    Verdict.NO_DATA: "not known",
    Verdict.PASS: "nothing found",
}


FINDING_WORDS = {**VERDICT_WORDS, Verdict.PASS: "paid within another service"}
"""Of one finding: a pass is named only where it explains a payment of zero."""


@dataclass(frozen=True, slots=True)
class Lack:
    """What could not be asked, once for all lines and claims that it concerns.

    Args:
        reason: what is not loaded, and how to load it.
        edits: how many edits wait for it.
        claims: how many claims it concerns.
    """

    reason: str
    edits: int
    claims: int


class ReportContent:
    """What a report shows, gathered while claims go by.

    Args:
        most: claims, and issues, that are kept to be shown one by one; None keeps all.
    """

    def __init__(self, most: int | None = MOST_CLAIMS) -> None:
        self._most = most
        self.totals = Totals()
        self.claims: list[ReportedClaim] = []
        self.issues: list[Issue] = []
        self.edits: Counter[str] = Counter()
        self.releases: set[str] = set()
        self._lacks: dict[str, tuple[set[str], int]] = {}

    def add(self, told: ReportedClaim | Issue) -> None:
        """Take one claim or issue."""
        self.totals.add(told)
        if isinstance(told, Issue):
            if self._most is None or len(self.issues) < self._most:
                self.issues.append(told)
            return
        if self._most is None or len(self.claims) < self._most:
            self.claims.append(told)
        reasons: dict[str, set[str]] = {}
        for one in told.findings:
            if one.finding.verdict is Verdict.NO_DATA:
                reasons.setdefault(one.finding.message, set()).add(one.finding.edit)
            else:
                self.releases.update(one.finding.releases)
                if one.finding.verdict is Verdict.FAIL:
                    self.edits[one.finding.edit] += 1
        for reason, edits in reasons.items():
            known, count = self._lacks.get(reason, (set(), 0))
            if reason in self._lacks or len(self._lacks) < MOST_CLAIMS:
                self._lacks[reason] = (known | edits, count + 1)

    def lacks(self) -> list[Lack]:
        """Return what could not be asked, the most widespread first."""
        found = [Lack(reason, len(edits), count) for reason, (edits, count) in self._lacks.items()]
        return sorted(found, key=lambda one: (-one.claims, -one.edits, one.reason))


def report_page(content: ReportContent, made_at: datetime) -> bytes:
    """Return the page; the same content and instant give the same bytes."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("codewell.interfaces.claim_outputs"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"place_words": place_words, "words": VERDICT_WORDS, "finding_words": FINDING_WORDS}
    style = (files(__package__) / "templates" / "report.css").read_text(encoding="utf-8")
    page = environment.get_template("report.html").render(
        content=content, lacks=content.lacks(), made_at=made_at, style=Markup(style), shown=shown, lacking=lacking
    )
    return page.encode()


def shown(reported: ReportedClaim) -> list[ReportedFinding]:
    """Return the findings that a person reads one by one."""
    return [one for one in reported.findings if one.finding.verdict is not Verdict.NO_DATA]


def lacking(reported: ReportedClaim) -> int:
    """Return how many edits could not be asked of a claim."""
    return len({one.finding.edit for one in reported.of_verdict(Verdict.NO_DATA)})
