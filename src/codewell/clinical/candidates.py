"""Codes a note might be given: every mention with its assertion, brought to a billable code and gathered by code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from codewell.clinical.assertion import Assertion, Reach, acting_reach, assertion_of, cue_reaches
from codewell.clinical.candidate import Candidate, Manner, NoteShape, Support
from codewell.clinical.circumstances import circumstances
from codewell.clinical.dictionary import Dictionary
from codewell.clinical.drug_events import DrugEvent, DrugEventKind, drug_events, intent_of, may_tell_events
from codewell.clinical.episode import seventh_characters
from codewell.clinical.facts import NOTHING_GIVEN, PatientFacts
from codewell.clinical.facts_found import facts_found
from codewell.clinical.laterality import NoteSides
from codewell.clinical.measures import Measure, measures, pediatric_measures, trimester_words, weeks_of
from codewell.clinical.mentions import Mention, mentions
from codewell.clinical.reading import Reader, Reading
from codewell.clinical.rules import rules
from codewell.clinical.sections import Sentence, sentences
from codewell.clinical.status import table
from codewell.clinical.supports import spans_of, supports_of
from codewell.clinical.terms import Term
from codewell.clinical.trace import Step, StepKind

_ANTINEOPLASTIC = "T451"
_CAUSES = "VWX"
_NO_EVENTS = {"medications", "past_history", "surgical_history", "family_history", "immunizations"}


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
                _read_as_drug_induced(event, reading)
                for code, support in _event(event, reading, intent, encounter, dictionary):
                    support.order = order
                    found.setdefault(code, Candidate(code)).supports.append(support)
        listed_drugs = [(word, drugs[word]) for word in reading.words if word in drugs]
        terms = mentions(reading, dictionary, learned=learned) if sentence.section != "medications" else []
        if not terms and not listed_drugs:
            continue
        reaches = reading.reaches if terms else cue_reaches(reading.lower)
        for code, support in supports_of(terms, reading, reaches, dictionary, encounter, sides, learned, trimester):
            support.order = order
            support.reaches = reaches
            found.setdefault(code, Candidate(code)).supports.append(support)
        for word, code in listed_drugs:
            if code in dictionary.codes:
                support = _drug(word, reading, reaches)
                support.order = order
                support.reaches = reaches
                found.setdefault(code, Candidate(code)).supports.append(support)
    _add_circumstances(found, readings, dictionary)
    _give_delivery(found, lower, dictionary)
    if intent != "1":
        _give_intent(found, intent, dictionary)
    for measure in (*measured, *pediatric_measures(text, facts)):
        if measure.code in dictionary.codes:
            found.setdefault(measure.code, Candidate(measure.code)).supports.append(_measured(measure, all_sentences))
    stay = "discharge summary" in lower[:300] or any(sentence.section == "hospital_course" for sentence in all_sentences)
    assessed = any(sentence.section in ("assessment", "diagnoses", "problem_list") for sentence in all_sentences)
    return found, NoteShape(len(all_sentences), assessed, stay, facts=facts, weeks=weeks)


def _add_circumstances(found: dict[str, Candidate], readings: Sequence[Reading], dictionary: Dictionary) -> None:
    """Add place and activity of an injury from the sentences that tell its cause (guideline I.C.20.b-c)."""
    causes = [s for code, candidate in found.items() if code[0] in _CAUSES for s in candidate.supports]
    told = {s.order for s in causes if s.assertion is Assertion.PRESENT and s.mention.slack <= 2}
    for order in sorted(told):
        reading = readings[order]
        for code, places in circumstances(reading.lower, dictionary.codes):
            words = frozenset(reading.lower[place] for place in places)
            path = " ".join(reading.lower[place] for place in places)
            mention = Mention(Term(words, code, "phrase", path), places, 0, 0, frozenset())
            spans = spans_of(places, reading.sentence)
            support = Support(
                Assertion.PRESENT, Manner.CONDITION, mention, reading.sentence, spans, ("phrase", path), False, order
            )
            found.setdefault(code, Candidate(code)).supports.append(support)


def _read_as_drug_induced(event: DrugEvent, reading: Reading) -> None:
    """Let "constipation due to morphine" be read as drug-induced constipation, as the index calls it."""
    if event.kind in (DrugEventKind.CAUSED, DrugEventKind.ADVERSE_EFFECT):
        for word in ("drug", "induced", *(("chemotherapy",) if event.category == _ANTINEOPLASTIC else ())):
            reading.add(word, event.drug)


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


def _give_delivery(found: dict[str, Candidate], lower: str, dictionary: Dictionary) -> None:
    """Bring a newborn's code to the delivery that the note tells; a birth is one in hospital unless it says otherwise (Z38)."""
    told = "Z3801" if "cesarean" in lower or "c-section" in lower else "Z3800" if "vaginal" in lower or "nsvd" in lower else ""
    if told in dictionary.codes and "Z382" in found and "born outside" not in lower:
        found.setdefault(told, Candidate(told)).supports += found.pop("Z382").supports


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
