"""How the app does something, from its own help, and what is loaded."""

from __future__ import annotations

from datetime import date

from codewell.assistant.answer import Answer, Outcome, SourceKind
from codewell.assistant.passage import Passage, PassageSource
from codewell.assistant.question import Intent, Understood
from codewell.tasks.ask.answerers import answerer
from codewell.tasks.ask.asked_words import asked_words
from codewell.tasks.ask.composing import Draft
from codewell.tasks.ask.help_asked import item_asked
from codewell.tasks.ask.passages import index_of, retrieve
from codewell.tasks.list_releases import list_releases
from codewell.tasks.workplace import Workplace

_LEAST_COVERAGE = 0.34
_LOADED = "help/releases"


@answerer(Intent.HOW_TO)
def how_to(workplace: Workplace, understood: Understood, on: date) -> Answer:
    """Answer with the item of the help that fits best, and name the next ones."""
    draft, words, index = Draft(understood, None), asked_words(understood), index_of(workplace)
    found = [one.passage for one in retrieve(workplace, words, on, (), (PassageSource.HELP,), 3)]
    named = item_asked(understood.text)
    if named is not None:
        found = [named, *(one for one in found if one.id != named.id)]
    elif not found or index.coverage(words, found[0]) < _LEAST_COVERAGE:
        draft.say("The app's help does not say that.")
        draft.suggest("How do I check a claim?", "What is loaded?", "Which keyboard shortcuts are there?")
        return draft.finished(Outcome.NO_SOURCE)
    _tell(draft, found[0])
    if found[0].id == _LOADED:
        _tell_loaded(draft, workplace, on)
    beside = [one for one in found[1:] if index.coverage(words, one) >= _LEAST_COVERAGE]
    draft.suggest(*(f"How to: {one.title}" for one in beside))
    return draft.finished(Outcome.ANSWERED)


def _tell(draft: Draft, item: Passage) -> None:
    cited = draft.cite(SourceKind.APP, item.publication, item.title, item.link, quote=item.text)
    draft.state(item.id.partition("/")[2], "how_to", item.place, cited, dated=False)
    draft.say(item.text, cited)


def _tell_loaded(draft: Draft, workplace: Workplace, on: date) -> None:
    """Add the table of the releases in force on the day."""
    draft.on = on
    cited = draft.cite(SourceKind.APP, "what is loaded", "releases", f"/releases?on={on.isoformat()}")
    rows = []
    for listed in list_releases(workplace, on).releases:
        if listed.in_force:
            release = listed.release
            draft.state(release.source, "release_in_force", release.release, cited)
            rows.append(((release.source, release.release, str(release.validity)), (cited,)))
    draft.tabulate(f"Releases in force on {on}", ("Source", "Release", "Days"), rows)
