"""Measured techniques: plans of known technique by construction, and the open plans of the project's samples."""

from __future__ import annotations

import csv
from pathlib import Path

import pydicom
import pytest
import yaml

from codewell.radonc.episode.plan_reading import read_plan
from codewell.radonc.facts import Intent, Technique
from rt_plans import MACHINES
from spec.radonc.technique_plans import MAKERS

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "techniques.yaml").read_text(encoding="utf-8"))
SAMPLES = HERE.parents[3] / "shared" / "samples" / "dicom"
WITH_LEAVES = [name for name, machine in MACHINES.items() if machine.layers]

# What the samples are, from their manifest, in the words of the enumeration.
OPEN_PLANS = {
    "dicompyler/rtplan.dcm": ("sliding-window", 91 + 93 + 102 + 94),
    "mlca/rtplan.dcm": ("step-and-shoot", 180),
    "pymedphys/anon_1558497888_multifg.dcm": ("sliding-window", None),
    "pymedphys/RP.almost_anonymised.dcm": ("vmat", 89),
    "pymedphys/TinyFS_TinyVMAT.dcm": ("vmat", 109),
    "pymedphys/VMAT_MVISOArc_06FFF.dcm": ("conformal-arc", 2),
    "pymedphys/VMAT_MVISO_20191101.dcm": ("conformal-arc", 2),
    "pymedphys/MVISO_SMALLSquare.dcm": ("static", 1),
    "pymedphys/06MV_plan.dcm": ("static", 10),
    "pymedphys/tpscompare_plan.dcm": ("static", 40),
    "pymedphys/24mm_x_20mm_rectangle.dcm": ("static", 1),
    "pymedphys/FFF_example.dcm": ("static", 1),
    "pymedphys/RP.DICOMORIENT.HFS.dcm": ("static", 1),
    "pydicom/rtplan.dcm": ("static", 1),
    "synthetic/lab_rtplan.dcm": ("step-and-shoot", 142),
}


def _machines(case: dict[str, object]) -> list[str]:
    return WITH_LEAVES if case["machines"] == "all" else list(case["machines"])


@pytest.mark.parametrize(
    ("makes", "machine", "expected"),
    [
        pytest.param(case["makes"], machine, case["expect"], id=f"{case['id']}-{machine}")
        for case in CASES
        for machine in _machines(case)
    ],
)
def test_technique_is_measured_from_control_points(makes: str, machine: str, expected: str) -> None:
    facts = read_plan(MAKERS[makes](machine), "rp.dcm", (), ())
    assert facts.technique is Technique(expected), facts.how


@pytest.mark.parametrize("file", OPEN_PLANS)
def test_open_plans_are_what_their_manifest_says(file: str) -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the open DICOM samples are not beside the repository (../shared/samples/dicom)")
    technique, apertures = OPEN_PLANS[file]
    facts = read_plan(pydicom.dcmread(SAMPLES / file, force=True), file, (), ())
    assert facts.technique is Technique(technique), facts.how
    assert apertures is None or facts.modulation.apertures == apertures


def test_every_open_plan_has_a_case() -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the open DICOM samples are not beside the repository (../shared/samples/dicom)")
    with (SAMPLES / "MANIFEST.tsv").open(encoding="utf-8") as rows:
        listed = {row["file"] for row in csv.DictReader(rows, delimiter="\t") if row["modality"] == "RTPLAN"}
    assert listed == set(OPEN_PLANS)


def test_monitor_units_are_by_the_dose_of_a_fraction() -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the open DICOM samples are not beside the repository (../shared/samples/dicom)")
    facts = read_plan(pydicom.dcmread(SAMPLES / "dicompyler/rtplan.dcm", force=True), "rp.dcm", (), ())
    assert facts.modulation.mu_per_gy == pytest.approx(367 / 2.0)  # 97 + 87 + 89 + 94 MU to 2 Gy a fraction, not to 14 Gy in all


def test_fraction_groups_and_intent_of_open_plans() -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the open DICOM samples are not beside the repository (../shared/samples/dicom)")
    boosted = read_plan(pydicom.dcmread(SAMPLES / "mlca/rtplan.dcm", force=True), "rp.dcm", (), ())
    assert [group.fractions for group in boosted.groups] == [26, 10, 13]
    verified = read_plan(pydicom.dcmread(SAMPLES / "pymedphys/RP.almost_anonymised.dcm", force=True), "rp.dcm", (), ())
    assert verified.intent is Intent.VERIFICATION
