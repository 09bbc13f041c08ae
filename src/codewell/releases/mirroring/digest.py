"""One value that is the same on machines that answer from the same releases."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from codewell.releases.release import Release


def reference_digest(releases: Iterable[Release]) -> str:
    """Return the SHA-256 over source, label, days and the publisher's bytes of every release, in hexadecimal.

    When and where a release was imported is not in it: machines that each built the same files have the same value.
    """
    lines = sorted(f"{one.source}\t{one.release}\t{one.validity}\t{one.sha256}\t{one.row_count}\n" for one in releases)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
