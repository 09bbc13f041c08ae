"""RT Doses: unit, extent and maximum."""

from __future__ import annotations

import numpy as np
from pydicom.dataset import Dataset

from codewell.radonc.episode.elements import number_of, text_of, whole_of
from codewell.radonc.episode.naming import problem
from codewell.radonc.episode.record_reading import plan_of
from codewell.radonc.facts import DoseFacts, FileProblem

_DTYPES = {16: "u2", 32: "u4"}


def dose_of(dataset: Dataset, file: str, *, cut: bool, problems: list[FileProblem]) -> DoseFacts:
    """Return what an RT Dose states; its pixels are looked at and then dropped from the data set.

    Args:
        dataset: read whole.
        file: its name.
        cut: whether the pixels break off.
        problems: takes up missing pixels, relative or missing units.
    """
    units = text_of(dataset, "DoseUnits").upper()
    pixels = dataset.get("PixelData")
    content = pixels if isinstance(pixels, bytes) else b""
    shape = _shape(dataset)
    expected = None if shape is None else shape[0] * shape[1] * shape[2] * (whole_of(dataset, "BitsAllocated") or 0) // 8
    compressed = _is_compressed(dataset)
    if cut or (content and expected and len(content) < expected and not compressed):
        problems.append(problem(file, "rt.truncated"))
        content = b""
    elif not content:
        problems.append(problem(file, "rt.dose-without-pixels"))
    if units == "RELATIVE":
        problems.append(problem(file, "rt.dose-relative"))
    elif units != "GY":
        problems.append(problem(file, "rt.dose-units"))
    maximum = None if units != "GY" or compressed or expected is None else _maximum(dataset, content[:expected])
    if "PixelData" in dataset:
        del dataset.PixelData
    return DoseFacts(
        uid=text_of(dataset, "SOPInstanceUID"),
        file=file,
        plan=plan_of(dataset),
        units=units,
        summation=text_of(dataset, "DoseSummationType").upper(),
        shape=shape if content else None,
        maximum=maximum,
    )


def _shape(dataset: Dataset) -> tuple[int, int, int] | None:
    rows, columns = whole_of(dataset, "Rows"), whole_of(dataset, "Columns")
    if not rows or not columns:
        return None
    return whole_of(dataset, "NumberOfFrames") or 1, rows, columns


def _is_compressed(dataset: Dataset) -> bool:
    meta = getattr(dataset, "file_meta", None)
    syntax = text_of(meta, "TransferSyntaxUID") if meta is not None else ""
    return syntax not in ("", "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99")


def _maximum(dataset: Dataset, content: bytes) -> float | None:
    scaling, bits = number_of(dataset, "DoseGridScaling"), whole_of(dataset, "BitsAllocated")
    if scaling is None or bits not in _DTYPES or not content:
        return None
    big = text_of(getattr(dataset, "file_meta", Dataset()), "TransferSyntaxUID") == "1.2.840.10008.1.2.2"
    values = np.frombuffer(content, dtype=(">" if big else "<") + _DTYPES[bits])
    return round(float(values.max()) * scaling, 4)
