"""What the rules of all families share while an episode is coded: the question, the reference, and what was found so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from codewell.radonc.coding.lines import Component, Denied, Family, OpenQuestion, Rejected, RtLine, RtSetting, Ruling
from codewell.radonc.coding.payers import Payer
from codewell.radonc.coding.reference import CodeReference
from codewell.radonc.coding.rulebook import Rule, RuleBook
from codewell.radonc.facts import Episode, Evidence, FileProblem, NoteFact, Shown, StatedFact

_FIRST_DAY = date(2015, 1, 1)


@dataclass(frozen=True, slots=True)
class Draft:
    """A service before it is split into the lines of its parts.

    Args:
        code: CPT or HCPCS code.
        family: what it is for.
        day: date of service.
        rule: that decided.
        units: whole, at least one.
        evidence: what shows it.
        rejected: neighbours.
        flags: to settle before billing.
        session: key; empty where it belongs to none.
        plan: UID; empty where it belongs to none.
        modifiers: beside 26, in billing order.
        only: the one part to bill; None for all parts that the code has.
    """

    code: str
    family: Family
    day: date
    rule: Ruling
    units: int = 1
    evidence: tuple[Evidence, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    flags: tuple[str, ...] = ()
    session: str = ""
    plan: str = ""
    modifiers: tuple[str, ...] = ()
    only: Component | None = None


@dataclass(slots=True)
class Workbench:
    """The question and the findings of one coding; families add to it.

    Args:
        episode: the facts.
        setting: where.
        payer: whose rules.
        reference: of codes.
        book: of rules.
    """

    episode: Episode
    setting: RtSetting
    payer: Payer
    reference: CodeReference
    book: RuleBook
    lines: list[RtLine] = field(default_factory=list)
    denied: list[Denied] = field(default_factory=list)
    questions: list[OpenQuestion] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def rule(self, id: str, day: date) -> Rule:
        """Return a rule on a day and remember that its table was used."""
        found = self.book.rule(id, day)
        self.used.add(found.table)
        return found

    def ruling(self, id: str, day: date) -> Ruling:
        """Return what a line quotes of a rule on a day."""
        return self.rule(id, day).ruling

    def in_tables(self, day: date) -> bool:
        """Say whether the tables answer for a day."""
        return self.book.find("rt.regime.delivery", day) is not None

    def answers(self, day: date) -> bool:
        """Say whether the tables answer for a day; where they do not, a problem names it."""
        if self.in_tables(day):
            return True
        self.problem(
            "rt.no-rule-for-day",
            f"No rule table holds for services on {day}.",
            "Code that day by hand: the tables begin on 2015-01-01.",
        )
        return False

    def regime(self, day: date) -> str:
        """Return the name of the way of coding that a day has."""
        return self.rule("rt.regime.delivery", day).text("name")

    @property
    def hospital(self) -> bool:
        """Say whether the technical part is a hospital's."""
        return self.setting is RtSetting.HOSPITAL

    def bill(self, draft: Draft) -> None:
        """Add the lines of a service: both parts of it in a hospital, one line in a freestanding center."""
        for component, modifiers in self._parts(draft):
            self.lines.append(
                RtLine(
                    draft.code,
                    self.reference.label(draft.code, draft.day),
                    draft.family,
                    draft.day,
                    draft.units,
                    (*modifiers, *draft.modifiers),
                    component,
                    draft.rule,
                    draft.evidence,
                    draft.rejected,
                    draft.flags,
                    draft.session,
                    draft.plan,
                )
            )

    def _parts(self, draft: Draft) -> tuple[tuple[Component, tuple[str, ...]], ...]:
        parts = self.rule("rt.components", draft.day)
        if draft.code in parts.texts("professional"):
            return ((Component.PROFESSIONAL, ()),)
        if draft.code in parts.texts("technical"):
            return ((Component.TECHNICAL, ()),)
        if draft.only is Component.PROFESSIONAL:
            return ((Component.PROFESSIONAL, ("26",)),)
        if self.hospital:
            return ((Component.TECHNICAL, ()), (Component.PROFESSIONAL, ("26",)))
        return ((Component.GLOBAL, ()),)

    def deny(self, code: str, day: date | None, because: str, rule: str, evidence: Iterable[Evidence] = ()) -> None:
        """Add a service that is shown and not billed; the same one is added once."""
        denied = Denied(
            code,
            day,
            because,
            self.ruling(rule, day if day is not None and self.in_tables(day) else self.any_day()),
            tuple(evidence),
        )
        if denied not in self.denied:
            self.denied.append(denied)

    def ask(self, what: str, look_for: str, would_change: tuple[str, ...], day: date | None = None) -> None:
        """Add an open question; the same one is added once."""
        question = OpenQuestion(what, look_for, would_change, day)
        if question not in self.questions:
            self.questions.append(question)

    def problem(self, slug: str, problem: str, next_step: str, file: str = "") -> None:
        """Add a problem; the same one is added once."""
        found = FileProblem(file, slug, problem, next_step)
        if found not in self.problems:
            self.problems.append(found)

    def reject(self, code: str, day: date, because: str, rule: str) -> Rejected:
        """Return a neighbour that was not chosen (`77387-TC` names a part), with the successors of a deleted one."""
        plain = code.partition("-")[0]
        label = self.reference.label(plain, day)
        return Rejected(code, label, because, self.ruling(rule, day), self.successors(plain, day))

    def successors(self, code: str, day: date) -> tuple[str, ...]:
        """Return codes that took the place of one that has ended by a day; empty where it has not."""
        deleted, surface = self.rule("rt.codes.deleted-2026", day), self.rule("rt.codes.surface-2026", day)
        if day > deleted.values["last_day"]:
            for kind in ("delivery", "guidance"):
                if code in deleted.texts(kind):
                    return deleted.texts(f"{kind}_successors")
            if code in surface.texts("old"):
                return surface.texts("new")[:2]
        return ()

    def stated(self, *kinds: NoteFact) -> tuple[StatedFact, ...]:
        """Return what the note states of some kinds."""
        return tuple(fact for kind in kinds for fact in self.episode.states(kind))

    def any_day(self) -> date:
        """Return a day of the episode within the tables, for rules of the whole course."""
        days = [session.day for session in self.episode.sessions] + [plan.day for plan in self.episode.plans if plan.day]
        known = sorted(day for day in days if self.in_tables(day))
        return known[0] if known else _FIRST_DAY


def proofs_of(*facts: object) -> tuple[Evidence, ...]:
    """Return the proofs of the facts that are shown, each once, in order."""
    found: dict[Evidence, None] = {}
    for fact in facts:
        if isinstance(fact, Shown):
            found.update(dict.fromkeys(fact.proofs))
        elif isinstance(fact, StatedFact):
            found[fact.proof] = None
        elif isinstance(fact, tuple):
            found.update(dict.fromkeys(fact))
    return tuple(found)
