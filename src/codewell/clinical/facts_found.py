"""Patient facts that a note states in so many words; what it only implies (a pronoun, a drug) is no fact."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from codewell.clinical.assertion import Assertion, assertion_of, cue_reaches
from codewell.clinical.episode import encounter_told
from codewell.clinical.facts import Age, FactKind, FoundFact, PatientFacts, age_in, age_on
from codewell.clinical.measures import Measure
from codewell.clinical.sections import Sentence
from codewell.kernel.claims import Sex
from codewell.kernel.text import TextSpan

_MEN = r"male|man|boy|gentleman|M"
_WOMEN = r"female|woman|girl|lady|F"
_PEOPLE = (
    rf"{_MEN}|{_WOMEN}|patient|pt|infant|newborn|neonate|baby|child|toddler|adolescent|teen|teenager|student|primigravida|G\d"
)
_UNITS = r"(?:(?P<years>y\w*)|(?P<months>mo\w*)|(?P<weeks>w\w*)|(?P<days>d\w*))"
_JOINTS = r"and|with|who|in|on|of|for|to|from|at|by|this|the|is|was|history"
_AGED = re.compile(
    r"\b(\d{1,3})[ -]?(?:(?P<years>y/?o|y\.o\.?|years?[ -]old|yrs?[ -]old|years? of age)"
    r"|(?P<months>m/?o|mos?[ -]old|months?[ -]old|months? of age)|(?P<weeks>weeks?[ -]old|wks?[ -]old|weeks? of age)"
    rf"|(?P<days>days?[ -]old|days? of age))(?![a-z]),?(?: (?!(?:{_JOINTS})\b)[A-Za-z-]+){{0,4}}? (?P<who>{_PEOPLE})\b",
    re.IGNORECASE,
)
"""An age and the person who has it: "67-year-old right-handed woman"; "a 3-day-old wound" names nobody."""
_SHORT = re.compile(
    r"\b(\d{1,3})(?:[ ]?(?:y/?o|yr)?[ ]?)(?P<who>[MF])\b(?=[ ,.]*(?:with|who|here|presents?|presenting|s/p|c/o|h/o|PMH|hx)\b)"
)
_HEADED = re.compile(
    rf"^[ \t]*(?:patient(?:'s)? )?age(?: at (?:visit|encounter))?[ \t]*[:=][ \t]*(\d{{1,3}})[ \t]*{_UNITS}?\b",
    re.IGNORECASE | re.MULTILINE,
)
_IS_AGED = re.compile(
    rf"\b(?:patient|pt|child|infant|baby|he|she) is (?:now )?(?:an? )?(\d{{1,3}})[ -]?{_UNITS}[ -](?:old|of age)\b", re.IGNORECASE
)
_EXAMINED = re.compile(
    rf"\b(?:check|check-?up|visit|exam\w*|newborn|infant|baby|child)\W+(?:\w+\W+){{0,3}}?(\d{{1,3}})[ -]{_UNITS}[ -]old\b",
    re.IGNORECASE,
)
"""In the line of an examination by age: "Newborn check, 5 days old"."""
_YEARS_BEFORE = re.compile(r"\b(\d{1,3})[ -]*(?:years?|yrs?|y)[ ,-]*(?:and )?$", re.IGNORECASE)
"""The years of "5-year, 8-month-old"."""
_LIFE = re.compile(r"\b(?:day of life|DOL)[ #:]{0,3}(\d{1,2})\b", re.IGNORECASE)
_BORN = re.compile(
    r"\b(?:DOB|date of birth|birth ?date)[ \t]*+[:=]?[ \t]*+(\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})", re.IGNORECASE
)
_SEX = re.compile(r"\b(?:sex|gender)(?: assigned at birth)?[ \t]*[:=][ \t]*(?P<who>male|female|man|woman|M|F)\b", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:mother|mom|father|dad|parents?|sister|brother|sibling|son|daughter|wife|husband|spouse|partner|aunt|uncle|cousin|niece"
    r"|nephew|grand\w+|friend|donor|neighbou?r|caregiver|maternal|born to)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[.;,\n]|\b(?:with|who|presents?|brought|here|accompanied|and|whose)\b", re.IGNORECASE)
_THEIR = re.compile(r"\b(?:his|her|their)\s+(?:\w+\s+)?$", re.IGNORECASE)
_NEAR = 40
_PREGNANT = re.compile(r"\b(?:pregnant|pregnancy|IUP|prenatal (?:care )?visit|antepartum|gravid)\b", re.IGNORECASE)
_NOT_OF_IT = re.compile(
    r"\b(?:tests?|testing|hcg|negative|prior|previous|past|last|prevent\w*|avoid\w*|plan\w*|trying|contracepti\w*|ectopic|tubal"
    r"|history|hx|after|since|wishes|desires?|attempt\w*|future|before|wife|partner|daughter|mother|mother's|her mother"
    r"|(?:first|second|third|average) (?:single )?(?:intrauterine )?pregnanc\w+|at that time|when|if|possible|with the patient"
    r"|was pregnant and)\b",
    re.IGNORECASE,
)
_NOT_PREGNANT = re.compile(
    r"\b(?:is not pregnant|not currently pregnant|denies (?:being )?pregnan(?:t|cy)|non-?pregnant|post-?menopausal(?! women)"
    r"|pregnancy test(?: (?:is|was))? negative|negative (?:urine |serum )?(?:pregnancy test|hcg)"
    r"|(?:u?hcg|upt)(?: is| was|:)? negative)\b",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\b(?:post-?partum|puerper\w+|(?:vaginal|cesarean) delivery|c-section|delivered (?:a|by|via|at)|miscarriage|abortion)\b",
    re.IGNORECASE,
)
_AFTER_GATE = ("partum", "puerper", "deliver", "c-section", "miscarr", "abort")
_GATE = ("pregnan", "iup", "prenatal", "antepartum", "gravid", "hcg", "upt", "menopaus")
_ELSEWHERE = {"family_history", "instructions", "past_history", "surgical_history"}
_BABY = re.compile(r"\b(?:newborn|neonat\w+|liveborn|birth ?weight|apgars?|infant)\b", re.IGNORECASE)
_LEAST_AGE, _GREATEST_AGE = 9, 64
"""Years; a pregnancy that the note of a child tells is the mother's, that of an old woman is past (decision 9)."""
_BIRTH = re.compile(r"\b(?:born|birth|product of|ex-)\b", re.IGNORECASE)
_TOP = 4000
"""Characters of a note within which its patient is introduced."""


def facts_found(text: str, on: date | None, all_sentences: Sequence[Sentence], measured: Sequence[Measure]) -> PatientFacts:
    """Return the facts that a note states, each with the words that say it.

    Left out: age and sex of anybody but the patient, a pregnancy that is denied, past, planned or someone else's.

    Args:
        text: the note as received.
        on: day of service, from which a birth date gives the age; None leaves birth dates alone.
        all_sentences: of the note.
        measured: numbers that carry a code; weeks of gestation among them.
    """
    values: dict[FactKind, object] = {}
    found: list[FoundFact] = []

    def note(kind: FactKind, value: object, spans: tuple[TextSpan, ...]) -> None:
        if kind not in values:
            values[kind] = value
            found.append(FoundFact(kind, spans))

    for kind, value, span in _age_and_sex(text[:_TOP], on):
        note(kind, value, (span,))
    age = values.get(FactKind.AGE)
    for kind, value, spans in _pregnancy(text, age if isinstance(age, Age) else None, all_sentences, measured):
        note(kind, value, spans)
    for encounter, span in encounter_told(text):
        note(FactKind.ENCOUNTER, encounter, (span,))
    named = {kind.value: value for kind, value in values.items()}
    lower = text.lower()
    after = any(word in lower for word in _AFTER_GATE) and _AFTER.search(text) is not None
    return PatientFacts(**named, after_delivery=after, found=tuple(found))  # type: ignore[arg-type]


def _age_and_sex(top: str, on: date | None) -> Iterator[tuple[FactKind, object, TextSpan]]:
    for pattern in (_AGED, _SHORT, _HEADED, _IS_AGED, _LIFE, _EXAMINED):
        for match in pattern.finditer(top):
            age = _age(match)
            if age is None or _is_anothers(top, match):
                continue
            yield FactKind.AGE, age, _span(match)
            who = match.groupdict().get("who")
            if who and (sex := _sex(who)):
                yield FactKind.SEX, sex, _span(match)
            break
    born = _BORN.search(top)
    if born is not None and on is not None and (reached := _on_day(born[1], on)):
        yield FactKind.AGE, reached, _span(born)
    stated = _SEX.search(top)
    if stated is not None and (told := _sex(stated["who"])):
        yield FactKind.SEX, told, _span(stated)


def _age(match: re.Match[str]) -> Age | None:
    groups = match.groupdict()
    whole = _YEARS_BEFORE.search(match.string, max(0, match.start() - _NEAR), match.start()) if groups.get("months") else None
    unit = next((unit for unit in ("months", "weeks", "days") if groups.get(unit)), "years")
    try:
        if whole is not None:
            return Age(int(whole[1]), int(match[1]))
        return age_in(int(match[1]), "days" if match.re is _LIFE else unit)
    except ValueError:
        return None


def _is_anothers(top: str, match: re.Match[str]) -> bool:
    """Say whether the words around an age make it a relative's: "her 3-year-old son", "born to a 28-year-old G2P1 mother"."""
    line = max(top.rfind(mark, 0, match.start()) for mark in "\n.;") + 1
    before = top[max(line, match.start() - _NEAR) : match.start()]
    after = _PARTS.split(top[match.end() : match.end() + _NEAR], maxsplit=1)[0]
    return _THEIR.search(before) is not None or any(_OTHERS.search(words) for words in (before, match[0], after))


def _on_day(written: str, on: date) -> Age | None:
    try:
        if "-" in written:
            return age_on(date.fromisoformat(written), on)
        month, day, year = (int(part) for part in written.split("/"))
        return age_on(date(year, month, day), on)
    except ValueError:
        return None


def _sex(who: str) -> Sex | None:
    if re.fullmatch(_MEN, who, re.IGNORECASE):
        return Sex.MALE
    return Sex.FEMALE if re.fullmatch(_WOMEN, who, re.IGNORECASE) else None


def _pregnancy(
    text: str, age: Age | None, all_sentences: Sequence[Sentence], measured: Sequence[Measure]
) -> Iterator[tuple[FactKind, object, tuple[TextSpan, ...]]]:
    """Yield what the note says of a pregnancy of the patient's own, now; nothing in the note of a child."""
    lower = text.lower()
    if _BABY.search(text) if age is None else not _LEAST_AGE <= age.years <= _GREATEST_AGE:
        return
    weeks = [one for one in measured if one.code.startswith("Z3A") and not _tells_of_birth(text, one)]
    if not weeks and not any(word in lower for word in _GATE):
        return
    denied = _NOT_PREGNANT.search(text)
    if denied is not None:
        yield FactKind.PREGNANT, False, (_span(denied),)
        return
    told = {one.code for one in weeks}
    if len(told) == 1 and weeks[0].code[3:].isdigit():
        spans = tuple(one.span for one in weeks)
        yield FactKind.PREGNANT, True, spans[:1]
        yield FactKind.WEEKS, int(weeks[0].code[3:]), spans
        return
    for sentence in all_sentences:
        if sentence.section in _ELSEWHERE or not sentence.tokens:
            continue
        start, end = sentence.starts[0], sentence.starts[-1] + len(sentence.tokens[-1])
        written = text[start:end]
        match = _PREGNANT.search(written)
        if match is None or _NOT_OF_IT.search(written):
            continue
        place = next((i for i, at in enumerate(sentence.starts) if at - start >= match.start()), len(sentence.starts) - 1)
        reaches = cue_reaches([token.lower() for token in sentence.tokens])
        if assertion_of((place,), sentence.section, reaches) is Assertion.PRESENT:
            yield FactKind.PREGNANT, True, (TextSpan(start + match.start(), start + match.end()),)
            return


def _tells_of_birth(text: str, weeks: Measure) -> bool:
    """Say whether weeks of gestation are those at which the patient was born: "boy born at 32 weeks gestation"."""
    return _BIRTH.search(text, max(0, weeks.span.start - _NEAR), weeks.span.start) is not None


def _span(match: re.Match[str]) -> TextSpan:
    return TextSpan(match.start(), match.end())
