"""An archive without identifiers: its files, the archives within it and the files' names."""

from __future__ import annotations

import pytest

from codewell.documents.archives import ArchiveLimits, Member, members_of, zip_of
from codewell.kernel.errors import InputError
from codewell.tasks.redact_archive import redact_archive


def redacted(content: bytes, name: str) -> bytes:
    if b"\0" in content:
        raise InputError("The note holds NUL characters; it is no text file.", slug="input.not-text")
    return content.replace(b"Quenbyworth", b"[NAME]")


def files_of(content: bytes) -> dict[str, bytes]:
    return {member.name: member.content for member in members_of(content)}


def test_each_file_is_redacted_and_plain_names_stay():
    done = redact_archive(zip_of([Member("notes/visit.txt", b"Seen: Quenbyworth"), Member("plan.md", b"rest")]), redacted)
    assert files_of(done.content) == {"notes/visit.txt": b"Seen: [NAME]", "plan.md": b"rest"}
    assert (done.files, done.renamed, done.left_out) == (2, 0, ())


@pytest.mark.parametrize(
    "name", ["John_Smith.txt", "smith-john.txt", "visits/12345678.txt", "Quenbyworth/visit.txt", "1950-03-14.txt"]
)
def test_a_name_that_may_tell_a_person_is_replaced_and_keeps_its_ending(name):
    done = redact_archive(zip_of([Member(name, b"x")]), redacted)
    (written,) = files_of(done.content)
    assert done.renamed == 1
    assert written.endswith(".txt")
    assert not any(piece in written for piece in ("Smith", "smith", "12345678", "Quenbyworth", "1950-03-14"))


def test_a_folder_has_one_new_name():
    done = redact_archive(zip_of([Member("Quenbyworth/one.txt", b"1"), Member("Quenbyworth/two.txt", b"2")]), redacted)
    assert len({name.split("/")[0] for name in files_of(done.content)}) == 1


def test_a_file_that_cannot_be_read_is_left_out_and_the_others_are_done():
    done = redact_archive(zip_of([Member("bad.bin", b"\0"), Member("lungs.txt", b"Quenbyworth")]), redacted)
    assert files_of(done.content) == {"lungs.txt": b"[NAME]"}
    assert [(one.number, one.slug) for one in done.left_out] == [(1, "input.not-text")]
    assert "bad" not in repr(done.left_out)


def test_an_archive_within_is_redacted_too():
    inner = zip_of([Member("visit.txt", b"Quenbyworth")])
    done = redact_archive(zip_of([Member("plan.zip", inner)]), redacted)
    assert files_of(files_of(done.content)["plan.zip"]) == {"visit.txt": b"[NAME]"}


def test_archives_without_end_are_left_out():
    content = zip_of([Member("visit.txt", b"x")])
    for _ in range(6):
        content = zip_of([Member("plan.zip", content)])
    done = redact_archive(content, redacted)
    assert [one.slug for one in done.left_out] == ["input.archive-too-deep"]


def test_archives_within_share_the_limit():
    inner = zip_of([Member("visit.txt", b"x" * 600)])
    done = redact_archive(
        zip_of([Member("plan.zip", inner), Member("notes.zip", inner)]), redacted, limits=ArchiveLimits(total_bytes=1_000)
    )
    assert (done.files, [one.slug for one in done.left_out]) == (1, ["input.archive-too-large"])
