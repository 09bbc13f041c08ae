"""Headers of the MUE tables, the three settings, and the table of a release."""

from __future__ import annotations

from dataclasses import dataclass

from codewell.sources.contract import ColumnType, Table


@dataclass(frozen=True, slots=True)
class Setting:
    """One of the three MUE tables.

    Args:
        id: of the source.
        title: as the publisher writes it in headers and rows.
        official_name: regular expression of the publisher's file names.
        flat_name: regular expression of the flat form's file name.
        fewest_rows: below the smallest table seen.
    """

    id: str
    title: str
    official_name: str
    flat_name: str
    fewest_rows: int

    @property
    def headers(self) -> tuple[tuple[str, ...], ...]:
        """The publisher's header (its first cell holds a line end) and the flat form's."""
        values = f"{self.title.upper()} SERVICES MUE VALUES"
        rest = (values, "MUE ADJUDICATION INDICATOR", "MUE RATIONALE")
        return (("HCPCS/ CPT CODE", *rest), ("HCPCS/CPT CODE", *rest), FLAT)


FLAT = ("HCPCS_CODE", "MUE_UNITS", "MUE_MAI", "MUE_RATIONALE", "MUE_SERVICE")

PRACTITIONER = Setting(
    "ncci-mue-practitioner", "Practitioner", r"MUE_Practitioner.*\.csv$", r"ncci_mue_practitioner.*\.csv$", 13_000
)
OUTPATIENT = Setting(
    "ncci-mue-outpatient", "Outpatient Hospital", r"MUE_Outpatient.*\.csv$", r"ncci_mue_outpatient.*\.csv$", 13_000
)
DME = Setting("ncci-mue-dme", "DME Supplier", r"MUE_DME.*\.csv$", r"ncci_mue_dme.*\.csv$", 2_500)

EFFECTIVE = r"Eff_(?P<month>\d\d)-\d\d-(?P<year>20\d\d)"
FLAT_DAY = r"_(?P<year>20\d\d)-(?P<month>\d\d)-\d\d"

LIMITS = Table(
    "limits",
    (
        ("code", ColumnType.TEXT),
        ("mue_value", ColumnType.INTEGER),
        ("mai", ColumnType.INTEGER),
        ("rationale", ColumnType.TEXT),
    ),
    key=("code",),
)
