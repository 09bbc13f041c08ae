"""Nothing of who the patient is leaves the reader: not in facts, problems, errors, logs, warnings or representations."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

import pytest
from pydicom.dataset import Dataset

from codewell.kernel.errors import InputError
from codewell.radonc.episode.patients import identity_of
from codewell.radonc.episode.quiet import quiet_pydicom
from codewell.radonc.episode.reading import read_episode
from dicom_made import (
    ROOT,
    Patient,
    at,
    ct_slice,
    dose,
    plan,
    record,
    registration,
    rt_image,
    save,
    structure_set,
)

CANARY = "QUETZAL"
CLARA = Patient(f"{CANARY}^CLARA", f"{CANARY}77", "19431117")


def planted(made: Dataset) -> Dataset:
    """Return an object with what identifies planted in every place that could leak it."""
    made.PatientName, made.PatientID, made.PatientBirthDate = CLARA.name, CLARA.number, CLARA.born
    made.OtherPatientIDs = [f"{CANARY}88", f"{CANARY}99"]
    made.InstitutionName = made.StudyDescription = made.SeriesDescription = f"{CANARY} CBCT"
    made.ReferringPhysicianName = made.OperatorsName = CANARY
    block = made.private_block(0x0011, f"{CANARY} PRIVATE", create=True)
    block.add_new(0x01, "LO", f"{CANARY} private")
    return made


def objects() -> list[Dataset]:
    made = [
        ct_slice(0),
        ct_slice(1),
        structure_set([(f"PTV {CANARY}", "PTV"), (f"{CANARY}_BODY", "EXTERNAL"), (f"PTV{CANARY}1", "PTV")]),
        dose(),
    ]
    made += [plan(label=f"P {CANARY}"), record(at(2026, 1, 5, 9), 1, uid=ROOT + "7.1")]
    made.append(rt_image(at(2026, 1, 5, 9), uid=ROOT + "8.1"))
    return [planted(one) for one in made]


def spoilt(path: Path) -> None:
    """Write the canary over dates and numbers, which pydicom would quote in warnings and errors."""
    content = path.read_bytes()
    for valid in (b"20251201", b"20251210", b"CLOSED_PLANAR", b"90000 "):
        content = content.replace(valid, CANARY.encode().ljust(len(valid), b"X")[: len(valid)])
    path.write_bytes(content)


@pytest.mark.parametrize("malformed", [False, True])
def test_a_planted_identity_shows_nowhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], malformed: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    for index, made in enumerate(objects()):
        save(made, tmp_path / f"{index}.dcm")
        if malformed:
            spoilt(tmp_path / f"{index}.dcm")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        episode = read_episode(tmp_path)
    said = repr(episode) + str([str(one.message) for one in caught]) + caplog.text + "".join(capsys.readouterr())
    for secret in (CANARY, "CLARA", "19431117", "1943-11-17", "1943, 11, 17"):
        assert secret not in said.upper()
    assert episode.identified
    assert episode.plans
    assert "[withheld]" in episode.plans[0].label


def test_a_structure_keeps_its_name_where_somebody_is_called_like_an_organ(tmp_path: Path) -> None:
    save(structure_set([("Prostate", "ORGAN")], patient=Patient("PROSTATE^PHANTOM", "PHANTOM", "")), tmp_path / "rs.dcm")
    assert [one.name for one in read_episode(tmp_path).structures] == ["Prostate"]


def test_an_error_says_nothing_of_the_patients(tmp_path: Path) -> None:
    save(plan(patient=CLARA), tmp_path / "a.dcm")
    save(plan(uid=ROOT + "1.2"), tmp_path / "b.dcm")
    with pytest.raises(InputError) as refused:
        read_episode(tmp_path)
    assert CANARY not in str(refused.value) + repr(refused.value)


def test_an_identity_shows_nothing_of_itself() -> None:
    assert CANARY not in repr(identity_of(planted(plan())))


@pytest.mark.parametrize(
    ("removed", "patient", "identified"),
    [
        pytest.param("", CLARA, True, id="identified"),
        pytest.param("YES", CLARA, False, id="removed"),
        pytest.param("NO", CLARA, True, id="not-removed"),
        pytest.param("", Patient("", "", ""), False, id="nobody"),
        pytest.param("", Patient("", "", "19431117"), True, id="birth-date-alone"),
    ],
)
def test_headers_that_hold_an_identity_are_told(tmp_path: Path, removed: str, patient: Patient, identified: bool) -> None:
    made = plan(patient=patient)
    if removed:
        made.PatientIdentityRemoved = removed
    save(made, tmp_path / "rp.dcm")
    assert read_episode(tmp_path).identified is identified


def test_pydicom_speaks_again_afterwards() -> None:
    logger = logging.getLogger("pydicom")
    before = logger.level
    with quiet_pydicom(), quiet_pydicom():
        assert logger.level > logging.CRITICAL
    assert logger.level == before
    with pytest.warns(UserWarning, match="once more"):
        warnings.warn("once more", UserWarning, stacklevel=1)


def test_a_registration_of_a_patient_keeps_its_proof(tmp_path: Path) -> None:
    import numpy as np

    save(planted(registration(np.eye(4), uid=ROOT + "9.1", at=at(2026, 1, 5, 9), moving=ROOT + "901")), tmp_path / "re.dcm")
    assert CANARY not in repr(read_episode(tmp_path))
