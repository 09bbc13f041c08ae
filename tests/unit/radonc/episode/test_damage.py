"""Damage anywhere in a file stops neither the reading nor the other files."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from codewell.radonc.episode.reading import read_episode
from dicom_made import ROOT, at, ct_slice, dose, plan, record, registration, rt_image, save, structure_set

KINDS = ("record", "structures", "dose", "registration", "image", "slice")


@pytest.fixture(scope="module")
def intact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("intact")
    save(record(at(2026, 1, 6, 9), 2, uid=ROOT + "7.2"), folder / "record")
    save(structure_set(), folder / "structures", preamble=False)
    save(dose(), folder / "dose", implicit=True)
    matrix = [[1, 0, 0, 1], [0, 1, 0, 2], [0, 0, 1, 3], [0, 0, 0, 1]]
    save(registration(matrix, uid=ROOT + "9.1", at=at(2026, 1, 6, 9), moving=ROOT + "901"), folder / "registration")  # type: ignore[arg-type]
    save(rt_image(at(2026, 1, 6, 9), uid=ROOT + "8.1", kilovolts=80.0), folder / "image")
    save(ct_slice(0), folder / "slice")
    return folder


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_leaves_the_others_as_they_are(intact: Path, tmp_path: Path, kind: str, seed: int) -> None:
    chance = random.Random(f"{kind} {seed}")
    content = bytearray((intact / kind).read_bytes())
    # Past the file meta and the identity, so that the file stays this patient's.
    for _ in range(chance.choice((1, 5, 25))):
        place = chance.randrange(min(700, len(content) // 2), len(content))
        content[place] = chance.randrange(256)
    (tmp_path / kind).write_bytes(content)
    save(plan(), tmp_path / "rp.dcm")
    save(record(at(2026, 1, 5, 9), 1, uid=ROOT + "7.1"), tmp_path / "rt.dcm")
    episode = read_episode(tmp_path)
    assert episode.files == 3
    assert [one.label for one in episode.plans] == ["P1"]
    assert episode.session("2026-01-05#1").share == pytest.approx(1.0)
    assert {one.file for one in episode.problems} <= {kind, "rt.dcm"}
