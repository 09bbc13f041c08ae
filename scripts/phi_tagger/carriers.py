"""Real prose as carriers: identifiers are put into it, or it stays as it is, free of identifiers.

Read are every second note of MTSamples (CC0; the others are for measuring) and the cases of CodiEsp in rough English
(CC BY 4.0). What the rules take for a name or place in a carrier is left aside when they are sure, since a few notes hold
residual names.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

from blind import Document
from further import FurtherDocument, spoilt
from world import World

from codewell.phi.finding import Engine, find_identifiers
from codewell.phi.phi_types import Found, PhiType

SURE = 0.85
_SHORTEST, _LONGEST = 20, 170
_LINES = Path(__file__).parent
_BOUNDARY = re.compile(r"(?<=[a-z0-9)][.;]) +(?=[A-Z])|\n+")
_PATIENT = ("{p:title} {p:l}", "{p:title} {p:l}", "{p:fl}", "{p:f}", "{p:f}", "{p:l}", "{p:f} {p:l}")
_DOCTOR = ("Dr. {d:l}", "Dr. {d:l}", "Dr. {d:fl}", "{d:l}", "{d:fl}", "{d2:l}", "Dr {d2:l}", "Dr. {d3:l}", "{d2:fl}, MD")
_KIN = ("{{}} {r:f}", "{{}} {r:fl}", "{{}}, {r:f},", "{{}} ({r:f})", "{{}}, {r2:fl},", "{{}} {r2:f}")
_REFERENTS = (
    (re.compile(r"\b(?:The|This|the) patient(?=[' ])"), 0.25, _PATIENT),
    (re.compile(r"(?<=\. )(?:He|She)(?= [a-z])"), 0.08, ("{p:f}", "{p:l}", "{p:title} {p:l}")),
    (re.compile(r"\bDr\.? [A-Z][a-zA-Z]*\b"), 0.9, _DOCTOR),
    (re.compile(r"\b(?:[hH]is|[hH]er) (?:wife|husband|mother|father|son|daughter|sister|brother)\b"), 0.6, _KIN),
    (re.compile(r"\bthe (?:surgeon|primary care physician|cardiologist|resident|attending)\b"), 0.5, _DOCTOR),
    (
        re.compile(r"\b(?:the|this|an outside) (?:hospital|clinic|facility|office|emergency (?:room|department))\b"),
        0.5,
        ("{hosp}",),
    ),
    (re.compile(r"\ba (?:nursing home|rehabilitation (?:facility|center)|skilled nursing facility)\b"), 0.7, ("{hosp}",)),
    (re.compile(r"(?<=lives )(?=with|alone|at home)"), 0.6, ("in {city} ", "on {street:name} ", "at {street} ", "near {city} ")),
    (
        re.compile(r"(?<=\d[- ]year[- ]old )(?:male|female|man|woman|gentleman|lady)\b"),
        0.3,
        ("{{}} from {city}", "{{}}, {p:fl},"),
    ),
)


def with_identifiers(corpora: Path, chosen: random.Random, world: World, sentences: list[str]) -> list[dict[str, Any]]:
    """Return carriers with identifiers in them and untouched ones: notes of MTSamples three times, cases of CodiEsp twice."""
    made = []
    for text, turns in (*((note, 3) for note in _notes(corpora)), *((case, 2) for case in _cases(corpora))):
        aside = [(one.start, one.end) for one in _sure_people_and_places(text)]
        for turn in range(turns):
            document = FurtherDocument(chosen, world, sentences)
            edits = [(start, end, "") for start, end in aside]
            if turn:
                edits += [*_replaced(text, chosen), *_added(text, chosen, PHRASES)]
            _write(document, text, edits, chosen)
            made.append(spoilt(chosen, document.record()))
    return made


def prose(corpora: Path) -> list[str]:
    """Return sentences of the carriers in which the rules find nothing."""
    sentences = {line.strip() for text in (*_notes(corpora), *_cases(corpora)) for line in _BOUNDARY.split(text)}
    fit = sorted(line for line in sentences if _SHORTEST < len(line) < _LONGEST and not set("{}<>|") & set(line))
    return [line for line in fit[::3] if not find_identifiers(line, Engine.RULES)]


def _notes(corpora: Path) -> list[str]:
    lines = (corpora / "notes_unlabelled_mtsamples_dev_half.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines[::2]]


def _cases(corpora: Path) -> list[str]:
    lines = (corpora / "icd/codiesp_en_mt.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def _sure_people_and_places(text: str) -> list[Found]:
    found = find_identifiers(text, Engine.RULES)
    return [one for one in found if one.confidence >= SURE and one.type in (PhiType.NAME, PhiType.LOCATION)]


def _lines(name: str) -> list[str]:
    return [line for line in (_LINES / name).read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]


PHRASES = [line for name in ("phrases.txt", "phrases_more.txt", "phrases_wider.txt") for line in _lines(name)]


def _replaced(text: str, chosen: random.Random) -> list[tuple[int, int, str]]:
    """Return words for a person or place of the note with the slot that takes their place."""
    edits = []
    for pattern, share, slots in _REFERENTS:
        for match in pattern.finditer(text):
            if chosen.random() < share:
                edits.append((*match.span(), chosen.choice(slots).replace("{{}}", match[0])))
    return edits


def _added(text: str, chosen: random.Random, phrases: list[str]) -> list[tuple[int, int, str]]:
    """Return sentences between those of the note, and lines before and behind it."""
    edits = [(0, 0, "\n".join(chosen.choices(phrases, k=chosen.randrange(4))) + "\n")]
    places = [match.start() for match in _BOUNDARY.finditer(text)]
    for place in chosen.sample(places, min(len(places), chosen.randrange(2, 14))):
        edits.append((place, place, chosen.choice((" ", " ", "\n")) + chosen.choice(phrases)))
    edits.append((len(text), len(text), "\n" + "\n".join(chosen.choices(phrases, k=chosen.randrange(4)))))
    return edits


def _write(document: Document, text: str, edits: list[tuple[int, int, str]], chosen: random.Random) -> None:
    done = 0
    for start, end, slots in sorted(edits):
        if start < done:
            continue
        document.text += text[done:start]
        done = end
        if slots:
            if chosen.random() < 0.3:
                document.people.clear()
            document.write(slots)
        else:
            document.ignore.append({"start": len(document.text), "end": len(document.text) + end - start})
            document.text += text[start:end]
    document.text += text[done:]
