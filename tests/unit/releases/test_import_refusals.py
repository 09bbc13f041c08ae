"""A wrong file is refused with its place and what was expected, and the release that was there stays."""

from __future__ import annotations

import gzip
import zipfile
from datetime import date
from pathlib import Path

import pytest

from codewell.kernel.errors import InputError, LicenceError, PublisherFileError
from codewell.releases.importing import ImportRequest, import_release
from codewell.releases.shelf import Shelf
from codewell.sources.contract import ReleaseIdentity, Rights
from codewell.sources.files import open_published
from codewell.sources.icd10cm.codes import SOURCE


def store(home: Path, path: Path, **filed):
    return import_release(home, ImportRequest(SOURCE, open_published(path), excerpt=True, **filed))


def cholera(home: Path) -> str | None:
    """What the release in force says of A00.0; the published descriptor is given in the tests."""
    release = Shelf(home).in_force("icd10cm", date(2026, 1, 1))
    row = release.database.one("SELECT long_descriptor FROM codes WHERE code = 'A000'") if release else None
    return row[0] if row else None


PUBLISHED = "Cholera due to Vibrio cholerae 01, biovar cholerae"


def changed(excerpt: Path, folder: Path, change) -> Path:
    """Write the excerpt under its own name after `change` was made to its lines."""
    folder.mkdir(exist_ok=True)
    path = folder / excerpt.name
    lines = excerpt.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(change(lines)))
    return path


@pytest.mark.parametrize(
    ("change", "line", "column", "expected", "found"),
    [
        pytest.param(lambda lines: [*lines[:40], *lines[41:]], 41, 1, "00041", "00042", id="a-line-is-missing"),
        pytest.param(lambda lines: [*lines[:9], lines[10], lines[9], *lines[11:]], 10, 1, "00010", "00011", id="reordered"),
        pytest.param(
            lambda lines: [*lines[:20], lines[20][:14] + b"7" + lines[20][15:], *lines[21:]], 21, 15, "0 or 1", "7", id="bad-flag"
        ),
        pytest.param(lambda lines: [*lines[:99], lines[99][:30]], 100, 17, "long descriptor", "", id="cut-inside-a-line"),
        pytest.param(
            lambda lines: [*lines[:30], b"00031 " + lines[29][6:], *lines[31:]], 31, 7, "each code once", "", id="repeated-code"
        ),
        pytest.param(lambda lines: [b"<!DOCTYPE html>\n", b"<html>\n"], 1, 1, "00001", "<!DOC", id="a-web-page"),
        pytest.param(lambda lines: [*lines[:5], b"\x00\xff\xfe" + lines[5], *lines[6:]], 6, None, "utf-8", "0xff", id="not-text"),
        pytest.param(lambda lines: [*lines[:140], b"00141 \xe9\r\n"], 141, None, "utf-8", "0xe9", id="not-text-far-down"),
    ],
)
def test_wrong_file_is_refused_with_its_place_and_the_old_release_stays(
    home, tmp_path, order_excerpt, change, line, column, expected, found
):
    store(home, order_excerpt)
    wrong = changed(order_excerpt, tmp_path / "wrong", change)
    with pytest.raises(PublisherFileError) as refusal:
        store(home, wrong)
    assert refusal.value.file == order_excerpt.name
    assert refusal.value.line == line
    if column is not None:
        assert refusal.value.column == column
    assert expected in refusal.value.expected
    assert found in refusal.value.found
    assert cholera(home) == PUBLISHED
    assert not list((home / "releases").glob("*.staging*"))


def test_part_of_a_list_is_refused_as_a_whole_one(home, order_excerpt):
    with pytest.raises(PublisherFileError, match="at least 90000 codes, found 150 codes"):
        import_release(home, ImportRequest(SOURCE, open_published(order_excerpt)))
    assert Shelf(home).all("icd10cm") == ()


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
@pytest.mark.parametrize("form", ["zip", "gz"])
def test_half_downloaded_archive_is_refused(home, tmp_path, order_excerpt, form, share):
    whole = tmp_path / f"{order_excerpt.name}.{form}"
    if form == "zip":
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(order_excerpt, order_excerpt.name)
    else:
        whole.write_bytes(gzip.compress(order_excerpt.read_bytes()))
    assert store(home, whole).row_count == 150
    content = whole.read_bytes()
    whole.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(PublisherFileError, match="whole compressed file"):
        store(home, whole)
    assert cholera(home) == PUBLISHED


def test_empty_file_is_refused(home, tmp_path):
    empty = tmp_path / "icd10cm_order_2026.txt"
    empty.write_bytes(b"")
    with pytest.raises(PublisherFileError, match="an empty file"):
        store(home, empty)


def test_file_of_another_source_is_refused_by_name(home, tmp_path, order_excerpt):
    other = tmp_path / "HCPC2026_OCT_ANWEB.txt"
    other.write_bytes(order_excerpt.read_bytes())
    with pytest.raises(InputError, match="do not say which release"):
        store(home, other)


def test_same_release_again_takes_the_place_of_the_first(home, tmp_path, order_excerpt):
    first = store(home, order_excerpt)
    shorter = changed(order_excerpt, tmp_path / "again", lambda lines: lines[:100])
    second = store(home, shorter)
    assert (first.release, second.release) == ("FY2026", "FY2026")
    assert [release.row_count for release in Shelf(home)] == [100]
    assert [path.name for path in (home / "releases").iterdir()] == [second.file_name]


def test_open_shelf_goes_on_answering_while_its_release_is_replaced(home, tmp_path, order_excerpt):
    store(home, order_excerpt)
    shelf = Shelf(home)
    opened = shelf.in_force("icd10cm", date(2026, 1, 1))
    assert opened.database.one("SELECT count(*) FROM codes") == (150,)
    store(home, changed(order_excerpt, tmp_path / "again", lambda lines: lines[:100]))
    assert opened.database.one("SELECT count(*) FROM codes") == (150,)
    assert shelf.refreshed().in_force("icd10cm", date(2026, 1, 1)).database.one("SELECT count(*) FROM codes") == (100,)


class LicensedCodes(type(SOURCE)):
    """The code list, as if it carried the AMA's text."""

    rights = Rights("publisher", "licence", "https://example.org", carries_ama=True)


def test_licensed_file_asks_for_the_licence_and_records_who_accepted(home, order_excerpt):
    files = open_published(order_excerpt)
    with pytest.raises(LicenceError, match="accept-ama-licence"):
        import_release(home, ImportRequest(LicensedCodes(), files, excerpt=True))
    assert list(Shelf(home)) == []
    import_release(home, ImportRequest(LicensedCodes(), files, excerpt=True, accepted_by="A. Coder, 2026-06-02T09:00:00+00:00"))
    assert [release.accepted_by for release in Shelf(home)] == ["A. Coder, 2026-06-02T09:00:00+00:00"]


def test_identity_given_by_hand_wins_over_the_file_name(home, order_excerpt):
    from codewell.kernel.validity import Validity

    given = ReleaseIdentity("FY2030", Validity(date(2029, 10, 1), date(2030, 9, 30)))
    stored = store(home, order_excerpt, identity=given)
    assert (stored.release, stored.validity.first_day) == ("FY2030", date(2029, 10, 1))
