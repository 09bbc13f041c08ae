"""Image guidance and port films: one guidance for a visit, port films once for five fractions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time

from codewell.radonc.coding.delivery.stereotactic import is_stereotactic
from codewell.radonc.coding.delivery.surface import is_surface
from codewell.radonc.coding.lines import Component, Family, Rejected
from codewell.radonc.coding.motion import Control, MotionReading, guidance_of, motion_of
from codewell.radonc.coding.readings import technique_of_visit
from codewell.radonc.coding.visits import Visit
from codewell.radonc.coding.workbench import Draft, Workbench, proofs_of
from codewell.radonc.facts import Evidence, Guidance, GuidanceFacts, NoteFact, Shown


def code_guidance(bench: Workbench, visits: Sequence[Visit], stereotactic: frozenset[str]) -> None:
    """Bill the guidance of every visit.

    Args:
        bench: the coding.
        visits: of the episode, in order of time.
        stereotactic: UIDs of stereotactic plans.
    """
    for place, visit in enumerate(visits):
        after = visits[place + 1] if place + 1 < len(visits) else None
        found = _of_visit(bench, visit)
        if not found:
            continue
        if is_stereotactic(visit, stereotactic):
            because = "Guidance of a stereotactic session is part of its delivery and management."
            bench.deny("77387", visit.day, because, "rt.guidance.stereotactic-includes", _evidence(found))
        elif is_surface(bench, visit):
            because = "Guidance is not billed beside superficial treatment."
            bench.deny("77387", visit.day, because, "rt.guidance.surface-includes", _evidence(found))
        else:
            REGIMES[bench.regime(visit.day)](bench, visit, found, after)
    _deny_without_treatment(bench, visits)
    if visits and not bench.episode.guidance:
        _ask_for_images(bench)


def _deny_without_treatment(bench: Workbench, visits: Sequence[Visit]) -> None:
    """List guidance that belongs to no visit in which something was delivered."""
    keys = {session.key for visit in visits for session in visit.sessions}
    days = {visit.day for visit in visits}
    for one in bench.episode.guidance:
        served = one.session in keys if one.session else one.day in days
        if not served and one.kind not in (Guidance.PORTAL_IMAGE, Guidance.OTHER) and bench.in_tables(one.day):
            because = "Nothing was delivered in the visit of these images."
            bench.deny(_code_of_kind(bench, one), one.day, because, "rt.guidance.without-treatment", one.proofs)


def _code_of_kind(bench: Workbench, one: GuidanceFacts) -> str:
    if bench.payer.says("guidance", one.day) == "medicare":
        return str(bench.rule("rt.guidance.medicare", one.day).mapping("codes")[one.kind.value])
    return "77387"


def _of_visit(bench: Workbench, visit: Visit) -> tuple[GuidanceFacts, ...]:
    """Return the guidance of a visit in the order in which one kind stands for the others; dated sentences of the note too."""
    shown = [one for one in guidance_of(bench, visit) if one.kind not in (Guidance.PORTAL_IMAGE, Guidance.OTHER)]
    order = bench.rule("rt.guidance.one-of-a-session", visit.day).texts("order")
    return tuple(sorted(shown, key=lambda one: (order.index(one.kind.value), one.at is None, one.at or time.min)))


def _until_2025(bench: Workbench, visit: Visit, found: tuple[GuidanceFacts, ...], after: Visit | None) -> None:
    if bench.payer.says("guidance", visit.day) == "medicare":
        _medicare_until_2025(bench, visit, found, after)
    else:
        _cpt_until_2025(bench, visit, found, after)


def _medicare_until_2025(bench: Workbench, visit: Visit, found: tuple[GuidanceFacts, ...], after: Visit | None) -> None:
    rule = bench.rule("rt.guidance.medicare", visit.day)
    codes = dict(rule.mapping("codes"))
    code = str(codes[found[0].kind.value])
    if bench.hospital and code == "G6017":
        because = "Tracking has a technical part only, which is packaged in a hospital; G6017 never has 26."
        bench.deny("G6017", visit.day, because, rule.ruling.id, _evidence(found))
        return
    cpt = "Medicare does not take it until 2025."
    rejected = [bench.reject("77387", visit.day, cpt, rule.ruling.id)]
    if bench.hospital:
        packaged = "The technical part is packaged in a hospital: only the physician's part is billed."
        rejected.append(bench.reject(f"{code}-TC", visit.day, packaged, "rt.guidance.technical-in-imrt"))
    only = Component.PROFESSIONAL if bench.hospital else None
    _bill(bench, visit, found, after, code, rule.ruling.id, tuple(rejected), only)
    _deny_others(bench, visit, found, {one: str(codes[one.kind.value]) for one in found}, code)


def _cpt_until_2025(bench: Workbench, visit: Visit, found: tuple[GuidanceFacts, ...], after: Visit | None) -> None:
    rule = bench.rule("rt.guidance.cpt", visit.day)
    within = technique_of_visit(bench, visit).is_modulated
    only = Component.PROFESSIONAL if within or bench.hospital else None
    rejected = [
        bench.reject(one, visit.day, "It was Medicare's; this plan follows CPT.", rule.ruling.id) for one in ("77014", "G6002")
    ]
    if only:
        because = (
            "The technical part is paid within IMRT delivery." if within else "The technical part is packaged in a hospital."
        )
        rejected.append(bench.reject("77387-TC", visit.day, because, "rt.guidance.technical-in-imrt"))
    _bill(bench, visit, found, after, rule.text("code"), rule.ruling.id, tuple(rejected), only)


def _from_2026(bench: Workbench, visit: Visit, found: tuple[GuidanceFacts, ...], after: Visit | None) -> None:
    day = visit.day
    rule = bench.rule("rt.guidance.professional-only", day)
    switch = bench.payer.switch("guidance-modifier-26", day)
    flags = () if switch.value == "required" else (f"{bench.payer.title}: {switch.ruling.says}",)
    ended = "Deleted on 2026-01-01; guidance is 77387, the physician's part."
    rejected = (
        bench.reject("77387-TC", day, "The technical part is inside the delivery level.", "rt.guidance.technical-bundled"),
        *(bench.reject(one, day, ended, "rt.codes.deleted-2026") for one in ("77014", "G6001", "G6002", "G6017")),
    )
    _bill(bench, visit, found, after, rule.text("code"), rule.ruling.id, rejected, Component.PROFESSIONAL, flags)


REGIMES: Mapping[str, Callable[[Workbench, Visit, tuple[GuidanceFacts, ...], Visit | None], None]] = {
    "until-2025": _until_2025,
    "from-2026": _from_2026,
}


def _bill(
    bench: Workbench,
    visit: Visit,
    found: tuple[GuidanceFacts, ...],
    after: Visit | None,
    code: str,
    rule: str,
    rejected: tuple[Rejected, ...],
    only: Component | None,
    flags: tuple[str, ...] = (),
) -> None:
    again = (bench.payer.says("second-session-modifier", visit.day),) if visit.number > 1 else ()
    bench.bill(
        Draft(
            code,
            Family.GUIDANCE,
            visit.day,
            bench.ruling(rule, visit.day),
            1,
            _evidence(found),
            rejected,
            (*flags, *_approval_flags(found, after)),
            visit.key,
            visit.plan,
            again,
            only,
        )
    )


def _approval_flags(found: Sequence[GuidanceFacts], after: Visit | None) -> tuple[str, ...]:
    """Say what is open about the physician's approval, which comes before the next session."""
    until = f"before the next session on {after.day}" if after else "before the next session"
    approved = [one.approved.value for one in found if isinstance(one.approved, Shown)]
    if not approved:
        return (f"The physician's approval of the images is not shown: it must be signed {until} (rt.guidance.approval).",)
    if after is not None and all(_is_late(day, at, after) for day, at in approved):
        return (
            f"The images were approved on {approved[0][0]}, not {until}: the physician's part is at risk (rt.guidance.approval).",
        )
    return ()


def _is_late(day: date, at: time | None, after: Visit) -> bool:
    if day != after.day:
        return day > after.day
    start = after.sessions[0].start
    return at is None or start is None or at >= start


def _deny_others(
    bench: Workbench, visit: Visit, found: Sequence[GuidanceFacts], codes: Mapping[GuidanceFacts, str], billed: str
) -> None:
    for one, code in codes.items():
        if code != billed:
            because = f"Guidance of one session is billed once, as {billed}."
            bench.deny(code, visit.day, because, "rt.guidance.one-of-a-session", one.proofs)


def code_tracking_until_2025(bench: Workbench, visits: Sequence[Visit], stereotactic: frozenset[str]) -> None:
    """Bill gating or tracking that the record, plan or note shows, on days until 2025 without other guidance.

    From 2026 motion management is part of the delivery level and guidance is one code.
    """
    for visit in visits:
        if bench.regime(visit.day) != "until-2025" or is_stereotactic(visit, stereotactic) or is_surface(bench, visit):
            continue
        motion = motion_of(bench, visit)
        if motion.control is not Control.ACTIVE or motion.source == "guidance":
            continue
        _track(bench, visit, motion, billed=bool(_of_visit(bench, visit)))


def _track(bench: Workbench, visit: Visit, motion: MotionReading, billed: bool) -> None:
    evidence = motion.evidence
    flags = () if motion.source == "record" else (f"The {motion.source} names it; the record of the session must show it.",)
    medicare = bench.payer.says("guidance", visit.day) == "medicare"
    rule = bench.ruling("rt.guidance.medicare" if medicare else "rt.guidance.cpt", visit.day)
    code = "G6017" if medicare else "77387"
    if billed:
        because = "Gating or tracking and image guidance of one session are billed once."
        bench.deny(code, visit.day, because, "rt.guidance.one-of-a-session", evidence)
        return
    if medicare and bench.hospital:
        because = "Tracking has a technical part only, which is packaged in a hospital; G6017 never has 26."
        bench.deny(code, visit.day, because, rule.id, evidence)
        return
    within = bench.hospital or technique_of_visit(bench, visit).is_modulated
    only = Component.PROFESSIONAL if not medicare and within else None
    again = (bench.payer.says("second-session-modifier", visit.day),) if visit.number > 1 else ()
    because = "G6017 is technical only: the physician's part has no code of its own."
    rejected = (bench.reject("G6017-26", visit.day, because, rule.id),) if medicare else ()
    bench.bill(
        Draft(
            code, Family.GUIDANCE, visit.day, rule, 1, evidence, rejected, flags, visit.key, visit.plan, again, only,
        )
    )  # fmt: skip


def code_port_films(bench: Workbench, visits: Sequence[Visit]) -> None:
    """Bill port films: once for each five fractions of a series in which any was made.

    Args:
        bench: the coding.
        visits: of one series of treatment, in order of time.
    """
    blocks: dict[int, list[tuple[Visit, tuple[Evidence, ...]]]] = {}
    for place, visit in enumerate(visits):
        films = _films(bench, visit)
        if films:
            size = bench.rule("rt.guidance.port-film", visit.day).count("fractions")
            blocks.setdefault(place // size, []).append((visit, films))
    for block in blocks.values():
        visit, evidence = block[0]
        rule = bench.rule("rt.guidance.port-film", visit.day)
        code = rule.text("code")
        if bench.hospital:
            because = "Port films are packaged in a hospital: nothing is paid of their own."
            bench.deny(code, visit.day, because, "rt.guidance.port-film-packaged", evidence)
        elif bench.regime(visit.day) == "from-2026":
            because = "Port films are bundled from 2026."
            bench.deny(code, visit.day, because, rule.ruling.id, evidence)
        else:
            bench.bill(Draft(code, Family.GUIDANCE, visit.day, rule.ruling, 1, evidence, session=visit.key, plan=visit.plan))


def _films(bench: Workbench, visit: Visit) -> tuple[Evidence, ...]:
    shown = [one for one in guidance_of(bench, visit) if one.kind is Guidance.PORTAL_IMAGE]
    stated = [fact for fact in bench.stated(NoteFact.PORT_FILM) if fact.day == visit.day]
    return proofs_of(*(one.proofs for one in shown), *stated)


def _ask_for_images(bench: Workbench) -> None:
    stated = bench.stated(NoteFact.IMAGE_GUIDANCE, NoteFact.ULTRASOUND_GUIDANCE)
    if stated:
        bench.ask(
            "the images or registrations of the guidance that the note speaks of",
            "dates of image guidance with the physician's approval",
            ("77387", "77014", "G6001", "G6002"),
        )


def _evidence(found: Sequence[GuidanceFacts]) -> tuple[Evidence, ...]:
    approvals = [one.approved for one in found if isinstance(one.approved, Shown)]
    return proofs_of(*(one.proofs for one in found), *approvals)
