"""Codes a note might be given: every mention with its assertion, brought to a billable code and gathered by code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from codewell.clinical.assertion import Assertion, Reach, assertion_of, cue_reaches
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.mentions import Mention, mentions
from codewell.clinical.reading import Reader, Reading
from codewell.clinical.sections import Sentence, sentences
from codewell.clinical.specificity import billable_code, sided_code
from codewell.clinical.status import family_history, personal_history, table
from codewell.clinical.words import numbered
from codewell.kernel.text import TextSpan

_SAID_WITHIN = 5
"""Tokens beside a mention that may make its code more specific; farther ones belong to something else."""
_TOUCHING = 6
_LATER_CARE = re.compile(
    r"\b(?:subsequent encounter|routine healing|healing (?:well|appropriately|nicely)"
    r"|(?:weeks?|months?|days?) (?:status )?post[- ]?op"
    r"|post-?operative visit|cast removal|hardware removal)\b",
    re.IGNORECASE,
)
_SIDES = frozenset({"left", "right", "bilateral"})
_NO_SIDE = {"examination", "review_of_systems", "results", "past_history", "surgical_history", "family_history"}
_MARKED_HISTORY = {"past_history", "surgical_history"}


class Manner(Enum):
    """How a mention leads to its code."""

    CONDITION = "condition"
    PERSONAL_HISTORY = "personal history"
    FAMILY_HISTORY = "family history"
    LONG_TERM_DRUG = "long-term drug"
    COMBINATION = "combination"
    MEASURE = "measure"


@dataclass(slots=True)
class Support:
    """One mention as support for a code.

    Args:
        assertion: what the note says of it.
        manner: how it leads to the code.
        mention: the term and its places.
        sentence: where it stands.
        spans: its words in the text as received.
        path: how the words lead to the code.
        filled: True where the code was completed by "unspecified".
        order: number of the sentence in the note.
    """

    assertion: Assertion
    manner: Manner
    mention: Mention
    sentence: Sentence
    spans: tuple[TextSpan, ...]
    path: tuple[str, ...]
    filled: bool
    order: int


@dataclass(slots=True)
class Candidate:
    """A billable code with everything in the note that speaks for or against it.

    Args:
        code: without dot.
        supports: in text order.
    """

    code: str
    supports: list[Support] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NoteShape:
    """What of a note's build bears on every candidate.

    Args:
        sentences: their number.
        is_assessed: True where it has an assessment, diagnoses or a problem list of its own.
    """

    sentences: int
    is_assessed: bool


def candidates(text: str, dictionary: Dictionary, *, learned: bool = False) -> tuple[dict[str, Candidate], NoteShape]:
    """Return the candidates of a note by code, and the shape of the note."""
    all_sentences = list(sentences(text))
    reader = Reader(dictionary, all_sentences)
    encounter = "D" if _LATER_CARE.search(text) else "A"
    found: dict[str, Candidate] = {}
    drugs = table("long_term_drugs")
    readings = [reader.read(sentence) for sentence in all_sentences]
    side = _only_side(readings)
    for order, (sentence, reading) in enumerate(zip(all_sentences, readings, strict=True)):
        if sentence.section == "allergies":
            continue
        listed_drugs = [(word, drugs[word]) for word in reading.words if word in drugs]
        reading.reaches = reaches = cue_reaches(reading.lower)
        terms = mentions(reading, dictionary, learned=learned) if sentence.section != "medications" else []
        if not terms and not listed_drugs:
            continue
        for code, support in _supports(terms, reading, reaches, dictionary, encounter, side):
            support.order = order
            found.setdefault(code, Candidate(code)).supports.append(support)
        for word, code in listed_drugs:
            if code in dictionary.codes:
                support = _drug(word, reading, reaches)
                support.order = order
                found.setdefault(code, Candidate(code)).supports.append(support)
    assessed = any(sentence.section in ("assessment", "problem_list") for sentence in all_sentences)
    return found, NoteShape(len(all_sentences), assessed)


def _supports(
    terms: Sequence[Mention], reading: Reading, reaches: Sequence[Reach], dictionary: Dictionary, encounter: str, side: str
) -> Iterator[tuple[str, Support]]:
    sentence = reading.sentence
    for mention in terms:
        said = reading.words_between(mention.places[0] - _SAID_WITHIN, mention.places[-1] + _SAID_WITHIN)
        if side and not said & _SIDES:
            said |= {side}
        listed = dictionary.codes.get(mention.term.code)
        code = billable_code(mention.term.code, said, dictionary, encounter=encounter)
        if code is None or listed is None:
            continue
        if listed.billable and (said_side := next(iter(said & _SIDES), "")):
            code = sided_code(code, said_side, dictionary) or code
        assertion = assertion_of(mention.places, sentence.section, reaches)
        if assertion is Assertion.PRESENT and sentence.section in _MARKED_HISTORY and not _is_lasting(code):
            assertion = Assertion.HISTORICAL
        filled = not listed.billable and "unspecified" in dictionary.codes[code].descriptor.lower()
        path = (mention.term.kind, mention.term.path)
        spans = spans_of(mention.places, sentence)
        if assertion is Assertion.HISTORICAL:
            past = personal_history(code)
            if past is not None and past != code and past in dictionary.codes:
                yield (
                    past,
                    Support(
                        Assertion.PRESENT,
                        Manner.PERSONAL_HISTORY,
                        mention,
                        sentence,
                        spans,
                        (*path, "personal history"),
                        False,
                        0,
                    ),
                )
            elif past == code:
                assertion = Assertion.PRESENT
        elif assertion is Assertion.SOMEONE_ELSE:
            theirs = family_history(code)
            if theirs is not None and theirs in dictionary.codes and dictionary.codes[theirs].billable:
                yield (
                    theirs,
                    Support(
                        Assertion.PRESENT, Manner.FAMILY_HISTORY, mention, sentence, spans, (*path, "family history"), False, 0
                    ),
                )
        yield code, Support(assertion, Manner.CONDITION, mention, sentence, spans, path, filled, 0)


def _only_side(readings: Sequence[Reading]) -> str:
    """Return the one side that a whole note speaks of, so that a site named without it has it; empty where there are two."""
    said = {
        side
        for reading in readings
        if reading.sentence.section not in _NO_SIDE
        for side in _SIDES
        if side in reading.words and not _is_handed(reading)
    }
    return said.pop() if len(said) == 1 else ""


def _is_handed(reading: Reading) -> bool:
    return "handed" in reading.words or "hand-dominant" in reading.words or "dominant" in reading.words


def _is_lasting(code: str) -> bool:
    return personal_history(code) == code


def _drug(word: str, reading: Reading, reaches: Sequence[Reach]) -> Support:
    from codewell.clinical.terms import Term

    place = reading.words[word][0]
    mention = Mention(Term(frozenset((word,)), "", "drug", word), (place,), 0, 0, frozenset(((place, word),)))
    spans = spans_of((place,), reading.sentence)
    assertion = assertion_of((place,), reading.sentence.section, reaches)
    return Support(assertion, Manner.LONG_TERM_DRUG, mention, reading.sentence, spans, ("long-term drug", word), False, 0)


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
