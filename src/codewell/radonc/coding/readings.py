"""What a plan or visit is for coding: its technique and site, settled with the note's help or left open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codewell.radonc.coding.visits import Visit
from codewell.radonc.coding.workbench import Workbench, proofs_of
from codewell.radonc.facts import (
    BeamFacts,
    Confidence,
    Evidence,
    NoteFact,
    PlanFacts,
    Shown,
    Side,
    Site,
    SiteReading,
    Technique,
)

_PLANNED_INVERSELY = (NoteFact.IMRT, NoteFact.INVERSE_PLANNED)


@dataclass(frozen=True, slots=True)
class TechniqueReading:
    """The technique of a plan or visit.

    Args:
        techniques: of the photon beams; of all beams where there are only electrons.
        evidence: what settled it beyond the beams.
        flags: what is open about it.
    """

    techniques: frozenset[Technique]
    evidence: tuple[Evidence, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def is_modulated(self) -> bool:
        """Say whether any beam is intensity modulated."""
        return any(one.is_modulated for one in self.techniques)

    @property
    def by_compensators(self) -> bool:
        """Say whether all modulation is by compensators."""
        modulated = {one for one in self.techniques if one.is_modulated}
        return modulated == {Technique.COMPENSATOR}

    @property
    def is_known(self) -> bool:
        """Say whether anything shows the technique."""
        return bool(self.techniques)


def technique_of_plan(bench: Workbench, plan: PlanFacts) -> TechniqueReading:
    """Return the technique of a plan's beams."""
    return _settled(bench, plan, plan.treating)


def technique_of_visit(bench: Workbench, visit: Visit) -> TechniqueReading:
    """Return the technique of the beams that a visit delivered.

    Where a plan's file is missing the note may name it; nothing else does.
    """
    readings = []
    for plan in visit.plans:
        own = [beam for _, beam in visit.beams if beam is not None and beam in plan.beams]
        readings.append(_settled(bench, plan, own or plan.treating))
    if visit.missing:
        readings.append(_from_note(bench, visit))
    return TechniqueReading(
        frozenset(one for reading in readings for one in reading.techniques),
        proofs_of(*(reading.evidence for reading in readings)),
        tuple(dict.fromkeys(flag for reading in readings for flag in reading.flags)),
    )


def _settled(bench: Workbench, plan: PlanFacts, beams: Sequence[BeamFacts]) -> TechniqueReading:
    measured = {plan.technique} if plan.technique is not Technique.MIXED else {beam.technique for beam in beams}
    measured -= {Technique.NONE, Technique.MIXED}
    stated = bench.stated(*_PLANNED_INVERSELY)
    forward = bench.stated(NoteFact.FIELD_IN_FIELD)
    if Technique.STATIC in measured and stated and any(beam.compensators for beam in beams):
        measured = measured - {Technique.STATIC} | {Technique.COMPENSATOR}
        return TechniqueReading(frozenset(measured), proofs_of(*stated))
    if Technique.STEP_AND_SHOOT in measured and forward and not stated and not isinstance(plan.constraints, Shown):
        flag = "The beams have several segments and the note says field-in-field: coded as forward planned; confirm it."
        return TechniqueReading(
            frozenset(measured - {Technique.STEP_AND_SHOOT} | {Technique.FIELD_IN_FIELD}), proofs_of(*forward), (flag,)
        )
    if Technique.AMBIGUOUS not in measured:
        return TechniqueReading(frozenset(measured))
    rest: set[Technique] = {one for one in measured if one is not Technique.AMBIGUOUS}
    if stated and not forward:
        return TechniqueReading(frozenset(rest | {Technique.STEP_AND_SHOOT}), proofs_of(*stated))
    if forward and not stated:
        return TechniqueReading(frozenset(rest | {Technique.FIELD_IN_FIELD}), proofs_of(*forward))
    if isinstance(plan.constraints, Shown):
        return TechniqueReading(frozenset(rest | {Technique.STEP_AND_SHOOT}), proofs_of(plan.constraints))
    return _unsettled(bench, plan, rest)


def _unsettled(bench: Workbench, plan: PlanFacts, rest: set[Technique]) -> TechniqueReading:
    bench.ask(
        "whether the plan was optimised inversely (IMRT) or forward (field-in-field)",
        "inverse planned from dose constraints / forward-planned field-in-field",
        ("77301", "77295", "77338", "77334"),
    )
    flag = "The technique is open: few static apertures may be field-in-field or a simple IMRT plan; coded as field-in-field."
    return TechniqueReading(frozenset(rest | {Technique.FIELD_IN_FIELD}), plan.proofs, (flag,))


def _from_note(bench: Workbench, visit: Visit) -> TechniqueReading:
    """Return what is known of a visit whose plan is not among the files."""
    flag = "The plan of this session is not among the files: its intent and technique rest on the record and the note."
    if visit.radiations and visit.radiations == {"ELECTRON"}:
        return TechniqueReading(frozenset({Technique.ELECTRON}), (), (flag,))
    for kinds, technique in (
        ((NoteFact.COMPENSATOR,), Technique.COMPENSATOR),
        (_PLANNED_INVERSELY, Technique.STEP_AND_SHOOT),
        ((NoteFact.FIELD_IN_FIELD,), Technique.FIELD_IN_FIELD),
    ):
        stated = bench.stated(*kinds)
        if stated:
            return TechniqueReading(frozenset({technique}), proofs_of(*stated), (flag,))
    return TechniqueReading(frozenset(), (), (flag,))


def site_of(bench: Workbench, plans: Sequence[PlanFacts]) -> Shown[SiteReading] | None:
    """Return the site of plans treated together; None where nothing shows it.

    The note's word is taken where it is the only one of a single course, or where it confirms what the plan shows. Plans that
    name different sites make each other's sites possible readings.
    """
    stated = [fact for fact in bench.stated(NoteFact.SITE) if fact.site is not None]
    named = {fact.site.site for fact in stated if fact.site}
    shown = [plan.site for plan in plans if isinstance(plan.site, Shown) and plan.site.value.site is not Site.PHANTOM]
    if stated and len(named) == 1 and (not shown or (len(bench.episode.courses) <= 1 and _weaker(shown))):
        reading = stated[0].site
        return Shown(reading, (stated[0].proof,)) if reading else None
    if not shown:
        return None
    first = shown[0]
    others = [one.value.site for one in shown[1:] if one.value.site is not first.value.site]
    if not others:
        return first
    reading = first.value
    merged = SiteReading(reading.site, reading.side, reading.confidence, (*reading.others, *others), reading.nodes)
    return Shown(merged, tuple(dict.fromkeys(proof for one in shown for proof in one.proofs)))


def _weaker(shown: Sequence[Shown[SiteReading]]) -> bool:
    return all(one.value.confidence is not Confidence.STATED for one in shown)


def both_sides(bench: Workbench, reading: SiteReading | None) -> bool:
    """Say whether both sides are treated concurrently."""
    return bool(bench.stated(NoteFact.BILATERAL_CONCURRENT)) or (reading is not None and reading.side is Side.BOTH)


def is_breast(reading: SiteReading | None) -> bool:
    """Say whether the site is a breast or chest wall, with or without nodes."""
    return reading is not None and reading.site in (Site.BREAST, Site.BREAST_AND_NODES, Site.CHEST_WALL)
