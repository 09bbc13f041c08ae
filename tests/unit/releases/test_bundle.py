"""What ships in the wheel: its bytes, and what a home still lacks of it."""

from __future__ import annotations

import hashlib

import pytest

from codewell.releases.bundle import BundledFile, bundled_files, missing_bundled
from codewell.releases.catalogue import Catalogue
from codewell.releases.release import Release
from codewell.sources.files import open_published


@pytest.mark.parametrize("entry", bundled_files(), ids=lambda entry: f"{entry.source}-{entry.identity.release}")
def test_the_bytes_are_those_that_the_manifest_names(entry):
    digests = [file.digest() for file in sorted(open_published(entry.path), key=lambda file: file.name)]
    whole = digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
    assert whole == entry.sha256


def _recorded(entry: BundledFile, *, sha256: str, imported_at: str) -> Release:
    return Release(
        entry.source,
        entry.identity.release,
        entry.identity.validity,
        file_name="x.sqlite",
        origin="x",
        sha256=sha256,
        url="",
        licence="",
        excerpt=False,
        row_count=1,
        imported_at=imported_at,
        accepted_by="",
    )


@pytest.mark.parametrize(
    ("same_bytes", "imported_at", "missing"),
    [
        pytest.param(True, "", False, id="built-from-these-bytes"),
        pytest.param(False, "", True, id="built-by-an-earlier-installation"),
        pytest.param(False, "2026-11-23T10:00:00+00:00", False, id="imported-by-the-user"),
    ],
)
def test_what_a_home_still_lacks(tmp_path, same_bytes, imported_at, missing):
    entry = bundled_files()[0]
    sha256 = entry.sha256 if same_bytes else "0" * 64
    Catalogue(tmp_path).record(_recorded(entry, sha256=sha256, imported_at=imported_at))
    assert (entry in missing_bundled(tmp_path)) is missing


def test_an_empty_home_lacks_everything(tmp_path):
    assert missing_bundled(tmp_path) == bundled_files()
