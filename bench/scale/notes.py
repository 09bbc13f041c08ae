"""Short synthetic notes, the same for the same number: our own templates, no patient's text."""

from __future__ import annotations

import json
import random
from pathlib import Path

SEED = 20261201
_COMPLAINTS = (
    "cough and low-grade fever",
    "pain in the right knee after a fall",
    "follow-up of long-standing problems",
    "burning with urination",
    "headache since this morning",
    "swelling of both ankles",
    "chest tightness on exertion",
    "poor sleep and low mood",
    "itching rash of the forearms",
    "heartburn after meals",
    "numb feet at night",
    "shortness of breath on stairs",
)
_CONDITIONS = (
    "acute bronchitis",
    "essential hypertension",
    "type 2 diabetes mellitus",
    "diabetic neuropathy",
    "hyperlipidemia",
    "osteoarthritis of the right knee",
    "acute cystitis",
    "migraine without aura",
    "major depressive disorder, single episode, moderate",
    "atopic dermatitis",
    "gastroesophageal reflux disease",
    "chronic obstructive pulmonary disease",
    "congestive heart failure",
    "atrial fibrillation",
    "hypothyroidism",
    "iron deficiency anemia",
    "obstructive sleep apnea",
    "chronic kidney disease stage 3",
    "generalized anxiety disorder",
    "low back pain",
    "acute otitis media of the left ear",
    "plantar fasciitis",
    "gout of the left foot",
    "vitamin D deficiency",
    "allergic rhinitis",
    "acute sinusitis",
    "obesity",
    "tobacco use disorder",
    "asthma",
    "benign prostatic hyperplasia",
)
_RULED_OUT = ("pneumonia", "deep vein thrombosis", "fracture", "pulmonary embolism", "appendicitis", "cellulitis")
_PLANS = (
    "Continue the present medicines.",
    "Return in {weeks} weeks.",
    "Laboratory work before the next visit.",
    "Start physical therapy.",
    "Increase the dose and call with questions.",
    "Refer to cardiology.",
    "Walk {weeks}0 minutes daily.",
    "Chest film if no better.",
)


def write_notes(count: int, place: Path) -> None:
    """Write so many notes as NDJSON lines with `id` and `text`."""
    drawn = random.Random(SEED)
    with place.open("w", encoding="utf-8") as out:
        for number in range(count):
            out.write(json.dumps({"id": number, "text": _note(drawn)}) + "\n")


def _note(drawn: random.Random) -> str:
    conditions = drawn.sample(_CONDITIONS, drawn.randint(1, 4))
    listed = "\n".join(f"{number}. {condition[0].upper()}{condition[1:]}." for number, condition in enumerate(conditions, 1))
    plan = " ".join(drawn.sample(_PLANS, 2)).format(weeks=drawn.randint(1, 12))
    pressure, pulse = f"{drawn.randint(95, 190)}/{drawn.randint(55, 105)}", drawn.randint(50, 120)
    return (
        f"CC: {drawn.choice(_COMPLAINTS)} for {drawn.randint(1, 30)} days. Patient is {drawn.randint(19, 91)} years old.\n"
        f"BP {pressure}, pulse {pulse}, temperature {drawn.uniform(97, 103):.1f} F.\n"
        f"Exam: no distress. No signs of {drawn.choice(_RULED_OUT)}. Denies {drawn.choice(_COMPLAINTS)}.\n"
        f"Assessment:\n{listed}\nPlan: {plan}\n"
    )
