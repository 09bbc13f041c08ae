"""Downloads from the publishers' servers: resumable, measured, and kept only when whole."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from codewell import __version__
from codewell.kernel.errors import CodewellError, DownloadError, StorageError
from codewell.releases.partial import Downloaded, Part, require_whole
from codewell.releases.publishers import PublishedDownload, newest_links

if TYPE_CHECKING:  # 160 ms that only a download should pay
    import httpx

LARGEST_DOWNLOAD = 1024**3
"""Bytes; the largest that any publisher here ships is a tenth of it."""

_LARGEST_PAGE = 8 * 1024**2
_MOST_REDIRECTS = 5
_ATTEMPTS = 4
_LOOPBACK = ("127.0.0.1", "::1", "localhost")

Progress = Callable[[int, int | None], None]
"""Called with the bytes that have arrived and the bytes in all, None where the server does not say."""


class _BrokenOff(DownloadError):
    """The transfer ended early; what arrived is kept and worth another attempt."""


def open_client() -> httpx.Client:
    """Return the client that all downloads use: patient, and following no redirect by itself."""
    import httpx

    return httpx.Client(
        timeout=httpx.Timeout(60.0, connect=20.0),
        follow_redirects=False,
        headers={"User-Agent": f"codewell/{__version__}", "Accept-Encoding": "identity"},
    )


def find_links(client: httpx.Client, entry: PublishedDownload) -> tuple[tuple[str, ...], str]:
    """Return the addresses of the newest files and, where the publisher's page gave none, why the fallback is used."""
    try:
        page = entry.page
        if entry.via:
            through = newest_links(_read_page(client, page), page, entry.via)
            page = through[-1] if through else page
        links = newest_links(_read_page(client, page), page, entry.link)
    except DownloadError as failure:
        return entry.fallback, failure.message
    return (links, "") if links else (entry.fallback, f"The page {page} holds no link of the expected form.")


def download(
    client: httpx.Client,
    url: str,
    folder: Path,
    *,
    progress: Progress = lambda done, total: None,
    wait: Callable[[float], None] = time.sleep,
) -> Downloaded:
    """Fetch a file into `folder`, going on where an earlier try broke off, and return it once it is whole.

    The part that arrived lies beside it as `.part` until then. A part is only continued when the server says by its
    validator that the file is still the same; else the transfer begins anew.

    Args:
        client: from `open_client`.
        url: https, or http on this machine.
        folder: made if it is not there.
        progress: told of bytes.
        wait: sleeps between attempts.

    Raises:
        DownloadError: the server refused, broke off, or sent something else than it announced.
        StorageError: the disk refused.
    """
    _require_allowed(url, url)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = Part(folder / _file_name(url), url)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return _fetch(client, part, progress)
            except _BrokenOff:
                if attempt == _ATTEMPTS:
                    raise
                wait(0.5 * 2**attempt)
    except OSError as refusal:
        raise StorageError(
            f"The download could not be stored ({refusal.strerror or refusal}).", next_step=f"Free some space under {folder}."
        ) from refusal
    raise AssertionError("unreachable")


def _fetch(client: httpx.Client, part: Part, progress: Progress) -> Downloaded:
    start, validator = part.size(), part.validator()
    headers = {"Range": f"bytes={start}-", "If-Range": validator} if start else {}
    with _answer(client, part.url, headers) as response:
        if response.status_code == 416:
            part.discard()
            raise _BrokenOff(f"{part.url}: the part that is here is not of the server's file.")
        if response.status_code not in (200, 206):
            raise _refused(part.url, response)
        if start and response.status_code == 206:
            total = _total_of_range(part, response, start, validator)
        else:
            start, total, validator = 0, _announced(response), _validator(response)
            part.discard()
            part.begin(validator)
        if (total or 0) > LARGEST_DOWNLOAD:
            raise DownloadError(f"{part.url} announces {total} bytes; no publisher's file here is that large.")
        arrived = _receive(response, part, start, total, progress)
    if total is not None and arrived != total:
        raise _BrokenOff(f"{part.url} broke off after {arrived} of {total} bytes.", next_step="Run it again to go on from there.")
    require_whole(part)
    return part.complete(validator, start)


def _receive(response: httpx.Response, part: Part, start: int, total: int | None, progress: Progress) -> int:
    """Append the body to the part; return the part's size, whether or not the body ended as announced."""
    import httpx

    arrived = start
    with part.path.open("ab") as stream:
        try:
            for chunk in response.iter_raw():
                arrived += len(chunk)
                if arrived > LARGEST_DOWNLOAD:
                    raise DownloadError(f"{part.url} sends more than {LARGEST_DOWNLOAD} bytes.")
                stream.write(chunk)
                progress(arrived, total)
        except httpx.TransportError as broken:
            stream.flush()
            of = f" of {total}" if total else ""
            raise _BrokenOff(
                f"{part.url} broke off after {arrived}{of} bytes ({type(broken).__name__}).",
                next_step="Run it again to go on from there.",
            ) from broken
    return arrived


class _answer:
    """The response to a request after its allowed redirects, closed at the end."""

    def __init__(self, client: httpx.Client, url: str, headers: dict[str, str]) -> None:
        self._client, self._url, self._headers = client, url, headers
        self._response: httpx.Response | None = None

    def __enter__(self) -> httpx.Response:
        import httpx

        address = self._url
        for _ in range(_MOST_REDIRECTS + 1):
            try:
                response = self._client.send(self._client.build_request("GET", address, headers=self._headers), stream=True)
            except (httpx.HTTPError, httpx.InvalidURL) as failure:
                raise _BrokenOff(
                    f"{address} does not answer ({type(failure).__name__}).", next_step="Check the network, then run it again."
                ) from failure
            if not response.is_redirect:
                self._response = response
                return response
            response.close()
            target = urljoin(address, response.headers["Location"])
            _require_allowed(address, target)
            address = target
        raise DownloadError(f"{self._url} redirects more than {_MOST_REDIRECTS} times.")

    def __exit__(self, *_: object) -> None:
        if self._response is not None:
            self._response.close()


def _require_allowed(origin: str, target: str) -> None:
    """Only https, or plain http between addresses of this machine: nobody on the way may change a reference file."""
    here, there = urlsplit(origin), urlsplit(target)
    loopback = there.scheme == "http" and there.hostname in _LOOPBACK and here.hostname in _LOOPBACK
    if there.scheme != "https" and not loopback:
        raise DownloadError(
            f"The address {target} is not https.",
            next_step="Download the file with a browser and bring it in with `codewell import`.",
        )


def _read_page(client: httpx.Client, url: str) -> str:
    import httpx

    _require_allowed(url, url)
    with _answer(client, url, {}) as response:
        if response.status_code != 200:
            raise _refused(url, response)
        content = bytearray()
        try:
            for chunk in response.iter_raw():
                content += chunk
                if len(content) > _LARGEST_PAGE:
                    raise DownloadError(f"The page {url} is larger than {_LARGEST_PAGE} bytes.")
        except httpx.TransportError as broken:
            raise DownloadError(f"The page {url} broke off ({type(broken).__name__}).") from broken
    return content.decode("utf-8", errors="replace")


def _refused(url: str, response: httpx.Response) -> CodewellError:
    return DownloadError(
        f"{url} answers with HTTP status {response.status_code}.",
        next_step="Look for the file on the publisher's page and bring it in with `codewell import`.",
    )


def _total_of_range(part: Part, response: httpx.Response, start: int, validator: str) -> int | None:
    """Return the whole file's size; a range of another file or place would corrupt the part, so it is refused."""
    told = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", response.headers.get("Content-Range", "").strip())
    if told is None or int(told[1]) != start or _validator(response) not in ("", validator):
        part.discard()
        raise _BrokenOff(f"{part.url} continues another file or from another place than it was asked for.")
    return None if told[3] == "*" else int(told[3])


def _announced(response: httpx.Response) -> int | None:
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isdigit() else None


def _validator(response: httpx.Response) -> str:
    """A weak ETag allows other bytes for the same meaning, so it cannot vouch for the rest of a file."""
    etag: str = response.headers.get("ETag", "")
    return etag if etag.startswith('"') else str(response.headers.get("Last-Modified", ""))


def _file_name(url: str) -> str:
    """Return a safe name from the address's last part."""
    name = re.sub(r"[^A-Za-z0-9._-]", "_", urlsplit(url).path.rsplit("/", 1)[-1]).lstrip(".")
    return name[-120:] or "download"
