"""A scenario becomes a folder that is whole or not there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pydicom
import pytest

from codewell.radonc.facts import Guidance, Technique
from codewell.radonc.lab.presets.reading import UnknownPresetError, preset_names, read_preset
from codewell.radonc.lab.running import LabEpisode, run_preset
from codewell.radonc.lab.writing import OccupiedFolderError, whole_folder


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> LabEpisode:
    """Return an episode of ten fractions with a portal image each."""
    return run_preset("port-films", tmp_path_factory.mktemp("lab") / "ports", quality="smoke")


def test_every_scenario_can_be_read_and_tells_what_it_shows() -> None:
    assert len(preset_names()) >= 30
    for name in preset_names():
        preset = read_preset(name)
        assert len(preset.description.split()) >= 20, name
        assert preset.first_day.weekday() < 5, name


def test_an_unknown_scenario_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UnknownPresetError, match="prostate-imrt"):
        run_preset("no-such", tmp_path / "x")


def test_an_episode_says_what_it_is(ports: LabEpisode) -> None:
    text = (ports.folder / "about.txt").read_text(encoding="utf-8")
    assert "NOT FOR CLINICAL USE" in text
    for heading in ("1. Imaging", "2. Planning", "3. Delivery", "4. Guidance"):
        assert heading in text


def test_every_object_is_of_one_phantom_and_carries_the_warning(ports: LabEpisode) -> None:
    files = [ports.folder / name for name in ports.files if name.endswith(".dcm")]
    read = [pydicom.dcmread(file, stop_before_pixels=True) for file in files]
    assert len({one.PatientID for one in read}) == 1
    assert all("NOT FOR CLINICAL USE" in one.SeriesDescription for one in read)
    assert len({one.SOPInstanceUID for one in read}) == len(read)


def test_what_is_expected_follows_the_scenario(ports: LabEpisode) -> None:
    (plan,) = ports.expected.plans
    assert (plan.technique, plan.fractions, plan.beams, plan.isocentres) == (Technique.STATIC, 10, 2, 1)
    assert len(ports.expected.sessions) == 10
    assert ports.expected.guidance == (Guidance.PORTAL_IMAGE, 10)
    assert all(session.share == pytest.approx(1.0, abs=0.001) for session in ports.expected.sessions)


def test_records_and_dose_belong_to_the_plan(ports: LabEpisode) -> None:
    plan = pydicom.dcmread(ports.folder / "plan-spine-port.dcm")
    dose = pydicom.dcmread(ports.folder / "dose-spine-port.dcm", stop_before_pixels=True)
    assert dose.ReferencedRTPlanSequence[0].ReferencedSOPInstanceUID == plan.SOPInstanceUID
    records = [pydicom.dcmread(ports.folder / name) for name in ports.files if name.startswith("records/")]
    assert {one.ReferencedRTPlanSequence[0].ReferencedSOPInstanceUID for one in records} == {plan.SOPInstanceUID}
    days = sorted(one.TreatmentDate for one in records)
    assert (days[0], days[-1], len(set(days))) == ("20250602", "20250613", 10)


def test_another_first_day_moves_the_course(tmp_path: Path) -> None:
    episode = run_preset("fractions-02", tmp_path / "x", first_day=date(2026, 7, 3), quality="smoke")
    # Independence Day 2026 is a Saturday and kept on Friday, the 3rd.
    assert [one.start.date() for one in episode.expected.sessions] == [date(2026, 7, 6), date(2026, 7, 7)]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OccupiedFolderError):
        run_preset("port-films", tmp_path, quality="smoke")
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


def test_nothing_stays_when_writing_breaks_off(tmp_path: Path) -> None:
    def broken_off() -> None:
        with whole_folder(tmp_path / "out") as folder:
            (folder / "half").write_text("half", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    with whole_folder(tmp_path) as folder:
        (folder / "file").write_text("whole", encoding="utf-8")
    assert [one.name for one in tmp_path.iterdir()] == ["file"]
