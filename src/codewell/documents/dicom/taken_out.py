"""What is taken out of a data set before anybody decides about its text (taken_out.toml)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydicom.datadict import dictionary_has_tag
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

from codewell.kernel.errors import InputError

DEEPEST_SEQUENCE = 24
"""Sequences within sequences: structured reports have about ten."""
_BYTES = frozenset({"OB", "UN", "OW", "OF", "OD", "OL", "OV", "OB or OW", "US or OW", "US or SS or OW"})
_PIXELS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
_OVERLAYS_AND_CURVES = (0x6000, 0x5000)
_RETIRED_TEXT_GROUPS = (0xFFFA, 0xFFFC)
_CODED = re.compile(r"[A-Z0-9_ ]{0,16}")
_NUMBER = re.compile(r"\s*[-+]?[0-9.]{0,15}(?:[eE][-+]?[0-9]{1,3})?\s*")
_RT_DOSE = "1.2.840.10008.5.1.4.1.1.481.2"


@dataclass(frozen=True, slots=True)
class TakenOut:
    """The table: elements that go, elements that stay without a value, elements of bytes that stay."""

    whole: frozenset[int]
    emptied: frozenset[int]
    bytes_kept: frozenset[int]


@cache
def taken_out() -> TakenOut:
    """Return the table, read once."""
    table = tomllib.loads(files(__package__).joinpath("taken_out.toml").read_text(encoding="utf-8"))
    return TakenOut(*(_tags(table[name]) for name in ("whole", "emptied", "bytes_kept")))


def _tags(listed: str) -> frozenset[int]:
    return frozenset(int(group + element, 16) for group, element in re.findall(r"\(([0-9A-F]{4}),([0-9A-F]{4})\)", listed))


def pixels_may_show_text(dataset: Dataset) -> bool:
    """Say whether the pixels may show a name or a face.

    They do not where the object itself says that nothing is burned in and nobody can be recognised, and in a dose grid, which
    is computed (house policy, decision 21).
    """
    if str(dataset.get("SOPClassUID", "")) == _RT_DOSE:
        return False
    return str(dataset.get("BurnedInAnnotation", "")) != "NO" or str(dataset.get("RecognizableVisualFeatures", "")) == "YES"


def take_out(dataset: Dataset, *, keep_pixels: bool, depth: int = 0) -> None:
    """Take out of a data set, at any depth, what no table of fields decides about.

    Raises:
        InputError: its sequences are nested too deep.
    """
    if depth > DEEPEST_SEQUENCE:
        raise InputError(
            "The DICOM object nests its sequences too deep.", next_step="Export it again.", slug="input.dicom-too-deep"
        )
    for element in list(dataset):
        tag = int(element.tag)
        if _goes(tag, element, keep_pixels):
            del dataset[tag]
        elif element.VR == "SQ":
            for item in element.value or ():
                take_out(item, keep_pixels=False, depth=depth + 1)
        elif element.VR in ("CS", "DS", "IS") and not _is_coded(element):
            element.value = None


def _goes(tag: int, element: DataElement, keep_pixels: bool) -> bool:
    group = tag >> 16
    if group % 2 or group & 0xFF00 in _OVERLAYS_AND_CURVES or group in _RETIRED_TEXT_GROUPS:
        return True
    if tag in _PIXELS:
        return not keep_pixels
    if tag in taken_out().whole or not dictionary_has_tag(tag):
        return True
    return element.VR in _BYTES and tag not in taken_out().bytes_kept


def _is_coded(element: DataElement) -> bool:
    form = _CODED if element.VR == "CS" else _NUMBER
    values = element.value if element.VM > 1 else [element.value]
    return all(one is None or form.fullmatch(str(getattr(one, "original_string", one))) for one in values or ())
