"""Runs of letters and digits that no label introduces: NPI, DEA number, Medicare identifier, VIN, or any other long code.

(I) health plan numbers, (K) licences, (L) vehicles, (M) devices and (R) other unique numbers share one reading of the run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codewell.phi.identifiers.check_digits import is_dea_number, is_npi
from codewell.phi.identifiers.ranges import is_reference_range
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType

_RUN = re.compile(r"[a-z0-9]{7,17}(?:-[0-9]{1,4})?(?![\w-]|\.\d)")
_MBI = re.compile(r"[1-9][ac-hj-np-rt-y][0-9ac-hj-np-rt-y]\d-?[ac-hj-np-rt-y][0-9ac-hj-np-rt-y]\d-?[ac-hj-np-rt-y]{2}\d\d")
_MBI_DASHED = re.compile(r"[1-9][a-z][0-9a-z]\d-[a-z][0-9a-z]\d-[a-z]{2}\d\d(?![\w-])")
_PREFIXED = re.compile(r"[a-z]{1,5}-\d{5,12}(?![\w-])")
_DASHED = re.compile(r"[a-z0-9]{1,7}(?:-[a-z0-9]{1,10}){1,3}(?![\w-]|\.\d)")
_NDC = re.compile(r"\d{4}-\d{4}-\d\d|\d{5}-\d{3}-\d\d|\d{5}-\d{4}-\d\d?")
_UDI = re.compile(r"\(01\)\s?\d{14}(?:\s?\(\d{2}\)\s?[a-z0-9-]+)*")
_VIN = re.compile(r"[a-hj-npr-z0-9]{17}")
_MAC = re.compile(r"(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![0-9a-z:-])")
_GROUPED = re.compile(
    r"(?<![\w.,/-])(?:\d{3}(?:[ ]\d{3}){2,3}|\d{4}[ ]\d{4}(?:[ ]\d{2,4})+|\d\d(?:[ ]\d\d){3})(?![\w/-]|[.,]\d| ?%)"
)
_SIZES = re.compile(r"\d{1,3}(?:x\d{1,3}){1,3}(?:mm|cm|m)?(?![a-z0-9])")
_LONG = 7


def find(note: Note) -> Iterator[Found]:
    """Yield codes without a label; each run is read once, from its first character."""
    scan, done = note.scan, -1
    for start, end in note.figures:
        if start < done:
            continue
        before = scan[start - 1] if start else " "
        after = scan[end : end + 1]
        if end - start < _LONG and not before.isalpha() and not after.isalpha() and before != "-" and after not in ("-", ":"):
            continue
        first = start
        while first and start - first < 8 and (scan[first - 1].isalnum() or scan[first - 1] in "-:"):
            first -= 1
        if first and (scan[first - 1].isalnum() or scan[first - 1] in "_/."):
            continue
        found = _read(scan, first)
        if found:
            done = found.end
            yield found
    for match in _GROUPED.finditer(scan):
        yield Found(match.start(), match.end(), PhiType.OTHER_ID, "other-id.groups", 0.6)
    if "(01)" in scan:
        for match in _UDI.finditer(scan):
            yield Found(match.start(), match.end(), PhiType.DEVICE_ID, "device-id.udi", 0.98)


def _read(scan: str, first: int) -> Found | None:
    dashed = _MBI_DASHED.match(scan, first)
    if dashed:
        return Found(first, dashed.end(), PhiType.HEALTH_PLAN_ID, "health-plan-id.mbi", 0.95)
    prefixed = _PREFIXED.match(scan, first)
    if prefixed:
        return Found(first, prefixed.end(), PhiType.OTHER_ID, "other-id.prefixed", 0.6)
    address = _MAC.match(scan, first)
    if address:
        return Found(first, address.end(), PhiType.DEVICE_ID, "device-id.mac-address", 0.95)
    parts = _DASHED.match(scan, first)
    if parts and _is_dashed_code(parts[0]) and not is_reference_range(scan, first, parts.end()):
        return Found(first, parts.end(), PhiType.OTHER_ID, "other-id.dashed", 0.6)
    if _SIZES.match(scan, first):
        return None
    run = _RUN.match(scan, first)
    return _coded(run[0], first) if run else None


_TENS = re.compile(r"\d{2,3}s")


def _is_dashed_code(value: str) -> bool:
    """Say whether groups of letters and digits are a code: with a letter five digits are enough, without any it takes more.

    National Drug Codes stay, and two numbers of equal length are a range.
    """
    groups = value.split("-")
    digits = sum(map(str.isdigit, value))
    if all(_TENS.fullmatch(group) for group in groups):
        return False
    if any(group.isalpha() and len(group) > 4 for group in groups):
        return False
    if digits + len(groups) - 1 < len(value):
        return digits >= 5
    if len(groups) == 2 and groups[0].endswith("00") and groups[1].endswith("00"):
        return False
    if len(groups) == 2:
        return (digits >= 9 and len(groups[0]) != len(groups[1])) or _is_numbered_in_two(*groups)
    return digits >= 7 and not _NDC.fullmatch(value)


def _is_numbered_in_two(first: str, second: str) -> bool:
    """Say whether "21-4471" or "4471-8832" numbers something: ranges go up and end round, months stand before years."""
    if len(second) < 4 or second.endswith("00") or _YEAR.fullmatch(second):
        return False
    return len(first) <= 3 or _YEAR.fullmatch(first) is not None or int(first) > int(second) or len(first) == len(second) == 4


_YEAR = re.compile(r"(?:19|20)\d\d")


def _coded(value: str, start: int) -> Found | None:
    digits, end = sum(map(str.isdigit, value)), start + len(value)
    if digits + value.count("-") == len(value):
        if value.isdigit() and is_npi(value):
            return Found(start, end, PhiType.LICENSE, "license.npi", 0.9)
        return Found(start, end, PhiType.OTHER_ID, "other-id.long-number", 0.6)
    if _MBI.fullmatch(value):
        return Found(start, end, PhiType.HEALTH_PLAN_ID, "health-plan-id.mbi", 0.95)
    if is_dea_number(value):
        return Found(start, end, PhiType.LICENSE, "license.dea", 0.95)
    if len(value) == 17 and digits >= 5 and _VIN.fullmatch(value):
        return Found(start, end, PhiType.VEHICLE_ID, "vehicle-id.vin", 0.85)
    if digits >= 6:
        return Found(start, end, PhiType.OTHER_ID, "other-id.long-code", 0.6)
    return None
