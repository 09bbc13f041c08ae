"""What one identifier becomes under a policy."""

from __future__ import annotations

from collections.abc import Sequence

from codewell.phi.phi_types import Found, PhiType
from codewell.phi.policy import Policy, Replacement
from codewell.phi.replacing.dates import newest_year, year_of
from codewell.phi.replacing.dates import tells_old_age as tells_old_age_by
from codewell.phi.replacing.places import PlaceKind, place_kind
from codewell.phi.replacing.zip_codes import generalised_zip
from codewell.phi.surrogates import Surrogates


class Replacer:
    """Replaces the identifiers of one document.

    Args:
        policy: what stands in their place.
        texts: all texts of the document.
        names: the names that were found in them.
        secret: the user's key; None where the policy makes no surrogates.
        patient: whose document it is; None for this document alone.

    Raises:
        InputError: the policy makes surrogates and there is no secret, or it is too short.
    """

    __slots__ = ("_newest", "_surrogates", "policy")

    def __init__(
        self, policy: Policy, texts: Sequence[str], names: Sequence[str], secret: bytes | None = None, patient: str | None = None
    ) -> None:
        self.policy = policy
        self._newest = newest_year(texts)
        self._surrogates = Surrogates(secret, patient, texts, names, policy.surrogates) if policy.needs_secret else None

    def keeps(self, found: Found, value: str) -> bool:
        """Say whether the policy lets an identifier stand."""
        return self.policy.of_found(found, value) is Replacement.KEEP

    def of(self, found: Found, value: str) -> str:
        """Return what stands in place of an identifier."""
        how = self.policy.of_found(found, value)
        if how is Replacement.SURROGATE and self._surrogates is not None:
            return self._surrogates.of(value, found)
        if how is Replacement.GENERALISE:
            return self._less(found, value) or f"[{found.type.value}]"
        if how is Replacement.MASK:
            return "".join("*" if letter.isalnum() else letter for letter in value)
        return "" if how is Replacement.BLANK else f"[{found.type.value}]"

    def _less(self, found: Found, value: str) -> str | None:
        """Return the part of an identifier that Safe Harbor lets stand; None where it has none."""
        if found.type is PhiType.AGE_OVER_89:
            return "90+"
        if found.type is PhiType.DATE:
            year = year_of(value)
            return f"{year}" if year is not None and not tells_old_age_by(year, self._newest) else None
        if found.type is PhiType.LOCATION and place_kind(found, value) is PlaceKind.ZIP:
            return generalised_zip(value)
        return None
