"""Files of the export, the columns read from them, and the tables of a release."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from codewell.sources.contract import ColumnType, Table

_TEXT, _INTEGER = ColumnType.TEXT, ColumnType.INTEGER


class Cell(Enum):
    """What a column holds."""

    NUMBER = "a whole number"
    OPTIONAL_NUMBER = "a whole number or nothing"
    GROUP = "a group's number, 0 where it has none"
    WORDS = "words"
    DAY = "a day"
    DIAGNOSIS = "an ICD-10-CM code"
    PROCEDURE = "a CPT or HCPCS code"


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One CSV file of the export and what becomes of it.

    Args:
        name: regular expression of its name.
        table: table that its rows go to.
        columns: name and kind of the columns read, in the order of the table's columns.
        constant: value put behind those columns; empty for none.
    """

    name: str
    table: str
    columns: tuple[tuple[str, Cell], ...]
    constant: tuple[int, ...] = ()


NOT_APPLICABLE = frozenset({"XX000", "N/A", "NA"})
"""Stands in a column of codes where a group has none."""

_ARTICLE = (("article_id", Cell.NUMBER), ("article_version", Cell.NUMBER))
_LCD = (("lcd_id", Cell.NUMBER), ("lcd_version", Cell.NUMBER))
_CONTRACTOR = (("contractor_id", Cell.NUMBER), ("contractor_type_id", Cell.NUMBER), ("contractor_version", Cell.NUMBER))

_CONTRACTOR_FILES = (
    ExportFile(
        r"^contractor\.csv$",
        "contractors",
        (*_CONTRACTOR, ("contractor_bus_name", Cell.WORDS), ("contractor_number", Cell.WORDS)),
    ),
    ExportFile(
        r"^contractor_jurisdiction\.csv$",
        "jurisdictions",
        (*_CONTRACTOR, ("state_id", Cell.NUMBER), ("term_date", Cell.DAY)),
    ),
    ExportFile(
        r"^state_lookup\.csv$",
        "states",
        (("state_id", Cell.NUMBER), ("state_abbrev", Cell.WORDS), ("description", Cell.WORDS)),
    ),
)

ARTICLE_FILES = (
    ExportFile(
        r"^article\.csv$",
        "articles",
        (
            *_ARTICLE,
            ("article_type", Cell.OPTIONAL_NUMBER),
            ("title", Cell.WORDS),
            ("article_eff_date", Cell.DAY),
            ("article_end_date", Cell.DAY),
            ("article_rev_end_date", Cell.DAY),
            ("date_retired", Cell.DAY),
            ("last_updated", Cell.DAY),
        ),
    ),
    ExportFile(
        r"^article_x_icd10_covered\.csv$",
        "diagnoses",
        (*_ARTICLE, ("icd10_code_id", Cell.DIAGNOSIS), ("icd10_covered_group", Cell.GROUP)),
        (1,),
    ),
    ExportFile(
        r"^article_x_icd10_noncovered\.csv$",
        "diagnoses",
        (*_ARTICLE, ("icd10_code_id", Cell.DIAGNOSIS), ("icd10_noncovered_group", Cell.GROUP)),
        (0,),
    ),
    ExportFile(
        r"^article_x_hcpc_code\.csv$",
        "procedures",
        (*_ARTICLE, ("hcpc_code_id", Cell.PROCEDURE), ("hcpc_code_group", Cell.GROUP)),
    ),
    ExportFile(r"^article_x_contractor\.csv$", "article_contractors", (*_ARTICLE, *_CONTRACTOR)),
    *_CONTRACTOR_FILES,
)

LCD_FILES = (
    ExportFile(
        r"^lcd\.csv$",
        "lcds",
        (
            *_LCD,
            ("title", Cell.WORDS),
            ("rev_eff_date", Cell.DAY),
            ("rev_end_date", Cell.DAY),
            ("date_retired", Cell.DAY),
            ("last_updated", Cell.DAY),
        ),
    ),
    ExportFile(r"^lcd_x_contractor\.csv$", "lcd_contractors", (*_LCD, *_CONTRACTOR)),
    ExportFile(
        r"^lcd_related_documents\.csv$",
        "lcd_articles",
        (*_LCD, ("r_article_id", Cell.OPTIONAL_NUMBER), ("r_article_version", Cell.OPTIONAL_NUMBER)),
    ),
    *_CONTRACTOR_FILES,
)

_CONTRACTOR_KEY = (("contractor_id", _INTEGER), ("contractor_type_id", _INTEGER), ("contractor_version", _INTEGER))
_ARTICLE_KEY = (("article_id", _INTEGER), ("article_version", _INTEGER))
_LCD_KEY = (("lcd_id", _INTEGER), ("lcd_version", _INTEGER))

_CONTRACTOR_TABLES = (
    Table("contractors", (*_CONTRACTOR_KEY, ("name", _TEXT), ("number", _TEXT)), indexes=(("contractor_id",),)),
    Table("jurisdictions", (*_CONTRACTOR_KEY, ("state_id", _INTEGER), ("last_day", _TEXT)), indexes=(("contractor_id",),)),
    Table("states", (("state_id", _INTEGER), ("abbreviation", _TEXT), ("name", _TEXT)), key=("state_id",)),
)

ARTICLE_TABLES = (
    Table(
        "articles",
        (
            *_ARTICLE_KEY,
            ("type", _INTEGER),
            ("title", _TEXT),
            ("first_day", _TEXT),
            ("last_day", _TEXT),
            ("revision_last_day", _TEXT),
            ("retired", _TEXT),
            ("updated", _TEXT),
        ),
        key=("article_id", "article_version"),
    ),
    Table(
        "diagnoses",
        (*_ARTICLE_KEY, ("code", _TEXT), ("code_group", _INTEGER), ("covered", _INTEGER)),
        key=("code", "article_id", "article_version", "covered", "code_group"),
        indexes=(("article_id",),),
    ),
    Table(
        "procedures",
        (*_ARTICLE_KEY, ("code", _TEXT), ("code_group", _INTEGER)),
        key=("code", "article_id", "article_version", "code_group"),
        indexes=(("article_id",),),
    ),
    Table("article_contractors", (*_ARTICLE_KEY, *_CONTRACTOR_KEY), indexes=(("article_id",),)),
    *_CONTRACTOR_TABLES,
)

LCD_TABLES = (
    Table(
        "lcds",
        (
            *_LCD_KEY,
            ("title", _TEXT),
            ("first_day", _TEXT),
            ("last_day", _TEXT),
            ("retired", _TEXT),
            ("updated", _TEXT),
        ),
        key=("lcd_id", "lcd_version"),
    ),
    Table("lcd_contractors", (*_LCD_KEY, *_CONTRACTOR_KEY), indexes=(("lcd_id",),)),
    Table(
        "lcd_articles",
        (*_LCD_KEY, ("article_id", _INTEGER), ("article_version", _INTEGER)),
        indexes=(("lcd_id",), ("article_id",)),
    ),
    *_CONTRACTOR_TABLES,
)
