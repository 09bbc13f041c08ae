"""The hand-kept questions and findings, read from their files."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from codewell.clinical.gap import GapKind

OTHER = "Other (please specify)"
UNABLE = "Unable to determine"
PRACTICE = "AHIMA/ACDIS, Guidelines for Achieving a Compliant Query Practice (2022)"


@dataclass(frozen=True, slots=True)
class Template:
    """A question about codes that leave something open.

    Args:
        id: stable.
        kind: what is open.
        codes: beginnings of the codes it is asked of, without dots.
        missing: what is not documented.
        options: answers, without the two that every question has.
        allows: codes that an answer makes possible, without dots.
        cites: the rule that makes the detail matter.
        unless_said: words of the note that answer it already.
        if_also: beginnings of codes one of which must be documented too; empty where none need be.
        subject: how the question names the condition where the code's own words would lead to an answer; else empty.
    """

    id: str
    kind: GapKind
    codes: tuple[str, ...]
    missing: str
    options: tuple[str, ...]
    allows: tuple[str, ...]
    cites: str
    unless_said: frozenset[str]
    if_also: tuple[str, ...]
    subject: str


@dataclass(frozen=True, slots=True)
class LaboratoryFinding:
    """A result that asks for its meaning when it lies far outside the usual range.

    Args:
        id: stable.
        names: how notes name it, as token sequences.
        unless_before: words before which the name means something else.
        low: below it the result is asked about; None where low values say nothing.
        high: above it, likewise.
        possible: least and greatest value that can be this result at all.
        explained_by: beginnings of codes that account for it, without dots.
    """

    id: str
    names: tuple[tuple[str, ...], ...]
    unless_before: frozenset[str]
    low: float | None
    high: float | None
    possible: tuple[float, float]
    explained_by: tuple[str, ...]


@cache
def templates() -> tuple[Template, ...]:
    """Return the questions about codes, in the order in which they are asked."""
    return tuple(
        Template(
            row["id"],
            GapKind(row["kind"]),
            _bare(row["codes"]),
            row["missing"],
            tuple(row["options"]),
            _bare(row["allows"]),
            row["cites"],
            frozenset(row.get("unless_said", ())),
            _bare(row.get("if_also", [])),
            row.get("subject", ""),
        )
        for row in _rows("templates.toml", "template")
    )


@cache
def laboratory_findings() -> tuple[LaboratoryFinding, ...]:
    """Return the findings that are asked about."""
    return tuple(
        LaboratoryFinding(
            row["id"],
            tuple(tuple(name.split()) for name in row["names"]),
            frozenset(row.get("unless_before", ())),
            row.get("low"),
            row.get("high"),
            (row["possible"][0], row["possible"][1]),
            _bare(row["explained_by"]),
        )
        for row in _rows("findings.toml", "finding")
    )


def _bare(codes: list[str]) -> tuple[str, ...]:
    return tuple(code.replace(".", "") for code in codes)


def _rows(name: str, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((files(__package__) / name).read_text(encoding="utf-8"))[table]
    return rows
