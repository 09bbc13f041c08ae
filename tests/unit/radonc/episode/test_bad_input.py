"""What cannot be used is named file by file, and the rest goes on."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset

from codewell.kernel.errors import InputError
from codewell.radonc.episode.reading import read_episode
from codewell.radonc.facts import LABORATORY_MARK, Episode
from dicom_made import (
    BRACHY_RECORD,
    ION_PLAN,
    ROOT,
    STORAGE,
    Beam,
    Patient,
    at,
    ct_slice,
    dose,
    item,
    plan,
    record,
    save,
    start,
    structure_set,
)

OTHER = Patient("ROE^RICHARD", "MRN0002", "19601231")


def slugs(episode: Episode) -> list[tuple[str, str]]:
    return [(problem.file, problem.slug) for problem in episode.problems]


def whole_episode(folder: Path) -> None:
    for index in range(3):
        save(ct_slice(index), folder / f"ct/CT{index}")
    save(structure_set(), folder / "rs.dcm")
    save(dose(), folder / "rd.dcm", implicit=True)
    save(plan(), folder / "rp.dcm")
    save(record(at(2026, 1, 5, 9), 1, uid=ROOT + "7.1"), folder / "records/rt1", preamble=False)


def facts(episode: Episode) -> tuple[object, ...]:
    return episode.courses, episode.plans, episode.sessions, episode.structures, episode.doses, episode.imaging


def test_a_whole_episode_has_no_problems(tmp_path: Path) -> None:
    whole_episode(tmp_path)
    episode = read_episode(tmp_path)
    assert (episode.files, episode.read, episode.problems) == (7, 7, ())
    assert (len(episode.plans), len(episode.sessions), episode.identified) == (1, 1, True)
    assert [(one.modality, one.slices, one.is_cone_beam) for one in episode.imaging] == [("CT", 3, False)]
    assert [(one.units, one.shape, one.maximum) for one in episode.doses] == [("GY", (2, 3, 4), 50.0)]
    assert [(one.name, one.kind, one.contours) for one in episode.structures] == [("BODY", "EXTERNAL", 1), ("PTV", "PTV", 1)]


@pytest.mark.parametrize("name", ["rs.dcm", "rp.dcm", "records/rt1"])
@pytest.mark.parametrize("left", [0.5, 0.9])
def test_a_truncated_object_is_named_and_left_out(tmp_path: Path, name: str, left: float) -> None:
    whole_episode(tmp_path)
    content = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(content[: int(len(content) * left)])
    episode = read_episode(tmp_path)
    consequence = [("records/rt1", "rt.plan-missing")] if name == "rp.dcm" else []
    assert slugs(episode) == [*consequence, (name, "rt.truncated")]
    assert episode.read == 6


def test_a_truncated_slice_is_named_and_counted(tmp_path: Path) -> None:
    whole_episode(tmp_path)
    file = tmp_path / "ct/CT1"
    file.write_bytes(file.read_bytes()[:-10])
    episode = read_episode(tmp_path)
    assert slugs(episode) == [("ct/CT1", "rt.truncated")]
    assert episode.imaging[0].slices == 3


def test_a_dose_whose_pixels_break_off_states_no_maximum(tmp_path: Path) -> None:
    whole_episode(tmp_path)
    file = tmp_path / "rd.dcm"
    file.write_bytes(file.read_bytes()[:-10])
    episode = read_episode(tmp_path)
    assert slugs(episode) == [("rd.dcm", "rt.truncated")]
    assert (episode.doses[0].shape, episode.doses[0].maximum) == (None, None)


@pytest.mark.parametrize(
    ("made", "slug"),
    [
        pytest.param(dose(pixels=False), "rt.dose-without-pixels", id="without-pixels"),
        pytest.param(dose(units="RELATIVE"), "rt.dose-relative", id="relative"),
    ],
)
def test_a_dose_that_states_no_gray_is_named(tmp_path: Path, made: Dataset, slug: str) -> None:
    save(made, tmp_path / "rd.dcm")
    episode = read_episode(tmp_path)
    assert slugs(episode) == [("rd.dcm", slug)]
    assert episode.doses[0].maximum is None


def test_a_plan_without_beams_is_named(tmp_path: Path) -> None:
    save(plan([]), tmp_path / "rp.dcm")
    assert slugs(read_episode(tmp_path)) == [("rp.dcm", "rt.plan-without-beams")]


def test_a_beam_without_isocentre_is_named(tmp_path: Path) -> None:
    save(plan([Beam(1), Beam(2, isocentre=None)]), tmp_path / "rp.dcm")
    assert ("rp.dcm", "rt.no-isocentre") in slugs(read_episode(tmp_path))


SQUARE = (0, 0, 0, 10, 0, 0, 10, 10, 0, 0, 10, 0)
SHIFTED = (5, 5, 0, 15, 5, 0, 15, 15, 0, 5, 15, 0)
INSIDE = (2, 2, 0, 4, 2, 0, 4, 4, 0, 2, 4, 0)
TOUCHING = (10, 0, 0, 20, 0, 0, 20, 10, 0, 10, 10, 0)
ABOVE = tuple(3.0 if index % 3 == 2 else value for index, value in enumerate(SHIFTED))


@pytest.mark.parametrize(
    ("contours", "found"),
    [
        pytest.param((SQUARE, SHIFTED), ["rt.overlapping-contours"], id="crossing"),
        pytest.param((SQUARE, SQUARE), ["rt.overlapping-contours"], id="twice"),
        pytest.param((SQUARE, INSIDE), [], id="hole"),
        pytest.param((SQUARE, TOUCHING), [], id="touching"),
        pytest.param((SQUARE, ABOVE), [], id="other-plane"),
        pytest.param((SQUARE, (0, 0, 3, 1, 0, 3)), ["rt.degenerate-contours"], id="two-points"),
    ],
)
def test_contours_that_cross_are_named(tmp_path: Path, contours: tuple[tuple[float, ...], ...], found: list[str]) -> None:
    save(structure_set(contours=contours), tmp_path / "rs.dcm")
    assert [slug for _, slug in slugs(read_episode(tmp_path))] == found


def test_the_patient_with_the_plan_is_read_and_others_are_named(tmp_path: Path) -> None:
    whole_episode(tmp_path)
    save(ct_slice(0, series=ROOT + "33.1", patient=OTHER), tmp_path / "stray.dcm")
    episode = read_episode(tmp_path)
    assert slugs(episode) == [("stray.dcm", "rt.other-patient")]
    assert (episode.files, episode.read) == (8, 7)
    assert episode.imaging[0].slices == 3
    assert not any(word in str(episode.problems).upper() for word in ("ROE", "RICHARD", "MRN0002", "1231"))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Patient("DOE^JANE", "MRN0009", "19500102"), id="another-number"),
        pytest.param(Patient("DOE^JANE", "MRN0001", "19991231"), id="another-birth-date"),
        pytest.param(Patient("ROE^JANE", "MRN0001", "19500102"), id="another-name"),
    ],
)
def test_records_of_somebody_who_differs_in_one_point_are_never_mixed_in(tmp_path: Path, other: Patient) -> None:
    whole_episode(tmp_path)
    save(ct_slice(7, patient=other), tmp_path / "stray.dcm")
    assert slugs(read_episode(tmp_path)) == [("stray.dcm", "rt.other-patient")]
    save(record(at(2026, 1, 6, 9), 2, uid=ROOT + "7.2", patient=other), tmp_path / "stray-record.dcm")
    episode = read_episode(tmp_path)
    assert slugs(episode) == [("stray-record.dcm", "rt.other-patient"), ("stray.dcm", "rt.other-patient")]
    assert [session.fraction for session in episode.sessions] == [1], "the other patient's fraction is nobody's here"
    save(plan(uid=ROOT + "1.9", patient=other), tmp_path / "stray-plan.dcm")
    with pytest.raises(InputError, match="2 patients") as refused:
        read_episode(tmp_path)
    assert refused.value.slug == "rt.mixed-patients"
    assert "DOE" not in str(refused.value)


def test_two_patients_without_plans_or_records_are_refused(tmp_path: Path) -> None:
    save(ct_slice(0), tmp_path / "a.dcm")
    save(ct_slice(1, patient=OTHER), tmp_path / "b.dcm")
    with pytest.raises(InputError, match="2 patients"):
        read_episode(tmp_path)


@pytest.mark.parametrize(
    "same", [Patient("Doe^Jane^", "mrn0001", ""), Patient("", "MRN0001", ""), Patient("DOE^JANE^MIDDLE", "MRN0001", "19500102")]
)
def test_one_patient_written_in_several_ways_is_one(tmp_path: Path, same: Patient) -> None:
    whole_episode(tmp_path)
    save(ct_slice(5, patient=same), tmp_path / "ct/CT5")
    episode = read_episode(tmp_path)
    assert (episode.problems, episode.imaging[0].slices) == ((), 4)


def test_a_file_of_nobody_counts_only_where_it_is_linked(tmp_path: Path) -> None:
    whole_episode(tmp_path)
    nobody = Patient("", "", "")
    save(ct_slice(5, patient=nobody), tmp_path / "linked.dcm")
    stray = ct_slice(6, series=ROOT + "44", frame=ROOT + "45", patient=nobody)
    stray.StudyInstanceUID = ROOT + "46"
    save(stray, tmp_path / "stray.dcm")
    episode = read_episode(tmp_path)
    assert slugs(episode) == [("stray.dcm", "rt.no-patient")]
    assert episode.imaging[0].slices == 4


def test_objects_of_other_kinds_are_named(tmp_path: Path) -> None:
    whole_episode(tmp_path)
    save(start(STORAGE + "7", "OT", ROOT + "8.1"), tmp_path / "capture.dcm")
    save(start(ION_PLAN, "RTPLAN", ROOT + "8.2"), tmp_path / "ion.dcm")
    save(start(BRACHY_RECORD, "RTRECORD", ROOT + "8.3"), tmp_path / "brachy-record.dcm")
    save(start(STORAGE + "481.12", "RTRAD", ROOT + "8.5"), tmp_path / "second-generation.dcm")
    brachy = plan([], uid=ROOT + "8.4")
    del brachy.BeamSequence
    brachy.ApplicationSetupSequence = [item(ApplicationSetupNumber=1)]
    save(brachy, tmp_path / "brachy.dcm")
    (tmp_path / "readme.txt").write_text("Nothing to read here, and certainly no DICOM.")
    (tmp_path / "empty.dcm").touch()
    (tmp_path / "noise").write_bytes(np.random.default_rng(7).bytes(5000))
    assert slugs(read_episode(tmp_path)) == [
        ("brachy-record.dcm", "rt.not-coded"),
        ("brachy.dcm", "rt.not-coded"),
        ("capture.dcm", "rt.not-rt"),
        ("empty.dcm", "rt.empty-file"),
        ("ion.dcm", "rt.not-coded"),
        ("noise", "rt.not-dicom"),
        ("readme.txt", "rt.not-dicom"),
        ("second-generation.dcm", "rt.not-coded"),
    ]


def test_nothing_to_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as missing:
        read_episode(tmp_path / "nowhere")
    with pytest.raises(InputError) as empty:
        read_episode(tmp_path)
    (tmp_path / "note.txt").write_text("no DICOM")
    with pytest.raises(InputError) as strange:
        read_episode(tmp_path)
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    with pytest.raises(InputError) as archive:
        read_episode(tmp_path / "empty.zip")
    assert [one.value.slug for one in (missing, empty, strange, archive)] == [
        "rt.no-such-place",
        "rt.empty",
        "rt.no-dicom",
        "rt.empty",
    ]


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    whole_episode(outside)
    inside = tmp_path / "inside"
    save(plan(), inside / "rp.dcm")
    os.symlink(outside, inside / "all")
    os.symlink(outside / "rs.dcm", inside / "rs.dcm")
    os.symlink(inside, inside / "again")
    os.mkfifo(inside / "pipe")
    episode = read_episode(inside)
    assert slugs(episode) == [("again", "rt.link"), ("all", "rt.link"), ("pipe", "rt.unreadable"), ("rs.dcm", "rt.link")]
    assert episode.read == 1


def zipped(folder: Path, archive: Path, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(archive, "w", method) as made:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                made.write(path, path.relative_to(folder).as_posix())
    return archive


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_says_what_its_folder_says(tmp_path: Path, method: int) -> None:
    whole_episode(tmp_path / "x")
    (tmp_path / "x/readme.txt").write_text("not DICOM")
    assert read_episode(zipped(tmp_path / "x", tmp_path / "x.zip", method)) == read_episode(tmp_path / "x")


def test_members_of_an_archive_that_climb_or_are_encrypted_are_named(tmp_path: Path) -> None:
    whole_episode(tmp_path / "x")
    archive = zipped(tmp_path / "x", tmp_path / "x.zip")
    content = (tmp_path / "x/rp.dcm").read_bytes()
    with zipfile.ZipFile(archive, "a") as made:
        for name in ("../../escape.dcm", "/absolute.dcm", "C:\\windows.dcm", "a/../../b.dcm"):
            made.writestr(zipfile.ZipInfo(name), content)
        link = zipfile.ZipInfo("link.dcm")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "../../etc/passwd")
        made.writestr("inner.zip", archive.read_bytes())
        made.writestr("locked.dcm", content)
    with zipfile.ZipFile(archive) as made:
        at_offset = made.getinfo("locked.dcm").header_offset
    raw = bytearray(archive.read_bytes())
    raw[at_offset + 6] |= 1
    central = raw.rindex(b"locked.dcm") - 46
    raw[central + 8] |= 1
    archive.write_bytes(raw)
    episode = read_episode(archive)
    assert slugs(episode) == [
        ("../../escape.dcm", "rt.unsafe-name"),
        ("/absolute.dcm", "rt.unsafe-name"),
        ("C:/windows.dcm", "rt.unsafe-name"),
        ("a/../../b.dcm", "rt.unsafe-name"),
        ("inner.zip", "rt.nested-archive"),
        ("link.dcm", "rt.link"),
        ("locked.dcm", "rt.encrypted"),
    ]
    assert not (tmp_path.parent / "escape.dcm").exists()


def test_a_damaged_member_is_named_and_the_rest_read(tmp_path: Path) -> None:
    whole_episode(tmp_path / "x")
    archive = zipped(tmp_path / "x", tmp_path / "x.zip", zipfile.ZIP_STORED)
    raw = bytearray(archive.read_bytes())
    with zipfile.ZipFile(archive) as made:
        raw[made.getinfo("rs.dcm").header_offset + 600] ^= 0xFF
    archive.write_bytes(raw)
    assert slugs(read_episode(archive)) == [("rs.dcm", "rt.unreadable")]


def test_a_member_that_unpacks_to_too_much_is_named(tmp_path: Path) -> None:
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("rp.dcm", b"\0" * 128 + b"DICM")
        made.writestr("big", b"\0" * 1000)
    raw = archive.read_bytes()
    with zipfile.ZipFile(archive) as made:
        entry = made.getinfo("big")
    central = raw.rindex(b"big") - 46
    lie = raw[: central + 24] + (2**31).to_bytes(4, "little") + raw[central + 28 :]
    archive.write_bytes(lie)
    assert entry.file_size == 1000
    assert slugs(read_episode(archive)) == [("big", "rt.too-large"), ("rp.dcm", "rt.no-class")]


def test_ten_thousand_files_are_named_one_by_one(tmp_path: Path) -> None:
    archive = tmp_path / "many.zip"
    save(plan(), tmp_path / "rp.dcm")
    with zipfile.ZipFile(archive, "w") as made:
        made.write(tmp_path / "rp.dcm", "rp.dcm")
        for index in range(10_000):
            made.writestr(f"d{index % 7}/note{index}.txt", "no DICOM")
    episode = read_episode(archive)
    assert (episode.files, episode.read, len(episode.problems)) == (10_001, 1, 10_000)


def test_sequences_without_end_are_named(tmp_path: Path) -> None:
    save(plan(), tmp_path / "rp.dcm")
    deep = b"\x08\x00\x16\x00UI\x1a\x001.2.840.10008.5.1.4.1.1.481.5\x00"[:8] + b"1.2.840.10008.5.1.4.1.1.48"
    item_start = b"\x0a\x30\xb0\x00SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
    deep += b"\x08\x00\x60\x00CS\x06\x00RTPLAN" + item_start * 3000
    (tmp_path / "deep").write_bytes(deep)
    assert [name for name, _ in slugs(read_episode(tmp_path))] == ["deep"]


def test_an_unrelated_file_changes_nothing_but_counts_and_problems(tmp_path: Path) -> None:
    whole_episode(tmp_path)
    before = read_episode(tmp_path)
    (tmp_path / "AAA.txt").write_text("not DICOM")
    after = read_episode(tmp_path)
    assert facts(after) == facts(before)
    assert (after.files, after.read) == (before.files + 1, before.read)


@pytest.mark.parametrize("preamble", [True, False])
def test_a_damaged_file_on_its_own_is_named_rather_than_refused(tmp_path: Path, preamble: bool) -> None:
    path = save(plan(), tmp_path / "rp.dcm", preamble=preamble)
    path.write_bytes(path.read_bytes()[:-40])
    episode = read_episode(tmp_path)
    assert slugs(episode) == [("rp.dcm", "rt.truncated")]
    assert (episode.files, episode.read, episode.plans) == (1, 0, ())


def test_sequences_of_undefined_length_that_break_off_are_named(tmp_path: Path) -> None:
    made = plan()
    made["BeamSequence"].is_undefined_length = True
    made.BeamSequence[0].is_undefined_length_sequence_item = True
    path = save(made, tmp_path / "rp.dcm")
    path.write_bytes(path.read_bytes()[:-40])
    assert slugs(read_episode(tmp_path)) == [("rp.dcm", "rt.truncated")]


def test_a_media_directory_says_nothing_to_coding(tmp_path: Path) -> None:
    whole_episode(tmp_path)
    directory = item(FileSetID="EXPORT")
    directory.SOPClassUID = directory.SOPInstanceUID = "1.2.840.10008.1.3.10"
    save(directory, tmp_path / "DICOMDIR")
    content = (tmp_path / "DICOMDIR").read_bytes()
    start_of_data = 144 + int.from_bytes(content[140:144], "little")
    (tmp_path / "DICOMDIR").write_bytes(content[:start_of_data] + content[content.rindex(b"\x04\x00\x30\x11") :])
    assert slugs(read_episode(tmp_path)) == [("DICOMDIR", "rt.not-rt")]


@pytest.mark.parametrize("as_stream", [False, True])
def test_an_archive_without_its_end_is_called_damaged(tmp_path: Path, as_stream: bool) -> None:
    cut = tmp_path / "cut.zip"
    with zipfile.ZipFile(cut, "w") as archive:
        for number in range(3):
            archive.writestr(f"{number}.dcm", bytes(2000))
    content = cut.read_bytes()[:4000]
    cut.write_bytes(content)
    with pytest.raises(InputError, match="damaged or not whole"):
        read_episode(io.BytesIO(content) if as_stream else cut)


def test_only_the_text_of_the_laboratory_is_passed_over(tmp_path: Path) -> None:
    save(plan(), tmp_path / "plan.dcm")
    (tmp_path / "about.txt").write_text(f"Title\n\n{LABORATORY_MARK}: a phantom.", encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/about.txt").write_text("Of somebody else.", encoding="utf-8")
    found = read_episode(tmp_path)
    assert [(one.file, one.slug) for one in found.problems if one.slug == "rt.not-dicom"] == [("other/about.txt", "rt.not-dicom")]
    assert found.files == 2
