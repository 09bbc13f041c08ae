"""The technique of a plan, from the beams that treat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from codewell.radonc.episode.fields import OpenStrips, read_field
from codewell.radonc.facts import BeamFacts, Technique

_STATIC_KINDS = (Technique.STATIC, Technique.FIELD_IN_FIELD, Technique.AMBIGUOUS)
# An open beam that gives less than this among segmented beams is a segmented beam that ended up with one segment.
_SLIGHT = 0.15
_SEVERAL_SHAPES = 6
# Forward planning of this many directions gives nearly all of them a leading shape, if it gives them several.
_MANY_DIRECTIONS = 5
_NEARLY_ALL = 0.7


@dataclass(frozen=True, slots=True)
class BeamShapesOf:
    """A beam with its static shapes.

    Args:
        facts: of the beam.
        strips: static shapes with their meterset; empty for beams that move.
        couch: degrees; None where not stated.
        group: fraction group that delivers it; 0 where none does.
        axis: along which the strips run.
    """

    facts: BeamFacts
    strips: tuple[OpenStrips, ...]
    couch: float | None
    group: int
    axis: str


def with_fields_in_fields(beams: Sequence[BeamShapesOf], *, inverse: bool) -> list[BeamShapesOf]:
    """Return the beams with fields-in-fields recognised that are planned as separate beams of one direction.

    Beams of one fraction group, isocentre, gantry and couch angle are laid over one another. Nested shapes under an open one that
    gives most of the meterset are a field in field; many that do not nest, in several directions, are segments of intensity
    modulation written as beams. Stacks of fields without a leading one (machine tests) stay static.
    """
    directions: dict[tuple[object, ...], list[int]] = {}
    for index, beam in enumerate(beams):
        if beam.strips and beam.facts.meterset and (beam.facts.technique in _STATIC_KINDS or len(beam.strips) < _SEVERAL_SHAPES):
            directions.setdefault(_direction(beam), []).append(index)
    found = list(beams)
    segmented: list[int] = []
    for members in directions.values():
        if len(members) < 2 or not any(beams[index].facts.technique is Technique.STATIC for index in members):
            continue
        reading = read_field([shape for index in members for shape in beams[index].strips])
        if reading.technique in (Technique.FIELD_IN_FIELD, Technique.AMBIGUOUS):
            technique = Technique.STEP_AND_SHOOT if reading.technique is Technique.AMBIGUOUS and inverse else reading.technique
            how = (
                f"one of {len(members)} beams of one direction; the largest shape has {reading.largest_share:.0%} of the meterset"
            )
            for index in members:
                found[index] = replace(beams[index], facts=replace(beams[index].facts, technique=technique, how=how))
        elif reading.technique is Technique.STEP_AND_SHOOT and reading.shapes >= 3 and (inverse or reading.outside > 0.1):
            segmented.append(len(members))
    if len(segmented) >= 3:
        for members in (one for one in directions.values() if len(one) >= 3):
            how = f"one of {len(members)} segments of one direction, written as beams"
            for index in members:
                found[index] = replace(
                    beams[index], facts=replace(beams[index].facts, technique=Technique.STEP_AND_SHOOT, how=how)
                )
    return found


def _direction(beam: BeamShapesOf) -> tuple[object, ...]:
    facts = beam.facts
    at = facts.isocentres[0] if facts.isocentres else None
    place = None if at is None else (round(at.x), round(at.y), round(at.z))
    gantry = None if facts.gantry_start is None else round(facts.gantry_start) % 360
    return (beam.group, place, gantry, None if beam.couch is None else round(beam.couch) % 360, beam.axis)


def settled(beams: Sequence[BeamFacts]) -> tuple[BeamFacts, ...]:
    """Return the beams with those settled by their neighbours that shape alone leaves open.

    In a plan where most segmented beams are step-and-shoot, one whose segments happen to nest is so too, and in one of many
    directions unless nearly all are field-in-field. In a plan of a few beams where most are field-in-field, one that is less
    clear is so too, or stays ambiguous.
    """
    step = [beam for beam in beams if beam.technique is Technique.STEP_AND_SHOOT]
    nested = [beam for beam in beams if beam.technique in (Technique.FIELD_IN_FIELD, Technique.AMBIGUOUS)]
    if not nested:
        return tuple(beams)
    certain = [beam for beam in nested if beam.technique is Technique.FIELD_IN_FIELD]
    if len({round(beam.gantry_start or 0.0) % 360 for beam in (*step, *nested)}) >= _MANY_DIRECTIONS:
        if len(certain) >= _NEARLY_ALL * (len(step) + len(nested)):
            return _as(beams, [*step, *nested], Technique.FIELD_IN_FIELD, "as nearly all beams of the plan")
        return _as(beams, nested, Technique.STEP_AND_SHOOT, "many directions have several shapes and few a leading one")
    if step and len(step) >= len(nested):
        return _as(beams, nested, Technique.STEP_AND_SHOOT, "as the plan's other beams")
    if step:
        return _as(beams, [*step, *nested], Technique.AMBIGUOUS, "beams of the plan differ: confirm forward or inverse planning")
    if certain and len(certain) < len(nested):
        return _as(beams, nested, Technique.FIELD_IN_FIELD, "as the plan's clearer beams")
    return tuple(beams)


def _as(beams: Sequence[BeamFacts], changed: Sequence[BeamFacts], technique: Technique, why: str) -> tuple[BeamFacts, ...]:
    numbers = {id(beam) for beam in changed if beam.technique is not technique}
    return tuple(replace(b, technique=technique, how=f"{b.how}; {why}") if id(b) in numbers else b for b in beams)


def plan_technique(beams: Sequence[BeamFacts]) -> tuple[Technique, str]:
    """Return the technique of a plan and how it follows.

    Args:
        beams: those that treat.
    """
    used = [beam for beam in beams if beam.technique is not Technique.NONE]
    if not used:
        return Technique.NONE, "no beam that treats"
    kinds = {beam.technique for beam in used}
    if len(kinds) == 1:
        return used[0].technique, f"{_count(used)}: {used[0].how}"
    if kinds & {Technique.ELECTRON, Technique.PARTICLE}:
        return Technique.MIXED, "beams of different radiation"
    modulated = [beam for beam in used if beam.technique.is_modulated]
    plain = [beam for beam in used if not beam.technique.is_modulated]
    if not modulated:
        return _plain(plain)
    leading = _leading(modulated)
    if plain and not _slight(modulated, plain):
        return Technique.MIXED, f"{_count(modulated)} {leading.value}, {_count(plain)} without modulation"
    return leading, f"{_count(modulated)} {leading.value}"


def _count(beams: Sequence[BeamFacts]) -> str:
    return "1 beam" if len(beams) == 1 else f"{len(beams)} beams"


def _plain(beams: Sequence[BeamFacts]) -> tuple[Technique, str]:
    for technique in (Technique.AMBIGUOUS, Technique.FIELD_IN_FIELD, Technique.CONFORMAL_ARC):
        some = [beam for beam in beams if beam.technique is technique]
        if some:
            return technique, f"{_count(some)} {technique.value}, the others static"
    return Technique.STATIC, "static beams"


def _leading(beams: Sequence[BeamFacts]) -> Technique:
    """Return the technique that gives most meterset."""
    totals: dict[Technique, float] = {}
    for beam in beams:
        totals[beam.technique] = totals.get(beam.technique, 0.0) + (beam.meterset or 1.0)
    return max(totals, key=lambda one: totals[one])


def _slight(modulated: Sequence[BeamFacts], plain: Sequence[BeamFacts]) -> bool:
    """Say whether the open beams are segmented ones that ended up with a single segment, not open fields of a hybrid plan."""
    if len(modulated) < 3 or any(beam.technique is not Technique.STEP_AND_SHOOT for beam in modulated):
        return False
    if any(beam.technique not in _STATIC_KINDS or not beam.meterset for beam in plain) or len(plain) * 2 > len(modulated):
        return False
    directions = {round(beam.gantry_start or 0) for beam in modulated}
    total = sum(beam.meterset or 0.0 for beam in (*modulated, *plain))
    share = sum(beam.meterset or 0.0 for beam in plain) / total
    return share < _SLIGHT and not any(round(beam.gantry_start or 0) in directions for beam in plain)
