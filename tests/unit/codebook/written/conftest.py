"""A small page that has no fault, to be changed by each test."""

from __future__ import annotations

import pytest

PLAIN = " ".join(["The nurse sets a small clean tube into the vein of the arm and looks at it."] * 10)

PAGE = f"""+++
title = "Two tubes"
codes = ["77385", "77386"]
author = "A hospital"
reviewed = 2026-11-30
valid_days = 365
sources = [
  {{ title = "A rule", url = "https://example.org/rule", dated = "2026" }},
]
facts = [
  {{ code = "77385", last_day = 2025-12-31 }},
  {{ code = "77386", on = 2025-12-31, fact = "mpfs.status", value = "I" }},
]

[labels]
77386 = "The long tube"
+++

## Plain language

{PLAIN}

### 77386

This one is long.

## Indications

- Thirst.
- A second reason, which goes on
  in a second line.

## Procedure

### At the desk

1. Ask for the name.
2. Set the tube.

## Afterwards

The arm can be sore.

## Coding notes

- The length decides.
"""


@pytest.fixture
def page_text() -> str:
    return PAGE
