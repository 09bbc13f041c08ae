"""A reference brought from one home to another: whole and checked, or not at all."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from codewell.kernel.errors import CodewellError, ConfigurationError, DownloadError, InputError, NotLoadedError
from codewell.kernel.validity import Validity
from codewell.releases.importing import ImportRequest, import_release
from codewell.releases.mirroring.digest import reference_digest
from codewell.releases.mirroring.exporting import export_reference
from codewell.releases.mirroring.fetching import fetch_reference
from codewell.releases.mirroring.manifest import MANIFEST
from codewell.releases.mirroring.places import FolderMirror, WebMirror
from codewell.releases.shelf import Shelf
from codewell.releases.sync import open_client
from codewell.sources.contract import ReleaseIdentity
from codewell.sources.files import open_published
from codewell.sources.registry import source

YEAR = Validity(date(2025, 10, 1), date(2026, 9, 30))
DAY = date(2026, 6, 2)


def load(home: Path, excerpt: Path, label: str = "FY2026", imported_at: str = "") -> None:
    """Make a release ready in a home, with an index and a dictionary beside it."""
    identity = ReleaseIdentity(label, YEAR)
    import_release(
        home, ImportRequest(source("icd10cm"), open_published(excerpt), identity, excerpt=True, imported_at=imported_at)
    )
    index = home / "search" / f"index-1-{label.lower()}"
    index.mkdir(parents=True)
    (index / "postings.npy").write_bytes(label.encode())
    (home / "search" / "current.txt").write_text(index.name)
    (home / "clinical").mkdir(exist_ok=True)
    (home / "clinical" / f"dictionary-{label}.txt").write_text(label)


def export(home: Path, target: Path, withheld: frozenset[str] = frozenset()):
    return export_reference(home, target, {"search": home / "search"}, withheld=withheld)


def state(home: Path) -> dict[str, bytes]:
    """Return every file of a home, so that two states can be compared."""
    return {str(path.relative_to(home)): path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}


@pytest.fixture
def origin(tmp_path, order_excerpt) -> Path:
    load(tmp_path / "origin", order_excerpt)
    return tmp_path / "origin"


@pytest.fixture
def mirror(tmp_path, origin) -> Path:
    export(origin, tmp_path / "mirror")
    return tmp_path / "mirror"


@pytest.fixture
def web(mirror) -> Iterator[str]:
    """The mirror behind a web server of this machine."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(mirror)))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_replica_answers_from_the_same_releases(origin, mirror, home):
    fetched = fetch_reference(home, FolderMirror(mirror))
    here, there = Shelf(home), Shelf(origin)
    assert reference_digest(here) == reference_digest(there) == fetched.manifest.reference
    asked = "SELECT count(*) FROM codes"
    opened = here.in_force("icd10cm", DAY)
    assert opened is not None
    assert opened.database.one(asked) == there.in_force("icd10cm", DAY).database.one(asked)  # type: ignore[union-attr]
    assert {name: content for name, content in state(home).items() if "catalogue" not in name} == {
        name: content for name, content in state(origin).items() if "catalogue" not in name
    }


def test_an_address_gives_the_same_as_a_folder(web, mirror, home, tmp_path):
    with open_client() as client:
        fetch_reference(home, WebMirror(client, web + "/"))
    fetch_reference(tmp_path / "other", FolderMirror(mirror))
    assert reference_digest(Shelf(home)) == reference_digest(Shelf(tmp_path / "other"))
    assert set(state(home)) == set(state(tmp_path / "other"))


def test_what_is_here_already_is_not_brought_again(mirror, home):
    assert fetch_reference(home, FolderMirror(mirror)).brought == 4
    assert fetch_reference(home, FolderMirror(mirror)).brought == 0
    (home / "clinical" / "dictionary-FY2026.txt").unlink()
    assert fetch_reference(home, FolderMirror(mirror)).brought == 1


def test_a_newer_export_replaces_the_older_one_and_a_shelf_sees_it(origin, mirror, home, order_excerpt):
    fetch_reference(home, FolderMirror(mirror))
    before = Shelf(home)
    assert before.refreshed() is before
    load(origin, order_excerpt, "FY2027")
    export(origin, mirror)
    fetch_reference(home, FolderMirror(mirror))
    assert [one.release for one in before.refreshed()] == ["FY2026", "FY2027"]
    assert (home / "search" / "current.txt").read_text() == "index-1-fy2027"
    assert [path.name for path in (home / "search").glob("index-*")] == ["index-1-fy2027"]
    assert before.in_force("icd10cm", DAY).database.one("SELECT 1") == (1,), "who was reading reads on"  # type: ignore[union-attr]


def changed_file(mirror: Path) -> None:
    largest = max((mirror / "files").iterdir(), key=lambda path: path.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[5000] ^= 1
    largest.chmod(0o644)
    largest.write_bytes(content)


def cut_file(mirror: Path) -> None:
    largest = max((mirror / "files").iterdir(), key=lambda path: path.stat().st_size)
    largest.chmod(0o644)
    largest.write_bytes(largest.read_bytes()[:-1])


def lacking_file(mirror: Path) -> None:
    min((mirror / "files").iterdir(), key=lambda path: path.stat().st_size).unlink()


def rewritten(change: Callable[[dict], None]) -> Callable[[Path], None]:
    def spoil(mirror: Path) -> None:
        value = json.loads((mirror / MANIFEST).read_text())
        change(value)
        (mirror / MANIFEST).write_text(json.dumps(value))

    return spoil


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        pytest.param(changed_file, DownloadError, id="a-bit-was-changed"),
        pytest.param(cut_file, DownloadError, id="cut"),
        pytest.param(lacking_file, DownloadError, id="a-file-is-missing"),
        pytest.param(lambda mirror: (mirror / MANIFEST).unlink(), InputError, id="no-manifest"),
        pytest.param(lambda mirror: (mirror / MANIFEST).write_text("[1]"), InputError, id="no-object"),
        pytest.param(rewritten(lambda value: value.update(form=99)), InputError, id="newer-program"),
        pytest.param(rewritten(lambda value: value["files"][0].update(place="../evil")), InputError, id="outside"),
        pytest.param(rewritten(lambda value: value["files"][0].update(place="secret.key")), InputError, id="another-place"),
        pytest.param(rewritten(lambda value: value["files"][0].update(sha256="../" * 20)), InputError, id="no-checksum"),
        pytest.param(rewritten(lambda value: value["releases"][0].update(release="FY1999")), InputError, id="another-label"),
        pytest.param(rewritten(lambda value: value["files"].clear()), InputError, id="files-left-out"),
    ],
)
def test_a_mirror_that_is_not_whole_leaves_the_home_as_it_was(mirror, home, origin, order_excerpt, spoil, refusal):
    fetch_reference(home, FolderMirror(mirror))
    before = state(home)
    load(origin, order_excerpt, "FY2027")
    export(origin, mirror)
    spoil(mirror)
    with pytest.raises(refusal) as refused:
        fetch_reference(home, FolderMirror(mirror))
    assert isinstance(refused.value, CodewellError)
    assert state(home) == before


def test_another_manifest_than_the_wanted_one_is_refused(origin, mirror, home):
    _, sha256 = export(origin, mirror)
    with pytest.raises(InputError, match="not the one"):
        fetch_reference(home, FolderMirror(mirror), manifest_sha256="0" * 64)
    assert fetch_reference(home, FolderMirror(mirror), manifest_sha256=sha256.upper()).brought == 4


def test_what_somebody_imported_here_is_not_dropped_unasked(mirror, home, order_excerpt):
    load(home, order_excerpt, "FY2020", imported_at="2026-06-01T00:00:00+00:00")
    with pytest.raises(ConfigurationError, match="icd10cm FY2020"):
        fetch_reference(home, FolderMirror(mirror))
    assert [one.release for one in Shelf(home)] == ["FY2020"]
    assert fetch_reference(home, FolderMirror(mirror), drop_own=True).removed == ("icd10cm FY2020",)
    assert [one.release for one in Shelf(home)] == ["FY2026"]


def test_what_is_withheld_is_not_in_the_export(origin, tmp_path):
    with pytest.raises(NotLoadedError):
        export(origin, tmp_path / "other", withheld=frozenset({"icd10cm"}))
    assert not (tmp_path / "other" / MANIFEST).exists()


def test_the_same_releases_built_twice_have_one_digest_and_others_another(origin, tmp_path, order_excerpt):
    load(tmp_path / "built-again", order_excerpt)
    assert reference_digest(Shelf(tmp_path / "built-again")) == reference_digest(Shelf(origin))
    shorter = tmp_path / "icd10cm_order_2026.txt"
    shorter.write_text("".join(order_excerpt.read_text().splitlines(keepends=True)[:-1]))
    load(tmp_path / "another", shorter)
    assert reference_digest(Shelf(tmp_path / "another")) != reference_digest(Shelf(origin))
