"""The house's promises: import direction, paths the README names, what the wheel holds."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LARGEST_BUNDLE = 25 * 1000 * 1000


def test_imports_go_down_only():
    lint = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert lint.returncode == 0, lint.stdout


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_paths_that_a_page_names_exist(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    linked = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    named = re.findall(r"`((?:src|docs|tests|bench|scripts)/[\w./-]*)`", text)
    missing = [path for path in linked if not ((ROOT / page).parent / path).exists()]
    missing += [path for path in named if not (ROOT / path).exists()]
    assert not missing


def test_every_dependency_has_its_reason():
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    requirements = [line.strip() for line in lines if re.match(r'\s+"[A-Za-z][\w\[\]-]*(>=|==)', line)]
    assert requirements
    assert [line for line in requirements if "#" not in line and "hatchling" not in line] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_the_wheel_holds_every_bundled_file(wheel):
    names = set(wheel.namelist())
    manifest = tomllib.loads((ROOT / "src/codewell/bundled/MANIFEST.toml").read_text(encoding="utf-8"))
    paths = [f"codewell/bundled/{entry['path']}" for entry in manifest["file"]]
    assert len(paths) > 40
    assert [path for path in paths if path not in names] == []


def test_the_source_distribution_builds_the_same_wheel(wheel, tmp_path):
    """Who builds from the published sources gets what was published, byte for byte but for the record of its hashes."""
    build = [sys.executable, "-m", "hatchling", "build"]
    subprocess.run([*build, "-t", "sdist", "-d", str(tmp_path)], cwd=ROOT, check=True, capture_output=True)
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = [path for path in tmp_path.iterdir() if path.is_dir()]
    subprocess.run([*build, "-t", "wheel", "-d", str(tmp_path)], cwd=unpacked, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as again:
        assert {info.filename: info.CRC for info in again.infolist()} == {info.filename: info.CRC for info in wheel.infolist()}
    assert (unpacked / "deploy" / "Containerfile").is_file()


def test_the_bundle_stays_under_its_size(wheel):
    assert sum(info.compress_size for info in wheel.infolist() if info.filename.startswith("codewell/bundled/")) < LARGEST_BUNDLE


def test_the_wheel_holds_data_beside_the_code_that_reads_it(wheel):
    names = set(wheel.namelist())
    data = [
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src/codewell").rglob("*")
        if path.suffix in (".toml", ".tsv", ".txt", ".html", ".css", ".js", ".svg", ".typed") and "__pycache__" not in path.parts
    ]
    assert [path for path in data if path not in names] == []
