"""Whether Medicare covers a service for a diagnosis in a state: what loaded coverage articles list, never a guess."""

from __future__ import annotations

from datetime import date

from codewell.assistant.answer import Answer, Outcome, SourceKind
from codewell.assistant.question import CodeMention, Intent, Understood
from codewell.codebook.entry import CodeEntry
from codewell.edits.reference import CoverageArticle, Missing
from codewell.kernel.codes import CodeSystem
from codewell.tasks.ask.answerers import answerer
from codewell.tasks.ask.answering.finding import choices_for
from codewell.tasks.ask.asking_back import ask_for_code
from codewell.tasks.ask.citing import cite_origin, cite_words, code_link, days_in_words, state_from
from codewell.tasks.ask.composing import Draft
from codewell.tasks.ask.naming import best_words, entry_named, is_procedure, named_day
from codewell.tasks.claim_coverage import SOURCE, CoverageAnswers
from codewell.tasks.workplace import Workplace

_MOST_SERVICES = 3
_SURE = 0.45
_MOST_ARTICLES = 8


@answerer(Intent.COVERAGE)
def coverage(workplace: Workplace, understood: Understood, on: date) -> Answer:
    """Answer from the local coverage articles of the state's contractor; says what to load where there are none."""
    draft, day = Draft(understood, on), named_day(understood, on)
    entries = [_entry(workplace, draft, mention, day) for mention in understood.entities.codes]
    services = [entry for entry in entries if is_procedure(entry)]
    diagnoses = [entry for entry in entries if not is_procedure(entry)]
    if not services and understood.entities.topic:
        services = _by_words(workplace, draft, understood.entities.topic, day)
    if not services and not diagnoses:
        return ask_for_code(understood, "Coverage of what? Name a service or a code.", "Does Medicare cover 77301 in Florida?")
    if workplace.shelf.in_force(SOURCE, on) is None:
        return _not_loaded(workplace, draft, understood, services)
    listed = [_tell(workplace, draft, entry, diagnoses, understood.entities.state) for entry in services]
    for entry in services:
        _tell_national(draft, entry)
    return draft.finished(Outcome.ANSWERED if any(listed) else Outcome.NO_SOURCE)


def _by_words(workplace: Workplace, draft: Draft, words: str, day: date | None) -> list[CodeEntry]:
    """Return the services that words name: of CPT, else of HCPCS Level II."""
    for system in (CodeSystem.CPT, CodeSystem.HCPCS):
        choices = [one for one in choices_for(workplace, draft, words, system, day) if one.score >= _SURE][:_MOST_SERVICES]
        if choices:
            mentions = [CodeMention(choice.code, (choice.system,), 0, 0) for choice in choices]
            return [_entry(workplace, draft, mention, day) for mention in mentions]
    return []


def _entry(workplace: Workplace, draft: Draft, mention: CodeMention, day: date | None) -> CodeEntry:
    """Return a code's page; articles answer for the asked day, whichever day the code's own list covers."""
    return entry_named(workplace, Draft(draft.understood, draft.on), mention, day)


def _not_loaded(workplace: Workplace, draft: Draft, understood: Understood, services: list[CodeEntry]) -> Answer:
    state = understood.entities.state
    where = f" for {state}" if state else ""
    nearest = workplace.shelf.nearest(SOURCE, draft.on or workplace.today)
    days = f"; the nearest covers {days_in_words(nearest.release.validity)}" if nearest else ""
    loaded = draft.cite(SourceKind.APP, "what is loaded", f"no coverage articles cover {draft.on}", "/releases")
    draft.say(
        f"Whether Medicare covers it{where} stands in local coverage articles, and none for {draft.on} is loaded{days}.", loaded
    )
    draft.say("Load them with `codewell sync coverage-articles`, or import the archive of the Medicare Coverage Database.")
    for entry in services[:_MOST_SERVICES]:
        cited = cite_words(draft, entry)
        draft.say(f"The words name {entry.code}: {best_words(entry)}.", cited)
        _tell_national(draft, entry)
        draft.suggest(f"What is {entry.code}?", f"What does Medicare pay for {entry.code}?")
    return draft.finished(Outcome.NOT_LOADED)


def _tell(workplace: Workplace, draft: Draft, entry: CodeEntry, diagnoses: list[CodeEntry], state: str) -> bool:
    """Tell what the articles list for one service; say whether any that holds for the state and day does."""
    day = draft.on or workplace.today
    found = CoverageAnswers(workplace.shelf).articles(str(entry.code), day)
    if isinstance(found, Missing):
        draft.say(found.reason)
        return False
    holding = [one for one in found if one.validity.covers(day) and (not state or state in one.states)]
    where = f" in {state}" if state else ""
    if not holding:
        release = workplace.shelf.in_force(SOURCE, day)
        title = release.release.title if release else SOURCE
        cited = draft.cite(SourceKind.ROW, title, f"articles that list {entry.code}", code_link(entry.code, day, "related"))
        draft.say(f"No article{where} that holds on {day} lists diagnoses for {entry.code}; other payers and rules may.", cited)
        return False
    for article in holding[:_MOST_ARTICLES]:
        _tell_article(draft, entry, article, diagnoses, day)
    return True


def _tell_article(draft: Draft, entry: CodeEntry, article: CoverageArticle, diagnoses: list[CodeEntry], day: date) -> None:
    cited = draft.cite(
        SourceKind.ROW,
        article.release,
        f"article {article.document}, {entry.code}",
        code_link(entry.code, day, "related"),
        first_day=article.validity.first_day,
        last_day=article.validity.last_day,
    )
    by = f" with {', '.join(article.determinations)}" if article.determinations else ""
    draft.state(str(entry.code), "coverage_article", article.document, cited)
    draft.say(f"Article {article.document}{by} lists {len(article.covered)} covered diagnoses for {entry.code}.", cited)
    for diagnosis in diagnoses:
        covered = diagnosis.code.value in article.covered
        excluded = diagnosis.code.value in article.excluded
        told = "lists as covered" if covered else "lists as not covered" if excluded else "does not list"
        draft.say(f"It {told} {diagnosis.code}: {best_words(diagnosis)}.", cited)
        draft.state(f"{entry.code}+{diagnosis.code}", "covered_diagnosis", "yes" if covered else "no", cited)


def _tell_national(draft: Draft, entry: CodeEntry) -> None:
    """Add what the national files publish of Medicare's coverage of the code."""
    for fact in entry.facts:
        if fact.id == "hcpcs.coverage" or (fact.id == "mpfs.status" and fact.value in ("N", "I", "X") and not fact.detail):
            cited = cite_origin(draft, entry, fact.origin, "facts")
            draft.say(f"{fact.title} of {entry.code} ({fact.origin.release}): {fact.value}, {fact.meaning}", cited)
            name = "hcpcs_coverage" if fact.id == "hcpcs.coverage" else "mpfs_status"
            state_from(draft, entry, name, fact.value, fact.origin, cited)
