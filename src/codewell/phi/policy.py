"""What stands in an identifier's place: a tag, a mask, nothing, less, or a surrogate. Policies are TOML files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from importlib.resources import files

from codewell.kernel.errors import InputError
from codewell.phi.phi_types import Found, PhiType
from codewell.phi.replacing.places import PlaceKind, place_kind


class Replacement(Enum):
    """How an identifier is replaced."""

    TAG = "tag"
    MASK = "mask"
    BLANK = "blank"
    SURROGATE = "surrogate"
    GENERALISE = "generalise"
    """A date becomes its year, a ZIP code its first three digits, an age over 89 90+; what has no such form becomes its tag."""
    KEEP = "keep"


class Scope(Enum):
    """Within what the same person gets the same surrogate."""

    DOCUMENT = "document"
    PATIENT = "patient"
    CORPUS = "corpus"


@dataclass(frozen=True, slots=True)
class SurrogateRules:
    """How surrogates are chosen.

    Args:
        scope: within what they agree. Dates move by patient whatever the scope.
        keep_gender: a given name becomes one that is mostly given to the same gender.
        keep_initials: a name becomes one with the same first letter. It tells something of the person.
        keep_weekday: dates move by whole weeks.
    """

    scope: Scope = Scope.PATIENT
    keep_gender: bool = True
    keep_initials: bool = False
    keep_weekday: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy: one replacement for all kinds and exceptions by kind.

    Args:
        name: as the person asked for it.
        replacement: for every kind that `by_type` does not name.
        by_type: kind -> replacement. Only a limited data set (45 CFR 164.514(e)) may keep dates and places.
        cites: the rule that the policy follows.
        by_place: kind of place -> replacement, before `by_type`.
        surrogates: how surrogates are chosen.
    """

    name: str
    replacement: Replacement
    by_type: Mapping[PhiType, Replacement] = field(default_factory=dict)
    cites: str = ""
    by_place: Mapping[PlaceKind, Replacement] = field(default_factory=dict)
    surrogates: SurrogateRules = SurrogateRules()

    def of(self, kind: PhiType) -> Replacement:
        """Return the replacement of a kind."""
        return self.by_type.get(kind, self.replacement)

    def of_found(self, found: Found, value: str) -> Replacement:
        """Return the replacement of a finding, of a place by what kind of place it is."""
        if found.type is PhiType.LOCATION and self.by_place:
            return self.by_place.get(place_kind(found, value), self.of(found.type))
        return self.of(found.type)

    @property
    def needs_secret(self) -> bool:
        """Say whether surrogates are made, which takes the user's secret."""
        return Replacement.SURROGATE in {self.replacement, *self.by_type.values(), *self.by_place.values()}

    @property
    def keeps(self) -> tuple[str, ...]:
        """Return the names of what the policy lets stand, which Safe Harbor would take out."""
        kept = (one.value for one, how in (*self.by_type.items(), *self.by_place.items()) if how is Replacement.KEEP)
        return ("everything else", *kept) if self.replacement is Replacement.KEEP else tuple(kept)


_LIKE_A_NAME = re.compile(r"[a-z-]{1,30}")
POLICIES = ("tags", "masks", "blank", "safe-harbor", "surrogates", "limited-data-set")


def policy_named(name: str) -> Policy:
    """Return a policy that comes with Codewell.

    Raises:
        InputError: there is none of that name.
    """
    if name not in POLICIES:
        raise InputError(
            f"There is no policy {name!r}." if _LIKE_A_NAME.fullmatch(name) else "There is no policy of that name.",
            next_step=f"Use one of: {', '.join(POLICIES)}, or the path of a file that ends in .toml.",
            slug="input.no-policy",
        )
    return read_policy((files(__package__) / "policies" / f"{name}.toml").read_text(encoding="utf-8"), name)


def read_policy(text: str, name: str) -> Policy:
    """Return the policy that a TOML file describes.

    Raises:
        ConfigurationError: it is not TOML, or names what does not exist; the message says which key and what may stand there.
    """
    from codewell.phi.policy_file import policy_of

    return policy_of(text, name)
