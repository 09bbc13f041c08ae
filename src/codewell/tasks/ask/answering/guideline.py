"""What the Official Guidelines say: a section by its number, or the passages that fit the question, in the year of the day."""

from __future__ import annotations

import re
from datetime import date

from codewell.assistant.answer import Answer, Outcome, SourceKind
from codewell.assistant.passage import FoundPassage, Passage, PassageSource
from codewell.assistant.question import Intent, Understood
from codewell.codebook.written.page import Section
from codewell.kernel.errors import UnknownEntryError
from codewell.tasks.ask.answerers import answerer
from codewell.tasks.ask.asked_words import asked_codes, asked_words, names_services_only
from codewell.tasks.ask.composing import Draft
from codewell.tasks.ask.manual_passages import sections_of_manuals
from codewell.tasks.ask.other_publishers import OtherPublisher, other_publisher
from codewell.tasks.ask.passages import index_of, retrieve, section_of
from codewell.tasks.ask.quoting import answer_for_nearest, cite_passage, say_of_another_year
from codewell.tasks.read_guidelines import read_guideline
from codewell.tasks.workplace import Workplace

MOST_QUOTED = 3
LEAST_COVERAGE = 0.5
LEAST_STRENGTH = 6.5
"""Share times score from which a passage answers although much of the question is about the case, not the rule."""
LEAST_COVERAGE_OF_OURS = 0.7
"""Share of what a question names that a passage must speak of; with less, the guidelines do not say it."""
_OURS = (PassageSource.WRITTEN_PAGE, PassageSource.MANUAL)
_SECTION = re.compile(
    r"\b(?:(?P<roman>I{1,3}|IV)(?P<rest>(?:\.[A-Za-z0-9]{1,4}){1,8})|[Ss]ection\s+(?P<bare>I{1,3}|IV|i{1,3}|iv|[1-4])\b(?!\.\w)|"
    r"(?P<small>i{1,3}|iv)(?!\.e\b)(?P<below>\.[a-zA-Z](?:\.[A-Za-z0-9]{1,4}){0,7}))"
)
_NUMBERS = {"1": "I", "2": "II", "3": "III", "4": "IV"}
_SUGGESTED = ("What do the guidelines say about uncertain diagnoses in the outpatient setting?", "How do I code sepsis?")


@answerer(Intent.GUIDELINE)
def guideline(workplace: Workplace, understood: Understood, on: date) -> Answer:
    """Answer from at most three passages, each with section and page."""
    draft, words = Draft(understood, on), asked_words(understood)
    section = section_named(words)
    if section:
        return _section(workplace, draft, section, on)
    subject = other_publisher(words)
    if subject is not None or names_services_only(understood):
        return _of_others(workplace, draft, words, subject)
    codes = asked_codes(understood)
    found = retrieve(workplace, words, on, codes, (PassageSource.GUIDELINES,), MOST_QUOTED)
    if not found and not workplace.shelf.all("guidelines"):
        return _not_loaded(draft)
    index = index_of(workplace)
    covered = max((index.coverage(words, one.passage) for one in found), default=0.0)
    if not found or (covered < LEAST_COVERAGE and covered * found[0].score < LEAST_STRENGTH and not codes):
        draft.say("No passage of the loaded Official Guidelines speaks of that.")
        draft.suggest(*_SUGGESTED)
        return draft.finished(Outcome.NO_SOURCE)
    answer_for_nearest(draft, found)
    for one in found:
        tell_passage(draft, one.passage, words)
    draft.suggest(*(f"What does section {section_of(one.passage)} say?" for one in found[1:]))
    return draft.finished(Outcome.ANSWERED, min(0.95, 0.5 + covered / 2))


def section_named(text: str) -> str:
    """Return the section that a text names, as the guidelines write it, `I.C.4.a`; empty where it names none."""
    if re.search(r"\bappendix (?:i|1|one)\b", text, re.IGNORECASE):
        return "Appendix I"
    named = _SECTION.search(re.sub(r"\(([a-z0-9]{1,4})\)", r".\1", text))
    if named is None:
        return ""
    if named["bare"]:
        return _NUMBERS.get(named["bare"], named["bare"].upper())
    parts = ((named["roman"] or named["small"].upper()) + (named["rest"] or named["below"])).rstrip(".").split(".")
    return ".".join((parts[0], parts[1].upper(), *(part.lower() for part in parts[2:])))


def tell_passage(draft: Draft, passage: Passage, words: str) -> None:
    """Add a sentence that quotes a passage, and its section and page as facts."""
    cited, quoted = cite_passage(draft, passage, words)
    if passage.source is PassageSource.GUIDELINES:
        section = section_of(passage)
        draft.state(section, "section", section, cited)
        draft.state(section, "title", passage.title, cited)
        draft.state(section, "page", passage.place.rpartition(" ")[2].partition("-")[0], cited)
        where = f"{passage.place[:1].upper()}{passage.place[1:]}, {passage.title}"
    elif passage.source is PassageSource.MANUAL:
        draft.state(f"{passage.publication}, {passage.place}", "title", passage.title, cited)
        where = f"{passage.publication}, {passage.place}, {passage.title}"
    else:
        draft.state(passage.place, "title", passage.title, cited)
        where = passage.title
    draft.say(f"{where}: “{quoted}”" if quoted else f"{where}: a heading; its text stands in the sections below it.", cited)


def _section(workplace: Workplace, draft: Draft, section: str, on: date) -> Answer:
    """Answer with one section; where there is none, name the nearest above it that exists."""
    try:
        read = read_guideline(workplace, section, on)
    except UnknownEntryError:
        draft.say(f"The loaded Official Guidelines have no section {section}.")
        draft.suggest(f"What does section {section.rpartition('.')[0] or 'I'} say?", *_SUGGESTED)
        return draft.finished(Outcome.NO_SOURCE)
    wanted = f"/{read.passage.origin.release}/{read.passage.section}"
    held = next(one for one in index_of(workplace).passages if one.id == f"guidelines{wanted}")
    answer_for_nearest(draft, [FoundPassage(held, 1.0, not held.holds_on(on))])
    tell_passage(draft, held, held.title)
    if read.passage.below:
        cited = draft.citations[-1].id
        rows = [((below.section, below.title, str(below.page)), (cited,)) for below in read.passage.below]
        draft.tabulate(f"Sections below {section}", ("Section", "Title", "Page"), rows)
        draft.suggest(*(f"What does section {below.section} say?" for below in read.passage.below[:3]))
    return draft.finished(Outcome.ANSWERED, 0.98)


def _of_others(workplace: Workplace, draft: Draft, words: str, subject: OtherPublisher | None) -> Answer:
    """Answer a question for the guidelines of CPT or NCCI from our own pages, and say that theirs are not loaded."""
    asked = f"{words} {subject.search}" if subject else words
    codes = asked_codes(draft.understood)
    sources = (*_OURS, PassageSource.RULE) if subject and subject.manual else _OURS
    found = retrieve(workplace, asked, draft.on or workplace.today, codes, sources, MOST_QUOTED)
    if subject and not subject.search and not codes:
        index = index_of(workplace)
        found = [one for one in found if index.coverage(words, one.passage) >= LEAST_COVERAGE_OF_OURS]
    manual = [one for one in found if one.passage.source is PassageSource.MANUAL]
    named = sections_of_manuals(workplace, words, draft.on or workplace.today) if subject and subject.manual else []
    found, manual = (named, named) if named else (found, manual)
    if not (subject and subject.manual and manual):
        loaded = draft.cite(SourceKind.APP, "what is loaded", "releases", "/releases")
        draft.say(subject.says if subject else _CPT_TEXT, loaded)
    if not found:
        return draft.finished(Outcome.NOT_LOADED)
    if subject and subject.quoted:
        return draft.finished(Outcome.NOT_LOADED)
    say_of_another_year(draft, found)
    for one in found:
        tell_passage(draft, one.passage, asked)
    _tabulate_levels(workplace, draft, found)
    draft.suggest(*(f"What is {code}?" for one in found for code in one.passage.codes[:2]))
    return draft.finished(Outcome.ANSWERED, 0.8)


_CPT_TEXT = (
    "The Official Guidelines are about diagnoses; the guidelines for services are part of CPT, text of the American Medical"
    " Association, which is not loaded here. What follows are our own written pages and rules."
)


def _tabulate_levels(workplace: Workplace, draft: Draft, found: list[FoundPassage]) -> None:
    """Add a table of what our page says of each of its codes, where the first passage is of a page that does."""
    first = found[0].passage
    if first.source is not PassageSource.WRITTEN_PAGE:
        return
    page = first.id.partition("#")[0].rpartition("/")[0] + "/"
    plain = Section.PLAIN_LANGUAGE.title
    parts = [one for one in index_of(workplace).passages if one.id.startswith(page) and one.place.startswith(plain)]
    rows = []
    for part in parts:
        if len(part.codes) == 1 and "#" not in part.id:
            cited, quoted = cite_passage(draft, part, part.title)
            rows.append(((part.codes[0], quoted), (cited,)))
    if len(rows) > 1:
        draft.tabulate(first.publication.partition(" (")[0], ("Code", "In our words"), rows[:12])


def _not_loaded(draft: Draft) -> Answer:
    draft.say("The Official Guidelines are not loaded. Build the reference with `codewell build`.")
    return draft.finished(Outcome.NOT_LOADED)
