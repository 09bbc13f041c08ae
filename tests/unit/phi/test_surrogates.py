"""Surrogates: one person stays one person, nobody real is named, and nothing of the original is left."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codewell.kernel.text import ClinicalText
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.policy import policy_named, read_policy
from codewell.phi.redaction import redact
from codewell.phi.replacing.choices import family_names, gender_of, given_names
from codewell.phi.replacing.people import formal

SECRET = b"0123456789abcdef0123456789abcdef"
SMITH = """Patient: OKONKWO, ROBERT J.  MRN: AB-7508165
Address: 1420 Oak Ave Apt 3, Fresno, CA 93726-1234. Phone (559) 555-7143 ext 22; bob.okonkwo@aol.com
Bob Okonkwo was admitted 3/4-3/9/2021 to St. Mary's Hospital under Dr. Maria Zbigniewska. Mr. Okonkwo (R. Okonkwo) improved.
SSN 123-45-6789. Last Thanksgiving he fell. Zbigniewska, MD. Cody, WY 82190.
"""


def surrogate(text: str, patient: str | None = "17", toml: str = "", secret: bytes = SECRET) -> str:
    policy = read_policy(f'replacement = "surrogate"\n{toml}', "mine") if toml else policy_named("surrogates")
    return redact(ClinicalText(text), policy, secret=secret, patient=patient).text


def test_every_form_of_a_person_becomes_the_same_other_person():
    text = surrogate(SMITH)
    family, given = re.search(r"Patient: (\w+), (\w+) (\w)", text).groups()[:2]
    assert f"\n{given.title()} {family.title()} was admitted" in text
    assert f"Mr. {family.title()} (" in text
    assert f"({given[0]}. {family.title()})" in text
    assert f"{given.lower()}.{family.lower()}@example.org" in text
    assert {family.lower(), given.lower()}.isdisjoint({"okonkwo", "robert", "bob", "maria", "zbigniewska"})


def test_surrogates_keep_their_shape_and_lead_nowhere():
    text = surrogate(SMITH)
    assert re.search(r"MRN: [A-Z]{2}-\d{7}\n", text)
    assert re.search(r"Phone \(\d{3}\) 555-01\d\d ext \d\d;", text)
    assert re.search(r"SSN 000-\d\d-\d{4}\.", text)
    assert re.search(r"Address: \d+ [A-Z][a-z]+ Ave, Unit \d\d, [A-Z]\w+, CA 937\.", text)
    assert "WY 000." in text
    assert "Last [DATE] he fell" in text


def test_no_original_is_left():
    text = surrogate(SMITH).lower()
    originals = ("okonkwo", "robert", "bob", "7508165", "1420", "oak", "fresno", "93726", "7143", "aol", "mary", "maria", "cody")
    assert [one for one in (*originals, "zbigniewska", "123-45", "6789", "82190", "3/4", "3/9") if one in text] == []


@pytest.mark.parametrize("scope", ["document", "patient", "corpus"])
def test_the_scope_says_where_a_person_stays_the_same(scope):
    toml = f'[surrogates]\nscope = "{scope}"'
    first, second = "Mrs. Okonkwo slept.", "Mrs. Okonkwo ate."
    one = surrogate(first, "1", toml).split()[1]
    same_patient = surrogate(second, "1", toml).split()[1] == one
    other_patient = surrogate(second, "2", toml).split()[1] == one
    assert (same_patient, other_patient) == {
        "document": (False, False), "patient": (True, False), "corpus": (True, True),
    }[scope]  # fmt: skip


def test_another_secret_gives_other_surrogates():
    assert surrogate(SMITH) != surrogate(SMITH, secret=SECRET[::-1])


def test_gender_is_kept():
    for name in ("Robert", "Linda", "Bob", "Susan"):
        found = surrogate(f"Dr. {name} Okonkwo came.").split()[1].lower()
        assert gender_of(found) == gender_of(formal(name.lower()))


def test_initials_are_kept_only_where_asked():
    text = surrogate(SMITH, toml="[surrogates]\nkeep_initials = true")
    assert re.search(r"Patient: O\w+, R\w+ ", text)


def test_weekdays_are_kept_where_asked():
    text = surrogate("Seen on 03/04/2021.", toml="[surrogates]\nkeep_weekday = true")
    month, day, year = map(int, re.search(r"(\d+)/(\d+)/(\d+)", text).groups())
    assert (date(year, month, day).weekday(), date(year, month, day) == date(2021, 3, 4)) == (date(2021, 3, 4).weekday(), False)


def test_a_birth_that_tells_an_age_over_89_is_not_moved_but_taken_out():
    text = surrogate("DOB: 03/04/1931. Seen on 05/06/2024.")
    assert "DOB: [DATE]." in text
    assert "DOB: [DATE]." in redact(ClinicalText("DOB: 03/04/1931. Seen on 05/06/2024."), policy_named("safe-harbor")).text


def test_no_surrogate_is_a_name_of_the_document():
    names = [name.capitalize() for name in family_names()[:300]]
    text = ". ".join(f"Dr. {name} came" for name in names)
    given_out = {word.lower() for word in re.findall(r"Dr\. (\w+)", surrogate(text))}
    assert given_out.isdisjoint(name.lower() for name in names)
    assert len(given_out) == len(names)


_GIVEN = st.sampled_from(given_names("f")[:80] + given_names("m")[:80])
_FAMILY = st.sampled_from(family_names()[::60])
_DAYS = st.dates(date(1990, 1, 1), date(2025, 12, 31))


@settings(max_examples=40, deadline=None)
@given(
    _GIVEN,
    _FAMILY,
    _DAYS,
    st.integers(1_000_000, 9_999_999),
    st.sampled_from(["tags", "masks", "blank", "safe-harbor", "surrogates"]),
)
def test_no_policy_gives_out_an_identifier_of_a_generated_note(given, family, day, number, policy):
    note = (
        f"Patient: {family.upper()}, {given.upper()}\nMRN: {number}\nSeen on {day:%m/%d/%Y}. "
        f"Mrs. {family.title()} has asthma. Call 559-555-{number % 10000:04d}. {given.title()} {family.title()} agrees."
    )
    text = redact(ClinicalText(note), policy_named(policy), secret=SECRET).text.lower()
    planted = (given, family, str(number), f"{day:%m/%d/%Y}", f"559-555-{number % 10000:04d}")
    assert [one for one in planted if re.search(rf"(?<![a-z0-9]){re.escape(one)}(?![a-z0-9])", text)] == []
    assert "asthma" in text


@settings(max_examples=25, deadline=None)
@given(st.permutations([SMITH, "Mr. Okonkwo slept on 3/4/2021.", "Seen by Dr. Zbigniewska.", "No pain."]))
def test_the_order_of_a_run_changes_nothing(notes):
    assert {note: surrogate(note) for note in notes} == {note: surrogate(note) for note in sorted(notes)}


@settings(max_examples=25, deadline=None)
@given(_FAMILY, _FAMILY)
def test_offsets_are_true_both_ways(first, second):
    note = f"Dr. {first.title()} and Dr. {second.title()} agree that the pain is gone."
    redacted = redact(ClinicalText(note), policy_named("surrogates"), secret=SECRET)
    for segment in redacted.segments:
        assert redacted.offset_in_output(segment.from_start) == segment.start
        assert redacted.offset_in_note(segment.start) == segment.from_start
    at = note.index("pain")
    assert redacted.text[redacted.offset_in_output(at) :].startswith("pain is gone")


def test_a_name_that_was_read_with_digits_is_the_same_person_and_leaves_none():
    text = surrogate("Mr. Okonkwo came. Mr. Ok0nkwo left.")
    assert re.fullmatch(r"Mr\. ([A-Z][a-z]+) came\. Mr\. \1 left\.", text, re.IGNORECASE)
    whole = redact(ClinicalText("998877665"), policy_named("surrogates"), secret=SECRET, find=_as_name)
    assert re.fullmatch(r"\d{9}", whole.text)
    assert whole.text != "998877665"


def _as_name(value: str) -> tuple[Found, ...]:
    """Return a number that a table of fields takes for a name."""
    return (Found(0, len(value), PhiType.NAME, "field.value", 1.0),)
