"""Numbers that a label introduces: the mechanism that classes (G) to (M) and (P) to (R) share.

A label ("MRN:", "Acct #", "Study subject number") says what follows; the value is a run of letters and digits with at least two
digits. The labels are data (`cues/labels.tsv`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from codewell.phi import cues
from codewell.phi.lexicon import NUMBER_LABEL
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType

_CONNECTOR = re.compile(
    r"(?:['’]s)?(?:[ \t]*\(?(?:no|nos|number|numbers|num|nbr|id|ids|identifier|identification|code|license|plate|card"
    r"|barcode|login|"
    r"template|scan|file|serial|account|acct|policy|subject|case|record|holder|udi|udi-di|saved|stored|attached"
    r"|beneficiary|plan|registration|state|medical|"
    r"claim|control|authorization|confirmation|reference|tracking|ending|ends|on|in|with|as|is|was|of|for|the|new|old"
    r"|current|previous|prior|patient|"
    r"mrn|[a-z]{2}(?=[ \t]*[#:]))\b(?!-)\)?\.?|[ \t]*[#:=|*_]|[ \t]*\n[ \t]*(?=[a-z]*[-#]?\d)|[ \t]+-[ \t]+){0,7}"
)
_SENTENCE = re.compile(r"[ \t]+[^.;\n\d|]{0,48}?(?:\n[^.;\n\d|]{0,30}?)?\b(?:is|was|number|no\.?|of)[ \t]*[:#]?")
_VALUE = re.compile(
    r"[ \t]*(?:\n[ \t]*)?[\"'“(\[]?#?[ \t]?(?P<value>(?:\(\d{2}\)[a-z0-9]+)+|[a-z]{1,4}(?:[ ]\d{3,4}){2,4}\b"
    r"|[a-z0-9](?:[a-z0-9]|[-_/.*](?=[a-z0-9*])"
    r"|(?<=\d)(?<!\d{6})[ ]{1,3}(?=\d{2,6}\b(?!/)))*)"
)
_NOT_AN_ID = re.compile(
    r"\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,3}(?:\.\d+)?|\d+(?:st|nd|rd|th|mg|ml|mm|cm|cc|kg|g|am|pm|hrs?|min|x|yo|f|m|fr"
    r"|french|gauge|units?)|"
    r"(?:19|20)\d\d|\d+x\d+|\d{1,3}(?:-\d{1,3})?-(?:year|month|week|day|hour|minute)s?(?:-old)?|\d{1,2}-\d{1,2}"
    r"|[a-z]\d{1,2}(?:\.\d+)?|\d{1,2}:\d{2}|\d{1,3},\d{3}"
)
_MUST_BE_LONG = cues.table("labels")["must_be_long"]


@cache
def _labels() -> dict[str, tuple[tuple[str, PhiType], ...]]:
    """Return the labels by their first word, longest first, so that "license plate" wins over "license"."""
    by_first: dict[str, list[tuple[str, PhiType]]] = {}
    for label, kind in cues.labels():
        first = re.match(r"[a-z]+", label)
        assert first
        rest = re.sub(r" \??", lambda space: r"[ \t]?" if "?" in space[0] else r"[ \t\n]{0,4}", label[first.end() :])
        by_first.setdefault(first[0], []).append((rest, PhiType(kind)))
    return {first: tuple(sorted(group, key=lambda pair: -len(pair[0]))) for first, group in by_first.items()}


@cache
def _rest(pattern: str) -> re.Pattern[str]:
    """Compile the rest of a label at its first use; most notes meet few of them."""
    return re.compile(pattern)


def labelled(note: Note, kind: PhiType) -> Iterator[Found]:
    """Yield the labelled numbers of one kind; the note is read for all kinds at the first call."""
    if note.labelled is None:
        note.labelled = list(_read(note))
    return (found for found in note.labelled if found.type is kind)


def _read(note: Note) -> Iterator[Found]:
    labels, scan = _labels(), note.scan
    for index in note.at(NUMBER_LABEL):
        word, end = note.words[index], note.ends[index]
        if word == "dl" and scan[note.starts[index] - 1 : note.starts[index]] == "/":
            continue  # milligrams per decilitre
        for rest, kind in labels[word]:
            match = _rest(rest).match(scan, end) if rest else None
            if rest and not match:
                continue
            connector = _CONNECTOR.match(scan, match.end() if match else end)
            assert connector
            value = _VALUE.match(scan, connector.end())
            if value and _is_identifier(value["value"], labelled_by=scan[end : connector.end()], word=word):
                rule = kind.value.lower().replace("_", "-")
                yield Found(value.start("value"), value.end("value"), kind, f"{rule}.label", 0.95)
                yield from _group_after(note, value.end("value"), kind)
                break
            plate = _plate(note, end, connector.end()) if kind is PhiType.VEHICLE_ID else None
            if plate:
                yield Found(*plate.span("value"), kind, "vehicle-id.plate", 0.85)
                break
            later = _in_sentence(scan, end) if word in _SURE_LABELS else None
            if later:
                yield Found(*later.span("value"), kind, f"{kind.value.lower().replace('_', '-')}.sentence", 0.85)
                break


_PLATE = re.compile(
    r"[ \t]*(?P<value>(?=[a-z0-9]{0,4}[ -]?[a-z0-9]{0,4}[a-z])(?=[a-z]{0,4}[ -]?[a-z]{0,4}[0-9])"
    r"[a-z0-9]{2,4}[ -][a-z0-9]{2,5})\b"
)
_OF_A_CAR = re.compile(
    r"\b(?:licen[cs]e|veh|vehicle|registration|state|car|truck|van)[ \t]plates?$|\bplates$|\b(?:tag|veh|vehicle)$"
)


def _plate(note: Note, label_end: int, offset: int) -> re.Match[str] | None:
    """Return a plate of two groups; a bare "plate" is a bone's or a nail's unless both groups stand in capitals."""
    of_a_car = _OF_A_CAR.search(note.scan, max(0, label_end - 24), label_end)
    plate = _PLATE.match(note.scan, offset) or (_PLATE.match(note.scan, label_end) if of_a_car else None)
    if plate and (of_a_car or (note.cased and note.text[slice(*plate.span("value"))].isupper())):
        return plate
    return None


_SURE_LABELS = cues.table("labels")["sure_labels"]


def _in_sentence(scan: str, offset: int) -> re.Match[str] | None:
    """Return the value of "her MRN at the outside facility is 7508165"."""
    between = _SENTENCE.match(scan, offset)
    value = _VALUE.match(scan, between.end()) if between else None
    if value and sum(map(str.isdigit, value["value"])) >= 4 and not _NOT_AN_ID.fullmatch(value["value"]):
        return value
    return None


def _is_identifier(value: str, *, labelled_by: str, word: str) -> bool:
    digits = sum(map(str.isdigit, value))
    if digits < 2 or _NOT_AN_ID.fullmatch(value):
        return digits >= 2 and value.isdigit() and len(value) >= 3 and "#" in labelled_by
    if word in _MUST_BE_LONG and not re.search(r"[#:]|no|num|id|is|plate|saved", labelled_by):
        return digits >= 4
    return True


_GROUP = re.compile(r"[ \t]*(?:,|/|and)[ \t]*(?P<value>(?=[a-z-]*\d[a-z-]*\d)[a-z0-9-]{5,})\b")


def _group_after(note: Note, offset: int, kind: PhiType) -> Iterator[Found]:
    """Yield a second value after a comma or "and" ("accessions S10-1234 and S10-1240")."""
    match = _GROUP.match(note.scan, offset)
    if match and not _NOT_AN_ID.fullmatch(match["value"]):
        yield Found(match.start("value"), match.end("value"), kind, f"{kind.value.lower().replace('_', '-')}.list", 0.7)
