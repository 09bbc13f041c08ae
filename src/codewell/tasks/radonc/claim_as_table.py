"""Claims of a course as the CSV and JSON forms that Codewell's own claim editor reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from codewell.claims.columns import columns
from codewell.kernel.claims import Claim, ClaimLine


def claims_as_csv(claims: Sequence[Claim]) -> str:
    """Return one row a line under the documented header; columns that the biller fills are empty."""
    names = [column.name for column in columns()]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, restval="", lineterminator="\n")
    writer.writeheader()
    for claim in claims:
        for line in claim.lines:
            writer.writerow({**_of_claim(claim), **_of_line(claim, line)})
    return out.getvalue()


def claims_as_json(claims: Sequence[Claim]) -> dict[str, Any]:
    """Return an object with `claims`, each with its `lines`."""
    return {"claims": [_object(claim) for claim in claims]}


def _of_claim(claim: Claim) -> dict[str, str]:
    return {
        "claim": claim.id,
        "setting": claim.setting.value,
        "payer": claim.payer,
        "diagnoses": " ".join(one.code for one in claim.diagnoses),
        "bill_type": claim.bill_type,
    }


def _of_line(claim: Claim, line: ClaimLine) -> dict[str, str]:
    return {
        "line": str(line.number),
        "date_of_service": line.date_of_service.isoformat(),
        "place_of_service": claim.place_of(line),
        "procedure": line.procedure,
        "modifiers": " ".join(line.modifiers),
        "diagnosis_pointers": " ".join(str(one) for one in line.diagnosis_pointers),
        "units": str(line.units),
        "revenue_code": line.revenue_code,
    }


def _object(claim: Claim) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": claim.id,
        "setting": claim.setting.value,
        "payer": claim.payer,
        "diagnoses": [one.code for one in claim.diagnoses],
        "lines": [_json_line(line) for line in claim.lines],
    }
    for name in ("place_of_service", "bill_type"):
        if getattr(claim, name):
            found[name] = getattr(claim, name)
    return found


def _json_line(line: ClaimLine) -> dict[str, Any]:
    found: dict[str, Any] = {
        "number": line.number,
        "procedure": line.procedure,
        "modifiers": list(line.modifiers),
        "date_of_service": line.date_of_service.isoformat(),
        "units": int(line.units),
    }
    if line.diagnosis_pointers:
        found["diagnosis_pointers"] = list(line.diagnosis_pointers)
    if line.revenue_code:
        found["revenue_code"] = line.revenue_code
    return found
