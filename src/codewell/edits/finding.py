"""What an edit reports: a verdict about lines or diagnoses of a claim, the facts behind it and what would mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from codewell.kernel.validity import Validity


class Verdict(Enum):
    """How an edit ends for a claim."""

    PASS = "pass"
    FAIL = "fail"
    BYPASSED = "bypassed"
    """The edit applies, and a modifier or a circumstance on the claim releases it."""
    NO_DATA = "no_data"
    """What the edit reads is not loaded for that day; never a pass."""


@dataclass(frozen=True, slots=True)
class Because:
    """One fact behind a finding.

    Args:
        what: the field's name for it: `column_1`, `modifier_indicator`, `mue_value`, `billed_units`.
        value: as published or as billed.
        release: title of the release that states it, `ncci-ptp-practitioner 2024-Q3`; empty for what the claim says.
        validity: days on which the release's fact holds, where the release states them.
    """

    what: str
    value: str
    release: str = ""
    validity: Validity | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What an edit's function yields; the engine adds the edit's id, its source and the place on the claim.

    Args:
        verdict: how the edit ends here.
        message: one sentence with the codes, units or days that decide.
        because: the facts behind it.
        remedy: what would mend it; empty where nothing on the claim would.
        lines: numbers of the lines meant, the one that would be denied first; an edit of a single line leaves it empty.
        diagnoses: 1-based places in the claim's list of diagnoses; an edit of a single diagnosis leaves it empty.
    """

    verdict: Verdict
    message: str
    because: tuple[Because, ...] = ()
    remedy: str = ""
    lines: tuple[int, ...] = ()
    diagnoses: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What an edit reports of a claim. It names no claim, so that equal findings of many claims are one object.

    Args:
        edit: id of the edit.
        verdict: how it ends.
        lines: numbers of the lines meant, the one that would be denied first; empty where the whole claim is meant.
        diagnoses: 1-based places in the claim's list of diagnoses.
        message: one sentence.
        because: the facts behind it.
        remedy: what would mend it; empty where nothing on the claim would.
        source: the rule that the edit carries out.
        releases: titles of the releases that it read; empty for an edit that needs none.
    """

    edit: str
    verdict: Verdict
    lines: tuple[int, ...]
    diagnoses: tuple[int, ...]
    message: str
    because: tuple[Because, ...]
    remedy: str
    source: str
    releases: tuple[str, ...]


def releases_named(because: Iterable[Because]) -> tuple[str, ...]:
    """Return the titles of the releases that the facts come from, each once, in order."""
    named: list[str] = []
    for fact in because:
        release = fact.release
        if release and release not in named:
            named.append(release)
    return tuple(named)
