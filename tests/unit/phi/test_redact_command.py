"""`codewell redact` as a shell sees it."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from codewell.interfaces.cli.main import main

NOTE = "Mr. Zbigniewski, MRN 7508165, was seen on 3/4/2021.\n"


@pytest.fixture
def run(capfdbinary, monkeypatch):
    def _run(*arguments: str, stdin: bytes = b"") -> SimpleNamespace:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(stdin)))
        code = main(["redact", *arguments])
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return SimpleNamespace(code=code, out=out.decode(), err=err.decode())

    return _run


def test_a_file(run, tmp_path):
    path = tmp_path / "note.txt"
    path.write_text(NOTE)
    done = run(str(path))
    assert (done.code, done.out) == (0, "Mr. [NAME], MRN [MRN], was seen on [DATE].\n")


def test_a_stream_of_spans(run):
    done = run("--ndjson", "--spans", stdin=json.dumps({"id": "a", "text": NOTE}).encode() + b"\n{\n")
    first, second = map(json.loads, done.out.splitlines())
    assert [(span["type"], NOTE[span["start"] : span["end"]]) for span in first["spans"]] == [
        ("NAME", "Zbigniewski"), ("MRN", "7508165"), ("DATE", "3/4/2021"),
    ]  # fmt: skip
    assert set(first["spans"][0]) == {"start", "end", "type", "rule", "confidence"}
    assert second["error"]["slug"] == "input.bad-line"


def test_out_and_audit_without_text(run, tmp_path):
    path, out, audit = tmp_path / "note.txt", tmp_path / "out.txt", tmp_path / "audit.json"
    path.write_text(NOTE)
    assert run(str(path), "-o", str(out), "--audit", str(audit)).code == 0
    assert "Zbigniewski" not in out.read_text() + audit.read_text()
    counts = json.loads(audit.read_text())["audit"]["corpus"]["counts"]
    assert [(one["type"], one["paragraph"], one["count"]) for one in counts] == [
        ("NAME", "A", 1),
        ("DATE", "C", 1),
        ("MRN", "H", 1),
    ]
    assert sorted(left.name for left in tmp_path.iterdir()) == ["audit.json", "note.txt", "out.txt"]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"Mr. Zbigniewski\0"])
def test_what_is_no_text_is_refused_without_quoting_it(run, tmp_path, content):
    path = tmp_path / "note.txt"
    path.write_bytes(content)
    done = run(str(path))
    assert done.code == 2
    assert "Zbigniewski" not in done.out + done.err


@pytest.fixture
def keys(run, tmp_path):
    private, public = tmp_path / "private.pem", tmp_path / "public.pem"
    assert run("audit", "new-key", "--private-key", str(private), "--public-key", str(public)).code == 0
    return private, public


@pytest.fixture
def note(tmp_path):
    path = tmp_path / "note.txt"
    path.write_text(NOTE)
    return path


@pytest.mark.parametrize("name", ["audit.json", "audit.html"])
def test_a_signed_audit_holds_until_somebody_changes_it(run, tmp_path, note, keys, name):
    audit = tmp_path / name
    made = run(str(note), "--audit", str(audit), "--sign-key", str(keys[0]), "--made-by", "Privacy Officer", "--verify")
    assert made.code == 0
    told = run("audit", "verify", str(audit), "--public-key", str(keys[1]))
    assert (told.code, "Privacy Officer" in told.out) == (0, True)
    audit.write_text(audit.read_text().replace("Privacy Officer", "Somebody Else", 1))
    refused = run("audit", "verify", str(audit), "--public-key", str(keys[1]))
    assert refused.code == 2
    assert "changed" in refused.err


def test_an_audit_of_another_signer_or_of_none_is_refused(run, tmp_path, note, keys):
    audit, other = tmp_path / "audit.json", tmp_path / "other.pem"
    run("audit", "new-key", "--private-key", str(tmp_path / "x.pem"), "--public-key", str(other))
    run(str(note), "--audit", str(audit), "--sign-key", str(keys[0]))
    assert "another key" in run("audit", "verify", str(audit), "--public-key", str(other)).err
    run(str(note), "--audit", str(audit))
    assert "not signed" in run("audit", "verify", str(audit), "--public-key", str(keys[1])).err


def test_a_key_is_never_written_over(run, keys):
    again = run("audit", "new-key", "--private-key", str(keys[0]), "--public-key", str(keys[1]))
    assert (again.code, "exists" in again.err) == (2, True)


def test_what_was_taken_out_comes_back_from_the_vault_with_its_key_only(run, tmp_path, note):
    key, wrong, vault, out = (tmp_path / name for name in ("key", "wrong", "v.json", "out.txt"))
    key.write_bytes(b"k" * 32)
    wrong.write_bytes(b"w" * 32)
    sealing = ("-o", str(out), "--vault", str(vault), "--vault-key-file", str(key))
    assert run(str(note), *sealing).code == 0
    assert "Zbigniewski" not in out.read_text() + vault.read_text()
    opening = ("restore", str(out), "--vault", str(vault), "--vault-key-file")
    assert run(*opening, str(key)).out == NOTE
    assert (vault.stat().st_mode & 0o077) == 0
    refused = run(*opening, str(wrong))
    assert (refused.code, "does not open with this key" in refused.err, refused.out) == (2, True, "")
    out.write_text(out.read_text() + "more")
    assert "as it stands" in run(*opening, str(key)).err


def test_a_vault_keeps_what_it_held(run, tmp_path, note):
    key, vault = tmp_path / "key", tmp_path / "v.json"
    key.write_bytes(b"k" * 32)
    second = tmp_path / "second.txt"
    second.write_text("Mrs. Wojciechowska fell.\n")
    for path, out in ((note, "1.txt"), (second, "2.txt")):
        run(str(path), "-o", str(tmp_path / out), "--vault", str(vault), "--vault-key-file", str(key))
    opening = ("--vault", str(vault), "--vault-key-file", str(key))
    assert run("restore", str(tmp_path / "1.txt"), *opening).out == NOTE
    assert run("restore", str(tmp_path / "2.txt"), *opening).out == second.read_text()


def test_a_second_pass_that_fails_writes_nothing(run, tmp_path):
    path, out, audit = tmp_path / "note.txt", tmp_path / "out.txt", tmp_path / "audit.json"
    path.write_text("Order 99887766554 for cHrIsTyna; Hollenbach retractor used.\n")
    done = run(str(path), "-o", str(out), "--audit", str(audit), "--verify")
    assert done.code == 7
    assert "verify." in done.err
    assert "Hollenbach" not in done.out + done.err
    assert not out.exists()
    assert not audit.exists()


def test_a_policy_file_of_ones_own(run, tmp_path, note):
    policy = tmp_path / "mine.toml"
    policy.write_text('replacement = "tag"\n[types]\nDATE = "generalise"\n')
    assert run(str(note), "--policy", str(policy)).out == "Mr. [NAME], MRN [MRN], was seen on 2021.\n"
    policy.write_text('replacement = "tag"\n[types]\nDATES = "generalise"\n')
    refused = run(str(note), "--policy", str(policy))
    assert (refused.code, "Did you mean 'DATE'?" in refused.err) == (7, True)


def test_a_full_disk_leaves_nothing_half_written(run, note):
    """`/dev/full` refuses every write; a file beside it cannot be renamed into its place either."""
    done = run(str(note), "-o", "/dev/full/out.txt")
    assert done.code == 2
    assert "Zbigniewski" not in done.out + done.err


@pytest.fixture
def small_disk(tmp_path):
    """A file system with room for 16 kB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = (
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "none", str(folder)], capture_output=True, check=False)
        if shutil.which("mount")
        else None
    )
    if mounted is None or mounted.returncode:
        pytest.skip("a small file system cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_fills_leaves_what_was_there(run, tmp_path, small_disk):
    note = tmp_path / "long.txt"
    note.write_text(NOTE * 1000)
    out, audit = small_disk / "out.txt", tmp_path / "audit.json"
    out.write_text("before")
    done = run(str(note), "-o", str(out), "--audit", str(audit))
    assert (done.code, "cannot be written" in done.err) == (2, True)
    assert out.read_text() == "before"
    assert [left.name for left in small_disk.iterdir()] == ["out.txt"]
    assert not audit.exists()


def test_no_canary_anywhere_but_in_the_note(run, tmp_path, note, keys, caplog):
    key = tmp_path / "key"
    key.write_bytes(b"k" * 32)
    before = set(Path(tempfile.gettempdir()).iterdir())
    given = ("--audit", str(tmp_path / "a.html"), "--vault", str(tmp_path / "v.json"), "--vault-key-file", str(key))
    done = run(str(note), "-o", str(tmp_path / "out.txt"), "--verify", "--sign-key", str(keys[0]), *given)
    wrong = run(str(note), *given[2:4], "--vault-key-file", str(keys[1]))
    told = [done.out, done.err, wrong.err, caplog.text]
    told += [path.read_text() for path in tmp_path.iterdir() if path.is_file() and path != note]
    new = set(Path(tempfile.gettempdir()).iterdir()) - before
    told += [path.read_text(errors="replace") for path in new if path.is_file()]
    assert [canary for canary in ("Zbigniewski", "7508165", "3/4/2021") for text in told if canary in text] == []


def test_a_folder_becomes_a_folder_with_one_audit(run, tmp_path, note, keys):
    folder, out, audit = tmp_path / "charts", tmp_path / "redacted", tmp_path / "audit.html"
    (folder / "a").mkdir(parents=True)
    for name in ("one.txt", "a/two.txt"):
        (folder / name).write_text(NOTE)
    (folder / "page.html").write_text("<p>Mrs. Wojciechowska, 45 years old, CA 93726, has cystic fibrosis.</p>")
    (folder / "empty.txt").write_text("")
    done = run(str(folder), "-o", str(out), "--verify", "--audit", str(audit), "--sign-key", str(keys[0]))
    assert done.code == 9
    assert (out / "a/two.txt").read_text() == "Mr. [NAME], MRN [MRN], was seen on [DATE].\n"
    assert "Wojciechowska" not in (out / "page.html").read_text()
    assert not (out / "empty.txt").exists()
    told = audit.read_text()
    assert "3 documents" in told
    assert "A rare condition stands beside an age" not in told  # the ZIP code went
    assert "A rare condition is named" in told
    assert "Wojciechowska" not in told + (out / "outcomes.ndjson").read_text()
    assert run("audit", "verify", str(audit), "--public-key", str(keys[1])).code == 0


def test_a_folder_takes_a_place_and_surrogates_their_secret(run, tmp_path):
    assert run(str(tmp_path)).code == 2
    assert run(str(tmp_path), "-o", str(tmp_path / "out"), "--policy", "surrogates").code == 2
