"""Objects are valid in the eyes of dciodvfy (Debian: dicom3tools), a validator that is not ours."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import numpy as np
import pytest
from lab_objects import AT, CENTRE, DAY, GRID, HEADER, ORDER, aperture, beam, images, plan, structures

from codewell.radonc.lab.delivering.delivered import DeliveredFraction
from codewell.radonc.lab.delivering.delivering import Interruption, deliver_fraction
from codewell.radonc.lab.delivering.machine import machine
from codewell.radonc.lab.dicom.doses import write_dose
from codewell.radonc.lab.dicom.guidance import PortalImage, Registered, write_portal_image, write_registration
from codewell.radonc.lab.dicom.images import write_ct
from codewell.radonc.lab.dicom.orders import Fixation, Motion, PlanOrder
from codewell.radonc.lab.dicom.plans import write_plan
from codewell.radonc.lab.dicom.records import TreatmentRecord, write_record
from codewell.radonc.lab.dicom.structures import write_structures
from codewell.radonc.lab.plan import Compensator, Delivery, Field, LabBeam, LabPlan
from codewell.radonc.volume import Volume

START = datetime.combine(date(2025, 11, 10), time(9, 0))


def every_kind_of_beam() -> LabPlan:
    """Return a plan with step-and-shoot, sliding window, arc, compensator and electron beams."""
    turn = tuple(aperture(30.0 - step, 0.0 if step == 0 else 25.0, 181.0 + 89.5 * step) for step in range(5))
    slide = tuple(aperture(10.0 + step, 0.0 if step == 0 else 5.0) for step in range(5))
    brass = Compensator("brass", np.ones((4, 5), np.float32), (5.0, 5.0), (-7.5, -10.0), 650.0)
    return plan(
        beam(1, 40.0, aperture(30.0, 20.0), aperture(10.0, 30.0)),
        beam(2, 80.0, *slide, delivery=Delivery.SLIDING_WINDOW),
        LabBeam(Field(3, "ARC", 181.0, CENTRE, gantry_stop=179.0), turn, Delivery.ARC),
        LabBeam(Field(4, "COMP", 90.0, CENTRE), (aperture(30.0, 100.0),), Delivery.STATIC, brass),
        LabBeam(Field(5, "E9", 0.0, CENTRE, "ELECTRON", 9.0), (aperture(20.0, 100.0),), Delivery.STATIC),
    )


def write_all(folder: Path) -> None:
    """Write an object of every kind."""
    planning, daily = images(), images("cbct-01", is_cone_beam=True)
    write_ct(HEADER, planning, folder)
    write_ct(HEADER, daily, folder)
    drawn = write_structures(HEADER, planning, structures(), DAY, AT, folder / "structures.dcm")
    order = replace(
        ORDER,
        setup_beams=(0.0, 90.0),
        fixations=(Fixation("MASK", "Thermoplastic"),),
        boluses=("BODY",),
        motion=Motion("GATING", "EXTERNAL_MARKER"),
        applicator=100.0,
        ssd=1000.0,
        supersedes=HEADER.uid("earlier"),
        verifies=HEADER.uid("other"),
    )
    made = every_kind_of_beam()
    uid = write_plan(HEADER, made, order, structures(), drawn, folder / "plan.dcm")
    bare = PlanOrder(DAY, AT, geometry="TREATMENT_DEVICE")
    test_plan = replace(plan(beam(1, 0.0, aperture(30.0, 50.0)), label="QA"), intent="MACHINE_QA")
    write_plan(HEADER, test_plan, bare, (), None, folder / "plan-qa.dcm")
    values = np.linspace(0, 50, int(np.prod(GRID.shape)), dtype=np.float32).reshape(GRID.shape)
    write_dose(HEADER, Volume(GRID, values), uid, made.label, DAY, AT, folder / "dose.dcm")
    mill = replace(machine(), leaves=made.leaves)
    begun = deliver_fraction(made, mill, 2, START, seed=1, interruption=Interruption(0.4))
    rest = deliver_fraction(made, mill, 2, START, seed=1, earlier=(begun,))
    deliveries = (
        TreatmentRecord(made, order, deliver_fraction(made, mill, 1, START, seed=1)),
        TreatmentRecord(made, order, begun),
        TreatmentRecord(made, order, rest),
        TreatmentRecord(made, ORDER, DeliveredFraction(3, 1, START, START, ())),
    )
    for number, record in enumerate(deliveries, start=1):
        write_record(HEADER, record, number, folder / f"record-{number}.dcm")
    moved = np.eye(4)
    moved[:3, 3] = 3.0, -2.0, 1.5
    write_registration(HEADER, Registered(1, planning, daily, moved, START, START), 1, folder / "registration.dcm")
    portal = PortalImage("one", np.ones((16, 16), np.uint16), 2.0, 40.0, CENTRE, 6.0, 1, START, None)
    write_portal_image(HEADER, portal, uid, 1, 1, folder / "portal.dcm")


def test_no_object_has_an_error(tmp_path: Path) -> None:
    if shutil.which("dciodvfy") is None:
        pytest.skip("dciodvfy is not installed (Debian: apt-get install dicom3tools)")
    write_all(tmp_path)
    files = sorted(tmp_path.glob("*.dcm"))
    faults = {}
    for file in files:
        if file.name.startswith(("ct-", "cbct-")) and not file.stem.endswith("-001"):
            continue
        said = subprocess.run(["dciodvfy", str(file)], capture_output=True, text=True, check=False)
        errors = [line for line in (said.stdout + said.stderr).splitlines() if line.startswith("Error")]
        if errors:
            faults[file.name] = errors
    assert len(files) > 20
    assert faults == {}
