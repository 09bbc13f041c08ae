"""Treatment devices: leaf shapes, compensators and blocks of a plan; immobilisation by the hierarchy of its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from codewell.radonc.coding import complexity
from codewell.radonc.coding.lines import Family, Rejected
from codewell.radonc.coding.plans import PlanUse, is_surface_use
from codewell.radonc.coding.simulation import planning_day
from codewell.radonc.coding.workbench import Draft, Workbench, proofs_of
from codewell.radonc.facts import DeviceKind, Evidence, NoteFact, Technique

_NOTED = {
    NoteFact.THERMOPLASTIC_MASK: DeviceKind.CUSTOM_IMMOBILIZATION,
    NoteFact.VACUUM_BAG: DeviceKind.CUSTOM_IMMOBILIZATION,
    NoteFact.STANDARD_BOARD: DeviceKind.STANDARD_BOARD,
    NoteFact.CUSTOM_BOLUS: DeviceKind.CUSTOM_BOLUS,
}
_IMMOBILISES = (DeviceKind.CUSTOM_IMMOBILIZATION, DeviceKind.STANDARD_BOARD, DeviceKind.CUSTOM_BOLUS, DeviceKind.BITE_BLOCK)


@dataclass(frozen=True, slots=True)
class _Made:
    kind: DeviceKind
    day: date
    evidence: tuple[Evidence, ...]
    plan: str
    flags: tuple[str, ...]


def code_devices(bench: Workbench, uses: Sequence[PlanUse]) -> None:
    """Bill the devices of the plans that were used."""
    shaped: set[tuple[int, date]] = set()
    for use in uses:
        if is_surface_use(bench, use):
            continue
        if not use.is_imrt:
            _field_shapes(bench, use)
        elif use.reading.by_compensators:
            _compensators(bench, use)
        else:
            _leaves(bench, use, shaped)
    _immobilisation(bench, uses)


def _leaves(bench: Workbench, use: PlanUse, shaped: set[tuple[int, date]]) -> None:
    rule = bench.rule("rt.devices.imrt-leaves", use.day)
    code = rule.text("code")
    if (use.course, use.day) in shaped:
        because = f"A plan of the same course is billed on {use.day}: phases and targets planned together are one plan."
        bench.deny(code, use.day, because, "rt.planning.one-plan-a-day", use.evidence)
        return
    shaped.add((use.course, use.day))
    limit = int(bench.payer.switch("leaf-shapes-in-60-days", use.day).value)
    recent = [day for _, day in shaped if 0 <= (use.day - day).days < 60]
    if limit and len(recent) > limit:
        says = bench.payer.switch("leaf-shapes-in-60-days", use.day).ruling.says
        bench.deny(code, use.day, f"{bench.payer.title}: {says}", rule.ruling.id, use.evidence)
        return
    because = "The leaf shapes of an IMRT plan are one device for the plan, not one for each field."
    rejected = (bench.reject("77334", use.day, because, rule.ruling.id),)
    bench.bill(Draft(code, Family.DEVICES, use.day, rule.ruling, 1, use.evidence, rejected, use.flags, plan=use.plan.uid))


def _compensators(bench: Workbench, use: PlanUse) -> None:
    rule = bench.rule("rt.devices.imrt-compensators", use.day)
    number = sum(beam.compensators for beam in use.plan.treating)
    flags = use.flags
    if not number:
        number = complexity.ports(use.plan.treating)
        flags = (*flags, "The number of compensators is not in the plan: one for each field.")
    because = "Compensators shape the dose, not leaves."
    rejected = (bench.reject("77338", use.day, because, rule.ruling.id),)
    bench.bill(
        Draft(rule.text("code"), Family.DEVICES, use.day, rule.ruling, number, use.evidence, rejected, flags, plan=use.plan.uid)
    )


def _field_shapes(bench: Workbench, use: PlanUse) -> None:
    rule = bench.rule("rt.devices.field-shapes", use.day)
    shown = {device.value.kind: device for device in use.plan.devices}
    blocks = max(sum(beam.blocks for beam in use.plan.treating), _number(shown.get(DeviceKind.BLOCK)))
    leaves = Technique.FIELD_IN_FIELD in use.reading.techniques or DeviceKind.MLC_FIELD in shown
    number = max(blocks, complexity.ports(use.plan.treating) if leaves else 0)
    if DeviceKind.WEDGE in shown or any(beam.wedges for beam in use.plan.treating):
        bench.ask("whether a wedge was made for this patient", "custom wedge or compensating filter", ("77334",), use.day)
    if not number:
        return
    because = "The plan is not IMRT: its shapes are counted by field."
    rejected = (bench.reject("77338", use.day, because, rule.ruling.id),)
    evidence = proofs_of(use.evidence, *shown.values())
    bench.bill(
        Draft(rule.text("code"), Family.DEVICES, use.day, rule.ruling, number, evidence, rejected, use.flags, plan=use.plan.uid)
    )


def _number(device: object) -> int:
    value = getattr(device, "value", None)
    return int(value.number) if value is not None else 0


def _immobilisation(bench: Workbench, uses: Sequence[PlanUse]) -> None:
    """Bill the highest level of the devices made on a day, once for each kind and course."""
    made: dict[tuple[int, DeviceKind, date | None], _Made] = {}
    for use in uses:
        usual = planning_day(bench, use) or use.day
        flags = () if planning_day(bench, use) else ("The day on which the device was made is not shown: that of the plan.",)
        for device in use.plan.devices:
            if device.value.kind in _IMMOBILISES:
                key = (use.course, device.value.kind, device.value.day)
                day = device.value.day or usual
                made.setdefault(
                    key, _Made(device.value.kind, day, device.proofs, use.plan.uid, () if device.value.day else flags)
                )
    _from_note(bench, uses, made)
    for day in sorted({one.day for one in made.values()}):
        if bench.answers(day):
            _day(bench, day, [one for one in made.values() if one.day == day])


def _from_note(bench: Workbench, uses: Sequence[PlanUse], made: dict[tuple[int, DeviceKind, date | None], _Made]) -> None:
    kinds = {kind for _, kind, _ in made}
    for fact in bench.stated(*_NOTED):
        kind = _NOTED[fact.kind]
        if kind in kinds or not uses:
            continue
        use = uses[0]
        day = fact.day or planning_day(bench, use) or use.day
        flags = (
            ()
            if fact.day or planning_day(bench, use)
            else ("The day on which the device was made is not shown: that of the plan.",)
        )
        made.setdefault((use.course, kind, fact.day), _Made(kind, day, (fact.proof,), use.plan.uid, flags))


def _day(bench: Workbench, day: date, made: Sequence[_Made]) -> None:
    rule = bench.rule("rt.devices.hierarchy", day)
    codes = rule.mapping("codes")
    order = rule.texts("order")
    ranked = sorted(made, key=lambda one: order.index(codes[one.kind.value]))
    first = ranked[0]
    code = str(codes[first.kind.value])
    lower: list[Rejected] = []
    for one in ranked[1:]:
        other = str(codes[one.kind.value])
        if other != code:
            because = f"On {day} a device of a higher level is billed ({code})."
            lower.append(bench.reject(other, day, because, rule.ruling.id))
            bench.deny(other, day, because, rule.ruling.id, one.evidence)
    evidence = proofs_of(*(one.evidence for one in ranked if codes[one.kind.value] == code))
    bench.bill(Draft(code, Family.DEVICES, day, rule.ruling, 1, evidence, tuple(lower), first.flags, plan=first.plan))
