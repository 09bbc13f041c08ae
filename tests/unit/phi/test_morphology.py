"""Ends of words that medicine builds, and names that end alike."""

from __future__ import annotations

import pytest

from codewell.phi.lexicon import MEDICAL, UNKNOWN, lexicon
from codewell.phi.morphology import is_built_of_medical_parts

WORDS = """
tympanograms osimertinib hemithyroidectomy laryngotracheomalacia echoendoscopic hyperlipidemia arthrocentesis neurofibromas
sarcoidosis rhinoconjunctivitis acinetobacter
"""


@pytest.mark.parametrize("word", WORDS.split())
def test_a_word_of_medicine_is_known_by_its_end(word):
    assert is_built_of_medical_parts(word)


@pytest.mark.parametrize(
    "name", ["paloma", "ranvir", "noemia", "arvanitis", "adomaitis", "eufemia", "wolfgram", "benjamine", "racheal"]
)
def test_a_name_with_a_like_end_is_not(name):
    assert not is_built_of_medical_parts(name)


def test_the_plural_of_a_known_word_is_known_and_that_of_a_name_is_not():
    assert lexicon()["catheters"] & MEDICAL or not lexicon()["catheters"] & UNKNOWN
    assert lexicon()["okonkwos"] & UNKNOWN
