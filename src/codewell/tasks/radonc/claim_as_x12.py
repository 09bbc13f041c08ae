"""Claims of a course as X12 005010 837P and 837I; who is billed, who bills and for how much is left to be filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from codewell.kernel.claims import Claim, ClaimLine, Diagnosis, DiagnosisRole

PLACEHOLDER_NPI = "0000000000"
"""No NPI: its check digit is wrong, so that a file sent as it is fails at once."""
PLACEHOLDER = "FILLIN"
_GUIDES = {False: "005010X222A1", True: "005010X223A2"}
_HEADER = "ISA*00*          *00*          *ZZ*FILLIN         *ZZ*FILLIN         *{short}*0000*^*00501*000000001*0*T*:~"


def claims_as_x12(claims: Sequence[Claim], made_on: date) -> str:
    """Return a test interchange (ISA15 `T`) with a functional group for professional and one for institutional claims.

    Names, numbers and addresses are `FILLIN`, NPIs ten zeros, charges 0: the biller's system fills them.

    Args:
        claims: in order.
        made_on: the day that the file is made.
    """
    groups = [
        (number, institutional, [claim for claim in claims if claim.setting.is_institutional is institutional])
        for number, institutional in enumerate((False, True), start=1)
    ]
    written = [(number, _group(number, institutional, held, made_on)) for number, institutional, held in groups if held]
    body = "\n".join(line for _, lines in written for line in lines)
    return f"{_HEADER.format(short=made_on.strftime('%y%m%d'))}\n{body}\nIEA*{len(written)}*000000001~\n"


def _group(number: int, institutional: bool, claims: Sequence[Claim], made_on: date) -> Iterator[str]:
    guide = _GUIDES[institutional]
    yield f"GS*HC*FILLIN*FILLIN*{made_on:%Y%m%d}*0000*{number}*X*{guide}~"
    segments = [f"ST*837*0001*{guide}", f"BHT*0019*00*RT{number}*{made_on:%Y%m%d}*0000*CH", *_people()]
    for claim in claims:
        segments += _claim(claim, institutional)
    yield from (f"{segment}~" for segment in segments)
    yield f"SE*{len(segments) + 1}*0001~"
    yield f"GE*1*{number}~"


def _people() -> Iterator[str]:
    """Yield submitter, receiver, billing provider and subscriber as placeholders."""
    yield f"NM1*41*2*{PLACEHOLDER}*****46*{PLACEHOLDER}"
    yield f"PER*IC*{PLACEHOLDER}*TE*0000000000"
    yield f"NM1*40*2*{PLACEHOLDER}*****46*{PLACEHOLDER}"
    yield "HL*1**20*1"
    yield f"NM1*85*2*{PLACEHOLDER}*****XX*{PLACEHOLDER_NPI}"
    yield f"N3*{PLACEHOLDER}"
    yield f"REF*EI*{PLACEHOLDER}"
    yield "HL*2*1*22*0"
    yield "SBR*P*18*******ZZ"
    yield f"NM1*IL*1*{PLACEHOLDER}*{PLACEHOLDER}****MI*{PLACEHOLDER}"
    yield f"NM1*PR*2*{PLACEHOLDER}*****PI*{PLACEHOLDER}"


def _claim(claim: Claim, institutional: bool) -> Iterator[str]:
    first, last = (pick(line.date_of_service for line in claim.lines) for pick in (min, max))
    if institutional:
        bill = claim.bill_type
        yield f"CLM*{claim.id}*0***{bill[1:3]}:A:{bill[3:4]}**A*Y*Y"
        yield f"DTP*434*RD8*{first:%Y%m%d}-{last:%Y%m%d}"
        yield "CL1***01"
    else:
        yield f"CLM*{claim.id}*0***{claim.place_of_service}:B:1*Y*A*Y*Y"
    yield from _diagnoses(claim.diagnoses, institutional)
    if not institutional:
        yield f"NM1*82*1*{PLACEHOLDER}*{PLACEHOLDER}****XX*{PLACEHOLDER_NPI}"
    for line in claim.lines:
        yield from _line(line, institutional)


def _diagnoses(diagnoses: Sequence[Diagnosis], institutional: bool) -> Iterator[str]:
    """Yield HI: on the 837P all in one segment, on the 837I the principal one in its own."""
    first = [one.code for one in diagnoses if one.role is DiagnosisRole.FIRST_LISTED]
    others = [one.code for one in diagnoses if one.role is not DiagnosisRole.FIRST_LISTED]
    if institutional:
        yield from (f"HI*ABK:{code}" for code in first)
        if others:
            yield "HI*" + "*".join(f"ABF:{code}" for code in others)
    elif diagnoses:
        yield "HI*" + "*".join([*(f"ABK:{code}" for code in first), *(f"ABF:{code}" for code in others)])


def _line(line: ClaimLine, institutional: bool) -> Iterator[str]:
    procedure = ":".join(["HC", line.procedure, *line.modifiers[:4]])
    yield f"LX*{line.number}"
    if institutional:
        yield f"SV2*{line.revenue_code}*{procedure}*0*UN*{line.units}"
    else:
        pointers = ":".join(str(one) for one in line.diagnosis_pointers)
        yield f"SV1*{procedure}*0*UN*{line.units}***{pointers}".rstrip("*")
    yield f"DTP*472*D8*{line.date_of_service:%Y%m%d}"
