"""Downloads against a server on this machine that breaks off, redirects, lies and changes its mind."""

from __future__ import annotations

import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from codewell.kernel.errors import ConfigurationError, DownloadError, InputError, LicenceError
from codewell.releases.publishers import download_for, newest_links, read_publishers
from codewell.releases.shelf import Shelf
from codewell.releases.sync import download, open_client
from codewell.tasks.sync_releases import SyncRequest, sync_releases


@dataclass
class Publisher:
    """A publisher's server whose answers a test decides.

    Attributes:
        answers: path -> what answers; called with the request handler and the number of earlier requests for the path.
        asked: path and Range header of every request.
    """

    address: str
    answers: dict[str, Callable[[BaseHTTPRequestHandler, int], None]] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def ranges_of(self, path: str) -> list[str | None]:
        return [asked for name, asked in self.asked if name == path]


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            earlier = len(told.ranges_of(self.path))
            told.asked.append((self.path, self.headers.get("Range")))
            answer = told.answers.get(self.path)
            if answer is None:
                self.send_error(404)
            else:
                answer(self, earlier)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told = Publisher(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def archive(order_excerpt) -> bytes:
    """The excerpt as the ZIP that a publisher would offer; stored, so that it is long enough to break off."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as made:
        made.write(order_excerpt, order_excerpt.name)
    return held.getvalue()


def send(handler, content: bytes, *, status=200, length: int | None = None, upto: int | None = None, **headers: str) -> None:
    """Answer with `content`, announcing `length` (None: the truth) and breaking off after `upto` bytes."""
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(content) if length is None else length))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(content if upto is None else content[:upto])
    handler.close_connection = True


def ranged(content: bytes, etag: str = '"one"', *, breaks_at: int | None = None):
    """A well-behaved file; with `breaks_at` the first answer ends there."""

    def answer(handler, earlier: int) -> None:
        asked = handler.headers.get("Range")
        if asked and handler.headers.get("If-Range") == etag:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            where = f"bytes {start}-{len(content) - 1}/{len(content)}"
            send(handler, content[start:], status=206, ETag=etag, Content_Range=where)
        else:
            send(handler, content, upto=breaks_at if earlier == 0 else None, ETag=etag)

    return answer


CLIENT = open_client()
"""One for all tests: reading the system's certificates takes longer than a test."""


def fetch(publisher: Publisher, folder: Path, path: str = "/file.zip"):
    return download(CLIENT, publisher.address + path, folder, wait=lambda seconds: None)


def test_whole_file_is_kept_with_its_checksum(publisher, archive, tmp_path):
    publisher.answers["/file.zip"] = ranged(archive)
    got = fetch(publisher, tmp_path)
    assert got.path.read_bytes() == archive
    assert (got.sha256, got.size) == (hashlib.sha256(archive).hexdigest(), len(archive))
    record = json.loads((tmp_path / "file.zip.json").read_text())
    assert (record["sha256"], record["url"]) == (got.sha256, publisher.address + "/file.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file.zip", "file.zip.json"]


def test_broken_transfer_goes_on_where_it_stopped(publisher, archive, tmp_path):
    publisher.answers["/file.zip"] = ranged(archive, breaks_at=5000)
    got = fetch(publisher, tmp_path)
    assert got.path.read_bytes() == archive
    assert publisher.ranges_of("/file.zip") == [None, "bytes=5000-"]
    assert got.resumed_at == 5000


def test_part_of_an_earlier_run_is_continued(publisher, archive, tmp_path):
    publisher.answers["/file.zip"] = lambda handler, earlier: send(handler, archive, upto=7000, ETag='"one"')
    with pytest.raises(DownloadError, match="broke off after 7000"):
        fetch(publisher, tmp_path)
    assert not (tmp_path / "file.zip").exists()
    publisher.asked.clear()
    publisher.answers["/file.zip"] = ranged(archive)
    assert fetch(publisher, tmp_path).path.read_bytes() == archive
    assert publisher.ranges_of("/file.zip") == ["bytes=7000-"]


def test_server_that_ignores_ranges_is_read_from_the_start(publisher, archive, tmp_path):
    publisher.answers["/file.zip"] = lambda handler, earlier: send(
        handler, archive, upto=5000 if earlier == 0 else None, ETag='"one"'
    )
    assert fetch(publisher, tmp_path).path.read_bytes() == archive
    assert publisher.ranges_of("/file.zip") == [None, "bytes=5000-"]


def test_file_that_changed_between_tries_is_not_mixed_with_its_part(publisher, archive, tmp_path):
    publisher.answers["/file.zip"] = lambda handler, earlier: send(handler, b"\0" * 9000, upto=5000, length=9000, ETag='"old"')
    with pytest.raises(DownloadError):
        fetch(publisher, tmp_path)
    publisher.answers["/file.zip"] = ranged(archive, '"new"')
    assert fetch(publisher, tmp_path).path.read_bytes() == archive


def test_range_of_a_changed_file_is_refused_even_where_the_server_sends_it(publisher, archive, tmp_path):
    """A server that takes the Range and overlooks If-Range would splice two files together."""

    def careless(handler, earlier: int) -> None:
        asked = handler.headers.get("Range")
        etag = '"old"' if earlier == 0 else '"new"'
        if asked:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            where = f"bytes {start}-{len(archive) - 1}/{len(archive)}"
            send(handler, archive[start:], status=206, ETag=etag, Content_Range=where)
        elif earlier == 0:
            send(handler, b"\0" * len(archive), upto=5000, length=len(archive), ETag=etag)
        else:
            send(handler, archive, ETag=etag)

    publisher.answers["/file.zip"] = careless
    assert fetch(publisher, tmp_path).path.read_bytes() == archive


def test_part_without_a_validator_is_not_continued(publisher, archive, tmp_path):
    publisher.answers["/file.zip"] = lambda handler, earlier: send(handler, archive, upto=5000 if earlier == 0 else None)
    assert fetch(publisher, tmp_path).path.read_bytes() == archive
    assert publisher.ranges_of("/file.zip") == [None, None]


def test_weak_etag_does_not_vouch_for_the_rest(publisher, archive, tmp_path):
    publisher.answers["/file.zip"] = lambda handler, earlier: send(
        handler, archive, upto=5000 if earlier == 0 else None, ETag='W/"one"'
    )
    assert fetch(publisher, tmp_path).path.read_bytes() == archive
    assert publisher.ranges_of("/file.zip") == [None, None]


def test_length_announced_too_long_is_found(publisher, archive, tmp_path):
    publisher.answers["/file.zip"] = lambda handler, earlier: send(handler, archive, length=len(archive) + 1)
    with pytest.raises(DownloadError, match=rf"broke off after {len(archive)} of {len(archive) + 1} bytes"):
        fetch(publisher, tmp_path)
    assert not (tmp_path / "file.zip").exists()


def test_length_announced_too_short_is_found_by_the_archive(publisher, archive, tmp_path):
    publisher.answers["/file.zip"] = lambda handler, earlier: send(handler, archive, length=len(archive) - 50)
    with pytest.raises(DownloadError, match="cut or damaged"):
        fetch(publisher, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_absurd_length_is_refused_before_a_byte_is_read(publisher, tmp_path):
    publisher.answers["/file.zip"] = lambda handler, earlier: send(handler, b"", length=10**12)
    with pytest.raises(DownloadError, match="no publisher's file here is that large"):
        fetch(publisher, tmp_path)


def test_web_page_in_the_files_place_is_refused(publisher, tmp_path):
    publisher.answers["/file.zip"] = lambda handler, earlier: send(handler, b"<!DOCTYPE html><title>Terms</title>")
    with pytest.raises(DownloadError, match="a web page in the file's place"):
        fetch(publisher, tmp_path)


def test_redirect_on_this_machine_is_followed(publisher, archive, tmp_path):
    publisher.answers["/file.zip"] = lambda handler, earlier: send(handler, b"", status=302, Location="/elsewhere/real.zip")
    publisher.answers["/elsewhere/real.zip"] = ranged(archive)
    assert fetch(publisher, tmp_path).path.read_bytes() == archive


@pytest.mark.parametrize("target", ["http://example.org/file.zip", "ftp://127.0.0.1/file.zip", "file:///etc/passwd"])
def test_redirect_to_an_unprotected_address_is_refused(publisher, tmp_path, target):
    publisher.answers["/file.zip"] = lambda handler, earlier: send(handler, b"", status=301, Location=target)
    with pytest.raises(DownloadError, match="is not https"):
        fetch(publisher, tmp_path)


def test_endless_redirect_is_refused(publisher, tmp_path):
    publisher.answers["/file.zip"] = lambda handler, earlier: send(handler, b"", status=302, Location="/file.zip")
    with pytest.raises(DownloadError, match="redirects more than"):
        fetch(publisher, tmp_path)


def test_plain_http_to_another_machine_is_refused(tmp_path):
    with pytest.raises(DownloadError, match="is not https"):
        download(CLIENT, "http://example.org/file.zip", tmp_path)


@pytest.mark.parametrize("status", [403, 404, 500])
def test_refusal_of_the_server_is_told(publisher, tmp_path, status):
    publisher.answers["/file.zip"] = lambda handler, earlier: send(handler, b"no", status=status)
    with pytest.raises(DownloadError, match=f"HTTP status {status}"):
        fetch(publisher, tmp_path)
    assert not (tmp_path / "file.zip").exists()


class Steps:
    """Keeps what a sync told."""

    def __init__(self) -> None:
        self.bytes = 0
        self.rows: list[tuple[str, int]] = []

    def fetching(self, url: str, done: int, total: int | None) -> None:
        self.bytes = done

    def importing(self, source: str, rows: int) -> None:
        self.rows.append((source, rows))


NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)


def table(publisher: Publisher, folder: Path, *, click_through: bool = False) -> Path:
    path = folder / "publishers.toml"
    path.write_text(
        f"""
        [[download]]
        feeds = ["icd10cm"]
        page = "{publisher.address}/page"
        link = '(?P<year>20\\d\\d)-order\\.txt$|icd10cm_order_(?P<other>20\\d\\d)\\.txt$'
        fallback = ["{publisher.address}/known/icd10cm_order_2026.txt"]
        click_through = {str(click_through).lower()}
        """,
        encoding="utf-8",
    )
    return path


def whole_list() -> bytes:
    """An order file of invented codes with as many rows as a year has: sync asks for completeness."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    codes = (a + b + c + d + e for a in "ABCDEFGHIJ" for b in "0123456789" for c in digits for d in digits for e in digits)
    rows = (f"{n:05d} {code:<7} 1 {'Invented short':<60} Invented long" for n, code in zip(range(1, 95_001), codes, strict=False))
    return "\r\n".join(rows).encode() + b"\r\n"


def test_sync_reads_the_page_fetches_the_newest_and_imports(publisher, tmp_path):
    content = whole_list()
    page = b'<a href="/old/icd10cm_order_2025.txt">2025</a> <a href="new/icd10cm_order_2026.txt">2026</a> <a href="/x.pdf">x</a>'
    publisher.answers["/page"] = lambda handler, earlier: send(handler, page.replace(b"/old/icd10cm_order_2025.txt", b"/old.txt"))
    publisher.answers["/new/icd10cm_order_2026.txt"] = ranged(content)
    steps = Steps()
    (synced,) = sync_releases(tmp_path, lambda: NOON, SyncRequest(("icd10cm",), publishers=table(publisher, tmp_path)), steps)
    assert (synced.release.title, synced.release.row_count, synced.notice) == ("icd10cm FY2026", 95_000, "")
    assert synced.release.url == publisher.address + "/new/icd10cm_order_2026.txt"
    assert synced.release.sha256 == hashlib.sha256(content).hexdigest() == synced.files[0].sha256
    assert synced.release.imported_at == "2026-06-02T12:00:00+00:00"
    assert steps.bytes == len(content)
    assert steps.rows[-1] == ("icd10cm", 95_000)
    assert [release.title for release in Shelf(tmp_path)] == ["icd10cm FY2026"]


def test_sync_takes_the_known_address_where_the_page_fails_and_says_so(publisher, tmp_path):
    publisher.answers["/known/icd10cm_order_2026.txt"] = ranged(whole_list())
    (synced,) = sync_releases(tmp_path, lambda: NOON, SyncRequest(("icd10cm",), publishers=table(publisher, tmp_path)), Steps())
    assert "HTTP status 404" in synced.notice
    assert synced.release.release == "FY2026"


def test_sync_asks_for_the_licence_before_it_fetches_anything(publisher, tmp_path):
    wanted = SyncRequest(("icd10cm",), publishers=table(publisher, tmp_path, click_through=True))
    with pytest.raises(LicenceError, match="accept-ama-licence"):
        sync_releases(tmp_path, lambda: NOON, wanted, Steps())
    assert publisher.asked == []


def test_newest_links_prefers_the_latest_quarter_and_takes_all_its_parts():
    ptp = download_for("ncci-ptp-practitioner", read_publishers())
    name = "/files/zip/medicare-ncci-{}-practitioner-ptp-edits-ccipra-v322r0-f{}.zip"
    html = "".join(f'<a href="{name.format(when, part)}">x</a>' for when in ("2026q3", "2026q4", "2025q4") for part in (2, 1))
    assert newest_links(html, "https://www.cms.gov/page", ptp.link) == (
        "https://www.cms.gov" + name.format("2026q4", 1),
        "https://www.cms.gov" + name.format("2026q4", 2),
    )


def test_newest_links_puts_october_before_july_of_the_same_year():
    hcpcs = download_for("hcpcs", read_publishers())
    html = "".join(
        f'<a href="https://www.cms.gov/files/zip/{when}-alpha-numeric-hcpcs-file.zip">x</a>'
        for when in ("july-2026", "october-2026", "january-2026", "october-2025")
    )
    assert newest_links(html, "https://www.cms.gov/", hcpcs.link) == (
        "https://www.cms.gov/files/zip/october-2026-alpha-numeric-hcpcs-file.zip",
    )


def test_every_known_address_has_the_form_that_the_page_is_searched_for():
    for entry in read_publishers():
        for address in entry.fallback:
            assert newest_links(f'<a href="{address}">x</a>', entry.page, entry.link) == (address,), entry.feeds


def test_source_that_cannot_be_synced_is_told_with_those_that_can():
    with pytest.raises(InputError, match="Those that can: icd10cm"):
        download_for("drg", read_publishers())


def test_table_of_another_form_is_refused(tmp_path):
    wrong = tmp_path / "publishers.toml"
    wrong.write_text('[[download]]\nfeeds = ["x"]\n')
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_publishers(wrong)
