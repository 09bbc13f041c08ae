"""Codes a note might be given: every mention with its assertion, brought to a billable code and gathered by code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from codewell.clinical.assertion import Assertion, Reach, acting_reach, assertion_of, cue_reaches
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.drug_events import DrugEvent, drug_events, intent_of, may_tell_events
from codewell.clinical.episode import seventh_characters
from codewell.clinical.facts import NOTHING_GIVEN, PatientFacts
from codewell.clinical.facts_found import facts_found
from codewell.clinical.laterality import SIDES, NoteSides
from codewell.clinical.measures import Measure, measures, pediatric_measures, trimester_words, weeks_of
from codewell.clinical.mentions import Mention, mentions
from codewell.clinical.reading import Reader, Reading
from codewell.clinical.rules import rules
from codewell.clinical.sections import Sentence, sentences
from codewell.clinical.specificity import billable_code, descriptor_words, has_sides, sided_code
from codewell.clinical.status import family_history, personal_history, table
from codewell.clinical.terms import Term
from codewell.clinical.trace import Step, StepKind
from codewell.clinical.words import numbered
from codewell.kernel.text import TextSpan

_SAID_WITHIN = 5
"""Tokens beside a mention that may make its code more specific; farther ones belong to something else."""
_TOUCHING = 6
_ENCOUNTERS = ("Z0", "Z1", "Z20")
_MARKED_HISTORY = {"past_history", "surgical_history"}
_NO_EVENTS = {"medications", "past_history", "surgical_history", "family_history", "immunizations"}


class Manner(Enum):
    """How a mention leads to its code."""

    CONDITION = "condition"
    PERSONAL_HISTORY = "personal history"
    FAMILY_HISTORY = "family history"
    LONG_TERM_DRUG = "long-term drug"
    COMBINATION = "combination"
    MEASURE = "measure"
    DRUG_EVENT = "drug event"


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
        reaches: stretches of the sentence on which its cues act.
        steps: of a trace, beyond what the term and the manner tell.
        reached: True where the side was said elsewhere in the note.
    """

    assertion: Assertion
    manner: Manner
    mention: Mention
    sentence: Sentence
    spans: tuple[TextSpan, ...]
    path: tuple[str, ...]
    filled: bool
    order: int
    reaches: Sequence[Reach] = ()
    steps: tuple[Step, ...] = ()
    reached: bool = False


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
        is_stay: True where it tells of a hospital stay: it has a hospital course or calls itself a discharge summary.
        per_sentence: candidates by number of the sentence.
        facts: what is known of the patient, given or found.
        weeks: completed weeks of gestation as the note measures them or as they were given.
    """

    sentences: int
    is_assessed: bool
    is_stay: bool = False
    per_sentence: dict[int, int] = field(default_factory=dict)
    facts: PatientFacts = NOTHING_GIVEN
    weeks: tuple[int, ...] = ()


def candidates(
    text: str,
    dictionary: Dictionary,
    *,
    on: date | None = None,
    learned: bool = False,
    given: PatientFacts = NOTHING_GIVEN,
) -> tuple[dict[str, Candidate], NoteShape]:
    """Return the candidates of a note by code, and the shape of the note.

    Args:
        text: the note as received.
        dictionary: the day's index, wordings and codes.
        on: day of service, from which a birth date gives the age; None leaves birth dates alone.
        learned: whether wordings that coders marked count too.
        given: facts of the patient that go before what the note says.
    """
    all_sentences = list(sentences(text))
    reader = Reader(dictionary, all_sentences)
    lower = text.lower()
    found: dict[str, Candidate] = {}
    drugs = table("long_term_drugs")
    intent = intent_of(lower)
    tells_events = may_tell_events(lower)
    readings = [reader.read(sentence) for sentence in all_sentences]
    sides = NoteSides(readings)
    measured = list(measures(text))
    facts = facts_found(text, on, all_sentences, measured).overridden_by(given)
    encounter = seventh_characters(lower, facts.encounter)
    weeks = weeks_of(measured, facts)
    trimester = trimester_words(weeks)
    for order, (sentence, reading) in enumerate(zip(all_sentences, readings, strict=True)):
        if sentence.section == "allergies":
            continue
        if tells_events and sentence.section not in _NO_EVENTS:
            for event in drug_events(reading.lower, dictionary.drugs):
                for code, support in _event(event, reading, intent, encounter, dictionary):
                    support.order = order
                    found.setdefault(code, Candidate(code)).supports.append(support)
        listed_drugs = [(word, drugs[word]) for word in reading.words if word in drugs]
        terms = mentions(reading, dictionary, learned=learned) if sentence.section != "medications" else []
        if not terms and not listed_drugs:
            continue
        reaches = reading.reaches if terms else cue_reaches(reading.lower)
        for code, support in _supports(terms, reading, reaches, dictionary, encounter, sides, learned, trimester):
            support.order = order
            support.reaches = reaches
            found.setdefault(code, Candidate(code)).supports.append(support)
        for word, code in listed_drugs:
            if code in dictionary.codes:
                support = _drug(word, reading, reaches)
                support.order = order
                support.reaches = reaches
                found.setdefault(code, Candidate(code)).supports.append(support)
    if intent != "1":
        _give_intent(found, intent, dictionary)
    for measure in (*measured, *pediatric_measures(text, facts)):
        if measure.code in dictionary.codes:
            found.setdefault(measure.code, Candidate(measure.code)).supports.append(_measured(measure, all_sentences))
    stay = "discharge summary" in lower[:300] or any(sentence.section == "hospital_course" for sentence in all_sentences)
    assessed = any(sentence.section in ("assessment", "diagnoses", "problem_list") for sentence in all_sentences)
    return found, NoteShape(len(all_sentences), assessed, stay, facts=facts, weeks=weeks)


def _event(
    event: DrugEvent, reading: Reading, intent: str, encounter: str, dictionary: Dictionary
) -> Iterator[tuple[str, Support]]:
    """Yield the code of what a sentence says of a drug; none where it says it of the past, of others or of what might be."""
    code = event.code(intent, encounter if encounter in ("A", "D", "S") else "A")
    if code not in dictionary.codes:
        return
    reaches = cue_reaches(reading.lower)
    assertion = assertion_of((event.drug,), reading.sentence.section, reaches)
    own = acting_reach((event.drug,), assertion, reaches)
    if assertion is Assertion.ABSENT and own is not None and own.cue in event.cue:
        assertion = Assertion.PRESENT
    word = reading.lower[event.drug]
    places = tuple(sorted({event.drug, *event.cue}))
    mention = Mention(Term(frozenset((word,)), "", "drug", word), places, 0, 0, frozenset())
    path = ("table of drugs", word, event.kind.value)
    yield (
        code,
        Support(
            assertion,
            Manner.DRUG_EVENT,
            mention,
            reading.sentence,
            spans_of(places, reading.sentence),
            path,
            False,
            0,
            reaches,
        ),
    )


def _give_intent(found: dict[str, Candidate], intent: str, dictionary: Dictionary) -> None:
    """Bring poisonings that the index calls accidental to the intent that the note tells (guideline I.C.19.e.5.b)."""
    step = Step(StepKind.SPECIFICITY, rules()["poisoning-intent"].says, cites="I.C.19.e.5.b")
    for code in [code for code in found if "T36" <= code[:3] <= "T65" and len(code) == 7 and code[5] == "1"]:
        told = f"{code[:5]}{intent}{code[6]}"
        if told in dictionary.codes:
            moved = found.pop(code)
            for support in moved.supports:
                support.steps = (*support.steps, step)
            found.setdefault(told, Candidate(told)).supports += moved.supports


def _is_own_cue(assertion: Assertion, mention: Mention) -> bool:
    """Say whether what looks like a cue is part of the reason: "screening for colon cancer", "without abnormal findings"."""
    if mention.term.code == "Z66":
        return assertion is Assertion.ABSENT and "not" in mention.term.path.lower()
    return assertion is Assertion.HYPOTHETICAL or (assertion is Assertion.ABSENT and " without " in mention.term.path)


def _supports(
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
        if mention.term.code.startswith((*_ENCOUNTERS, "Z66")) and _is_own_cue(assertion, mention):
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
    plain = billable_code(mention.term.code, said, dictionary, encounter=encounter)
    if plain is None:
        return
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


def _drug(word: str, reading: Reading, reaches: Sequence[Reach]) -> Support:
    place = reading.words[word][0]
    mention = Mention(Term(frozenset((word,)), "", "drug", word), (place,), 0, 0, frozenset(((place, word),)))
    spans = spans_of((place,), reading.sentence)
    assertion = assertion_of((place,), reading.sentence.section, reaches)
    return Support(assertion, Manner.LONG_TERM_DRUG, mention, reading.sentence, spans, ("long-term drug", word), False, 0)


def _measured(measure: Measure, all_sentences: Sequence[Sentence]) -> Support:
    order = max((i for i, one in enumerate(all_sentences) if one.starts[0] <= measure.span.start), default=0)
    mention = Mention(Term(frozenset((measure.path,)), measure.code, "measure", measure.path), (0,), 0, 0, frozenset())
    return Support(
        Assertion.PRESENT, Manner.MEASURE, mention, all_sentences[order], (measure.span,), ("measure", measure.path), False, order
    )


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
