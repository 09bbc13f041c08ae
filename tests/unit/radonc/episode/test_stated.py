"""What headers and summaries state: diagnoses by code, fractions without records."""

from __future__ import annotations

import zlib
from datetime import date
from pathlib import Path

import pytest
from pydicom import dcmwrite
from pydicom.dataset import Dataset

from codewell.radonc.episode.reading import read_episode
from dicom_made import PLAN, ROOT, RT_SUMMARY, at, ct_slice, item, plan, record, save, start


def coded(value: str, scheme: str) -> Dataset:
    return item(CodeValue=value, CodingSchemeDesignator=scheme, CodeMeaning="in words")


@pytest.mark.parametrize(
    ("value", "scheme", "found"),
    [
        ("C61", "I10C", ["C61"]),
        ("C50.912", "ICD-10-CM", ["C50.912"]),
        ("c50912", "I10", ["C50.912"]),
        ("C61", "ICD10", ["C61"]),
        ("0DJ07ZZ", "I10P", []),
        ("399068003", "SCT", []),
        ("185", "I9C", []),
        ("JANE DOE", "I10C", []),
    ],
)
def test_a_diagnosis_is_taken_where_its_scheme_is_icd10(tmp_path: Path, value: str, scheme: str, found: list[str]) -> None:
    made = ct_slice(0)
    made.AdmittingDiagnosesCodeSequence = [coded(value, scheme)]
    save(made, tmp_path / "ct.dcm")
    episode = read_episode(tmp_path)
    assert [one.value for one in episode.diagnoses] == found
    assert all(one.proofs[0].path == "AdmittingDiagnosesCodeSequence[1].CodeValue" for one in episode.diagnoses)  # type: ignore[union-attr]


def test_a_reason_of_the_request_is_a_diagnosis(tmp_path: Path) -> None:
    made = plan()
    made.RequestAttributesSequence = [item(ReasonForRequestedProcedureCodeSequence=[coded("C34.11", "I10C")])]
    save(made, tmp_path / "rp.dcm")
    assert [one.value for one in read_episode(tmp_path).diagnoses] == ["C34.11"]


def summary(*fractions: tuple[int, str, str]) -> Dataset:
    made = start(RT_SUMMARY, "RTRECORD", ROOT + "6.1")
    made.ReferencedRTPlanSequence = [item(ReferencedSOPInstanceUID=PLAN)]
    made.FractionGroupSummarySequence = [
        item(
            ReferencedFractionGroupNumber=1,
            FractionStatusSummarySequence=[
                item(ReferencedFractionNumber=number, TreatmentDate=day, TreatmentTime="090000", TreatmentTerminationStatus=ended)
                for number, day, ended in fractions
            ],
        )
    ]
    return made


def test_a_summary_states_fractions_that_no_record_does(tmp_path: Path) -> None:
    save(plan(), tmp_path / "rp.dcm")
    save(record(at(2026, 1, 5, 9), 1, uid=ROOT + "7.1"), tmp_path / "rt.dcm")
    save(summary((1, "20260105", "NORMAL"), (2, "20260106", "NORMAL"), (3, "20260107", "MACHINE")), tmp_path / "sum.dcm")
    episode = read_episode(tmp_path)
    assert [(one.day, one.fraction, one.treated) for one in episode.sessions] == [
        (date(2026, 1, 5), 1, True),
        (date(2026, 1, 6), 2, True),
        (date(2026, 1, 7), 3, False),
    ]
    assert [(one.file, one.slug) for one in episode.problems] == [("sum.dcm", "rt.summary-only")]


def test_a_summary_without_plan_delivers_nothing_known(tmp_path: Path) -> None:
    save(summary((1, "20260105", "NORMAL")), tmp_path / "sum.dcm")
    [session] = read_episode(tmp_path).sessions
    assert (session.treated, session.share) == (False, None)


def test_a_deflated_object_is_read_and_one_that_inflates_too_far_named(tmp_path: Path) -> None:
    path = save(plan(), tmp_path / "rp.dcm")
    content = path.read_bytes()
    length = int.from_bytes(content[140:144], "little")
    meta, body = content[: 144 + length], content[144 + length :]
    syntax = b"1.2.840.10008.1.2.1\0"
    deflated = b"1.2.840.10008.1.2.1.99"
    meta = meta.replace(len(syntax).to_bytes(2, "little") + syntax, len(deflated).to_bytes(2, "little") + deflated)
    meta = meta[:140] + (length + 2).to_bytes(4, "little") + meta[144:]
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    path.write_bytes(meta + squeeze.compress(body) + squeeze.flush())
    assert [one.uid for one in read_episode(tmp_path).plans] == [PLAN]


def test_a_big_endian_object_is_read(tmp_path: Path) -> None:
    made = plan()
    dcmwrite(tmp_path / "rp.dcm", made, implicit_vr=False, little_endian=False, enforce_file_format=False)
    assert [one.uid for one in read_episode(tmp_path).plans] == [PLAN]
