"""Texts made to keep the recognizers busy: 100,000 characters take a bounded time, whatever they repeat."""

from __future__ import annotations

import time

import pytest

from codewell.phi.finding import Engine, find_identifiers

CHARACTERS = 100_000
SECONDS = 10
"""Processor time; a second is usual on a busy machine, and what grows with the square takes minutes."""

PIECES = (
    "Kasai-|Kelly |Jones and |Smith's |Smith cell cell cell cell |foramen of |KASAI PROCEDURE |E. faecx |Serratia marcescensi "
    "|PALB2 |aPTTs|El Salvador |xqzwtrble |ectomyx|March 14 to |the 14th of |3/14-|3 / |3/\n|Mon 3/14 |Sunday, |down from 9/10 "
    "|q3 2021 | memorial day|ninety-|hundred and |130s-150s/|(S02)|16x|+1    |normal 232-1137 |www.|http://"
)


@pytest.mark.parametrize("repeated", PIECES.split("|"))
def test_a_repeated_piece_takes_a_bounded_time(repeated):
    text = (repeated * (CHARACTERS // len(repeated) + 1))[:CHARACTERS]
    began = time.process_time()
    for engine in Engine:
        find_identifiers(text, engine)
    assert time.process_time() - began < SECONDS
