"""What a whole MUE table has: the fewest rows stand with each setting in `layout.py`.

July 2024: practitioner 14,677, outpatient hospital 14,628, DME supplier 2,928. A code that is not listed may have an MUE
that the publisher keeps confidential, so its absence says nothing.
"""

from __future__ import annotations

from codewell.sources.ncci_mue.layout import Setting


def fewest_rows(setting: Setting) -> int:
    """Return the number of rows below which a setting's table is a broken download."""
    return setting.fewest_rows
