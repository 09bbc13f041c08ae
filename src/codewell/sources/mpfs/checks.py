"""What holds for a whole relative value file."""

from __future__ import annotations

from codewell.kernel.errors import PublisherFileError
from codewell.sources.contract import Row
from codewell.sources.mpfs import layout

FEWEST_ROWS = 17_000
"""January 2024, the smallest seen, has 18,499."""

_FACTOR = [name for name, _ in layout.FEES.columns].index("conversion_factor")


def same_conversion_factor(file: str, line: int, row: Row, earlier: str | None) -> str:
    """Return the row's conversion factor, which is one and the same throughout a file.

    Raises:
        PublisherFileError: it differs from the rows before: two files were put together, or a column moved.
    """
    factor = str(row[_FACTOR])
    if earlier is not None and factor != earlier:
        raise PublisherFileError(
            file=file, line=line, column="conversion_factor", expected=f"{earlier} as on the rows before", found=factor
        )
    return factor
