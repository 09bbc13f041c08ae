"""Redaction as a whole: what stays, what goes, where things came from, and that no text slips out on the way."""

from __future__ import annotations

import logging
import tempfile
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codewell.kernel.errors import CodewellError, ConfigurationError, InputError, PhiBoundaryError
from codewell.kernel.text import ClinicalText
from codewell.phi.finding import find_identifiers
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.policy import POLICIES, Replacement, policy_named, read_policy
from codewell.phi.redaction import RedactedText, redact
from codewell.phi.report import report_of
from codewell.phi.resolve import resolve
from codewell.tasks.redact_note import RedactionRequest, redact_note
from codewell.tasks.wire import to_wire

CANARIES = ("Zbigniewska", "7508165", "Kowalczykowa")
NOTE = (
    "Patient: Kowalczykowa, Anna   MRN: 7508165\nDOB: 03/04/1931\n"
    "Dr. Zbigniewska saw her on March 5, 2024 at St. Mary's Hospital, Fresno, CA 93726.\n"
    "She is 94 years old, has Parkinson disease, BP 120/80. Call 559-555-0143. Zbigniewska will follow.\n"
)
SECRET = b"0123456789abcdef0123456789abcdef"

SENTENCES = (
    "Dr. Zbigniewska|Mrs. Young|MRN: 7508165|on 3/4/2021|at age 95|call 559-555-0143|Fresno, CA 93726|the|patient|has pain"
    "|. |\n|, "
    "|(|)|A. Lee, MD|12 Oak Street|x@example.org|Parkinson disease|2001:db8::1|\u0130stanbul|\r\n|DR. SMITH|mr. smith|5/325"
    "|123-45-6789| |  |-|\u00e9|[NAME]|[DATE]|St. Mary's Hospital|J0hn|Smith,|Name:|Mary|Will|May 5|\u2028"
)
PIECES = st.sampled_from(SENTENCES.split("|"))
NOTES = st.lists(PIECES, max_size=25).map(" ".join) | st.text(max_size=120)


@settings(max_examples=120, deadline=None)
@given(NOTES)
def test_spans_lie_in_the_text_in_order_and_apart(text):
    found = find_identifiers(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(first.end <= second.start for first, second in pairwise(found))


@settings(max_examples=150, deadline=None)
@given(NOTES, st.sampled_from(["tags", "masks", "blank", "safe-harbor", "limited-data-set"]))
def test_redacting_twice_changes_nothing_more(text, policy):
    once = redact(ClinicalText(text), policy_named(policy))
    assert redact(ClinicalText(once.text), policy_named(policy)).text == once.text


@settings(max_examples=150, deadline=None)
@given(NOTES, st.sampled_from(["tags", "masks", "blank", "safe-harbor", "surrogates"]))
def test_what_is_no_identifier_stays_and_its_offsets_are_true(text, policy):
    redacted = redact(ClinicalText(text), policy_named(policy), secret=SECRET)
    assert "".join(redacted.text[part.start : part.end] for part in redacted.segments) == redacted.text
    for part in redacted.segments:
        if part.found is None:
            assert redacted.text[part.start : part.end] == text[part.from_start : part.from_end]
            assert redacted.offset_in_note(part.start) == part.from_start
            assert redacted.offset_in_output(part.from_start) == part.start
    at = 0
    for part in redacted.segments:
        assert part.from_start == at
        at = part.from_end
    assert at == len(text)


@settings(max_examples=60, deadline=None)
@given(NOTES)
def test_no_policy_gives_out_what_was_found(text):
    for name in ("tags", "masks", "blank"):
        redacted = redact(ClinicalText(text), policy_named(name))
        for part in redacted.segments:
            if part.found:
                shown = redacted.text[part.start : part.end]
                assert shown in ("", f"[{part.found.type.value}]") or not any(letter.isalnum() for letter in shown)


def test_masks_keep_the_length_and_the_lines():
    masked = redact(ClinicalText(NOTE), policy_named("masks")).text
    assert len(masked) == len(NOTE)
    assert [len(line) for line in masked.splitlines()] == [len(line) for line in NOTE.splitlines()]


def test_medical_words_stay():
    text = redact(ClinicalText(NOTE)).text
    assert "Parkinson disease, BP 120/80" in text
    assert "CA" in text


@pytest.mark.parametrize("policy", ["tags", "masks", "blank", "surrogates"])
def test_no_canary_in_the_output(policy):
    redacted = redact(ClinicalText(NOTE), policy_named(policy), secret=SECRET)
    assert [canary for canary in (*CANARIES, "Fresno", "0143") if canary.lower() in redacted.text.lower()] == []


def test_no_canary_in_representations_reports_logs_errors_and_temporary_files(caplog, capsys):
    before = set(Path(tempfile.gettempdir()).iterdir())
    caplog.set_level(logging.DEBUG)
    done = redact_note(RedactionRequest(ClinicalText(NOTE)))
    told = [
        repr(done),
        str(done),
        repr(done.redacted),
        repr(done.report),
        str(to_wire(done.report)),
        repr(RedactionRequest(ClinicalText(NOTE))),
    ]
    with pytest.raises(CodewellError) as refused:
        redact_note(RedactionRequest(ClinicalText(NOTE), "surrogates"))
    told += [str(refused.value), repr(refused.value), caplog.text, *capsys.readouterr()]
    assert [canary for canary in CANARIES for line in told if canary in line] == []
    new = set(Path(tempfile.gettempdir()).iterdir()) - before
    assert [path for path in new if path.is_file() and any(canary.encode() in path.read_bytes() for canary in CANARIES)] == []


def test_only_the_redactor_makes_redacted_text():
    with pytest.raises(PhiBoundaryError):
        RedactedText(NOTE, "tags", (), (), mint=object())


def test_a_name_found_once_is_found_everywhere_in_any_order():
    note = "Dr. Zbigniewska came. ZBIGNIEWSKA signed. The family thanked Zbigniewska; she left."
    text = redact(ClinicalText(note)).text
    assert "zbigniewska" not in text.lower()


def test_overlapping_findings_become_one_with_the_surest_kind():
    first, second = Found(0, 10, PhiType.NAME, "a", 0.5), Found(5, 20, PhiType.LOCATION, "b", 0.9)
    assert resolve([second, first]) == (Found(0, 20, PhiType.LOCATION, "b", 0.9),)


def test_surrogates_agree_and_keep_intervals():
    def surrogate(patient: str | None) -> str:
        return redact(ClinicalText(NOTE), policy_named("surrogates"), secret=SECRET, patient=patient).text

    assert surrogate("p1") == surrogate("p1") != surrogate("p2")
    note = "Seen on 01/02/2020. Seen on 01/12/2020. Seen on March 2, 2020."
    text = redact(ClinicalText(note), policy_named("surrogates"), secret=SECRET).text
    first, second = (part.split(".")[0].split("/") for part in text.split("Seen on ")[1:3])
    days = [date(int(year), int(month), int(day)) for month, day, year in (first, second)]
    assert (days[1] - days[0]).days == 10


def test_a_person_keeps_one_surrogate_in_a_note():
    text = redact(
        ClinicalText("Mr. Okonkwo came. Okonkwo left. Mr. OKONKWO slept."), policy_named("surrogates"), secret=SECRET
    ).text
    names = {word.strip(".").lower() for word in text.split() if word.strip(".").lower() not in ("mr", "came", "left", "slept")}
    assert len(names) == 1
    assert names.isdisjoint({"okonkwo"})


@pytest.mark.parametrize("secret", [None, b"short"])
def test_surrogates_take_a_secret(secret):
    with pytest.raises(InputError):
        redact(ClinicalText(NOTE), policy_named("surrogates"), secret=secret)


def test_small_zip_areas_become_000():
    text = redact(ClinicalText("Fresno, CA 93726 and Cody, WY 82190"), policy_named("surrogates"), secret=SECRET).text
    assert "CA 937" in text
    assert "WY 000" in text


def test_a_limited_data_set_keeps_dates():
    text = redact(ClinicalText(NOTE), policy_named("limited-data-set")).text
    assert "March 5, 2024" in text
    assert "7508165" not in text


def test_every_policy_reads_and_cites_its_rule():
    assert all(policy_named(name).cites.startswith("45 CFR 164.514") for name in POLICIES)
    assert policy_named("masks").of(PhiType.NAME) is Replacement.MASK


@pytest.mark.parametrize(
    "broken", ["replacement = 'burn'", "", "[types]\nNAME = 'tag'", "replacement = 'tag'\n[types]\nSHOE = 'tag'", "="]
)
def test_a_broken_policy_is_refused(broken):
    with pytest.raises(ConfigurationError):
        read_policy(broken, "mine")


def test_an_unknown_policy_is_refused():
    with pytest.raises(InputError):
        policy_named("burn")


def test_the_report_counts_and_tells_no_text():
    report = report_of(redact(ClinicalText(NOTE)))
    assert dict(report.counts)["MRN"] == 1
    assert report.characters == len(NOTE)


def test_hostile_text_takes_bounded_time():
    for hostile in ("1:" * 20_000, "(" * 40_000, "Anna " * 8_000, "1/2/" * 10_000, "0l" * 20_000, "mrn number is " * 3_000):
        assert isinstance(find_identifiers(hostile), tuple)
