"""Archives are read in memory within bounds; what could harm is refused with one sentence."""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile

import pytest

from codewell.documents.archives import ArchiveLimits, Member, is_archive, members_of, zip_of
from codewell.kernel.errors import InputError


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return written.getvalue()


def tarred(*entries: tarfile.TarInfo, mode: str = "w:gz") -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode=mode) as archive:
        for entry in entries:
            archive.addfile(entry, io.BytesIO(b"x" * entry.size))
    return written.getvalue()


def tar_entry(name: str, size: int = 1, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.type = size if kind == tarfile.REGTYPE else 0, kind
    entry.linkname = "/etc/passwd" if kind == tarfile.SYMTYPE else ""
    return entry


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def refusal(content: bytes, **options: object) -> str:
    with pytest.raises(InputError) as refused:
        list(members_of(content, **options))
    assert refused.value.next_step
    return refused.value.slug


def test_members_come_in_order_and_folders_are_passed_over():
    content = zipped(("b/note.txt", b"two"), ("b/", b""), ("a.txt", b"one"))
    assert list(members_of(content)) == [Member("b/note.txt", b"two"), Member("a.txt", b"one")]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tar_archives_are_read_packed_or_not(mode):
    content = tarred(tar_entry("folder/a.txt", 3), mode=mode)
    assert is_archive(content)
    assert list(members_of(content)) == [Member("folder/a.txt", b"xxx")]


@pytest.mark.parametrize("name", ["../up.txt", "a/../../up.txt", "/etc/passwd", "C:/windows.txt", "..\\up.txt", "\\root.txt"])
def test_a_path_that_leads_out_is_refused(name):
    assert refusal(zipped((name, b"x"))) == "input.archive-unsafe"
    assert refusal(tarred(tar_entry(name))) == "input.archive-unsafe"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(zipped((link("a"), b"/etc/passwd")), id="zip-link"),
        pytest.param(tarred(tar_entry("a", kind=tarfile.SYMTYPE)), id="tar-link"),
        pytest.param(tarred(tar_entry("a", kind=tarfile.LNKTYPE)), id="tar-hard-link"),
        pytest.param(tarred(tar_entry("a", kind=tarfile.CHRTYPE)), id="tar-device"),
        pytest.param(tarred(tar_entry("a"), tar_entry("./a")), id="one-name-twice"),
    ],
)
def test_links_devices_and_doubles_are_refused(content):
    assert refusal(content) == "input.archive-unsafe"


def test_a_bomb_is_refused_before_it_is_unpacked():
    assert refusal(zipped(("bomb", b"\0" * 30_000_000))) == "input.archive-too-large"


def test_a_tar_bomb_is_refused():
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as archive:
        entry = tarfile.TarInfo("bomb")
        entry.size = 50_000_000
        archive.addfile(entry, io.BytesIO(b"\0" * entry.size))
    assert refusal(written.getvalue()) == "input.archive-too-large"


@pytest.mark.parametrize(
    "limits",
    [ArchiveLimits(members=2), ArchiveLimits(member_bytes=5), ArchiveLimits(total_bytes=20)],
)
def test_each_limit_holds(limits):
    content = zipped(*((f"{n}.txt", b"0123456789") for n in range(3)))
    assert refusal(content, limits=limits) == "input.archive-too-large"
    assert refusal(tarred(*(tar_entry(f"{n}", 10) for n in range(3))), limits=limits) == "input.archive-too-large"


def test_a_size_that_lies_is_refused():
    content = bytearray(zipped(("note.txt", b"0123456789" * 10)))
    size = (100).to_bytes(4, "little")
    while size in content:
        at = content.index(size)
        content[at : at + 4] = (5).to_bytes(4, "little")
    assert refusal(bytes(content)) in ("input.archive-malformed", "input.archive-too-large")


def test_archives_within_archives_end():
    assert refusal(zipped(("a", b"x")), depth=4) == "input.archive-too-deep"


@pytest.mark.parametrize("content", [b"PK\x03\x04" + b"\0" * 100, b"\x1f\x8b" + b"\0" * 100, b"PK\x05\x06", b"nothing"])
def test_what_is_damaged_is_refused(content):
    assert refusal(content) == "input.archive-malformed"


def test_an_encrypted_archive_is_refused():
    content = bytearray(zipped(("a.txt", b"secret")))
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(header) + flags] |= 1
    assert refusal(bytes(content)) == "input.archive-encrypted"


def test_what_is_written_holds_only_the_files():
    members = [Member("a.txt", b"one"), Member("b/c.txt", b"two")]
    assert zip_of(members) == zip_of(members)
    assert list(members_of(zip_of(members))) == members
