"""What a whole set of PTP files has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codewell.kernel.errors import PublisherFileError
from codewell.sources.files import PublishedFile

FEWEST_PRACTITIONER = 2_000_000
"""July 2024: 2,546,017 rows."""

FEWEST_OUTPATIENT = 1_500_000
"""July 2024: 1,775,818 rows."""


def check_parts(files: Sequence[PublishedFile], pattern: str) -> None:
    """Refuse parts of two versions, or a part twice or missing in between.

    Raises:
        PublisherFileError: the parts do not number f1, f2, ... of one version.
    """
    matches = [match for file in files if (match := re.search(pattern, file.name, re.IGNORECASE))]
    versions = {(match["version"], match["quarter"]) for match in matches}
    parts = [int(match["part"]) for match in matches]
    if len(versions) > 1 or parts != list(range(1, len(parts) + 1)):
        raise PublisherFileError(
            file=files[0].name,
            expected="parts f1, f2, ... of one version",
            found=", ".join(file.name for file in files),
            next_step="Give all parts of one quarter, each once.",
        )


def check_whole(file: str, found: int, fewest: int) -> None:
    """Refuse fewer edits than any whole quarter has had.

    Raises:
        PublisherFileError: there are fewer; most often a part is missing.
    """
    if found < fewest:
        raise PublisherFileError(
            file=file,
            line=found,
            expected=f"at least {fewest} edits",
            found=f"{found} edits",
            next_step="Give all parts (f1 to f4) of the quarter together.",
        )
