"""The audit of a run, and what may still point at a person."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from codewell.interfaces.audits.audit_page import audit_page, read_audit_file
from codewell.kernel.errors import InputError
from codewell.phi.policy import policy_named
from codewell.phi.reidentification import SMALLEST_CELL, notes_of, traits_of
from codewell.tasks.audit_redaction import audit_file
from codewell.tasks.redact_file import FileRequest, audit_of, redact_file

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
NOTE = b"Mr. Zbigniewski, a 45-year-old man with cystic fibrosis of Fresno, CA 93726, was seen on 3/4/2021."


@pytest.fixture(scope="module")
def audit():
    policy = policy_named("safe-harbor")
    files = [redact_file(FileRequest(NOTE, policy, "zbigniewski.txt", verify=True)) for _ in range(2)]
    return audit_file(audit_of(files, policy, made_at=NOON, made_by="Privacy Officer"))


def test_it_says_who_when_and_how_and_counts(audit):
    told = audit.audit
    assert (told["made_at"], told["made_by"], told["policy"]) == ("2026-11-25T12:00:00+00:00", "Privacy Officer", "safe-harbor")
    counts = {one["type"]: (one["paragraph"], one["count"]) for one in told["corpus"]["counts"]}
    assert counts == {"NAME": ("A", 2), "LOCATION": ("B", 4), "DATE": ("C", 2)}
    first = told["documents"][0]["taken_out"][0]
    assert (first["where"], first["start"], first["end"], first["type"], first["replaced_by"]) == ("body", 4, 15, "NAME", "tag")
    assert len(told["lists"]) > 5


def test_neither_text_nor_file_name_stands_in_it(audit):
    whole = (audit.as_json() + audit_page(audit)).lower()
    assert [one for one in (b"zbigniewski", b"fresno", b"93726", b"3/4/2021", b"cystic") if one in whole] == []


def test_it_points_at_a_rare_condition_beside_age_and_zip(audit):
    assert [note["id"] for note in audit.audit["corpus"]["notes"]] == [
        "reidentification.rare-age-zip", "reidentification.rare-condition", "reidentification.small-cell",
    ]  # fmt: skip
    assert audit.audit["corpus"]["notes"][0]["documents"] == [1, 2]


def test_a_cell_that_enough_documents_share_is_not_small():
    traits = traits_of("A 45-year-old man from CA 937.")
    assert notes_of([(number, traits) for number in range(SMALLEST_CELL - 1)])[0].id == "reidentification.small-cell"
    assert notes_of([(number, traits) for number in range(SMALLEST_CELL)]) == ()


def test_the_page_carries_its_values_and_tells_a_change(audit):
    page = audit_page(audit)
    assert read_audit_file(page) == audit
    with pytest.raises(InputError, match="does not show the values"):
        read_audit_file(page.replace(b"<td>Privacy Officer</td>", b"<td>Somebody Else</td>"))


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"format": "x", "audit": {}, "signature": null}', b"\xff"])
def test_what_is_no_audit_is_refused(content):
    with pytest.raises(InputError, match="no audit"):
        read_audit_file(content)
