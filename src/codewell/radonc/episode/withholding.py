"""Withholding what headers say of who the patient is from everything that an episode shows."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from enum import Enum
from typing import TypeVar, cast

from pydicom.dataset import Dataset

from codewell.radonc.episode.elements import items_of, text_of, value_of
from codewell.radonc.facts import Episode, Site

T = TypeVar("T")

WITHHELD = "[withheld]"
_NAMES = ("PatientName", "OtherPatientNames", "PatientBirthName", "PatientMotherBirthName", "ResponsiblePerson")
_NUMBERS = ("PatientID", "OtherPatientIDs", "AccessionNumber", "MedicalRecordLocator", "PatientBirthDate")
_UID = re.compile(r"[0-9]+(?:\.[0-9]+){3,}")
_NUMBER = re.compile(r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?")
_WORD = re.compile(r"[^\W_]+")
_KEPT_FIELDS = frozenset({"file", "tag", "path", "uid", "key", "slug", "problem", "next_step", "look_for", "what", "how"})
# Words of plans and structures: somebody may be called Young, and a phantom Prostate, yet a structure keeps its name.
_VOCABULARY = frozenset(
    {word for site in Site for word in site.value.upper().split("-")}
    | {
        "TEST",
        "PATIENT",
        "PHANTOM",
        "PLAN",
        "BOOST",
        "LEFT",
        "RIGHT",
        "SHAPE",
        "TARGET",
        "PTV",
        "CTV",
        "GTV",
        "CORE",
        "WATER",
        "BOX",
    }
    | {"WATER", "BOX", "ANON", "ANONYMOUS", "ANONYMIZED", "SYNTHETIC"}
)


def is_identified(headers: Iterable[Dataset]) -> bool:
    """Say whether a header holds a patient's name, number or birth date and does not state that identity was removed."""
    for header in headers:
        if text_of(header, "PatientIdentityRemoved").upper() == "YES":
            continue
        if any(text_of(header, keyword) for keyword in ("PatientName", "PatientID", "PatientBirthDate", "OtherPatientIDs")):
            return True
    return False


def identity_words(headers: Iterable[Dataset]) -> frozenset[str]:
    """Return names and numbers of patients in headers, upper case; three characters and more, no words of anatomy."""
    words: set[str] = set()
    for header in headers:
        if text_of(header, "PatientIdentityRemoved").upper() == "YES":
            continue
        for keyword in _NAMES:
            words |= {part.upper() for text in _texts(header, keyword) for part in _WORD.findall(text)}
        for keyword in _NUMBERS:
            words |= {text.upper() for text in _texts(header, keyword)}
        words |= {text_of(item, "PatientID").upper() for item in items_of(header, "OtherPatientIDsSequence")}
    return frozenset(word for word in words if len(word) > 2 and word not in _VOCABULARY)


def _texts(header: Dataset, keyword: str) -> list[str]:
    found = value_of(header, keyword)
    if found is None:
        return []
    many = found if not isinstance(found, str | bytes) and type(found).__name__ == "MultiValue" else [found]
    return [str(one).strip() for one in cast(Iterable[object], many)]


def withhold(episode: Episode, words: frozenset[str]) -> Episode:
    """Return an episode in whose texts (labels, names, descriptions, values of proofs) no word of an identity stands.

    Names of files, UIDs and plain numbers stay: files must be found again, and a meterset is not a patient's number.
    """
    if not words:
        return episode
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    pattern = re.compile("|".join(_alternative(word) for word in longest_first), re.IGNORECASE)
    return _without(episode, pattern)


def _alternative(word: str) -> str:
    """Return how a word is found: long ones and numbers within other words too (`PTVSMITHSON`), short ones on their own."""
    anywhere = len(word) > 5 or (len(word) > 4 and any(character.isdigit() for character in word))
    return re.escape(word) if anywhere else rf"(?<![^\W_]){re.escape(word)}(?![^\W_])"


def _without(found: T, pattern: re.Pattern[str]) -> T:
    if isinstance(found, str):
        return cast(T, _clean(found, pattern))
    if isinstance(found, tuple):
        made = tuple(_without(one, pattern) for one in found)
        return cast(T, found if all(a is b for a, b in zip(made, found, strict=True)) else made)
    if isinstance(found, Enum) or not dataclasses.is_dataclass(found) or isinstance(found, type):
        return found
    changes: dict[str, object] = {}
    for field in dataclasses.fields(found):
        if field.name not in _KEPT_FIELDS:
            before = getattr(found, field.name)
            after = _without(before, pattern)
            if after is not before:
                changes[field.name] = after
    return cast(T, dataclasses.replace(found, **changes)) if changes else found


def _clean(text: str, pattern: re.Pattern[str]) -> str:
    if not text or _UID.fullmatch(text) or (_NUMBER.fullmatch(text) and len(text) < 6):
        return text
    return pattern.sub(WITHHELD, text) if pattern.search(text) else text
