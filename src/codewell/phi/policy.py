"""What stands in an identifier's place: a tag, a mask, nothing, or a surrogate. Policies are TOML files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from importlib.resources import files

from codewell.kernel.errors import ConfigurationError, InputError
from codewell.phi.phi_types import PhiType


class Replacement(Enum):
    """How an identifier is replaced."""

    TAG = "tag"
    MASK = "mask"
    BLANK = "blank"
    SURROGATE = "surrogate"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy: one replacement for all kinds and exceptions by kind.

    Args:
        name: as the person asked for it.
        replacement: for every kind that `by_type` does not name.
        by_type: kind -> replacement. Only a limited data set (45 CFR 164.514(e)) may keep dates and places.
        cites: the rule that the policy follows.
    """

    name: str
    replacement: Replacement
    by_type: Mapping[PhiType, Replacement] = field(default_factory=dict)
    cites: str = ""

    def of(self, kind: PhiType) -> Replacement:
        """Return the replacement of a kind."""
        return self.by_type.get(kind, self.replacement)

    @property
    def needs_secret(self) -> bool:
        """Say whether surrogates are made, which takes the user's secret."""
        return Replacement.SURROGATE in {self.replacement, *self.by_type.values()}


POLICIES = ("tags", "masks", "blank", "surrogates", "limited-data-set")


def policy_named(name: str) -> Policy:
    """Return a policy that comes with Codewell.

    Raises:
        InputError: there is none of that name.
    """
    if name not in POLICIES:
        raise InputError(f"There is no policy {name!r}.", next_step=f"Use one of: {', '.join(POLICIES)}.", slug="input.no-policy")
    return read_policy((files(__package__) / "policies" / f"{name}.toml").read_text(encoding="utf-8"), name)


def read_policy(text: str, name: str) -> Policy:
    """Return the policy that a TOML file describes.

    Raises:
        ConfigurationError: it is not TOML, or names a kind or a replacement that does not exist.
    """
    try:
        written = tomllib.loads(text)
        by_type = {PhiType(kind): Replacement(how) for kind, how in written.get("types", {}).items()}
        return Policy(name, Replacement(written["replacement"]), by_type, str(written.get("cites", "")))
    except (tomllib.TOMLDecodeError, ValueError, KeyError, AttributeError) as broken:
        raise ConfigurationError(
            f"The policy {name!r} cannot be read ({broken}).",
            next_step="It needs replacement = tag, mask, blank, surrogate or keep, and under [types] kinds such as DATE.",
            slug="configuration.policy",
        ) from None
