"""Claims in Codewell's own JSON: an object of a claim, a list of them, or one a line (docs/claims.md states the keys)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from codewell.claims import fields
from codewell.claims.issue import Issue
from codewell.kernel.claims import ONE_UNIT, Claim, ClaimLine, Diagnosis, DiagnosisRole, Patient, Position, Provider, Setting
from codewell.kernel.errors import InputError


class _BadValueError(Exception):
    """A key whose value is not of its kind; the path says which."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def parsed(text: str | bytes) -> Any:
    """Return a JSON value, numbers as written.

    Raises:
        ValueError: it is no JSON, is nested too deep or holds a number that JSON does not have.
    """
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def read_json_claims(value: Any, payer: str = "medicare-mac", position: Position | None = None) -> Iterator[Claim | Issue]:
    """Yield the claims of a parsed value: an object with `lines`, a list of such, or an object with `claims`.

    Raises:
        InputError: it is neither.
    """
    held = value.get("claims") if isinstance(value, dict) and "claims" in value else value
    many = held if isinstance(held, list) else [held]
    if not many or not any(isinstance(one, dict) and "lines" in one for one in many):
        raise InputError(
            "Line 1, character 0: the JSON holds no claim, that is no object with `lines`, and no FHIR resource.",
            next_step="docs/claims.md states the keys.",
            slug="claims.no-claim",
        )
    for number, one in enumerate(many):
        path = f"[{number}]" if isinstance(held, list) else ""
        yield claim_of(one, payer, path, position)


def claim_of(value: Any, payer: str, path: str = "", position: Position | None = None) -> Claim | Issue:
    """Return the claim that an object states, or why it states none; one wrong value costs that claim."""
    at = position or Position()
    id = ""
    try:
        if not isinstance(value, dict):
            raise _BadValueError(path or "the value")
        id = _text(value, "id", path) or _text(value, "claim", path)
        if not id:
            raise _BadValueError(f"{path}.id".lstrip("."))
        return _claim(value, id, payer, path, at)
    except _BadValueError as bad:
        where = Position(at.line, at.character, path=bad.path)
        return Issue("claims.bad-value", f"{bad.path} is missing or not of its kind.", where, id, lost=True)


def _claim(value: Mapping[str, Any], id: str, payer: str, path: str, at: Position) -> Claim:
    patient = value.get("patient") or {}
    if not isinstance(patient, dict):
        raise _BadValueError(_below(path, "patient"))
    lines = value.get("lines")
    if not isinstance(lines, list) or not lines:
        raise _BadValueError(_below(path, "lines"))
    stated = _text(value, "setting", path)
    billing, rendering = _text(value, "billing_npi", path), _text(value, "rendering_npi", path)
    return Claim(
        id=id,
        setting=_kind(fields.setting, stated, _below(path, "setting")) if stated else Setting.PROFESSIONAL,
        lines=tuple(_line(line, n, f"{path}.lines[{n}]".lstrip("."), at) for n, line in enumerate(lines)),
        diagnoses=tuple(_diagnoses(value, path, at)),
        patient=_patient(patient, _below(path, "patient"), at),
        payer=_text(value, "payer", path) or payer,
        place_of_service=fields.place(_text(value, "place_of_service", path)),
        bill_type=_text(value, "bill_type", path),
        billing=Provider(billing, "", at) if billing else None,
        rendering=Provider(rendering, "", at) if rendering else None,
        received=_day(value, "received", path),
        admission=_day(value, "admission", path),
        discharge=_day(value, "discharge", path),
        position=Position(at.line, at.character, path=path),
        state=_kind(fields.state, stated_in, _below(path, "state")) if (stated_in := _text(value, "state", path)) else "",
    )


def _patient(value: Mapping[str, Any], path: str, at: Position) -> Patient:
    born, sex = _day(value, "birth_date", path), fields.sex(_text(value, "sex", path))
    return Patient(born, sex, at, fields.patient_key(_text(value, "id", path), born, sex))


def _line(value: Any, place: int, path: str, at: Position) -> ClaimLine:
    if not isinstance(value, dict):
        raise _BadValueError(path)
    first, last = _day(value, "date_of_service", path), _day(value, "last_day", path)
    procedure, revenue = fields.code(_text(value, "procedure", path)), _text(value, "revenue_code", path)
    if first is None:
        raise _BadValueError(_below(path, "date_of_service"))
    if not procedure and not revenue:
        raise _BadValueError(_below(path, "procedure"))
    number = value.get("number", place + 1)
    if not isinstance(number, int) or isinstance(number, bool):
        raise _BadValueError(_below(path, "number"))
    units = _number(value, "units", path)
    rendering = _text(value, "rendering_npi", path)
    return ClaimLine(
        number=number,
        procedure=procedure,
        date_of_service=first,
        last_day=last if last != first else None,
        modifiers=_several(value, "modifiers", path),
        units=ONE_UNIT if units is None else units,
        charge=_number(value, "charge", path),
        place_of_service=fields.place(_text(value, "place_of_service", path)),
        revenue_code=revenue.zfill(4) if revenue else "",
        diagnosis_pointers=_pointers(value, path),
        rendering=Provider(rendering) if rendering else None,
        unit_basis=_text(value, "unit_basis", path).upper() or "UN",
        position=Position(at.line, at.character, path=path),
    )


def _diagnoses(value: Mapping[str, Any], path: str, at: Position) -> Iterator[Diagnosis]:
    stated = value.get("diagnoses") or []
    if isinstance(stated, str):
        stated = list(fields.codes(stated))
    if not isinstance(stated, list):
        raise _BadValueError(_below(path, "diagnoses"))
    for place, one in enumerate(stated):
        where = f"{path}.diagnoses[{place}]".lstrip(".")
        entry = {"code": one} if isinstance(one, str) else one
        if not isinstance(entry, dict) or not _text(entry, "code", where):
            raise _BadValueError(where)
        named = _text(entry, "role", where)
        usual = DiagnosisRole.OTHER if place else DiagnosisRole.FIRST_LISTED
        role = _kind(fields.role, named, f"{where}.role") if named else usual
        present = _text(entry, "present_on_admission", where)
        yield Diagnosis(fields.code(_text(entry, "code", where)), role, present, Position(at.line, at.character, path=where))


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _text(value: Mapping[str, Any], key: str, path: str) -> str:
    found = value.get(key)
    if found is None:
        return ""
    if isinstance(found, bool) or not isinstance(found, str | int):
        raise _BadValueError(_below(path, key))
    return str(found).strip()


def _day(value: Mapping[str, Any], key: str, path: str) -> Any:
    written = _text(value, key, path)
    return _kind(fields.day, written, _below(path, key)) if written else None


def _number(value: Mapping[str, Any], key: str, path: str) -> Decimal | None:
    found = value.get(key)
    if found is None or found == "":
        return None
    if isinstance(found, bool) or not isinstance(found, str | int | Decimal):
        raise _BadValueError(_below(path, key))
    number: Decimal = _kind(fields.number, str(found), _below(path, key))
    return number


def _several(value: Mapping[str, Any], key: str, path: str) -> tuple[str, ...]:
    found = value.get(key) or []
    if isinstance(found, str):
        return fields.codes(found)
    if not isinstance(found, list) or not all(isinstance(one, str | int) for one in found):
        raise _BadValueError(_below(path, key))
    return tuple(fields.code(str(one)) for one in found if one != "")


def _pointers(value: Mapping[str, Any], path: str) -> tuple[int, ...]:
    found: tuple[int, ...] = _kind(
        fields.pointers, " ".join(_several(value, "diagnosis_pointers", path)), _below(path, "diagnosis_pointers")
    )
    return found


def _kind(read: Any, written: str, path: str) -> Any:
    try:
        return read(written)
    except ValueError:
        raise _BadValueError(path) from None
