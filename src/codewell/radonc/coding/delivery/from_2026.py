"""Delivery of conventional treatment and IMRT on days from 2026-01-01: three levels by what was delivered."""

from __future__ import annotations

from codewell.radonc.coding.delivery.until_2025 import hold_technique
from codewell.radonc.coding.lines import Family, Rejected
from codewell.radonc.coding.motion import Control, MotionReading, guidance_of, motion_of
from codewell.radonc.coding.readings import TechniqueReading, both_sides, is_breast, site_of, technique_of_visit
from codewell.radonc.coding.visits import Visit, distinct
from codewell.radonc.coding.workbench import Draft, Workbench, proofs_of
from codewell.radonc.facts import Evidence, NoteFact, Shown, Side, Site, SiteReading, Technique

_LEVELS = ("77402", "77407", "77412")
_MOTION_SENTENCE = (
    "gating or tracking that holds the beam: the system, its thresholds, how motion is watched, when the beam is off"
)


def deliver_from_2026(bench: Workbench, visit: Visit) -> Draft | None:
    """Return the delivery of a visit by the three levels; None where it is held, which is listed.

    The order is that of the evidence: radiation of the beams that gave monitor units, isocenters, motion management, planning.
    """
    if not visit.radiations:
        hold_technique(bench, visit, _LEVELS)
        return None
    if visit.radiations == {"ELECTRON"}:
        return _electrons(bench, visit)
    if {"ELECTRON", "PHOTON"} <= visit.radiations:
        why = "Electron and photon fields were given in one session."
        return _level(bench, visit, "rt.delivery.level-3-mixed", why, visit.evidence)
    apart = bench.rule("rt.delivery.level-3-isocenters", visit.day).number("apart_mm")
    centres = distinct(visit.isocentres, apart)
    if len(centres) >= 2:
        why = f"The beams that gave monitor units have {len(centres)} isocenters."
        return _level(bench, visit, "rt.delivery.level-3-isocenters", why, visit.evidence)
    return _one_isocentre(bench, visit)


def _electrons(bench: Workbench, visit: Visit) -> Draft:
    rule = bench.rule("rt.delivery.level-3-total-skin", visit.day)
    found = site_of(bench, visit.plans)
    stated = bench.stated(NoteFact.TOTAL_SKIN_ELECTRONS)
    far = [beam for _, beam in visit.beams if beam and beam.ssd is not None and beam.ssd > rule.number("ssd_above_mm")]
    if stated or far or (found and found.value.site is Site.TOTAL_SKIN):
        why = "The electron fields treat the total skin."
        return _level(bench, visit, rule.ruling.id, why, proofs_of(visit.evidence, *stated, found))
    return _level(bench, visit, "rt.delivery.level-1", "Only electron fields were given.", visit.evidence)


def _one_isocentre(bench: Workbench, visit: Visit) -> Draft | None:
    reading = technique_of_visit(bench, visit)
    found = site_of(bench, visit.plans)
    site = found.value if found else None
    volumetric = _is_volumetric(visit, reading)
    motion = motion_of(bench, visit)
    if not reading.is_known and volumetric is None:
        hold_technique(bench, visit, _LEVELS)
        return None
    flags = (*reading.flags, *_isocentre_flags(bench, visit))
    evidence = proofs_of(visit.evidence, reading.evidence, found)
    if volumetric is not True:
        return _two_dimensional(bench, visit, volumetric, evidence, flags)
    if motion.control is Control.ACTIVE:
        why = f"Motion was managed while the beam was on ({motion.how}, shown by the {motion.source})."
        open_ = (*flags, *_motion_flags(bench, visit, motion, site))
        return _level(bench, visit, "rt.delivery.level-3-motion", why, proofs_of(evidence, motion.evidence), open_)
    if is_breast(site) and both_sides(bench, site):
        why = "Both breasts are treated concurrently."
        flag = "One isocenter for both breasts: the record must show that both sides were treated in the session."
        stated = bench.stated(NoteFact.BILATERAL_CONCURRENT)
        return _level(bench, visit, "rt.delivery.level-3-both-breasts", why, proofs_of(evidence, *stated), (*flags, flag))
    return _level_two(bench, visit, motion, evidence, flags)


def _is_volumetric(visit: Visit, reading: TechniqueReading) -> bool | None:
    """Say whether a visit was planned in three dimensions or as IMRT; None where nothing shows it."""
    if reading.is_modulated or reading.techniques & {Technique.FIELD_IN_FIELD, Technique.CONFORMAL_ARC}:
        return True
    shown = [plan.volumetric.value for plan in visit.plans if isinstance(plan.volumetric, Shown)]
    return any(shown) if shown else None


def _two_dimensional(
    bench: Workbench, visit: Visit, volumetric: bool | None, evidence: tuple[Evidence, ...], flags: tuple[str, ...]
) -> Draft:
    why = "The photons have one isocenter and no volumetric plan."
    if volumetric is None:
        flags = (*flags, "No structures with a dose volume are among the files: 77407 where the plan was three-dimensional.")
        bench.ask(
            "whether the plan is three-dimensional", "three-dimensional plan with dose-volume histograms", ("77402", "77407")
        )
    return _level(bench, visit, "rt.delivery.level-1", why, evidence, flags)


def _level_two(
    bench: Workbench, visit: Visit, motion: MotionReading, evidence: tuple[Evidence, ...], flags: tuple[str, ...]
) -> Draft:
    why = "The photons have one isocenter and a three-dimensional or IMRT plan; no control of motion during the beam is shown."
    extra: tuple[Rejected, ...] = ()
    bench.ask("active motion management while the beam is on", _MOTION_SENTENCE, ("77412",))
    if motion.control is Control.HOLD_ONLY:
        hold = "Only breath hold is shown: 77412 needs documented control of motion while the beam is on."
        flags = (*flags, f"Pending documentation. {hold}")
        extra = (bench.reject("77412", visit.day, hold, "rt.delivery.breath-hold-alone"),)
        evidence = proofs_of(evidence, motion.evidence)
    elif guidance_of(bench, visit):
        images = "Images guided the set-up, but image guidance alone never makes level 3."
        extra = (bench.reject("77412", visit.day, images, "rt.delivery.guidance-is-no-level-3"),)
    return _level(bench, visit, "rt.delivery.level-2", why, evidence, flags, extra)


def _isocentre_flags(bench: Workbench, visit: Visit) -> tuple[str, ...]:
    if visit.isocentres:
        return ()
    bench.ask("the isocenters of the session", "number of isocenters", ("77412",))
    return ("No isocenter is shown: taken as one; 77412 where there were several.",)


def _motion_flags(bench: Workbench, visit: Visit, motion: MotionReading, site: SiteReading | None) -> tuple[str, ...]:
    flags: list[str] = []
    if motion.source == "plan":
        flags.append("The plan orders it; the record of the session must show that the beam was controlled.")
    five = bench.payer.switch("motion-documentation", visit.day)
    if five.value == "five-points":
        flags.append(f"{bench.payer.title}: {five.ruling.says}")
        if site is not None and site.side is Side.RIGHT and is_breast(site) and not _mammary_nodes(bench, site):
            rule = bench.ruling("rt.delivery.evicore-breast", visit.day)
            flags.append(f"Right breast without internal mammary nodes: the reviewer supports 77407 only ({rule.id}).")
    return tuple(flags)


def _mammary_nodes(bench: Workbench, site: SiteReading) -> bool:
    names = " ".join(site.nodes).upper()
    return bool(bench.stated(NoteFact.INTERNAL_MAMMARY_NODES)) or "IMN" in names or "MAMMAR" in names


def _level(
    bench: Workbench,
    visit: Visit,
    rule: str,
    why: str,
    evidence: tuple[Evidence, ...],
    flags: tuple[str, ...] = (),
    extra: tuple[Rejected, ...] = (),
) -> Draft:
    day, found = visit.day, bench.rule(rule, visit.day)
    code = found.text("code")
    named = {one.code for one in extra}
    others = tuple(bench.reject(one, day, why, rule) for one in _LEVELS if one != code and one not in named)
    ended = "Deleted on 2026-01-01; three levels by what was delivered took its place."
    deleted = tuple(bench.reject(one, day, ended, "rt.codes.deleted-2026") for one in ("77385", "77386", "G6015", "G6016"))
    return Draft(code, Family.DELIVERY, day, found.ruling, 1, evidence, (*extra, *others, *deleted), flags, visit.key, visit.plan)
