"""What a whole set of CPT descriptor files has."""

from __future__ import annotations

from collections.abc import Mapping

from codewell.kernel.errors import PublisherFileError

FEWEST_CODES = 9_000
"""CPT has had more than 10,000 codes in every year since 2015."""


def check_same_codes(names: Mapping[str, str], words: Mapping[str, Mapping[str, str]]) -> None:
    """Refuse files that do not list the same codes: they are of two years, or one broke off.

    Args:
        names: kind -> file name.
        words: kind -> descriptor by code.

    Raises:
        PublisherFileError: a code stands in one file and not in another.
    """
    first, *others = words
    for other in others:
        if missing := sorted(set(words[first]) ^ set(words[other])):
            lacking = other if missing[0] in words[first] else first
            raise PublisherFileError(
                file=names[lacking],
                expected=f"the codes of {names[first if lacking == other else other]}",
                found=f"no {missing[0]} ({len(missing)} codes differ)",
                next_step="Give the files of one year together.",
            )


def check_whole(name: str, counts: Mapping[str, int]) -> None:
    """Refuse fewer codes than any year of CPT has had.

    Raises:
        PublisherFileError: there are fewer.
    """
    found = counts.get("descriptors", 0)
    if found < FEWEST_CODES:
        raise PublisherFileError(file=name, line=found, expected=f"at least {FEWEST_CODES} codes", found=f"{found} codes")
