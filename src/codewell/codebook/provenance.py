"""Where an answer comes from, and what a page would say if it could."""

from __future__ import annotations

from dataclasses import dataclass

from codewell.kernel.validity import Validity


def row_anchor(source: str, release: str) -> str:
    """Return the id of the place in a code's page that shows what one release says of it."""
    return f"row-{source}-{release}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an answer comes from.

    Args:
        source: id of the source room.
        release: the publisher's label.
        validity: days the release answers for.
        url: the publisher's page or file, or the page a hand-kept fact cites.
    """

    source: str
    release: str
    validity: Validity | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Absence:
    """Something a page would show and cannot, with the reason.

    Args:
        what: "CPT descriptors", "MPFS on 2026-11-23".
        why: "not loaded", "licensed text: import your AMA file", "FY2026 ends 2026-09-30".
        remedy: the command that mends it; empty where nothing does.
    """

    what: str
    why: str
    remedy: str = ""
