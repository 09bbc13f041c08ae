"""Export the lines of a coded episode as claims: Codewell's JSON, FHIR, X12 837 or CSV."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from codewell.tasks.file_format import FileFormat
from codewell.tasks.radonc.claim_as_fhir import claims_as_fhir
from codewell.tasks.radonc.claim_as_table import claims_as_csv, claims_as_json
from codewell.tasks.radonc.claim_as_x12 import claims_as_x12
from codewell.tasks.radonc.coded_rt_episode import CodedRtEpisode
from codewell.tasks.radonc.rt_claim import claims_of


class RtClaimFormat(FileFormat):
    """A form in which claims leave; the value is its name on the command line and in the API."""

    CLAIM_JSON = "claim-json", "application/json", ".json"
    FHIR = "fhir", "application/fhir+json", ".fhir.json"
    X12 = "837", "text/plain", ".837"
    CSV = "csv", "text/csv", ".csv"


FILL_IN = {
    RtClaimFormat.CLAIM_JSON: "Left to you: patient, NPIs, charges.",
    RtClaimFormat.FHIR: "Left to you: patient, provider and coverage (marked `to be filled in`), charges.",
    RtClaimFormat.X12: "Left to you: names and numbers (FILLIN), NPIs (0000000000), charges (0). The file is marked as a test.",
    RtClaimFormat.CSV: "Left to you: patient, NPIs, charges.",
}


@dataclass(frozen=True, slots=True)
class ExportedRtClaim:
    """Claims in a form that others read.

    Args:
        content: the file's text.
        format: the form.
        claims: how many.
        lines: how many, over all claims.
        fill_in: what the form leaves to the biller, in words.
        without_diagnosis: whether the files state no diagnosis, so that the claims carry none.
    """

    content: str
    format: RtClaimFormat
    claims: int
    lines: int
    fill_in: str
    without_diagnosis: bool


def export_rt_claim(result: CodedRtEpisode, format: RtClaimFormat, made_on: date) -> ExportedRtClaim:
    """Return the claims of a coded episode in a form.

    Args:
        result: coded.
        format: the form.
        made_on: the day that FHIR and X12 name as that of the file.
    """
    claims = [claim for claim, _ in claims_of(result)]
    match format:
        case RtClaimFormat.CLAIM_JSON:
            content = json.dumps(claims_as_json(claims), indent=2) + "\n"
        case RtClaimFormat.FHIR:
            content = json.dumps(claims_as_fhir(claims, made_on), indent=2) + "\n"
        case RtClaimFormat.X12:
            content = claims_as_x12(claims, made_on)
        case RtClaimFormat.CSV:
            content = claims_as_csv(claims)
    lines = sum(len(claim.lines) for claim in claims)
    return ExportedRtClaim(content, format, len(claims), lines, FILL_IN[format], not any(claim.diagnoses for claim in claims))
