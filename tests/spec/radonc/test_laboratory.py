"""What the laboratory meant to show is what the reader of episodes finds: facts, not codes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from codewell.radonc.episode.reading import read_episode
from codewell.radonc.facts import Episode, Shown, Side, Site, Technique
from codewell.radonc.lab.running import LabEpisode, run_preset

Made = tuple[LabEpisode, Episode]

STORIES = (
    "prostate-imrt",
    "head-neck-imrt-compensator",
    "electron-boost",
    "breast-field-in-field",
    "two-isocentres",
    "interrupted",
    "cbct-only",
    "machine-qa",
    "lung-bid",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """Return episodes as the laboratory made them and as they read back, made when first asked for."""
    folder = tmp_path_factory.mktemp("laboratory")

    class Kept(dict[str, Made]):
        def __missing__(self, name: str) -> Made:
            episode = run_preset(name, folder / name, quality="smoke")
            self[name] = (episode, read_episode(episode.folder))
            return self[name]

    return Kept()


@pytest.mark.parametrize("name", STORIES)
def test_the_reader_finds_the_plans_that_were_meant(made: dict[str, Made], name: str) -> None:
    episode, read = made[name]
    found = {plan.label: plan for plan in read.plans}
    assert set(found) == {plan.label for plan in episode.expected.plans}
    for meant in episode.expected.plans:
        plan = found[meant.label]
        assert (plan.technique, plan.intent) == (meant.technique, meant.intent)
        assert (len(plan.treating), len(plan.isocentres)) == (meant.beams, meant.isocentres)
        assert plan.groups[0].fractions == meant.fractions


@pytest.mark.parametrize("name", STORIES)
def test_the_reader_finds_the_sessions_that_were_given(made: dict[str, Made], name: str) -> None:
    episode, read = made[name]
    meant = episode.expected.sessions
    assert len(read.sessions) == len(meant)
    for session, wish in zip(read.sessions, meant, strict=True):
        assert session.day == wish.start.date()
        assert session.treated == (wish.share > 0)
        assert session.interrupted == (wish.records > 1)
        assert (session.share or 0.0) == pytest.approx(wish.share, abs=0.01)


@pytest.mark.parametrize("name", STORIES)
def test_the_reader_finds_the_images_and_nothing_wrong(made: dict[str, Made], name: str) -> None:
    episode, read = made[name]
    if episode.expected.guidance is None:
        assert read.guidance == ()
    else:
        kind, count = episode.expected.guidance
        assert [one.kind for one in read.guidance] == [kind] * count
        assert all(one.session for one in read.guidance)
    assert read.problems == ()
    assert read.files == read.read
    assert not read.identified


def test_the_main_story_is_a_modulated_prostate_with_its_constraints_and_shifts(made: dict[str, Made]) -> None:
    episode, read = made["prostate-imrt"]
    (plan,) = read.plans
    assert plan.technique is Technique.STEP_AND_SHOOT
    assert isinstance(plan.site, Shown)
    assert plan.site.value.site is Site.PROSTATE
    assert isinstance(plan.constraints, Shown)
    assert all(one.shift is not None and isinstance(one.approved, Shown) for one in read.guidance)
    (coverage,) = [figure.value for figure in episode.figures if figure.name.endswith("PTV D95")]
    assert coverage == pytest.approx(60.0, abs=0.1)


def test_a_right_breast_is_a_right_breast(made: dict[str, Made]) -> None:
    _, read = made["breast-field-in-field"]
    (plan,) = read.plans
    assert isinstance(plan.site, Shown)
    assert (plan.site.value.site, plan.site.value.side) == (Site.BREAST, Side.RIGHT)


@pytest.mark.parametrize("name", ["prostate-imrt", "head-neck-imrt-compensator", "electron-boost", "two-isocentres"])
def test_a_validator_finds_no_error(made: dict[str, Made], name: str) -> None:
    if shutil.which("dciodvfy") is None:
        pytest.skip("dciodvfy is not installed (Debian: apt-get install dicom3tools)")
    episode, _ = made[name]
    faults = {}
    for file in _one_of_each_kind(episode):
        said = subprocess.run(["dciodvfy", str(file)], capture_output=True, text=True, check=False)
        errors = [line for line in (said.stdout + said.stderr).splitlines() if line.startswith("Error")]
        if errors:
            faults[file.name] = errors
    assert faults == {}


def _one_of_each_kind(episode: LabEpisode) -> list[Path]:
    """Return the first file of each folder, and all that lie at the top."""
    firsts: dict[str, str] = {}
    for name in episode.files:
        place, _, file = name.rpartition("/")
        kind = f"{place}/{file.split('-')[0]}" if place else file
        if file.endswith(".dcm"):
            firsts.setdefault(kind, name)
    return [episode.folder / name for name in firsts.values()]
