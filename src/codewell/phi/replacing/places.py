"""Which kind of place a finding is: a limited data set may keep towns and ZIP codes, and each kind has surrogates of its own."""

from __future__ import annotations

import re
from enum import Enum

from codewell.phi.phi_types import Found
from codewell.phi.replacing.towns import TOWN_BY_CONTEXT
from codewell.phi.replacing.zip_codes import is_zip


class PlaceKind(Enum):
    """A kind of place; the value is its name in policies."""

    STREET = "street"
    TOWN = "town"
    COUNTY = "county"
    ZIP = "zip"
    FACILITY = "facility"


_BY_RULE = {
    "location.street": PlaceKind.STREET,
    "location.address": PlaceKind.STREET,
    "location.box": PlaceKind.STREET,
    "location.county": PlaceKind.COUNTY,
    "location.listed-facility": PlaceKind.FACILITY,
    "location.facility": PlaceKind.FACILITY,
    "location.treated-at": PlaceKind.FACILITY,
    "location.label": PlaceKind.FACILITY,
    "location.zip": PlaceKind.ZIP,
    "location.town-after-street": PlaceKind.TOWN,
    "location.city-state": PlaceKind.TOWN,
    "location.residence": PlaceKind.TOWN,
    "location.our-city": PlaceKind.TOWN,
    "location.city": PlaceKind.TOWN,
    "location.large-city": PlaceKind.TOWN,
    TOWN_BY_CONTEXT: PlaceKind.TOWN,
}
_FACILITY = re.compile(r"hospital|clinic|cent(?:er|re)|health|medical|infirmary|hospice|school|pharmacy|,? inc\b", re.IGNORECASE)


def place_kind(found: Found, value: str) -> PlaceKind:
    """Return the kind of a place.

    A town must hold no digit and be found by a rule of towns: what any other rule found, or a joined finding reaches over, is
    taken for the more telling kind, so that a limited data set never keeps a street.
    """
    if is_zip(value):
        return PlaceKind.ZIP
    kind = _BY_RULE.get(found.rule)
    if any(letter.isdigit() for letter in value):
        return PlaceKind.STREET
    if _FACILITY.search(value):
        return PlaceKind.FACILITY
    return kind if kind is not None and kind is not PlaceKind.ZIP else PlaceKind.FACILITY
