"""Measure how long an episode of 200 CT slices and RT objects takes to read, and to code from the command line.

    .venv/bin/python bench/radonc/episode_speed.py [--slices 200] [--fractions 35] [--zip] [--codes]

Makes a folder: CT slices of 512 by 512, a structure set with 20 structures on each slice, a dose, an arc plan with 178
control points of 60 leaf pairs, a treatment record for each fraction with as many control points. Prints CPU and wall seconds
of reading it, the best of three. With --codes, `codewell rt code` does the whole of it in a process of its own, start of Python
included, over the reference of this machine (`codewell build` makes it).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))

from codewell.radonc.episode.reading import read_episode
from dicom_made import ROOT, at, ct_slice, dose, item, plan, record, save, structure_set

POINTS, PAIRS = 178, 60


def leaves(index: int) -> list[float]:
    """Return positions of leaves at a control point."""
    wave = np.round(20 * np.sin(np.arange(PAIRS) / 9 + index / 11), 1)
    return [*(wave - 15), *(wave + 15)]


def arc_plan() -> Dataset:
    """Return a plan of one modulated arc."""
    made = plan()
    beam = made.BeamSequence[0]
    beam.BeamType, beam.NumberOfControlPoints = "DYNAMIC", POINTS
    boundaries = list(np.linspace(-150, 150, PAIRS + 1))
    beam.BeamLimitingDeviceSequence.append(
        item(RTBeamLimitingDeviceType="MLCX", NumberOfLeafJawPairs=PAIRS, LeafPositionBoundaries=boundaries)
    )
    first = beam.ControlPointSequence[0]
    first.GantryRotationDirection = "CW"
    first.BeamLimitingDevicePositionSequence.append(item(RTBeamLimitingDeviceType="MLCX", LeafJawPositions=leaves(0)))
    beam.ControlPointSequence = [first]
    for index in range(1, POINTS):
        beam.ControlPointSequence.append(
            item(
                ControlPointIndex=index,
                GantryAngle=f"{index * 2 % 360}",
                CumulativeMetersetWeight=f"{index / (POINTS - 1):.6f}",
                BeamLimitingDevicePositionSequence=[item(RTBeamLimitingDeviceType="MLCX", LeafJawPositions=leaves(index))],
            )
        )
    return made


def arc_record(number: int) -> Dataset:
    """Return a record of a fraction of the arc, a control point for each of the plan."""
    begun = at(2026, 1, 5, 9) + timedelta(days=number)
    made = record(begun, number + 1, uid=f"{ROOT}7.{number}")
    points = []
    for index in range(POINTS):
        moment = begun + timedelta(seconds=index)
        points.append(
            item(
                ReferencedControlPointIndex=index,
                TreatmentControlPointDate=moment.strftime("%Y%m%d"),
                TreatmentControlPointTime=moment.strftime("%H%M%S"),
                SpecifiedMeterset=f"{index:.2f}",
                DeliveredMeterset=f"{index:.2f}",
                BeamLimitingDevicePositionSequence=[item(RTBeamLimitingDeviceType="MLCX", LeafJawPositions=leaves(index))],
            )
        )
    made.TreatmentSessionBeamSequence[0].ControlPointDeliverySequence = points
    return made


def structures(slices: int) -> Dataset:
    """Return 20 structures, each a circle of 120 points on each slice."""
    angle = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    contours = []
    for index in range(slices):
        ring = np.stack([80 * np.cos(angle), 60 * np.sin(angle), np.full(120, 3.0 * index)], axis=1)
        contours.append(list(np.round(ring, 2).ravel()))
    return structure_set([(f"ORGAN{number}", "ORGAN") for number in range(20)], contours=contours)


def make(folder: Path, slices: int, fractions: int) -> None:
    """Write the episode."""
    for index in range(slices):
        save(ct_slice(index, size=512), folder / f"CT.{index:03d}.dcm")
    save(structures(slices), folder / "RS.dcm")
    save(arc_plan(), folder / "RP.dcm")
    made = dose()
    made.Rows, made.Columns, made.NumberOfFrames = 200, 200, 120
    made.PixelData = np.arange(200 * 200 * 120, dtype="<u2").tobytes()
    save(made, folder / "RD.dcm")
    for number in range(fractions):
        save(arc_record(number), folder / f"RT.{number:02d}.dcm")


def coded(source: Path) -> float:
    """Return the wall seconds of coding the episode in a process of its own."""
    command = [str(Path(sys.executable).parent / "codewell"), "rt", "code", str(source), "--json"]
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begun


def main() -> None:
    """Make the episode, read it, print seconds."""
    options = argparse.ArgumentParser()
    options.add_argument("--slices", type=int, default=200)
    options.add_argument("--fractions", type=int, default=35)
    options.add_argument("--zip", action="store_true", help="read a ZIP archive instead of the folder")
    options.add_argument("--codes", action="store_true", help="code it too, with `codewell rt code --json`")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / "episode"
        make(source, chosen.slices, chosen.fractions)
        size = sum(path.stat().st_size for path in source.iterdir())
        if chosen.zip:
            with zipfile.ZipFile(Path(place) / "episode.zip", "w", zipfile.ZIP_DEFLATED) as archive:
                for path in source.iterdir():
                    archive.write(path, path.name)
            source = Path(place) / "episode.zip"
        best = (float("inf"), float("inf"))
        for _ in range(3):
            wall, processor = time.perf_counter(), time.process_time()
            episode = read_episode(source)
            best = min(best, (time.process_time() - processor, time.perf_counter() - wall))
        coding = min(coded(source) for _ in range(3)) if chosen.codes else None
    print(f"{episode.files} files, {size / 1e6:.0f} MB, {len(episode.sessions)} sessions, {len(episode.problems)} problems")
    print(f"reading: CPU {best[0]:.2f} s, wall {best[1]:.2f} s")
    if coding is not None:
        print(f"codewell rt code: wall {coding:.2f} s")


if __name__ == "__main__":
    main()
