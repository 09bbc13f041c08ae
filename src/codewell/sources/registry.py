"""Every source that can be imported, by id; a room is only imported when somebody asks for it."""

from __future__ import annotations

from importlib import import_module

from codewell.kernel.errors import InputError
from codewell.sources.contract import Source

ROOMS: dict[str, str] = {
    "icd10cm": "icd10cm.codes",
    "icd10cm-tabular": "icd10cm.tabular",
    "icd10cm-index": "icd10cm.alphabetic_index",
    "icd10cm-external-index": "icd10cm.alphabetic_index",
    "icd10cm-neoplasm": "icd10cm.neoplasm",
    "icd10cm-drugs": "icd10cm.drugs",
    "icd10cm-conversion": "icd10cm.conversion",
    "icd10cm-poa-exempt": "icd10cm.poa",
    "icd10pcs": "icd10pcs",
    "gems": "gems",
    "guidelines": "guidelines",
    "manual": "manuals",
    "starter-pack": "cpt.starter_pack",
    "hcpcs": "hcpcs",
    "cpt": "cpt.descriptors",
    "hcpcs-modifiers": "hcpcs",
    "mpfs": "mpfs",
    "mpfs-qpp": "mpfs",
    "gpci": "gpci",
    "mpfs-localities": "localities",
    "anesthesia": "anesthesia",
    "anesthesia-base-units": "anesthesia",
    "opps-cap": "opps_cap",
    "opps-addendum-a": "opps",
    "opps-addendum-b": "opps",
    "opps-addendum-d1": "opps",
    "opps-addendum-d2": "opps",
    "opps-addendum-e": "opps",
    "ncci-mue-practitioner": "ncci_mue",
    "ncci-mue-outpatient": "ncci_mue",
    "ncci-mue-dme": "ncci_mue",
    "ncci-addon": "ncci_addon",
    "rbcs": "rbcs",
    "hcc": "hcc",
    "ncci-ptp-practitioner": "ncci_ptp",
    "ncci-ptp-outpatient": "ncci_ptp",
    "asc-addendum-aa": "asc",
    "asc-addendum-bb": "asc",
    "asc-addendum-ee": "asc",
    "asc-addendum-ff": "asc",
    "coverage-articles": "coverage",
    "coverage-lcds": "coverage",
}
"""Source id -> room below `codewell.sources`; the room's `SOURCE` or, where it holds several, `SOURCES[id]`."""


def source(source_id: str) -> Source:
    """Return the source of that id.

    Raises:
        InputError: there is none; the message lists those that exist.
    """
    if source_id not in ROOMS:
        raise InputError(
            f"There is no source {source_id!r}.",
            next_step="Known sources: " + ", ".join(ROOMS) + ".",
            slug="input.unknown-source",
        )
    room = import_module(f"codewell.sources.{ROOMS[source_id]}")
    found: Source = room.SOURCES[source_id] if hasattr(room, "SOURCES") else room.SOURCE
    return found
