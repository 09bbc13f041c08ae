"""What an episode's files show, on a terminal; nobody's name, number or birth date is among it."""

from __future__ import annotations

from collections.abc import Sequence

from codewell.interfaces.cli.sheet import Sheet
from codewell.interfaces.rt_words import (
    DEVICES,
    TECHNIQUES,
    counted,
    course_words,
    days_words,
    evidence_words,
    guidance_words,
    imaging_words,
    plan_words,
    session_words,
    site_words,
)
from codewell.radonc.facts import Episode, FileProblem, NotShown, PlanFacts, Shown

HARMLESS = ("rt.not-rt", "rt.not-dicom", "rt.link")
"""Files that nobody misses: readme files, screenshots, links."""
_LEFT = 18
_MOST_SESSIONS = 60


def write_episode(sheet: Sheet, episode: Episode) -> None:
    """Write all facts with their proofs."""
    write_course(sheet, episode)
    for plan in episode.plans:
        _write_plan(sheet, plan)
    _write_sessions(sheet, episode)
    _write_guidance(sheet, episode)
    _write_rest(sheet, episode)
    write_problems(sheet, episode, ())


def write_course(sheet: Sheet, episode: Episode) -> None:
    """Write what the episode is, in a few lines."""
    sheet.line("Radiation therapy episode", "title")
    used = f"{counted(episode.files, 'file')}, {episode.read:,} of them used"
    sheet.line(f"{used}; {counted(len(episode.plans), 'plan')}, {counted(len(episode.sessions), 'session')}.")
    for course in episode.courses:
        sheet.row(f"Course {course.number}", course_words(course, episode), width=_LEFT)
        for uid in course.plans:
            plan = episode.plan(uid)
            if plan is not None:
                sheet.row("", f"{plan.label or plan.file}: {plan_words(plan)}", "dim", width=_LEFT)
    lone = {plan.uid for plan in episode.plans} - {uid for course in episode.courses for uid in course.plans}
    for plan in episode.plans:
        if plan.uid in lone:
            sheet.row("Plan", f"{plan.label or plan.file}: {plan_words(plan)}", width=_LEFT)


def _write_plan(sheet: Sheet, plan: PlanFacts) -> None:
    sheet.heading(f"Plan {plan.label or plan.file}")
    sheet.row("what", plan_words(plan), width=_LEFT)
    _write_fact(sheet, "site", plan.site, site_words(plan.site.value) if isinstance(plan.site, Shown) else "")
    for one in plan.prescriptions:
        over = f" in {one.fractions} fractions" if one.fractions else ""
        sheet.row("prescribed", f"{one.dose:g} Gy{over} to {one.target or 'an unnamed target'}", width=_LEFT)
    if isinstance(plan.approval, Shown):
        approval = plan.approval.value
        when = f" on {approval.day}" if approval.day else ""
        _write_fact(sheet, "approval", plan.approval, f"{approval.status.lower()}{when}")
    else:
        _write_fact(sheet, "approval", plan.approval, "")
    constraints = f"{plan.constraints.value} dose limits in the plan" if isinstance(plan.constraints, Shown) else ""
    _write_fact(sheet, "inverse planning", plan.constraints, constraints)
    volumetric = ""
    if isinstance(plan.volumetric, Shown):
        volumetric = "structures and a dose volume belong to it" if plan.volumetric.value else "no dose volume belongs to it"
    _write_fact(sheet, "3D or 2D", plan.volumetric, volumetric)
    motion = ""
    if isinstance(plan.motion, Shown):
        motion = " ".join(word for word in (plan.motion.value.technique, plan.motion.value.signal) if word).lower()
    _write_fact(sheet, "motion", plan.motion, motion)
    for device in plan.devices:
        facts = device.value
        _write_fact(sheet, "device", device, f"{facts.number} x {DEVICES[facts.kind]} ({facts.description})")
    for beam in plan.beams:
        gantry = f"gantry {beam.gantry_start:g}" if beam.gantry_start is not None else "gantry not stated"
        gantry += f" to {beam.gantry_stop:g}" if beam.arc and beam.gantry_stop is not None else ""
        energy = f" {beam.energy:g} {'MeV' if beam.radiation == 'ELECTRON' else 'MV'}" if beam.energy is not None else ""
        meterset = f", {beam.meterset:.1f} MU" if beam.meterset is not None else ""
        told = f"{beam.radiation.lower()}{energy}, {TECHNIQUES[beam.technique]}, {gantry}, "
        told += f"{counted(beam.modulation.apertures, 'aperture')}{meterset}"
        kind = "" if beam.treats else f" [{beam.delivery_type.lower()}: does not treat]"
        sheet.row(f"beam {beam.number}", f"{told}{kind}", width=_LEFT)
    measured = plan.modulation
    if measured.apertures:
        per_dose = f", {measured.mu_per_gy:.0f} MU per Gy of a fraction" if measured.mu_per_gy is not None else ""
        share = f"{100 * measured.largest_share:.0f} % through the largest aperture"
        sheet.row("modulation", f"{share}{per_dose} (shown, never the rule)", "dim", width=_LEFT)


def _write_fact(sheet: Sheet, left: str, fact: Shown[object] | NotShown | object, words: str) -> None:
    """Write a fact with its first proof, or that it is not shown with the sentence to look for."""
    if isinstance(fact, NotShown):
        sheet.row(left, f"not shown: {fact.what}. Look for: {fact.look_for}", "yellow", width=_LEFT)
        return
    assert isinstance(fact, Shown)
    sheet.row(left, f"{words}{f'; {fact.how}' if fact.how else ''}", width=_LEFT)
    for proof in fact.proofs[:2]:
        sheet.row("", evidence_words(proof), "dim", width=_LEFT)


def _write_sessions(sheet: Sheet, episode: Episode) -> None:
    sheet.heading("Sessions")
    if not episode.sessions:
        sheet.line("None: the files hold no treatment record.")
    for session in episode.sessions[:_MOST_SESSIONS]:
        given = sum(beam.delivered for beam in session.beams)
        at = f" {session.start:%H:%M}" if session.start else ""
        told = f"{session_words(session, episode)}, {counted(len(session.beams), 'beam')}, {given:.1f} MU"
        sheet.row(f"{session.day}{at}", f"{told}; {', '.join(session.records[:3])}", width=_LEFT)
    if len(episode.sessions) > _MOST_SESSIONS:
        sheet.line(f"and {len(episode.sessions) - _MOST_SESSIONS} more; --json names all.", "dim")


def _write_guidance(sheet: Sheet, episode: Episode) -> None:
    if not episode.guidance:
        return
    sheet.heading("Image guidance")
    for one in episode.guidance[:_MOST_SESSIONS]:
        approved = "approval not shown"
        if isinstance(one.approved, Shown):
            day, at = one.approved.value
            approved = f"approved {day}{f' {at:%H:%M}' if at else ''}"
        session = "" if one.session else "; belongs to no session"
        sheet.row(f"{one.day}", f"{guidance_words(one)}; {approved}{session}", width=_LEFT)
    if len(episode.guidance) > _MOST_SESSIONS:
        sheet.line(f"and {len(episode.guidance) - _MOST_SESSIONS} more; --json names all.", "dim")


def _write_rest(sheet: Sheet, episode: Episode) -> None:
    sheet.heading("Images, structures, doses, diagnoses")
    for image in episode.imaging:
        if not image.is_cone_beam:
            sheet.row("images", f"{imaging_words(image)}, {image.day or 'day not stated'}", width=_LEFT)
    named = [structure.name for structure in episode.structures]
    if named:
        sheet.row("structures", ", ".join(named[:40]) + (" ..." if len(named) > 40 else ""), width=_LEFT)
    for dose in episode.doses:
        most = f", up to {dose.maximum:.1f} Gy" if dose.maximum is not None else ""
        sheet.row("dose", f"{dose.file}: {dose.units.lower()}, {dose.summation.lower()}{most}", width=_LEFT)
    for diagnosis in episode.diagnoses:
        _write_fact(sheet, "diagnosis", diagnosis, diagnosis.value)
    for stated in episode.stated:
        when = f" ({days_words((stated.day,))})" if stated.day else ""
        sheet.row("note states", f"{stated.kind.value.replace('-', ' ')}{when}: {evidence_words(stated.proof)}", width=_LEFT)


def write_problems(sheet: Sheet, episode: Episode, others: Sequence[FileProblem]) -> None:
    """Write what could not be used, file by file, and offer to take identifiers out."""
    problems = list(dict.fromkeys((*episode.problems, *others)))
    if problems:
        sheet.heading("What could not be used")
        said: dict[tuple[str, str, str], list[str]] = {}
        for one in problems:
            said.setdefault((one.slug, one.problem, one.next_step), []).append(one.file)
        for (slug, problem, next_step), files in said.items():
            if slug in HARMLESS:
                sheet.line(f"{problem} {next_step} ({slug})", "dim")
            else:
                sheet.notice(f"{problem} {next_step} ({slug})")
            named = ", ".join(name for name in files[:6] if name)
            rest = f", and {len(files) - 6:,} more" if len(files) > 6 else ""
            if named:
                sheet.line(f"{named}{rest}", "dim", indent=4)
    if episode.identified:
        sheet.line()
        sheet.notice("The headers hold a patient's name, number or birth date; none of it is shown here or kept.")
        offer = "Before you pass the files on: `codewell redact FILE` takes the identifiers out of a DICOM file or a ZIP of them."
        sheet.line(offer, "cyan", indent=2)
