"""An archive that was sent is read in memory, as it would be from the disk."""

from __future__ import annotations

import io
import zipfile

import pytest

from codewell.kernel.errors import InputError
from codewell.radonc.episode.members import opened_members


def archive(**files: bytes) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as held:
        for name, content in files.items():
            held.writestr(name, content)
    return out


def test_an_archive_in_memory_holds_its_files():
    with opened_members(archive(b=b"2", a=b"1")) as members:
        assert [(one.name, one.opened().read()) for one in members.files] == [("a", b"1"), ("b", b"2")]


def test_one_file_in_memory_is_a_file():
    with opened_members(io.BytesIO(b"\0" * 128 + b"DICM")) as members:
        (one,) = members.files
        assert one.size == 132


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + b"\0" * 18])
def test_nothing_in_memory_is_refused(content: bytes):
    with pytest.raises(InputError), opened_members(io.BytesIO(content)):
        pass
