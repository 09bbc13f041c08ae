"""Numbers without a label of their own: behind "no." and "#", beside a name, in groups; and the numbers of medicine that stay."""

from __future__ import annotations

import pytest

from codewell.phi.finding import Engine, find_identifiers


def covered(text: str) -> list[str]:
    return [text[one.start : one.end] for one in find_identifiers(text, Engine.RULES)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Bakery permit no. 4471-B was in his pocket.", "4471-B"),
        ("Her library number is 88213.", "88213"),
        ("Fishing permit #20-3318 expired.", "20-3318"),
        ("Hosp # 604411", "604411"),
        ("Clinic no: 55-10-32", "55-10-32"),
        ("A/C no 301 776 204", "301 776 204"),
        ("Aetna ID KLM 220 518 907", "KLM 220 518 907"),
        ("Okafor, Ada 40-71-86 was moved.", "40-71-86"),
        ("Dr. Okafor (74177) will call.", "74177"),
        ("file ref 9921 44872", "9921 44872"),
        ("It reads 4471 8832 10.", "4471 8832 10"),
        ("DL 60-67362 was shown.", "60-67362"),
        ("Plate AB7 9KQ", "AB7 9KQ"),
        ("The number is 555-0143.", "555-0143"),
        ("415·555·0143", "415·555·0143"),
        ("415 - 555 - 0143", "415 - 555 - 0143"),
        ("paged at 4471", "4471"),
        ("Transferred to Elm Manor Hospital 5/4", "5/4"),
    ],
)
def test_a_number_that_its_surroundings_give_away_is_taken_whole(text, value):
    assert value in covered(text)


@pytest.mark.parametrize(
    "text",
    [
        "CPT code 99213, HCPCS J1885, ICD-10 E11.65, NDC 0002-8215-01.",
        "Glucose 104 mg/dL (70-1100).",
        "#2-0 Vicryl, 18 gauge needle, #10 blade, catheter no. 1416.",
        "Served 1998-2002; normal 250-1100.",
        "Platelets 150000, WBC 12400, hCG 1104.",
        "Dispense #3000.",
        "Page no. 1204 of the manual.",
        "Strength 5/5 in both arms, 4/5 on the left.",
        "model no. 4470, size no. 1236",
    ],
)
def test_codes_models_measures_and_ranges_stay(text):
    assert covered(text) == []
