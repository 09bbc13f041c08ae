"""The list of releases while another process is about to write its first row."""

from __future__ import annotations

import pytest

from codewell.kernel.errors import StorageError
from codewell.releases.catalogue import Catalogue


def test_a_list_that_is_only_begun_holds_nothing(tmp_path):
    (tmp_path / "catalogue.sqlite").touch()
    assert Catalogue(tmp_path).releases() == ()


def test_a_file_that_is_no_list_is_told(tmp_path):
    (tmp_path / "catalogue.sqlite").write_bytes(b"not a database, but long enough to be taken for one" * 100)
    with pytest.raises(StorageError):
        Catalogue(tmp_path).releases()
