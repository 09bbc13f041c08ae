"""Courses: plans of one target, or of phases that follow one another, with their sessions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from codewell.radonc.facts import CourseFacts, NotShown, PlanFacts, SessionFacts, Side, Site, SiteReading

BREAK = timedelta(days=60)
"""House policy: two months without treatment end a course, unless a plan names its predecessor."""

_KIN = (
    frozenset({Site.PROSTATE, Site.PROSTATE_BED, Site.PROSTATE_AND_NODES, Site.PELVIS}),
    frozenset({Site.BREAST, Site.BREAST_AND_NODES, Site.CHEST_WALL}),
    frozenset({Site.RECTUM, Site.ANUS, Site.PELVIS}),
    frozenset({Site.CERVIX_UTERUS, Site.PELVIS}),
    frozenset({Site.BLADDER, Site.PELVIS}),
)
_REFUSED = ("UNAPPROVED", "REJECTED")


@dataclass(slots=True)
class _Use:
    """A plan with what was delivered of it."""

    uid: str
    plan: PlanFacts | None
    sessions: list[SessionFacts] = field(default_factory=list)
    planned_by_record: int | None = None

    @property
    def first(self) -> date:
        if self.sessions:
            return self.sessions[0].day
        return self.plan.day if self.plan is not None and self.plan.day is not None else date.max

    @property
    def last(self) -> date:
        return self.sessions[-1].day if self.sessions else self.first

    @property
    def delivered(self) -> int:
        """Fractions that delivered treatment; parts of one fraction on several days count once."""
        broken_off: set[int] = set()
        count = 0
        for session in self.sessions:
            if not session.treated:
                continue
            if session.fraction is None or session.fraction not in broken_off:
                count += 1
            if session.fraction is not None:
                (broken_off.add if session.interrupted and session.incomplete else broken_off.discard)(session.fraction)
        return count

    @property
    def planned(self) -> int | None:
        if self.plan is None or not self.plan.groups:
            return self.planned_by_record
        stated = [group.fractions for group in self.plan.groups]
        return None if any(number is None for number in stated) else sum(number or 0 for number in stated)


def courses_of(
    plans: Iterable[PlanFacts], sessions: Sequence[SessionFacts], fractions_planned: Mapping[str, int]
) -> tuple[CourseFacts, ...]:
    """Return courses by first day; plans that treat nobody (quality assurance, verification) belong to none.

    Plans belong to one course where one names the other as predecessor or both are treated in one session. Otherwise they do
    where no more than two months lie between them and their sites do not contradict: phases and boosts of a target are one
    course, a plan that replaces another is the same course, another site or side is another. A site that is not shown does
    not contradict. A course is complete when as many fractions were given as were planned; one that stayed short of its
    meterset counts as given, and its session says so.

    Args:
        plans: of the episode.
        sessions: in order of time.
        fractions_planned: by plan UID, as treatment records state them; counts where the plan's file is not there.
    """
    uses = _uses(plans, sessions, fractions_planned)
    groups: list[list[_Use]] = []
    for use in sorted(uses, key=lambda one: (one.first, one.plan is None, one.uid)):
        strong = [group for group in groups if any(_bound(use, other) for other in group)]
        weak = [group for group in groups if _may_follow(use, group)]
        chosen = strong or weak[-1:]
        if not chosen:
            groups.append([use])
            continue
        chosen[0].append(use)
        # A plan bound to two courses (treated in one session with both) makes them one.
        for other in chosen[1:]:
            chosen[0].extend(other)
            groups.remove(other)
    groups.sort(key=lambda group: (min(use.first for use in group), min(use.uid for use in group)))
    return tuple(_course(number, group, sessions) for number, group in enumerate(groups, start=1))


def _uses(plans: Iterable[PlanFacts], sessions: Sequence[SessionFacts], fractions_planned: Mapping[str, int]) -> list[_Use]:
    uses: dict[str, _Use] = {}
    silent: set[str] = set()
    for plan in plans:
        if plan.intent.is_treatment:
            uses[plan.uid] = _Use(plan.uid, plan)
        else:
            silent.add(plan.uid)
    for session in sessions:
        for uid in session.plans or ("",):
            if uid in silent:
                continue
            use = uses.setdefault(uid, _Use(uid, None, planned_by_record=fractions_planned.get(uid)))
            use.sessions.append(session)
    return list(uses.values())


def _bound(one: _Use, two: _Use) -> bool:
    if {session.key for session in one.sessions} & {session.key for session in two.sessions}:
        return True
    return _supersedes(one, two) or _supersedes(two, one)


def _supersedes(later: _Use, earlier: _Use) -> bool:
    return later.plan is not None and earlier.uid in later.plan.supersedes


def _may_follow(use: _Use, group: Sequence[_Use]) -> bool:
    if use.first != date.max:
        ends = [other.last for other in group if other.last != date.max]
        if ends and use.first - max(ends) > BREAK:
            return False
    return all(not _contradict(use, other) for other in group)


def _contradict(one: _Use, two: _Use) -> bool:
    first, second = _site(one), _site(two)
    if first is None or second is None:
        return False
    sides = {first.side, second.side} - {Side.NOT_STATED}
    if len(sides) > 1 and Side.BOTH not in sides:
        return True
    if first.site is second.site or any({first.site, second.site} <= kin for kin in _KIN):
        return False
    return second.site not in first.others and first.site not in second.others


def _site(use: _Use) -> SiteReading | None:
    if use.plan is None or isinstance(use.plan.site, NotShown):
        return None
    return None if use.plan.site.value.site is Site.OTHER else use.plan.site.value


def _course(number: int, group: Sequence[_Use], sessions: Sequence[SessionFacts]) -> CourseFacts:
    ordered = sorted(group, key=lambda use: (use.first, use.uid))
    keys = {session.key for use in ordered for session in use.sessions}
    own = [session for session in sessions if session.key in keys]
    treated = [session for session in own if session.treated]
    planned = [_counted(use, ordered) for use in ordered]
    total = None if any(one is None for one in planned) else sum(one or 0 for one in planned)
    return CourseFacts(
        number=number,
        plans=tuple(use.uid for use in ordered if use.uid),
        sessions=tuple(session.key for session in own),
        first_day=treated[0].day if treated else None,
        last_day=treated[-1].day if treated else None,
        planned_fractions=total,
        is_complete=_is_complete(ordered) if own else None,
    )


def _counted(use: _Use, group: Sequence[_Use]) -> int | None:
    """Return the fractions that a plan adds to its course: all, those before it was replaced, or none if never approved."""
    if not use.sessions and len(group) > 1 and _is_refused(use):
        return 0
    if _was_replaced(use, group):
        return use.delivered
    before = _fractions_before(use, group)
    return None if use.planned is None else use.planned - before


def _is_refused(use: _Use) -> bool:
    return use.plan is not None and not isinstance(use.plan.approval, NotShown) and use.plan.approval.value.status in _REFUSED


def _was_replaced(use: _Use, group: Sequence[_Use]) -> bool:
    return any(other is not use and (_supersedes(other, use) or _takes_over(other, use)) for other in group)


def _takes_over(later: _Use, earlier: _Use) -> bool:
    """Say whether a plan goes on where another stopped short: the next fraction number, or just the fractions left over."""
    if not later.sessions or not earlier.sessions or earlier.planned is None or earlier.delivered >= earlier.planned:
        return False
    if later.first <= earlier.last or later.first == date.max:
        return False
    return _goes_on_counting(later, earlier) or later.planned == earlier.planned - earlier.delivered


def _goes_on_counting(later: _Use, earlier: _Use) -> bool:
    last = max((session.fraction or 0 for session in earlier.sessions), default=0)
    return last > 0 and bool(later.sessions) and later.sessions[0].fraction == last + 1


def _fractions_before(use: _Use, group: Sequence[_Use]) -> int:
    """Return fractions that a plan's own number includes though its predecessor delivered them."""
    for other in group:
        replaced = other is not use and (_supersedes(use, other) or _takes_over(use, other))
        if replaced and _goes_on_counting(use, other) and use.planned == other.planned:
            return other.delivered
    return 0


def _is_complete(group: Sequence[_Use]) -> bool | None:
    verdicts: list[bool | None] = []
    for use in group:
        counted = _counted(use, group)
        if counted is None:
            verdicts.append(None)
        elif counted == 0 and not use.sessions:
            continue
        elif not use.sessions:
            # A boost still to come or a plan that was never used: the files do not tell.
            verdicts.append(None)
        else:
            verdicts.append(use.delivered >= counted)
    if False in verdicts:
        return False
    return None if None in verdicts else True
