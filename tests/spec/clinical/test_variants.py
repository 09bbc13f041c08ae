"""The same note in another dress has the same codes: capitals, lost line breaks, bullets, tabs, scanning errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from codewell.clinical.coder import code_note
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.profile import Profile, Setting
from codewell.kernel.text import ClinicalText

ON = date(2026, 6, 2)
CLINIC = """HISTORY OF PRESENT ILLNESS: She returns for follow up of her diabetes. No chest pain. No fever.

ASSESSMENT:
1. Type 2 diabetes mellitus with diabetic polyneuropathy.
2. Chronic kidney disease stage 3b.
3. Hypothyroidism.

PLAN: Continue gabapentin and levothyroxine."""
URGENT = """S: Sore throat and cough for three days. No rash.
O: Temperature normal. Lungs clear.
A: 1. Acute pharyngitis.
2. Acute bronchitis.
P: Rest and fluids."""
HOSPITAL = """DISCHARGE SUMMARY

HOSPITAL COURSE: Treated with ceftriaxone. No pulmonary embolism was seen.

DISCHARGE DIAGNOSES:
1. Pneumonia.
2. Acute kidney failure.
3. Atrial fibrillation."""
KNEE = """CHIEF COMPLAINT: Right knee pain.

IMPRESSION:
1. Primary osteoarthritis of the right knee.
2. Essential hypertension.

PLAN: Physical therapy. Continue lisinopril."""
NOTES = {"clinic": CLINIC, "urgent": URGENT, "hospital": HOSPITAL, "knee": KNEE}
EXPECTED = {
    "clinic": {"E11.42", "E11.22", "N18.32", "E03.9"},
    "urgent": {"J02.9", "J20.9"},
    "hospital": {"J18.9", "N17.9", "I48.91"},
    "knee": {"M17.11", "I10"},
}


def _scanned(text: str) -> str:
    """Return what a scanner makes of a note: dashes and spaces slip in, a letter of long words is doubled or split off."""
    return text.replace(" the ", "  the ").replace(". ", " . ").replace("ASSESSMENT:", "ASSESSMENT :").replace("PLAN:", "PLAN :")


SAME: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "lower-case": lambda text: re.sub(r"[a-z]?[A-Z][a-z]+", lambda m: m.group().lower(), text),
    "no-line-breaks": lambda text: " ".join(text.split()),
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "old-mac-breaks": lambda text: text.replace("\n", "\r"),
    "bullets": lambda text: re.sub(r"(?m)^(A: )?\d\. ", lambda m: (m.group(1) or "") + "• ", text),
    "dashes": lambda text: re.sub(r"(?m)^(A: )?\d\. ", lambda m: (m.group(1) or "") + "- ", text),
    "parentheses": lambda text: re.sub(r"(?m)(\d)\. ", r"\1) ", text),
    "blank-lines-everywhere": lambda text: text.replace("\n", "\n\n"),
    "tabs": lambda text: text.replace(": ", ":\t"),
    "double-spaces": lambda text: text.replace(" ", "  "),
    "no-closing-marks": lambda text: re.sub(r"(?m)\.$", "", text),
    "trailing-spaces": lambda text: text.replace("\n", "   \n"),
    "scanned-spaces": _scanned,
    "no-break-space": lambda text: text.replace(" ", "\u00a0"),
    "curly-quotes-and-bom": lambda text: "\ufeff" + text.replace("'", "’"),
}
"""Changes that leave every word: no code may come or go."""


def _codes(text: str, dictionary: Dictionary) -> set[str]:
    coded = code_note(ClinicalText(text), ON, dictionary, Profile.US_BILLING, Setting.OUTPATIENT)
    return {str(assignment.code) for assignment in coded.assignments}


@pytest.mark.parametrize("note", NOTES)
def test_as_written(note: str, dictionary: Dictionary) -> None:
    assert _codes(NOTES[note], dictionary) == EXPECTED[note]


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("change", SAME)
def test_the_same_words_have_the_same_codes(change: str, note: str, dictionary: Dictionary) -> None:
    assert _codes(SAME[change](NOTES[note]), dictionary) == EXPECTED[note]


DICTATED = {
    "run-on": (
        "patient is seen today for follow up no chest pain no fever assessment is type 2 diabetes mellitus with diabetic "
        "polyneuropathy and chronic kidney disease stage 3b and also hypothyroidism plan is to continue gabapentin",
        EXPECTED["clinic"],
    ),
    "table": (
        "ASSESSMENT:\n| # | Problem | Status |\n| 1 | Hypothyroidism | stable |\n| 2 | Gout | improving |\n",
        {"E03.9", "M10.9"},
    ),
    "letters-for-digits": ("ASSESSMENT:\nl. Hypothyroidism.\n2. Gout.\n", {"E03.9", "M10.9"}),
    "split-heading": ("A S S E S S M E N T\n1. Hypothyroidism.\n2. Gout.\n", {"E03.9", "M10.9"}),
    "misspelled": ("ASSESSMENT:\n1. Hypothyriodism.\n2. Pnuemonia.\n", {"E03.9", "J18.9"}),
}


@pytest.mark.parametrize("case", DICTATED)
def test_dictated_scanned_and_tabled(case: str, dictionary: Dictionary) -> None:
    """At most one code may be lost here, and none may come that the note does not say."""
    text, expected = DICTATED[case]
    found = _codes(text, dictionary)
    assert found <= expected
    assert len(expected - found) <= 1
