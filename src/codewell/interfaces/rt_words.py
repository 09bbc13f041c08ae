"""Facts of radiation therapy in the words that the terminal and the web pages share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from codewell.radonc.coding.lines import CodedEpisode, Component, Family, RtLine
from codewell.radonc.coding.review import FindingKind
from codewell.radonc.facts import (
    CourseFacts,
    DeviceKind,
    Episode,
    Evidence,
    Guidance,
    GuidanceFacts,
    ImagingFacts,
    Intent,
    NoteProof,
    NotShown,
    PlanFacts,
    Proof,
    SessionFacts,
    Shown,
    Side,
    SiteReading,
    Technique,
)

NOT_FOR_CLINICAL_USE = "Coding from what the files show; never a plan of treatment. A coder or physician decides."

TECHNIQUES = {
    Technique.STATIC: "static fields",
    Technique.FIELD_IN_FIELD: "field-in-field",
    Technique.STEP_AND_SHOOT: "step-and-shoot IMRT",
    Technique.SLIDING_WINDOW: "sliding-window IMRT",
    Technique.VMAT: "VMAT (modulated arcs)",
    Technique.CONFORMAL_ARC: "arcs without modulation",
    Technique.COMPENSATOR: "compensator-based IMRT",
    Technique.ELECTRON: "electrons",
    Technique.MIXED: "a mix of techniques",
    Technique.AMBIGUOUS: "a few static apertures: field-in-field or simple step-and-shoot",
    Technique.NONE: "no beam that treats",
}
INTENTS = {
    Intent.CURATIVE: "curative",
    Intent.PALLIATIVE: "palliative",
    Intent.PROPHYLACTIC: "prophylactic",
    Intent.VERIFICATION: "verification of another plan; it never bills",
    Intent.MACHINE_QA: "quality assurance of the machine; it never bills",
    Intent.RESEARCH: "research; it never bills",
    Intent.SERVICE: "service of the machine; it never bills",
    Intent.NOT_STATED: "intent not stated",
}
GUIDANCE = {
    Guidance.CONE_BEAM_CT: "cone-beam CT",
    Guidance.STEREOSCOPIC_X_RAY: "stereoscopic X-rays",
    Guidance.PORTAL_IMAGE: "portal image",
    Guidance.ULTRASOUND: "ultrasound",
    Guidance.INTRAFRACTION_TRACKING: "tracking during treatment",
    Guidance.SURFACE: "surface imaging",
    Guidance.OTHER: "image guidance of another kind",
}
DEVICES = {
    DeviceKind.CUSTOM_IMMOBILIZATION: "immobilization made for the patient",
    DeviceKind.STANDARD_BOARD: "standard board",
    DeviceKind.CUSTOM_BOLUS: "custom bolus",
    DeviceKind.BLOCK: "block",
    DeviceKind.WEDGE: "wedge",
    DeviceKind.COMPENSATOR: "compensator",
    DeviceKind.MLC_IMRT: "leaf shapes of an IMRT plan",
    DeviceKind.MLC_FIELD: "leaf shape of a field",
    DeviceKind.BITE_BLOCK: "bite block",
    DeviceKind.OTHER: "another device",
}
FINDINGS = {
    FindingKind.NOT_IN_FORCE: "Code not in force on its day",
    FindingKind.UNSUPPORTED: "Billed, and not what the files show",
    FindingKind.BUNDLED: "Billed, and part of another service",
    FindingKind.WRONG_UNITS: "Wrong units",
    FindingKind.WRONG_MODIFIERS: "Wrong modifiers",
    FindingKind.WRONG_DAY: "Wrong day",
    FindingKind.MISSED: "Shown, and not billed",
}
FAMILIES = {
    Family.SIMULATION: "Simulation",
    Family.PLANNING: "Planning",
    Family.PHYSICS: "Physics",
    Family.DEVICES: "Devices",
    Family.DELIVERY: "Delivery",
    Family.GUIDANCE: "Image guidance",
    Family.MANAGEMENT: "Management",
}
COMPONENTS = {
    Component.PROFESSIONAL: "professional",
    Component.TECHNICAL: "technical",
    Component.GLOBAL: "global (both parts)",
}


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def days_words(days: Sequence[date]) -> str:
    """Return days as a reader wants them: the first and last, and how many, where there are several."""
    if not days:
        return "no day"
    if len(days) <= 2:
        return " and ".join(day.isoformat() for day in days)
    return f"{days[0]} to {days[-1]} ({len(days)} days)"


def code_words(line: RtLine) -> str:
    """Return a line's code with its modifiers and, where there are several, its units: `77301-26`, `77300 x 9`."""
    code = "-".join([line.code, *line.modifiers])
    return f"{code} x {line.units}" if line.units != 1 else code


def site_words(reading: SiteReading) -> str:
    """Return a site with side and confidence: `left breast (likely; or chest-wall)`."""
    side = "" if reading.side is Side.NOT_STATED else "bilateral " if reading.side is Side.BOTH else f"{reading.side.value} "
    others = f"; or {', '.join(site.value for site in reading.others)}" if reading.others else ""
    nodes = f"; nodes: {', '.join(reading.nodes)}" if reading.nodes else ""
    return f"{side}{reading.site.value.replace('-', ' ')} ({reading.confidence.value}{others}{nodes})"


def plan_words(plan: PlanFacts) -> str:
    """Return a plan in one sentence."""
    beams, planned = plan.treating, [group.fractions for group in plan.groups if group.fractions]
    parts = [TECHNIQUES[plan.technique], counted(len(beams), "beam")]
    if plan.modulation.apertures:
        parts.append(counted(plan.modulation.apertures, "aperture"))
    if planned:
        words = counted(planned[0], "fraction") if len(planned) == 1 else f"{' + '.join(str(one) for one in planned)} fractions"
        parts.append(f"{words} planned")
    parts.append(counted(len(plan.isocentres), "isocenter") if plan.isocentres else "no isocenter stated")
    return f"{', '.join(parts)}; {INTENTS[plan.intent]}"


def course_words(course: CourseFacts, episode: Episode) -> str:
    """Return a course in one sentence."""
    sites = {
        site_words(plan.site.value)
        for uid in course.plans
        if (plan := episode.plan(uid)) is not None and not isinstance(plan.site, NotShown)
    }
    site = " and ".join(sorted(sites)) or "site not shown"
    given = len([key for key in course.sessions if episode.session(key).treated])
    planned = f" of {course.planned_fractions} planned" if course.planned_fractions else ""
    days = tuple(dict.fromkeys(day for day in (course.first_day, course.last_day) if day is not None))
    when = f", {' to '.join(day.isoformat() for day in days)}" if days else ", no treatment recorded"
    done = "" if course.is_complete is not False else "; not complete"
    return f"{site}; {counted(given, 'session')} recorded{planned}{when}{done}"


def dated_plan_words(episode: Episode, day: date) -> list[str]:
    """Return the plans that were approved, or else made, on a day."""
    said = []
    for plan in episode.plans:
        approved = plan.approval.value.day if isinstance(plan.approval, Shown) else None
        if (approved or plan.day) == day:
            said.append(f"plan {plan.label or plan.file} {'approved' if approved else 'made'}")
    return said


def session_words(session: SessionFacts, episode: Episode) -> str:
    """Return a session in a few words; of a plan that treats nobody it says so."""
    plans = [plan for uid in session.plans if (plan := episode.plan(uid)) is not None]
    if plans and not any(plan.intent.is_treatment for plan in plans):
        return f"delivery of {plans[0].label or 'a plan'}, {INTENTS[plans[0].intent]}"
    what = f"fraction {session.fraction}" if session.fraction is not None else "session"
    if not session.treated:
        return f"{what}, no dose delivered"
    said = [what]
    if session.interrupted:
        said.append("interrupted and resumed")
    if session.incomplete and session.share is not None:
        said.append(f"{round(100 * session.share)} % of the planned meterset")
    return ", ".join(said)


def guidance_words(facts: GuidanceFacts) -> str:
    """Return image guidance in a few words, with the correction where one is shown."""
    said = GUIDANCE[facts.kind]
    if facts.shift is not None:
        length = (facts.shift.x**2 + facts.shift.y**2 + facts.shift.z**2) ** 0.5
        said += f", moved {length:.1f} mm"
    return said


def imaging_words(facts: ImagingFacts) -> str:
    """Return images that planning rests on, in a few words."""
    phases = f", {facts.phases} breathing phases" if facts.phases > 1 else ""
    return f"{facts.modality} of {counted(facts.slices, 'slice')}{phases}"


def evidence_words(proof: Evidence) -> str:
    """Return where a fact stands: file, tag, element and value; or the sentence of the note."""
    if isinstance(proof, NoteProof):
        return f'note, characters {proof.start} to {proof.end}: "{" ".join(proof.quote.split())}"'
    value = f" = {proof.value}" if proof.value else ""
    return f"{proof.file} {proof.tag} {proof.path}{value}"


def telling(proofs: Sequence[Evidence]) -> list[Evidence]:
    """Return proofs with those last that name an object only, or a beam that delivered nothing: a reader wants what decided."""
    return sorted(proofs, key=lambda proof: not isinstance(proof, NoteProof) and _says_little(proof))


def _says_little(proof: Proof) -> bool:
    return proof.path.endswith("UID") or proof.value in ("", "0", "0.0")


def made_from_words(coded: CodedEpisode) -> str:
    """Return the rule tables and releases behind the codes."""
    reviewed = sorted({rule.rpartition(" ")[2] for rule in coded.rules})
    tables = f"{counted(len(coded.rules), 'rule table')}, reviewed through {' to '.join(reviewed)}" if coded.rules else ""
    return "; ".join(part for part in (tables, ", ".join(coded.releases)) if part) or "nothing loaded"
