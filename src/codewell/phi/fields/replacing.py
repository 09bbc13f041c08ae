"""What stands in a field when it is written back."""

from __future__ import annotations

import hmac
import re
import secrets

from codewell.phi.fields.table import Rule, Treatment
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.policy import Replacement
from codewell.phi.replacement import Replacer
from codewell.phi.replacing.dates import tells_old_age, year_of
from codewell.phi.replacing.zip_codes import generalised_zip, is_zip

_ZIP_AREA = re.compile(r"\d{3}")
_YEAR = re.compile(r"(?:18|19|20)\d\d")
_X12_DATE = re.compile(r"((?:18|19|20)\d\d)\d{4}(?:-((?:18|19|20)\d\d)\d{4})?")
_UID = re.compile(r"[0-2](?:\.(?:0|[1-9][0-9]*)){3,}")
_KEY_OF_THIS_RUN = secrets.token_bytes(32)
"""Keys UIDs where the user gives no secret: an object refers to others of its study in other files, so a count within one file
would give two images one UID, and a hash without a key could be guessed back."""
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_REFERENCE = re.compile(
    r"(?:https?://[^\s?]*/|)(?P<type>[A-Z][A-Za-z]{2,40})/(?P<id>[A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]{1,64})?"
)
_SEARCH = re.compile(r"(?P<type>[A-Z][A-Za-z]{2,40})\?identifier=(?:(?P<system>[^|]*)\|)?(?P<id>.+)")


class FieldReplacer:
    """Replaces whole fields of one document.

    Args:
        replacer: of the document.
        secret: the user's key; None where the policy makes no surrogates.
        newest: newest year of the document, 0 where it names none.
        full_dates: the format takes no year alone, so that a date becomes the first day of its year.
        uid_key: keys UIDs where there is no secret; None takes a key of this run.
    """

    def __init__(
        self, replacer: Replacer, secret: bytes | None, newest: int, *, full_dates: bool = False, uid_key: bytes | None = None
    ) -> None:
        self._uid_key = secret or uid_key or _KEY_OF_THIS_RUN
        self._replacer, self._secret, self._newest, self._full_dates = replacer, secret, newest, full_dates
        self._links: dict[str, str] = {}

    def replaced(self, value: str, rule: Rule) -> str | None:
        """Return what stands in place of a value, the value itself where it stays; None where the field is dropped.

        Args:
            value: as the field holds it.
            rule: not of prose or of a value of unknown meaning, which are read and not replaced whole.
        """
        treatment = rule.treatment
        if treatment is Treatment.KEEP:
            return value
        if treatment in (Treatment.DATE, Treatment.BIRTH_DATE):
            return self._date(value, birth=treatment is Treatment.BIRTH_DATE)
        if treatment is Treatment.ZIP:
            return self._zip(value)
        if treatment is Treatment.LINK:
            return self._link(value)
        return self._identifier(value, treatment) if isinstance(treatment, PhiType) else None

    def _identifier(self, value: str, kind: PhiType) -> str:
        if not any(letter.isalnum() for letter in value):
            return value
        found = Found(0, len(value), kind, _RULES.get(kind, "field.value"), 1.0)
        return value if self._replacer.keeps(found, value) else self._replacer.of(found, value)

    def _date(self, value: str, *, birth: bool) -> str | None:
        how = self._replacer.policy.of(PhiType.DATE)
        if how is Replacement.KEEP:
            return value
        leading = _YEAR.match(value)
        year = int(leading[0]) if leading else year_of(value)
        if year is None or (birth and tells_old_age(year, self._newest)):
            return None
        if how is Replacement.SURROGATE:
            moved = self._moved(value)
            if moved is not None:
                return moved
        if not self._full_dates:
            return str(year)
        whole = _X12_DATE.fullmatch(value)
        return "-".join(f"{one}0101" for one in whole.groups() if one) if whole else None

    def _moved(self, value: str) -> str | None:
        pieces = value.split("-") if _X12_DATE.fullmatch(value) else [value]
        moved = [self._replacer.of(Found(0, len(piece), PhiType.DATE, "field.date", 1.0), piece) for piece in pieces]
        return None if any(piece.startswith("[") for piece in moved) else "-".join(moved)

    def _zip(self, value: str) -> str | None:
        if _ZIP_AREA.fullmatch(value):
            return generalised_zip(value)
        if not is_zip(value):
            return None
        found = Found(0, len(value), PhiType.LOCATION, "location.zip", 1.0)
        return value if self._replacer.keeps(found, value) else generalised_zip(value)

    def _link(self, value: str) -> str | None:
        """Return the id with what tells a record replaced: alone, in a reference, in a URN or behind a conditional reference."""
        for prefix in ("urn:uuid:", "urn:oid:", "#"):
            if value.startswith(prefix):
                return ("urn:uuid:" if prefix == "urn:oid:" else prefix) + self._other(value[len(prefix) :], uuid=prefix != "#")
        search = _SEARCH.fullmatch(value)
        if search:
            system = f"{search['system']}|" if search["system"] and not re.search(r"\d{6}", search["system"]) else ""
            return f"{search['type']}?identifier={system}{self._other(search['id'])}"
        reference = _REFERENCE.fullmatch(value)
        if reference:
            return f"{reference['type']}/{self._other(reference['id'])}"
        return self._other(value)

    def _other(self, identity: str, *, uuid: bool = False) -> str:
        key = identity.lower()
        if not uuid and _UID.fullmatch(identity):
            # DICOM PS3.5, B.2: a UID from 128 bits.
            told = hmac.digest(self._uid_key, b"uid " + key.encode("ascii"), "sha256")
            return f"2.25.{int.from_bytes(told[:16])}"
        number = self._links.get(key)
        if number is None:
            number = self._links[key] = self._number(key)
        if uuid or _UUID.fullmatch(identity):
            return f"{number[:8]}-{number[8:12]}-4{number[13:16]}-8{number[17:20]}-{number[20:32]}"
        return f"id-{number[16:32].lstrip('0') or '0'}"

    def _number(self, identity: str) -> str:
        """Return 32 hexadecimal digits: keyed by the secret where there is one, else counted in order of the document."""
        if self._secret is not None:
            return hmac.digest(self._secret, b"link " + identity.encode("utf-8", "surrogatepass"), "sha256").hex()[:32]
        return f"{len(self._links) + 1:032x}"


_RULES = {PhiType.NAME: "field.name", PhiType.LOCATION: "location.field"}
