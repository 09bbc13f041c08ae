"""What a sentence's mentions support: each brought to a billable code, with what the note says of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codewell.clinical.assertion import Assertion, Reach, assertion_of
from codewell.clinical.candidate import Manner, Support
from codewell.clinical.cues import listed
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.laterality import SIDES, NoteSides
from codewell.clinical.mentions import Mention
from codewell.clinical.reading import Reading
from codewell.clinical.sections import Sentence
from codewell.clinical.specificity import billable_code, descriptor_words, has_sides, sided_code, sited_code
from codewell.clinical.status import family_history, personal_history
from codewell.clinical.words import numbered, title_words
from codewell.kernel.text import TextSpan

_SAID_WITHIN = 5
"""Tokens beside a mention that may make its code more specific; farther ones belong to something else."""
_TOUCHING = 6
_ENCOUNTERS = ("Z0", "Z1", "Z20")
_TOBACCO = "F1720"
_CIGARETTES = {"cigarette", "pack", "ppd"}
"""Words of a sentence that make nicotine dependence one of cigarettes (F17.21)."""
_MARKED_HISTORY = {"past_history", "surgical_history"}


def supports_of(
    terms: Sequence[Mention],
    reading: Reading,
    reaches: Sequence[Reach],
    dictionary: Dictionary,
    encounter: str,
    sides: NoteSides,
    both_ways: bool,
    trimester: frozenset[str],
) -> Iterator[tuple[str, Support]]:
    sentence = reading.sentence
    for mention in terms:
        assertion = assertion_of(mention.places, sentence.section, reaches)
        if mention.term.code.startswith((*_ENCOUNTERS, "Z66")) and _is_own_cue(assertion, mention, reading, reaches):
            assertion = Assertion.PRESENT
        for code, reached in _codes(mention, reading, dictionary, encounter, sides, both_ways, trimester):
            for told, support in _told(code, assertion, mention, sentence, dictionary):
                support.reached = reached
                yield told, support


def _codes(
    mention: Mention,
    reading: Reading,
    dictionary: Dictionary,
    encounter: str,
    sides: NoteSides,
    both_ways: bool,
    trimester: frozenset[str],
) -> Iterator[tuple[str, bool]]:
    """Yield the billable code of a mention and whether its side was said elsewhere; two where both sides are said.

    Where every finding is coded the code that leaves the side open stays possible too, and the weights decide.
    """
    said = reading.words_between(mention.places[0] - _SAID_WITHIN, mention.places[-1] + _SAID_WITHIN)
    if mention.term.code.startswith(("O", "Z34")) and "trimester" not in said:
        said |= trimester
    if seen := mention.term.path.partition(" > see ")[2]:
        said |= _title_words(seen, dictionary)
    plain = billable_code(mention.term.code, said, dictionary, encounter=encounter)
    if plain is None:
        return
    plain = sited_code(plain, said, dictionary, encounter)
    if plain.startswith(_TOBACCO) and not _CIGARETTES.isdisjoint(reading.words):
        plain = f"F1721{plain[5:]}"
    if not has_sides(plain, dictionary):
        yield plain, False
        return
    own = said & SIDES
    found = tuple(sorted(own)) if own else sides.of(mention.term.words, descriptor_words(plain, dictionary))
    sided = [code for code in (sided_code(plain, side, dictionary, encounter) for side in found) if code is not None]
    if len(found) == 2 and (both := sided_code(plain, "bilateral", dictionary, encounter)):
        sided = [both]
    elif not sided and "bilateral" in found:
        sided = [
            code for code in (sided_code(plain, side, dictionary, encounter) for side in ("left", "right")) if code is not None
        ]
    for code in dict.fromkeys(sided):
        yield code, not own
    if not sided or (both_ways and not own):
        yield plain, False


def _title_words(path: str, dictionary: Dictionary) -> frozenset[str]:
    """Return the words of the index entry that a reference leads to: the "lower limb" that a foot belongs to."""
    known = dictionary.descriptor_words.get(path)
    if known is None:
        known = dictionary.descriptor_words[path] = frozenset(title_words(path, dictionary.forms, listed("connecting_words")))
    return known


def _told(
    code: str, assertion: Assertion, mention: Mention, sentence: Sentence, dictionary: Dictionary
) -> Iterator[tuple[str, Support]]:
    """Yield the code a mention leads to as the note tells it: the condition, what is left of it, or the family's history."""
    codes = dictionary.codes
    if assertion is Assertion.HISTORICAL and "remission" in descriptor_words(code, dictionary):
        assertion = Assertion.PRESENT
    if assertion is Assertion.PRESENT and sentence.section in _MARKED_HISTORY and not _is_lasting(code):
        assertion = Assertion.HISTORICAL
    path = (mention.term.kind, mention.term.path)
    spans = spans_of(mention.places, sentence)
    past = personal_history(code) if assertion is Assertion.HISTORICAL else None
    if past == code:
        assertion = Assertion.PRESENT
    elif past is not None and past in codes:
        yield (
            past,
            Support(Assertion.PRESENT, Manner.PERSONAL_HISTORY, mention, sentence, spans, (*path, "personal history"), False, 0),
        )
    if assertion is Assertion.SOMEONE_ELSE:
        theirs = family_history(code)
        if theirs is not None and theirs in codes and codes[theirs].billable:
            yield (
                theirs,
                Support(Assertion.PRESENT, Manner.FAMILY_HISTORY, mention, sentence, spans, (*path, "family history"), False, 0),
            )
    listed = codes.get(mention.term.code)
    filled = listed is not None and not listed.billable and "unspecified" in codes[code].descriptor.lower()
    yield code, Support(assertion, Manner.CONDITION, mention, sentence, spans, path, filled, 0)


def _is_lasting(code: str) -> bool:
    return personal_history(code) == code


def spans_of(places: Sequence[int], sentence: Sentence) -> tuple[TextSpan, ...]:
    """Return the places' tokens as spans of the text; tokens that stand close together make one."""
    spans: list[TextSpan] = []
    for place in places:
        start = sentence.starts[place]
        end = start + len(sentence.tokens[place])
        following = place + 1
        if following < len(sentence.tokens) and numbered(sentence.tokens[place].lower(), sentence.tokens[following].lower()):
            end = sentence.starts[following] + len(sentence.tokens[following])
        if spans and start - spans[-1].end <= _TOUCHING:
            spans[-1] = TextSpan(spans[-1].start, max(end, spans[-1].end))
        else:
            spans.append(TextSpan(start, end))
    return tuple(spans)


def _is_own_cue(assertion: Assertion, mention: Mention, reading: Reading, reaches: Sequence[Reach]) -> bool:
    """Say whether what looks like a cue is part of the reason: "screening for colon cancer", "without abnormal findings"."""
    if mention.term.code == "Z66":
        first = mention.places[0]
        is_denied = first > 0 and reading.lower[first - 1] in ("no", "not", "without")
        return assertion is Assertion.ABSENT and (not is_denied or "not" in mention.term.path.lower())
    if assertion is Assertion.HYPOTHETICAL:
        last = mention.places[-1]
        acting = [r for r in reaches if r.meaning is assertion and any(r.first <= place <= r.last for place in mention.places)]
        return all(reach.cue <= last for reach in acting)
    return assertion is Assertion.ABSENT and " without " in mention.term.path
