"""Every open DICOM file that lies beside the repository is read as a folder of one, without an error."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from codewell.radonc.episode.reading import read_episode

ROOT = Path(__file__).parents[4]
SAMPLES = ROOT.parent / "shared" / "samples" / "dicom"
FILES = sorted(path for path in SAMPLES.rglob("*.dcm")) if SAMPLES.is_dir() else []


@pytest.mark.skipif(not FILES, reason="the open DICOM files are not beside the repository (../shared/samples/dicom)")
@pytest.mark.parametrize("file", FILES, ids=[path.relative_to(SAMPLES).as_posix() for path in FILES])
def test_a_folder_of_one_open_file_is_read_and_what_is_wrong_with_it_named(file: Path, tmp_path: Path) -> None:
    shutil.copy(file, tmp_path / file.name)
    episode = read_episode(tmp_path)
    assert (episode.files, episode.read) == (1, 1)
    assert {problem.file for problem in episode.problems} <= {file.name}
