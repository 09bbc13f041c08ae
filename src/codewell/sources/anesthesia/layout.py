"""Headers of the anaesthesia files and the tables of their releases."""

from __future__ import annotations

import re

from codewell.sources.contract import ColumnType, Table

TEXT = ColumnType.TEXT

OFFICIAL_START = ("CONTRACTOR", "LOCALITY", "LOCALITY NAME")
NATIONAL = re.compile(r"NATIONAL ANES CF OF (?P<factor>\d+\.\d+)")
"""The fourth header cell states the national factor."""

FLAT = ("CONTRACTOR", "LOCALITY", "LOCALITY_NAME", "ANESTHESIA_CONV_FACTOR")

FACTOR_NAME = r"^ANES(?P<year>20\d\d)"
UNITS_NAME = r"CY_(?P<year>20\d\d)_Anesthesia_Base_Units"

FACTORS = Table(
    "factors",
    (("mac", TEXT), ("locality", TEXT), ("name", TEXT), ("conversion_factor", TEXT)),
    key=("mac", "locality"),
)
"""The national factor, where the file states it, stands under an empty contractor and locality."""

UNITS = Table("units", (("code", TEXT), ("base_units", TEXT)), key=("code",))
