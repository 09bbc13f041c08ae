"""Delivery of conventional treatment and IMRT on days until 2025-12-31."""

from __future__ import annotations

from codewell.radonc.coding import complexity
from codewell.radonc.coding.lines import Denied, Family, Rejected
from codewell.radonc.coding.readings import TechniqueReading, both_sides, is_breast, site_of, technique_of_visit
from codewell.radonc.coding.rulebook import Rule
from codewell.radonc.coding.visits import Visit
from codewell.radonc.coding.workbench import Draft, Workbench, proofs_of
from codewell.radonc.facts import Confidence, NoteFact, Shown, Side, Site, SiteReading

_SITE_SENTENCE = "diagnosis and target of the treatment (prostate, breast or another site)"


def deliver_until_2025(bench: Workbench, visit: Visit) -> Draft | None:
    """Return the delivery of a visit by the rules until 2025; None where it is held, which is listed."""
    reading = technique_of_visit(bench, visit)
    if not reading.is_known:
        hold_technique(bench, visit, ("77385", "77386", "77402", "77407", "77412"))
        return None
    if not reading.is_modulated:
        return _conventional(bench, visit, reading)
    if not bench.hospital and bench.payer.says("freestanding-delivery", visit.day) == "g-codes":
        return _g_code_imrt(bench, visit, reading)
    return _imrt(bench, visit, reading)


def hold_technique(bench: Workbench, visit: Visit, codes: tuple[str, ...]) -> None:
    """Hold a visit whose technique nothing shows."""
    because = f"The session {visit.key} is held: neither a plan among the files nor the note shows its technique."
    bench.deny("", visit.day, because, "rt.delivery.technique-not-shown", visit.evidence)
    bench.ask("the technique of sessions whose plan does not show it", "IMRT, field-in-field or conventional treatment", codes)


def _imrt(bench: Workbench, visit: Visit, reading: TechniqueReading) -> Draft | None:
    day = visit.day
    simple, complex_ = bench.rule("rt.delivery.imrt-simple", day), bench.rule("rt.delivery.imrt-complex", day)
    found = site_of(bench, visit.plans)
    site = found.value if found else None
    evidence = (*visit.evidence, *reading.evidence, *proofs_of(found))
    if reading.by_compensators:
        rule = bench.rule("rt.delivery.imrt-compensator", day)
        because = "The beams are modulated by physical compensators, and then the code is the simple one whatever the site."
        return _imrt_draft(bench, visit, rule, evidence, (_other(bench, visit, complex_, because, rule),), reading.flags)
    if site is None:
        _hold_site(bench, visit)
        return None
    if _is_unsettled(bench, visit, site):
        return _unsettled(bench, visit, reading, site, evidence)
    weak = ("The site is inferred from organs alone: confirm it by the diagnosis.",) if site.confidence is Confidence.WEAK else ()
    if site.site.value in simple.texts("sites"):
        return _simple_site(bench, visit, reading, site, (*evidence,), weak)
    because = f"The site is {_words(site)}, which is not on the list of the simple code, and no compensator is used."
    return _imrt_draft(
        bench, visit, complex_, evidence, (_other(bench, visit, simple, because, complex_),), (*reading.flags, *weak)
    )


def _simple_site(
    bench: Workbench,
    visit: Visit,
    reading: TechniqueReading,
    site: SiteReading,
    evidence: tuple[object, ...],
    flags: tuple[str, ...],
) -> Draft:
    day = visit.day
    simple, complex_ = bench.rule("rt.delivery.imrt-simple", day), bench.rule("rt.delivery.imrt-complex", day)
    shown = proofs_of(*(evidence,))
    left = site.site is Site.BREAST and site.side is Side.LEFT
    if left and bench.payer.says("left-breast-complex", day) == "with-documentation":
        override = bench.rule("rt.delivery.left-breast-override", day)
        documented = bench.stated(NoteFact.LEFT_BREAST_COMPLEXITY)
        if documented:
            because = f"{bench.payer.title} allows the complex code for the left breast, and the note documents the complexity."
            rejected = (_other(bench, visit, simple, because, override),)
            flag = "CPT's site rule alone gives 77385: the documentation of complexity must stand in the record."
            return _imrt_draft(
                bench,
                visit,
                override,
                proofs_of(shown, *documented),
                rejected,
                (*reading.flags, *flags, flag),
                code=override.text("code"),
            )
        flags = (*flags, f"77385 by CPT; 77386 is possible under {bench.payer.title} where the note documents the complexity.")
        bench.ask(
            "why IMRT of the left breast is complex", "complexity of the left breast treatment (heart, lung, nodes)", ("77386",)
        )
    because = f"The site is {_words(site)}: it is on the list of the simple code, however many beams and segments there are."
    return _imrt_draft(bench, visit, simple, shown, (_other(bench, visit, complex_, because, simple),), (*reading.flags, *flags))


def _is_unsettled(bench: Workbench, visit: Visit, site: SiteReading) -> bool:
    """Say whether the site lies between the lists, or its possible readings lead to different codes."""
    unsettled = bench.rule("rt.delivery.imrt-unsettled-site", visit.day).texts("sites")
    simple = bench.rule("rt.delivery.imrt-simple", visit.day).texts("sites")
    readings = {one.value for one in (site.site, *site.others)}
    if readings & set(unsettled) or (is_breast(site) and both_sides(bench, site)):
        return True
    return len({one in simple for one in readings}) == 2


def _unsettled(
    bench: Workbench, visit: Visit, reading: TechniqueReading, site: SiteReading, evidence: tuple[object, ...]
) -> Draft:
    rule = bench.rule("rt.delivery.imrt-unsettled-site", visit.day)
    readings = " or ".join(dict.fromkeys([_words(site), *(one.value.replace("-", " ") for one in site.others)]))
    flag = f"Pending: the site must be settled ({readings}); 77386 where it is not prostate or breast alone."
    bench.ask(f"whether {readings} counts as prostate or breast", _SITE_SENTENCE, (rule.text("code"), rule.text("other")))
    because = f"The site ({readings}) lies between the lists; the lower code stands until the documentation settles it."
    complex_ = bench.rule("rt.delivery.imrt-complex", visit.day)
    rejected = (_other(bench, visit, complex_, because, rule),)
    return _imrt_draft(bench, visit, rule, proofs_of(evidence), rejected, (*reading.flags, flag))


def _hold_site(bench: Workbench, visit: Visit) -> None:
    because = f"The session {visit.key} is IMRT and held until its site is known: 77385 for prostate or breast, else 77386."
    denied = Denied("", visit.day, because, bench.ruling("rt.delivery.imrt-site-not-shown", visit.day), visit.evidence)
    bench.denied.append(denied)
    bench.ask("the treated site of the IMRT sessions", _SITE_SENTENCE, ("77385", "77386"))


def _imrt_draft(
    bench: Workbench,
    visit: Visit,
    rule: Rule,
    evidence: tuple[object, ...],
    rejected: tuple[Rejected, ...],
    flags: tuple[str, ...],
    code: str = "",
) -> Draft:
    day = visit.day
    place = "a hospital" if bench.hospital else f"{bench.payer.title} in a freestanding center"
    g_codes = f"Medicare's freestanding centers take it; here the code is for {place}."
    neighbours = (
        *rejected,
        bench.reject("G6015", day, g_codes, "rt.delivery.freestanding-medicare-imrt"),
        bench.reject(
            "77412", day, "The plan is modulated: conventional delivery is for plans that are not IMRT.", rule.ruling.id
        ),
        bench.reject("77407", day, "Until 2025 it is conventional delivery, not IMRT.", rule.ruling.id),
    )
    return Draft(
        code or rule.text("code"),
        Family.DELIVERY,
        day,
        rule.ruling,
        1,
        proofs_of(evidence),
        neighbours,
        flags,
        visit.key,
        visit.plan,
    )


def _other(bench: Workbench, visit: Visit, other: Rule, because: str, rule: Rule) -> Rejected:
    segments = sum(plan.modulation.apertures for plan in visit.plans)
    shown = f" The plan has {segments} apertures; their number decides nothing." if segments else ""
    return bench.reject(other.text("code"), visit.day, because + shown, rule.ruling.id)


def _g_code_imrt(bench: Workbench, visit: Visit, reading: TechniqueReading) -> Draft:
    day = visit.day
    rule = bench.rule("rt.delivery.freestanding-medicare-imrt", day)
    leaves, compensators = rule.text("leaves"), rule.text("compensators")
    code, other = (compensators, leaves) if reading.by_compensators else (leaves, compensators)
    because = "The beams are modulated by compensators." if reading.by_compensators else "The beams are modulated by leaves."
    flags = reading.flags
    counted = sum(beam.compensators for _, beam in visit.beams if beam)
    if reading.by_compensators and 0 < counted < rule.count("least_compensators"):
        flags = (*flags, f"{code} asks for three or more compensators; {counted} are shown.")
    cpt = "Medicare does not take it in freestanding centers on this day."
    rejected = (
        bench.reject(other, day, because, rule.ruling.id),
        *(bench.reject(one, day, cpt, rule.ruling.id) for one in ("77385", "77386")),
    )
    found = site_of(bench, visit.plans)
    evidence = proofs_of(visit.evidence, reading.evidence, found)
    return Draft(code, Family.DELIVERY, day, rule.ruling, 1, evidence, rejected, flags, visit.key, visit.plan)


def _conventional(bench: Workbench, visit: Visit, reading: TechniqueReading) -> Draft | None:
    day = visit.day
    rule = bench.rule("rt.delivery.conventional", day)
    found = complexity.of_visit(bench, visit)
    codes = list(rule.texts("cpt"))
    flags = reading.flags
    if not bench.hospital and bench.payer.says("freestanding-delivery", day) == "g-codes":
        energies = [beam.energy for _, beam in visit.beams if beam is not None and beam.energy is not None]
        if not energies:
            _hold_energy(bench, visit)
            return None
        step = sum(max(energies) >= limit for limit in rule.numbers("energy_below"))
        if len({sum(one >= limit for limit in rule.numbers("energy_below")) for one in energies}) > 1:
            flags = (*flags, "Beams of several energies: the code is that of the highest.")
        codes = [rule.texts(level)[step] for level in ("simple", "intermediate", "complex")]
    because = f"The fields are {('simple', 'intermediate', 'complex')[found.level]}: {found.why}."
    rejected = (
        *(bench.reject(code, day, because, rule.ruling.id) for level, code in enumerate(codes) if level != found.level),
        *(
            bench.reject(code, day, "The beams are not optimised inversely: it is not IMRT.", "rt.delivery.field-in-field")
            for code in ("77385", "77386")
        ),
    )
    site = site_of(bench, visit.plans)
    evidence = proofs_of(visit.evidence, reading.evidence, site if isinstance(site, Shown) else None)
    return Draft(codes[found.level], Family.DELIVERY, day, rule.ruling, 1, evidence, rejected, flags, visit.key, visit.plan)


def _hold_energy(bench: Workbench, visit: Visit) -> None:
    because = f"The session {visit.key} is held: Medicare's freestanding codes go by beam energy, which nothing shows."
    bench.deny("", visit.day, because, "rt.delivery.conventional", visit.evidence)
    bench.ask("the beam energy", "energy of the beams in MV or MeV", ("G6003", "G6012"))


def _words(site: SiteReading) -> str:
    side = "" if site.side is Side.NOT_STATED else f" ({site.side.value})"
    return site.site.value.replace("-", " ") + side
