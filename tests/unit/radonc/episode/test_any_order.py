"""An episode is the same whatever its files are called and in whatever order they come."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.dataset import Dataset

from codewell.radonc.episode.reading import read_episode
from codewell.radonc.facts import Episode
from dicom_made import PLAN, ROOT, Beam, at, ct_slice, dose, plan, record, registration, rt_image, save, structure_set

BOOST = ROOT + "1.2"
FRAME = ROOT + "901"


def objects() -> list[Dataset]:
    first = at(2025, 12, 29, 9)
    made = [ct_slice(0), ct_slice(1), structure_set(), dose(), plan(fractions=3), plan(uid=BOOST, label="BOOST", fractions=1)]
    for index in range(3):
        moment = first + timedelta(days=index)
        made.append(record(moment, index + 1, [Beam(delivered=60, termination="MACHINE")], uid=f"{ROOT}7.{index}.1"))
        made.append(record(moment + timedelta(minutes=9), index + 1, [Beam(delivered=40)], uid=f"{ROOT}7.{index}.2"))
        made.append(rt_image(moment, uid=f"{ROOT}8.{index}", kilovolts=80.0))
        made.append(rt_image(moment + timedelta(minutes=1), uid=f"{ROOT}8.{index}.1", gantry=90, kilovolts=80.0))
    last = first + timedelta(days=2, minutes=20)
    made.append(record(last, 1, uid=ROOT + "7.9", plan=BOOST))
    made.append(ct_slice(0, series=ROOT + "30", frame=FRAME, day=first.date(), at="090000", description="CBCT"))
    made.append(registration(np.eye(4), uid=ROOT + "9.1", at=first, moving=FRAME))
    return made


def told(episode: Episode, names: dict[str, str]) -> str:
    """Return everything that an episode says, with files by the UID of what they hold."""
    said = repr(episode)
    for name, uid in names.items():
        said = re.sub(rf"'{re.escape(name)}'", f"'{uid}'", said)
    return said


def written(folder: Path, naming: Callable[[int], str]) -> dict[str, str]:
    names = {}
    for index, made in enumerate(objects()):
        name = naming(index)
        save(made, folder / name, preamble=index % 2 == 0)
        names[name] = str(made.SOPInstanceUID)
    return names


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_names_and_order_of_files_change_nothing(tmp_path_factory: object, seed: int) -> None:
    shuffled = list(range(100))
    random.Random(seed).shuffle(shuffled)
    folder = tmp_path_factory.mktemp("episode")  # type: ignore[attr-defined]
    plain = written(folder / "plain", lambda index: f"{index:03d}.dcm")
    mixed = written(folder / "mixed", lambda index: f"d{shuffled[index] % 3}/{shuffled[index]:03d}x")
    one, two = read_episode(folder / "plain"), read_episode(folder / "mixed")
    assert set(one.sessions[0].plans) == {PLAN}
    assert _unordered(told(one, plain)) == _unordered(told(two, mixed))


def _unordered(said: str) -> str:
    # Names of a session's records stand in order of name.
    return re.sub(r"records=\(([^)]*)\)", lambda match: "records=" + str(sorted(match[1].split(", "))), said)


def test_members_of_an_archive_in_any_order_say_the_same(tmp_path: Path) -> None:
    names = sorted(written(tmp_path / "x", lambda index: f"{index:03d}.dcm"))
    for archive, order in (("a.zip", names), ("b.zip", names[::-1])):
        with zipfile.ZipFile(tmp_path / archive, "w") as made:
            for name in order:
                made.write(tmp_path / "x" / name, name)
    assert read_episode(tmp_path / "a.zip") == read_episode(tmp_path / "b.zip") == read_episode(tmp_path / "x")
