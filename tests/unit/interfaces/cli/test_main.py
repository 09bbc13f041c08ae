"""The command group: help, unknown commands, exit codes of every family, no traceback."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from codewell import __version__
from codewell.interfaces.cli.failures import tell
from codewell.interfaces.cli.main import _COMMANDS, codewell
from codewell.interfaces.outcomes import OUTCOMES, outcome_of
from codewell.kernel import errors

EXCERPT = Path(__file__).parents[2] / "releases" / "excerpts" / "icd10cm_order_2026.txt"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.InputError("x"), 2),
        (errors.UnknownCodeError("x"), 3),
        (errors.NotLoadedError("x"), 5),
        (errors.PublisherFileError(file="f", expected="a", found="b"), 6),
        (errors.DownloadError("x"), 6),
        (errors.ConfigurationError("x"), 7),
        (errors.StorageError("x"), 7),
        (errors.LicenceError("x"), 8),
        (KeyboardInterrupt(), 130),
        (RuntimeError("x"), 1),
    ],
)
def test_each_family_has_its_exit_code(error, code):
    assert outcome_of(error).exit_code == code


def test_every_family_of_errors_is_in_the_table():
    families = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.CodewellError)]
    for family in families:
        if family is not errors.CodewellError:
            assert any(issubclass(family, listed) for listed, _ in OUTCOMES), family


@pytest.mark.parametrize("name", _COMMANDS)
def test_every_command_has_help_with_the_line_of_the_list(run, name):
    ran = run(name, "--help")
    assert ran.code == 0
    assert "Usage: codewell" in ran.out
    command = codewell.get_command(click.Context(codewell), name)
    assert command.short_help == _COMMANDS[name][1]


def test_help_names_the_commands_and_the_exit_codes(run):
    out = run("--help").out
    assert all(name in out for name in _COMMANDS)
    assert "Exit codes: 0 done" in out


def test_version(run):
    assert run("--version").out == f"codewell {__version__}\n"


def test_unknown_command_is_told_with_the_nearest(run):
    ran = run("lokup", "A000")
    assert ran.code == 2
    assert "codewell lookup" in ran.err


def test_code_in_the_place_of_a_command_is_sent_to_search(run):
    assert "codewell search E11.22" in run("E11.22").err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(run, shell):
    ran = run("completion", shell)
    assert ran.code == 0
    assert "_CODEWELL_COMPLETE" in ran.out


def test_defect_is_told_without_its_message(capsys):
    with pytest.raises(RuntimeError) as failure:
        raise RuntimeError("canary")
    assert tell(failure.value) == 1
    told = capsys.readouterr().err
    assert "RuntimeError at test_main.py" in told
    assert "canary" not in told


def test_home_that_is_a_file_is_refused(run):
    ran = run("--home", str(EXCERPT), "releases")
    assert ran.code == 2
    assert "Traceback" not in ran.err


def test_variable_that_means_nothing_is_refused(run, monkeypatch):
    monkeypatch.setenv("CODEWELL_AUTOBUILD", "perhaps")
    ran = run("releases")
    assert ran.code == 7
    assert "CODEWELL_AUTOBUILD" in ran.err


def test_releases_marks_what_is_in_force(run):
    ran = run("releases", "--on", "2026-09-30")
    assert [line.split()[:3] for line in ran.out.splitlines()[1:2]] == [["*", "icd10cm", "FY2026"]]
    found = json.loads(run("releases", "--on", "2026-10-01", "--json").out)
    assert [(listed["in_force"], listed["release"]["row_count"]) for listed in found["releases"]] == [(False, 150)]
    assert "hcpcs" in found["sources"]


def test_import_shows_what_was_imported(run, tmp_path):
    ran = run("--home", str(tmp_path), "import", "icd10cm", str(EXCERPT), "--excerpt")
    assert ran.code == 0
    assert "icd10cm FY2026 is ready: 150 rows, 2025-10-01 to 2026-09-30" in ran.err
    assert ran.out.startswith("icd10cm FY2026  sha256 ")


def test_import_of_a_part_is_refused_with_file_line_expected_and_found(run, tmp_path):
    ran = run("--home", str(tmp_path), "import", "icd10cm", str(EXCERPT))
    assert ran.code == 6
    assert "icd10cm_order_2026.txt, line 150: expected at least 90000 codes, found 150 codes" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("import", "icd99", str(EXCERPT)), 2),
        (("import", "icd10cm", "/nowhere/icd10cm_order_2026.txt"), 2),
        (("import", "icd10cm"), 2),
        (("import", "icd10cm", str(EXCERPT), "--accepted-by", "A. Coder"), 2),
        (("import", "mpfs", str(EXCERPT)), 8),
        (("sync", "nope"), 2),
        (("sync",), 2),
        (("sync", "mpfs"), 8),
        (("search",), 2),
        (("code",), 2),
        (("code", "/nowhere/note.txt"), 2),
        (("completion", "tcsh"), 2),
    ],
)
def test_what_cannot_be_done_is_told_with_its_exit_code(run, tmp_path, arguments, code):
    ran = run("--home", str(tmp_path), *arguments)
    assert ran.code == code, ran.err
    assert ran.err
    assert "Traceback" not in ran.err


def test_search_without_an_index_says_how_to_build_it(run):
    ran = run("search", "cholera")
    assert ran.code == 5
    assert "codewell build" in ran.err


def test_note_that_is_not_text_is_refused_without_being_quoted(run):
    ran = run("code", "-", stdin=b"canary \xff\xfe")
    assert ran.code == 2


def test_doctor_looks_at_the_release(run):
    ran = run("doctor")
    assert "icd10cm FY2026" in ran.out
    assert ran.code == 0
    assert json.loads(run("doctor", "--json").out)["things"][0]["what"] == "Codewell"
