"""Versions of code systems and value sets: which is newer, which a pattern means, and what a request says about them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_PART = re.compile(r"\d+|[A-Za-z]+")


def version_order(version: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts versions from old to new: numbers as numbers, a missing part before a present one."""
    return tuple((1, int(part), "") if part.isdigit() else (0, 0, part) for part in _PART.findall(version[:100]))


def is_pattern(version: str) -> bool:
    """Say whether a version has an `x` or `*` in the place of a part."""
    return any(part in ("x", "X", "*") for part in version.split("."))


def fits(pattern: str, version: str) -> bool:
    """Say whether a version is the one that a pattern names; `1.0.x` means any 1.0 version, `1` only itself."""
    if pattern == version:
        return True
    if not is_pattern(pattern):
        return False
    asked, given = pattern.split("."), version.split(".")
    return len(asked) == len(given) and all(a in ("x", "X", "*") or a == g for a, g in zip(asked, given, strict=True))


def newest(versions: Iterable[str]) -> str | None:
    """Return the newest of some versions, None where there are none."""
    return max(versions, key=version_order, default=None)


def split_canonical(canonical: str) -> tuple[str, str]:
    """Return address and version of a canonical reference; the version is empty where it has none."""
    url, _, version = canonical.partition("|")
    return url, version


def alternatives(versions: Iterable[str]) -> str:
    """Return versions as words, oldest first: "1.0.0 or 1.2.0"."""
    held = sorted(set(versions), key=version_order)
    return held[0] if len(held) == 1 else ", ".join(held[:-1]) + " or " + held[-1] if held else ""


@dataclass(frozen=True, slots=True)
class VersionChoice:
    """The version of a code system to use for a reference to it.

    Args:
        pattern: version or pattern asked for; empty for the newest.
        stated: what the reference itself said; empty for nothing.
        parameter: "name=value" of the request's parameter that decided; empty where none did.
    """

    pattern: str
    stated: str
    parameter: tuple[str, str] | None = None

    @property
    def is_changed(self) -> bool:
        """Whether the request put another version in the place of the stated one."""
        return self.pattern != self.stated


@dataclass(frozen=True, slots=True)
class VersionRules:
    """What a request says about versions.

    Args:
        defaults: of code systems, for references without a version.
        checks: patterns that the version used has to fit.
        forced: versions used whatever a reference says.
        value_sets: versions of value sets for references without one.
    """

    defaults: dict[str, str] = field(default_factory=dict)
    checks: dict[str, str] = field(default_factory=dict)
    forced: dict[str, str] = field(default_factory=dict)
    value_sets: dict[str, str] = field(default_factory=dict)

    def choose(self, system: str, stated: str) -> VersionChoice:
        """Return which version to use for a reference to a code system that states a version, or none."""
        if system in self.forced:
            parameter = ("force-system-version", f"{system}|{self.forced[system]}")
            return VersionChoice(self.forced[system], stated, parameter)
        if not stated:
            for name, rule in (("system-version", self.defaults), ("check-system-version", self.checks)):
                if system in rule:
                    return VersionChoice(rule[system], stated, (name, f"{system}|{rule[system]}"))
        return VersionChoice(stated, stated)
