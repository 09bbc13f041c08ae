"""Facts of RT Plans: what stays the same however a plan is written, and what missing or malformed elements leave."""

from __future__ import annotations

import copy
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

from codewell.radonc.episode.plan_reading import read_plan
from codewell.radonc.facts import (
    Approval,
    DeviceKind,
    DoseFacts,
    FileProblem,
    Intent,
    NotShown,
    PlanFacts,
    Shown,
    StructureFacts,
    Technique,
)
from rt_plans import Step, arc, beam, ellipse, modulated, plan, rect, scattered, segments, static

OPEN = rect(-50, 50, -60, 60)
MADE = [
    plan([beam(n, segments(scattered(4, n), angle)) for n, angle in enumerate((0, 120, 240), 1)]),
    plan([beam(1, static(OPEN, 0)), beam(2, segments([(OPEN, 8.0), (ellipse(30, 40), 2.0)], 180))]),
    plan([beam(1, modulated(30, 181, 178), BeamType="DYNAMIC"), beam(2, static(OPEN), TreatmentDeliveryType="SETUP")]),
]


def facts_of(made: Dataset, problems: list[FileProblem] | None = None) -> PlanFacts:
    return read_plan(made, "rp.dcm", (), (), (), problems)


def measured(facts: PlanFacts) -> tuple[object, ...]:
    beams = sorted((one.name, one.technique, one.modulation, round(one.arc, 2)) for one in facts.beams)
    return facts.technique, facts.modulation.apertures, facts.isocentres, [str(one) for one in beams]


@given(st.sampled_from(MADE), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_order_and_numbers_of_beams_change_nothing(made: Dataset, random: object) -> None:
    changed = copy.deepcopy(made)
    beams = list(changed.BeamSequence)
    random.shuffle(beams)  # type: ignore[attr-defined]
    numbers = {int(one.BeamNumber): 10 * place + 7 for place, one in enumerate(beams, 1)}
    for one in beams:
        one.BeamNumber = numbers[int(one.BeamNumber)]
    for one in changed.FractionGroupSequence[0].ReferencedBeamSequence:
        one.ReferencedBeamNumber = numbers[int(one.ReferencedBeamNumber)]
    changed.BeamSequence = Items(beams)
    assert measured(facts_of(changed)) == measured(facts_of(made))


@given(st.sampled_from(MADE), st.data())
@settings(max_examples=15, deadline=None)
def test_points_that_repeat_the_one_before_change_nothing(made: Dataset, data: st.DataObject) -> None:
    changed = copy.deepcopy(made)
    for one in changed.BeamSequence:
        points = list(one.ControlPointSequence)
        at = data.draw(st.integers(1, len(points)))
        again = Dataset()
        again.CumulativeMetersetWeight = points[at - 1].CumulativeMetersetWeight
        one.ControlPointSequence = Items([*points[:at], again, *points[at:]])
    assert measured(facts_of(changed)) == measured(facts_of(made))


@pytest.mark.parametrize("made", MADE)
def test_values_that_are_written_again_change_nothing(made: Dataset) -> None:
    changed = copy.deepcopy(made)
    held = (
        "GantryAngle",
        "GantryRotationDirection",
        "IsocenterPosition",
        "BeamLimitingDevicePositionSequence",
        "NominalBeamEnergy",
    )
    for one in changed.BeamSequence:
        last = one.ControlPointSequence[0]
        for point in one.ControlPointSequence[1:]:
            for keyword in held:
                if keyword not in point and keyword in last:
                    setattr(point, keyword, copy.deepcopy(last[keyword].value))
            last = point
    assert measured(facts_of(changed)) == measured(facts_of(made))


@pytest.mark.parametrize("scale", [100.0, 237.5])
def test_weights_of_another_scale_change_nothing(scale: float) -> None:
    changed = copy.deepcopy(MADE[0])
    for one in changed.BeamSequence:
        one.FinalCumulativeMetersetWeight = scale
        for point in one.ControlPointSequence:
            point.CumulativeMetersetWeight = round(float(point.CumulativeMetersetWeight) * scale, 4)
    assert measured(facts_of(changed))[0] is Technique.STEP_AND_SHOOT
    assert facts_of(changed).modulation.apertures == facts_of(MADE[0]).modulation.apertures


def test_a_shape_used_twice_counts_once() -> None:
    made = plan([beam(1, segments([(OPEN, 1.0), (ellipse(30, 30), 1.0), (OPEN, 1.0)]))])
    assert facts_of(made).beams[0].modulation.apertures == 2
    assert facts_of(made).beams[0].modulation.largest_share == pytest.approx(2 / 3, abs=1e-4)


def test_leaves_that_move_behind_the_jaws_open_nothing_new() -> None:
    made = beam(1, segments([(rect(-50, 50, -60, 60), 1.0), (rect(-50, 50, -60, 60), 1.0)]))
    leaves = made.ControlPointSequence[2].BeamLimitingDevicePositionSequence[2]
    leaves.LeafJawPositions = [float(one) - (30 if place in (0, 60) else 0) for place, one in enumerate(leaves.LeafJawPositions)]
    assert facts_of(plan([made])).beams[0].modulation.apertures == 1


@pytest.mark.parametrize(("travel", "expected"), [(358.0, 358.0), (-358.0, 358.0), (90.0, 90.0)])
def test_arcs_are_measured_in_their_direction(travel: float, expected: float) -> None:
    facts = facts_of(plan([beam(1, arc([OPEN] * 2, 181, travel))])).beams[0]
    assert facts.arc == pytest.approx(expected)
    assert facts.technique is Technique.CONFORMAL_ARC


def test_isocentres_more_than_a_millimetre_apart_are_two() -> None:
    near = [Step(0, OPEN, 0, isocentre=(0, 0, 0)), Step(1)]
    far = [Step(0, OPEN, 0, isocentre=(0, 0, 80)), Step(1)]
    close = [Step(0, OPEN, 0, isocentre=(0, 0, 0.6)), Step(1)]
    assert len(facts_of(plan([beam(1, near), beam(2, far), beam(3, close)])).isocentres) == 2


def test_isocentre_of_a_setup_field_does_not_count() -> None:
    away = [Step(0, OPEN, 0, isocentre=(0, 0, 80)), Step(1)]
    made = plan([beam(1, static(OPEN)), beam(2, away, TreatmentDeliveryType="SETUP")])
    assert len(facts_of(made).isocentres) == 1


def test_edge_of_a_square_is_its_perimeter_by_its_area() -> None:
    facts = facts_of(plan([beam(1, static(rect(-50, 50, -50, 50)))])).beams[0]
    assert facts.modulation.edge == pytest.approx(400 / 10000, rel=0.05)


def test_monitor_units_by_dose_of_a_fraction() -> None:
    made = plan([beam(n, static(OPEN, n)) for n in (1, 2, 3, 4)], [97, 87, 89, 94], fractions=7)
    assert facts_of(made).modulation.mu_per_gy == pytest.approx(183.5)


def test_dose_points_that_get_little_give_way_to_the_prescription() -> None:
    made = plan([beam(1, static(OPEN))], [200], fractions=20)
    made.FractionGroupSequence[0].ReferencedBeamSequence[0].BeamDose = 0.02
    target = Dataset()
    target.DoseReferenceNumber, target.DoseReferenceType, target.TargetPrescriptionDose = 1, "TARGET", 40
    target.DoseReferenceStructureType, target.DoseReferenceDescription = "SITE", "PTV"
    made.DoseReferenceSequence = Items([target])
    facts = facts_of(made)
    assert facts.modulation.mu_per_gy == pytest.approx(100)
    assert (facts.prescriptions[0].dose, facts.prescriptions[0].fractions) == (40, 20)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("CURATIVE", Intent.CURATIVE),
        ("PALLIATIVE", Intent.PALLIATIVE),
        ("MACHINE_QA", Intent.MACHINE_QA),
        ("MACHINE QA", Intent.MACHINE_QA),
        ("VERIFICATION", Intent.VERIFICATION),
        ("", Intent.NOT_STATED),
        ("WHATEVER", Intent.NOT_STATED),
    ],
)
def test_intent_is_read(stated: str, expected: Intent) -> None:
    problems: list[FileProblem] = []
    facts = read_plan(plan([beam(1, static(OPEN))], PlanIntent=stated), "rp.dcm", (), (), (), problems)
    assert facts.intent is expected
    assert [one.slug for one in problems] == (["rt.intent-unknown"] if stated == "WHATEVER" else [])


def test_a_plan_that_verifies_another_is_a_verification_plan() -> None:
    other = Dataset()
    other.ReferencedSOPInstanceUID, other.RTPlanRelationship = "1.2.3", "VERIFIED_PLAN"
    problems: list[FileProblem] = []
    facts = facts_of(plan([beam(1, static(OPEN))], ReferencedRTPlanSequence=Items([other])), problems)
    assert facts.intent is Intent.VERIFICATION
    assert [one.slug for one in problems] == ["rt.intent-conflict"]


def test_names_do_not_make_a_plan_one_of_quality_assurance() -> None:
    assert facts_of(plan([beam(1, static(OPEN))], RTPlanLabel="QA patient")).intent is Intent.CURATIVE


def test_approval_has_day_and_time() -> None:
    made = plan([beam(1, static(OPEN))], ApprovalStatus="APPROVED", ReviewDate="20250107", ReviewTime="101530.25")
    approval = facts_of(made).approval
    assert isinstance(approval, Shown)
    assert approval.value == Approval("APPROVED", date(2025, 1, 7), time(10, 15, 30))
    assert isinstance(facts_of(plan([])).approval, NotShown)


def _setup(**sequences: Dataset) -> Dataset:
    setup = Dataset()
    setup.PatientSetupNumber, setup.PatientPosition = 1, "HFS"
    for keyword, item in sequences.items():
        setattr(setup, keyword, Items([item]))
    return setup


def test_motion_management_is_ordered_by_the_setup() -> None:
    motion = Dataset()
    motion.RespiratoryMotionCompensationTechnique, motion.RespiratorySignalSource = "GATING", "EXTERNAL_MARKER"
    made = plan([beam(1, static(OPEN))], PatientSetupSequence=Items([_setup(MotionSynchronizationSequence=motion)]))
    found = facts_of(made).motion
    assert isinstance(found, Shown)
    assert (found.value.technique, found.value.signal) == ("GATING", "EXTERNAL_MARKER")
    assert found.proofs[0].tag == "(0018,9170)"
    motion.RespiratoryMotionCompensationTechnique = "NONE"
    assert isinstance(facts_of(made).motion, NotShown)


def test_devices_of_setup_and_beams() -> None:
    fixation = Dataset()
    fixation.FixationDeviceType, fixation.FixationDeviceLabel = "MASK", "Orfit"
    bolus = Dataset()
    bolus.ReferencedROINumber, bolus.BolusDescription = 4, "custom printed"
    covered = beam(1, segments(scattered(6, 1)), NumberOfBoli=1, ReferencedBolusSequence=Items([bolus]))
    setup = _setup(FixationDeviceSequence=fixation)
    made = plan([covered, beam(2, segments(scattered(6, 2), 90))], PatientSetupSequence=Items([setup]))
    kinds = {one.value.kind: one.value.number for one in facts_of(made).devices}
    assert kinds == {DeviceKind.CUSTOM_IMMOBILIZATION: 1, DeviceKind.CUSTOM_BOLUS: 1, DeviceKind.MLC_IMRT: 1}


def test_leaf_shaped_fields_are_counted_one_a_field_and_rectangles_not() -> None:
    made = plan([beam(1, static(ellipse(40, 50))), beam(2, static(ellipse(40, 50), 180)), beam(3, static(OPEN, 90))])
    assert [(one.value.kind, one.value.number) for one in facts_of(made).devices] == [(DeviceKind.MLC_FIELD, 2)]


def test_contours_with_a_dose_volume_are_volumetric_planning() -> None:
    made = plan([beam(1, static(OPEN))])
    reference = Dataset()
    reference.ReferencedSOPInstanceUID = "9.9"
    made.ReferencedStructureSetSequence = Items([reference])
    structure = StructureFacts("PTV", "PTV", 20, "9.9", "rs.dcm")
    dose = DoseFacts("8.8", "rd.dcm", "1.2.3.4.5", "GY", "PLAN", (30, 40, 50), 60.0)
    found = read_plan(made, "rp.dcm", [structure], [dose]).volumetric
    assert isinstance(found, Shown)
    assert found.value is True
    assert isinstance(read_plan(made, "rp.dcm", [structure], []).volumetric, NotShown)
    flat = plan([beam(1, static(OPEN))], RTPlanGeometry="TREATMENT_DEVICE")
    two_dimensional = read_plan(flat, "rp.dcm", [], []).volumetric
    assert isinstance(two_dimensional, Shown)
    assert two_dimensional.value is False


BROKEN = {
    "empty": Dataset(),
    "beam without anything": plan([]),
    "brachytherapy": plan([], ApplicationSetupSequence=Items([Dataset()])),
}
BROKEN["beam without anything"].BeamSequence = Items([Dataset(), Dataset()])


@pytest.mark.parametrize("name", BROKEN)
def test_plans_without_what_they_should_have_are_read(name: str) -> None:
    problems: list[FileProblem] = []
    facts = facts_of(BROKEN[name], problems)
    assert facts.technique is Technique.NONE
    assert bool(problems) is (name != "empty")


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_any_missing_element_leaves_facts_and_no_fault(data: st.DataObject) -> None:
    changed = copy.deepcopy(data.draw(st.sampled_from(MADE)))
    for _ in range(data.draw(st.integers(1, 6))):
        holder = changed
        while True:
            keywords = [element.keyword for element in holder]
            if not keywords:
                break
            keyword = data.draw(st.sampled_from(keywords))
            value = holder[keyword].value
            if isinstance(value, Items) and len(value) and data.draw(st.booleans()):
                holder = value[data.draw(st.integers(0, len(value) - 1))]
                continue
            what = data.draw(st.sampled_from(["drop", "none", "empty"]))
            if what == "drop":
                delattr(holder, keyword)
            elif isinstance(value, Items):
                setattr(holder, keyword, Items([]))
            else:
                holder[keyword].value = None
            break
    assert isinstance(facts_of(changed, []), PlanFacts)


@pytest.mark.parametrize(
    ("tag", "vr", "value"),
    [
        ("GantryAngle", "LO", "ninety"),
        ("CumulativeMetersetWeight", "LO", "half"),
        ("IsocenterPosition", "LO", "0\\a\\b"),
        ("NominalBeamEnergy", "LO", "6X"),
        ("BeamLimitingDevicePositionSequence", "LO", "none"),
    ],
)
def test_words_where_numbers_belong_raise_no_fault(tag: str, vr: str, value: str) -> None:
    changed = copy.deepcopy(MADE[1])
    point = changed.BeamSequence[0].ControlPointSequence[0]
    if tag in point:
        del point[tag]
    point.add_new(tag, vr, value)
    assert isinstance(facts_of(changed, []), PlanFacts)


def test_a_helical_beam_has_one_isocentre() -> None:
    steps = [Step(n / 9, OPEN if n == 0 else None, 120.0 * n, "CW" if n == 0 else None, (0.0, 0.0, 4.0 * n)) for n in range(10)]
    assert len(facts_of(plan([beam(1, steps)])).isocentres) == 1
